// Draws the figures that stand as JSON beside their tables; colours and type come from the style sheet.
(() => {
  const { FILE, FRAME, kinds, plotly, showTable } = Plotting;

  // `narrow`, `paper`, `legend`, the size, the frame within it and the family of type are of the place that the figure is drawn for: screen, paper, or a file.
  const theme = (figure, place) => {
    const look = kinds[figure.layout.meta.kind ?? figure.layout.meta];
    return look(figure, { narrow: innerWidth < 640, legend: false, paper: false, family: "Inter, system-ui, sans-serif", ...place });
  };

  // What a reader has hidden in a chart stays hidden over a change; where nothing would be left all is shown.
  const hidden = {};
  const read = (plot) => {
    const text = document.getElementById(plot.dataset.figure)?.textContent;
    if (!text) return undefined;
    const figure = JSON.parse(text);
    const places = figure.data.map((trace) => trace.meta).filter((place) => !Array.isArray(place));
    const away = (hidden[plot.id] ??= new Set());
    if (places.every((place) => away.has(place))) away.clear();
    figure.data = figure.data.filter((trace) => !away.has(trace.meta)).map((trace) => (Array.isArray(trace.meta) ? without(trace, away) : trace));
    return { ...figure, places };
  };
  const without = (paid, away) => {
    const kept = (values) => values.filter((_, at) => !away.has(paid.meta[at]));
    return { ...paid, ...Object.fromEntries(["x", "y", "text", "customdata", "meta"].map((part) => [part, kept(paid[part])])) };
  };
  const keys = (plot) => plot.closest("figure").querySelectorAll(".key button");
  const press = (plot, places) => {
    keys(plot).forEach((button, place) => {
      button.hidden = !places.includes(place);
      button.setAttribute("aria-pressed", String(!hidden[plot.id].has(place)));
    });
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".key button");
    if (!button) return;
    const plot = button.closest("figure").querySelector("[data-figure]");
    const place = [...keys(plot)].indexOf(button);
    const away = hidden[plot.id];
    if (!away.delete(place)) away.add(place);
    draw();
  });
  const CONFIG = { displayModeBar: false, responsive: true };

  const draw = async () => {
    const plots = [...document.querySelectorAll("[data-figure]")].filter(read);
    if (!plots.length) return;
    for (const plot of plots) press(plot, read(plot).places);
    const Plotly = await plotly();
    if (!Plotly) return plots.forEach(showTable);
    for (const plot of plots) {
      const figure = read(plot);
      if (!figure || !plot.offsetWidth) continue; // folded away; drawn when it is seen
      await Plotly.react(plot, figure.data, theme(figure, { width: plot.offsetWidth, height: plot.offsetHeight }), CONFIG);
      Plotly.Plots.resize(plot);
    }
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("toggle", (event) => event.target.matches(".wide, .years") && draw(), true);
  document.addEventListener("change", (event) => event.target.name === "shown" && draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  Plotting.printing(
    "figure",
    (plot, size) => {
      const figure = read(plot);
      return { data: figure.data, layout: theme(figure, { ...size, narrow: false, paper: true }) };
    },
    draw,
  );
  Plotting.files("figure", (plot, family) => {
    const figure = read(plot);
    return { data: figure.data, layout: theme(figure, { ...FILE, frame: FRAME, narrow: false, legend: true, family }) };
  });
})();
