// Draws the figures that stand as JSON beside their tables; colours and type come from the style sheet.
(() => {
  const source = document.currentScript.dataset.plotly;
  let library;
  const plotly = () =>
    (library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(window.Plotly);
      script.onerror = reject;
      document.head.append(script);
    }));

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const theme = (figure) => {
    const lines = figure.layout.meta === "lines";
    const rule = token("rule");
    const font = { family: "Inter, system-ui, sans-serif", size: 12, color: token("ink") };
    const narrow = innerWidth < 640;
    for (const trace of figure.data) {
      const colour = token(`s${(trace.meta % 6) + 1}`);
      trace.line = { color: colour, width: 2, dash: trace.meta > 5 ? "dash" : "solid" };
      trace.marker = { color: colour, size: 9, line: { color: token("paper"), width: 1 }, symbol: trace.meta > 5 ? "diamond" : "circle" };
      trace.hovertemplate = lines ? "%{fullData.name}<br>end of year %{x}: %{y:,.1f}<extra></extra>" : "%{fullData.name}<br>%{y}: %{x:,.2f}<extra></extra>";
    }
    const axis = { gridcolor: rule, zeroline: false, linecolor: rule, tickfont: font, fixedrange: true, automargin: true };
    const labels = lines && !narrow ? direct(figure.data) : [];
    return {
      font,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 8, r: labels.length ? 165 : 12, t: 10, b: lines ? 44 : 30 },
      showlegend: false,
      hoverlabel: { font, bgcolor: token("paper"), bordercolor: rule },
      annotations: labels,
      xaxis: { ...axis, ...figure.layout.xaxis, title: { ...figure.layout.xaxis?.title, font }, ...(lines ? { dtick: Math.ceil(figure.data[0].x.length / 12), range: [0, figure.data[0].x.length - 1] } : { rangemode: "tozero" }) },
      yaxis: { ...axis, ...figure.layout.yaxis, zeroline: lines, zerolinecolor: token("ink"), type: lines ? "linear" : "category", tickformat: lines ? ",.0f" : undefined },
    };
  };

  // A name in one line or two, parted at a blank. It comes with its markup escaped, as Plotly's labels need it.
  const ESCAPES = [["&lt;", "<"], ["&gt;", ">"], ["&amp;", "&"]];
  const escaped = (text) => ESCAPES.toReversed().reduce((made, [escape, sign]) => made.replaceAll(sign, escape), text);
  const lines = (name, most) => {
    const plain = ESCAPES.reduce((made, [escape, sign]) => made.replaceAll(escape, sign), name);
    const cut = (text) => (text.length > 25 ? `${text.slice(0, 24)}…` : text);
    const blank = plain.lastIndexOf(" ", 25);
    if (plain.length <= 25 || most === 1 || blank < 1) return [escaped(cut(plain))];
    return [escaped(plain.slice(0, blank)), escaped(cut(plain.slice(blank + 1)))];
  };

  // Names stand at the lines' ends, moved apart where they would overlap.
  const direct = (traces) => {
    const values = traces.flatMap((trace) => trace.y);
    const span = Math.max(...values, 0) - Math.min(...values, 0) || 1;
    const ends = traces
      .map((trace) => ({ x: trace.x.at(-1), y: trace.y.at(-1), text: trace.name, colour: trace.line.color }))
      .sort((a, b) => a.y - b.y);
    const most = ends.length > 7 ? 1 : 2;
    let last = -Infinity;
    return ends.map((end) => {
      const height = (lines(end.text, most).length * span) / 16;
      const at = Math.max(end.y, last + height / 2);
      last = at + height / 2;
      return { x: end.x, y: at, text: lines(end.text, most).join("<br>"), align: "left", xanchor: "left", showarrow: false, xshift: 6, font: { size: 11, color: token("ink") } };
    });
  };

  const draw = async () => {
    const plots = [...document.querySelectorAll("[data-figure]")].filter((plot) => document.getElementById(plot.dataset.figure));
    if (!plots.length) return;
    const Plotly = await plotly();
    for (const plot of plots) {
      const text = document.getElementById(plot.dataset.figure)?.textContent;
      if (!text || !plot.offsetWidth) continue; // folded away; drawn when it is seen
      const figure = JSON.parse(text);
      const layout = theme(figure);
      await Plotly.react(plot, figure.data, layout, { displayModeBar: false, responsive: true });
      Plotly.Plots.resize(plot);
    }
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("toggle", (event) => event.target.matches(".wide") && draw(), true);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
