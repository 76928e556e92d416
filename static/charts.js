// Draws the figures that stand as JSON beside their tables; colours and type come from the style sheet.
(() => {
  const { escaped, inTheLight, plotly, token } = Plotting;

  const KINDS = { dots: {}, lines: { hasTime: true }, years: { hasTime: true, isDated: true } };
  const HOVER = {
    dots: "%{fullData.name}<br>%{y}: %{x:,.2f}<extra></extra>",
    lines: "%{fullData.name}<br>end of year %{x}: %{y:,.1f}<extra></extra>",
    years: "%{fullData.name}<br>%{x|%e %B %Y}: %{y:,.2f}<extra></extra>",
  };

  // `narrow`, `legend`, the rows of labels and the family of type are of the place that the figure is drawn for: screen, paper, or a file.
  const theme = (figure, { narrow = innerWidth < 640, legend = false, rows = 16, family = "Inter, system-ui, sans-serif" } = {}) => {
    const kind = figure.layout.meta;
    const own = window.Kinds?.[kind.kind];
    if (own) return own(figure, { narrow, legend, family, token, lines });
    const { hasTime, isDated } = KINDS[kind];
    const [rule, ink, paper] = ["rule", "ink", "paper"].map(token);
    const font = { family, size: 12, color: ink };
    const colourOf = (place) => token(`s${(place % 6) + 1}`);
    const named = figure.data.filter((trace) => !Array.isArray(trace.meta));
    for (const trace of named) {
      const colour = colourOf(trace.meta);
      trace.line = { color: colour, width: 2, dash: trace.meta > 5 ? "dash" : "solid", shape: isDated ? "hv" : "linear" };
      trace.marker = { color: colour, size: 9, line: { color: paper, width: 1 }, symbol: trace.meta > 5 ? "diamond" : "circle" };
      trace.hovertemplate = HOVER[kind];
      if (!hasTime) trace.cliponaxis = false; // a dot at zero is a whole dot
    }
    const paid = figure.data.find((trace) => Array.isArray(trace.meta));
    if (paid) {
      paid.marker = { color: paid.meta.map(colourOf), size: 10, line: { color: paper, width: 2 } };
      paid.hovertemplate = "%{customdata}<br>paid back after %{text}<extra></extra>";
      paid.showlegend = false;
      paid.cliponaxis = false;
    }
    const axis = { gridcolor: rule, zeroline: false, linecolor: rule, tickfont: font, fixedrange: narrow, automargin: true };
    const labels = hasTime && !isDated && !narrow && !legend ? direct(named, rows) : [];
    const count = named[0].x.length;
    const isAbove = hasTime && !isDated && named.every((trace) => trace.y.every((y) => y >= 0)); // then the zero line is the edge
    const time = isDated ? { type: "date", nticks: narrow ? 4 : 8 } : { dtick: Math.ceil(count / 12), range: [0, count - 1] };
    return {
      font,
      uirevision: `${kind} ${hasTime && !isDated ? count : ""}`, // what was zoomed stays, until the axis is another one
      dragmode: narrow ? false : "zoom",
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 8, r: labels.length ? 165 : 12, t: 10, b: hasTime ? 44 : 30 },
      showlegend: legend,
      legend: { orientation: "h", y: -0.12, yanchor: "top", font },
      hoverlabel: { font, bgcolor: paper, bordercolor: rule },
      annotations: [...labels, ...(paid ? paybacks(paid, count - 1) : [])],
      shapes: (figure.layout.shapes ?? []).map((shape) => ({ ...shape, layer: "below", line: { color: token("accent"), width: 1.5, dash: "dot" }, label: { ...shape.label, font: { size: 11, color: token("accent") } } })),
      xaxis: { ...axis, ...(isAbove ? { showline: true, linecolor: ink, linewidth: 1.5 } : {}), ...figure.layout.xaxis, title: { ...figure.layout.xaxis?.title, font }, ...(hasTime ? time : { rangemode: "tozero" }) },
      yaxis: { ...axis, ...(hasTime ? {} : { ticks: "outside", ticklen: 5, tickcolor: "rgba(0,0,0,0)" }), ...figure.layout.yaxis, fixedrange: narrow || !hasTime, zeroline: hasTime, zerolinecolor: ink, zerolinewidth: 1.5, type: hasTime ? "linear" : "category", rangemode: hasTime ? "tozero" : "normal", tickformat: hasTime ? ",.0f" : undefined, ...(isDated ? { range: [0, 1.12 * Math.max(...named.flatMap((trace) => trace.y))] } : {}) },
    };
  };

  // The years until a line has paid back, over its mark; under it where one stands there already.
  const paybacks = (paid, span) => {
    const taken = [];
    return paid.x.map((x, at) => ({ x, text: paid.text[at] })).sort((a, b) => a.x - b.x).flatMap(({ x, text }) => {
      const side = [14, -14].find((shift) => !taken.some((other) => other.shift === shift && Math.abs(other.x - x) < span / 6));
      if (!side) return []; // the mark and the table say it still
      taken.push({ x, shift: side });
      return [{ x, y: 0, text, showarrow: false, yshift: side, bgcolor: token("paper"), borderpad: 1, font: { size: 11, color: token("ink") } }];
    });
  };

  // A name in one line or two, parted at a blank; where one line is all there is it is cut in its midst, as copies differ at their ends. It comes with its markup escaped, as Plotly's labels need it.
  const ESCAPES = [["&lt;", "<"], ["&gt;", ">"], ["&amp;", "&"]];
  const lines = (name, most) => {
    const plain = ESCAPES.reduce((made, [escape, sign]) => made.replaceAll(escape, sign), name);
    const cut = (text) => (text.length <= 25 ? text : most === 1 ? `${text.slice(0, 14)}…${text.slice(-10)}` : `${text.slice(0, 24)}…`);
    const blank = plain.lastIndexOf(" ", 25);
    if (plain.length <= 25 || most === 1 || blank < 1) return [escaped(cut(plain))];
    return [escaped(plain.slice(0, blank)), escaped(cut(plain.slice(blank + 1)))];
  };

  // Names stand at the lines' ends, moved apart where they would overlap, with a part of a line between two.
  const GAP = 0.4;
  const direct = (traces, rows) => {
    const values = traces.flatMap((trace) => trace.y.filter((y) => y !== null));
    const span = Math.max(...values, 0) - Math.min(...values, 0) || 1;
    const ends = traces
      .map((trace) => ({ trace, at: trace.y.findLastIndex((y) => y !== null) }))
      .filter(({ at }) => at >= 0)
      .map(({ trace, at }) => ({ x: trace.x.at(-1), y: trace.y[at], text: trace.name }))
      .sort((a, b) => a.y - b.y);
    const most = ends.length > 7 ? 1 : 2;
    const texts = ends.map((end) => lines(end.text, most));
    let used = 0;
    const middles = texts.map((text) => {
      const height = ((text.length + GAP) * span) / rows;
      used += height;
      return used - height / 2;
    });
    // Names that would overlap become a pile; a pile stands in the middle of its lines' ends.
    const piles = [];
    ends.forEach((end, at) => {
      let pile = { sum: end.y - middles[at], count: 1 };
      while (piles.length && piles.at(-1).sum / piles.at(-1).count > pile.sum / pile.count) {
        const below = piles.pop();
        pile = { sum: pile.sum + below.sum, count: pile.count + below.count };
      }
      piles.push(pile);
    });
    const starts = piles.flatMap(({ sum, count }) => Array(count).fill(sum / count));
    return ends.map((end, at) => ({ x: end.x, y: starts[at] + middles[at], text: texts[at].join("<br>"), align: "left", xanchor: "left", showarrow: false, xshift: 6, font: { size: 11, color: token("ink") } }));
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
    for (const plot of plots) {
      const figure = read(plot);
      if (!figure || !plot.offsetWidth) continue; // folded away; drawn when it is seen
      await Plotly.react(plot, figure.data, theme(figure), CONFIG);
      Plotly.Plots.resize(plot);
    }
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("toggle", (event) => event.target.matches(".wide, .years") && draw(), true);
  document.addEventListener("change", (event) => event.target.name === "shown" && draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  const PAPER = { width: 690, height: 190 };
  addEventListener("beforeprint", () => {
    if (!window.Plotly?.react) return;
    inTheLight(() => {
      for (const plot of document.querySelectorAll("[data-figure].js-plotly-plot")) {
        const figure = read(plot);
        if (figure) Plotly.react(plot, figure.data, { ...theme(figure, { narrow: false, rows: 9 }), ...PAPER }, { ...CONFIG, responsive: false });
      }
    });
  });
  addEventListener("afterprint", draw);

  Plotting.files("figure", (plot, family) => {
    const figure = read(plot);
    return { data: figure.data, layout: theme(figure, { narrow: false, legend: true, family }) };
  });
})();
