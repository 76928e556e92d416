// Draws the price history of a scheme: steps, hatched spans without sale, the chosen day.
(() => {
  const { escaped, plotly, token } = Plotting;

  // Words in lines of so many characters.
  const wrapped = (text, most) => {
    const lines = [""];
    for (const word of text.split(" ")) {
      if (lines.at(-1) && `${lines.at(-1)} ${word}`.length > most) lines.push(word);
      else lines.push(`${lines.pop()} ${word}`.trim());
    }
    return lines;
  };

  const figure = (history, width, family = "Inter, system-ui, sans-serif") => {
    const [ink, soft, rule, paper, accent] = ["ink", "soft", "rule", "paper", "accent"].map(token);
    const font = { family, size: 12, color: ink };
    const top = history.highest || 1;
    const days = (from, to) => (new Date(to) - new Date(from)) / 864e5;
    const pixels = (from, to) => (days(from, to) / days(...history.range)) * (width - 60);
    const quiet = { type: "scatter", hoverinfo: "skip", showlegend: false, cliponaxis: false };
    const x = [];
    const y = [];
    for (const [place, step] of history.steps.entries()) {
      if (place && history.steps[place - 1].x[1] !== step.x[0]) { x.push(null); y.push(null); }
      x.push(...step.x);
      y.push(...step.y);
    }
    const ended = history.steps.filter((step) => step.ends);
    const data = [
      ...history.gaps.map(([from, to]) => ({ ...quiet, mode: "none", x: [from, from, to, to], y: [0, top * 0.06, top * 0.06, 0], fill: "toself", fillpattern: { shape: "/", fgcolor: soft, bgcolor: "rgba(0,0,0,0)", size: 6, solidity: 0.2 } })),
      { ...quiet, mode: "lines", x, y, line: { color: ink, width: 2 } },
      { ...quiet, hoverinfo: undefined, mode: "markers", x: history.labels.map((label) => label.x), y: history.labels.map((label) => label.y), text: history.labels.map((label) => label.text), hovertemplate: "%{text}<extra></extra>", marker: { color: ink, size: 8 } },
      { ...quiet, mode: "markers", x: ended.map((step) => step.x[1]), y: ended.map((step) => step.y[1]), marker: { color: paper, size: 9, line: { color: ink, width: 1.5 } } },
    ];
    const note = (text, at, more) => ({ x: at[0], y: at[1], text, showarrow: false, bgcolor: paper, borderpad: 1, font: { ...font, size: 11 }, ...more });
    const side = (day, text) => (pixels(day, history.range[1]) < text.length * 6.5 ? { xanchor: "right" } : { xanchor: "left" });
    const annotations = history.labels.map((label, place) => {
      const following = history.labels[place + 1];
      const crowded = following && pixels(label.x, following.x) < 130 && Math.abs(following.y - label.y) < top * 0.12;
      return note(crowded ? label.text.split(" ")[0] : label.text, [label.x, label.y], { ...(crowded ? { xanchor: "center" } : side(label.x, label.text)), yshift: 13 });
    });
    for (const [from, to] of history.gaps) {
      if (pixels(from, to) > 80) annotations.push(note("not on sale", [from, top * 0.06], { xanchor: "left", yshift: 9, xshift: 4, font: { ...font, size: 11, color: soft } }));
    }
    if (history.ending && ended.length) {
      const [at] = ended.at(-1).x.slice(-1);
      const room = pixels(at, history.range[1]);
      const text = wrapped(width < 480 ? "ended" : history.ending, 30).map(escaped).join("<br>");
      annotations.push(note(text, [at, top * 0.06], { xanchor: room > 170 ? "left" : "right", align: room > 170 ? "left" : "right", yanchor: "bottom", yshift: room > 170 ? 18 : 2, xshift: 4 }));
    }
    const shapes = [];
    if (history.chosen) {
      const chosen = side(history.chosen.x, history.chosen.text);
      shapes.push({ type: "line", layer: "below", x0: history.chosen.x, x1: history.chosen.x, y0: 0, y1: top * 1.3, line: { color: accent, width: 1.5, dash: "dot" } });
      annotations.push(note(history.chosen.text, [history.chosen.x, top * 1.3], { ...chosen, yshift: -2, xshift: chosen.xanchor === "left" ? 5 : -5, font: { ...font, size: 11, color: accent } }));
    }
    const axis = { gridcolor: rule, linecolor: ink, zeroline: false, tickfont: font, fixedrange: true, automargin: true };
    return {
      data,
      layout: {
        font,
        annotations,
        shapes,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        margin: { l: 48, r: 12, t: 12, b: 28 },
        showlegend: false,
        hoverlabel: { font, bgcolor: paper, bordercolor: rule },
        xaxis: { ...axis, type: "date", range: history.range, showgrid: false, ticks: "outside", tickcolor: ink, tickformat: "%Y", dtick: `M${12 * Math.ceil(days(...history.range) / 365 / (width < 480 ? 5 : 12))}` },
        yaxis: { ...axis, range: [0, top * 1.35], nticks: 5, rangemode: "tozero", tickformat: top < 5 ? ",.2f" : ",.0f" },
      },
    };
  };

  const read = (plot) => JSON.parse(document.getElementById(plot.dataset.history).textContent);

  const draw = async () => {
    const plot = document.querySelector("[data-history]");
    if (!plot?.offsetWidth) return;
    const Plotly = await plotly();
    const { data, layout } = figure(read(plot), plot.offsetWidth);
    await Plotly.react(plot, data, layout, { displayModeBar: false, responsive: true });
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  Plotting.files("history", (plot, family, width) => figure(read(plot), width, family));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
