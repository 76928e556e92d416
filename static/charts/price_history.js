// Draws the price history of a scheme: steps, hatched spans without sale, the chosen day.
(() => {
  const { escaped, plotly, showTable, token } = Plotting;

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
    // A row that is recalled is dashed; a step down or up belongs to the row that it leads to.
    const known = { x: [], y: [] };
    const recalled = { x: [], y: [] };
    for (const [place, step] of history.steps.entries()) {
      const before = history.steps[place - 1];
      const path = step.recalled ? recalled : known;
      if (before?.x[1] === step.x[0]) { path.x.push(step.x[0]); path.y.push(before.y); }
      path.x.push(...step.x, null);
      path.y.push(step.y, step.y, null);
    }
    const last = history.steps.at(-1);
    const ended = history.steps.filter((step) => step.ends);
    const band = -top * 0.13; // beneath zero, so that what is free stands clear of the axis
    const line = (path, more) => ({ ...quiet, mode: "lines", ...path, line: { color: ink, width: 2, ...more } });
    const data = [
      ...history.gaps.map(([from, to]) => ({ ...quiet, mode: "none", x: [from, from, to, to], y: [band, 0, 0, band], fill: "toself", fillpattern: { shape: "/", fgcolor: soft, bgcolor: "rgba(0,0,0,0)", size: 6, solidity: 0.2 } })),
      line(known),
      line(recalled, { dash: "6px,4px" }),
      ...(history.onward.length && last ? [line({ x: history.onward, y: [last.y, last.y] }, { color: soft, width: 1 })] : []),
      { ...quiet, hoverinfo: undefined, mode: "markers", x: history.labels.map((label) => label.x), y: history.labels.map((label) => label.y), text: history.labels.map((label) => label.text), hovertemplate: "%{text}<extra></extra>", marker: { color: ink, size: 8 } },
      { ...quiet, mode: "markers", x: ended.map((step) => step.x[1]), y: ended.map((step) => step.y), marker: { color: paper, size: 9, line: { color: ink, width: 1.5 } } },
    ];
    const note = (text, at, more) => ({ x: at[0], y: at[1], text, showarrow: false, bgcolor: paper, borderpad: 1, font: { ...font, size: 11 }, ...more });
    const quietly = { font: { ...font, size: 11, color: soft } };
    const fits = (text, room) => text.length * 6.3 < room;
    const beside = (day, text) => (fits(text, pixels(day, history.range[1])) ? { xanchor: "left", xshift: 5 } : { xanchor: "right", xshift: -5 });
    const annotations = history.labels.map((label, place) => {
      const following = history.labels[place + 1];
      const crowded = following && pixels(label.x, following.x) < 130 && Math.abs(following.y - label.y) < top * 0.12;
      if (!crowded) return note(label.text, [label.x, label.y], { ...beside(label.x, label.text), yshift: 13 });
      // The next one begins where this one would stand.
      const before = pixels(label.x, following.x) < 45 && pixels(history.range[0], label.x) > 45;
      return note(label.text.split(" from ")[0], [label.x, label.y], { ...(before ? { xanchor: "right", xshift: -5 } : { xanchor: "center" }), yshift: 13 });
    });
    const widest = Math.max(...history.gaps.map((gap) => pixels(...gap)));
    for (const [from, to] of history.gaps) {
      const room = pixels(from, to);
      if (room > 80 || room === widest) annotations.push(note("not on sale", [from, band / 2], { ...quietly, ...(from === history.range[0] || room > 80 ? { xanchor: "left", xshift: 4 } : { xanchor: "right", x: to }), borderpad: 0 }));
    }
    if (history.onward.length && fits("no change known", pixels(...history.onward))) annotations.push(note("no change known", [history.range[1], last.y], { ...quietly, xanchor: "right", yshift: 10 }));
    if (history.ending && ended.length) {
      const { x: [from, at], y: height } = ended.at(-1);
      const day = history.chosen?.x;
      const room = pixels(at, day > at && pixels(at, day) > 90 ? day : history.range[1]) - 12;
      const text = fits("ended", room) && width < 480 ? "ended" : history.ending;
      const lines = wrapped(text, Math.max(Math.floor((room > 90 ? room : pixels(from, at)) / 6.3), 12));
      const right = fits(lines[0], room);
      annotations.push(note(lines.map(escaped).join("<br>"), [at, height], right ? { xanchor: "left", align: "left", xshift: 9, yanchor: height < top * 0.2 ? "bottom" : "middle" } : { xanchor: "right", align: "right", xshift: -9, ...(height < top * 0.2 ? { yanchor: "bottom", yshift: 20 } : { yanchor: "top", yshift: -8 }) }));
    }
    const shapes = [];
    if (history.chosen) {
      const { x: day, text } = history.chosen;
      const [left, right] = [pixels(history.range[0], day), pixels(day, history.range[1])];
      const said = [`${text}, the day chosen`, text].find((words) => fits(words, Math.max(left, right)));
      shapes.push({ type: "line", layer: "below", x0: day, x1: day, y0: band, y1: top * 1.3, line: { color: accent, width: 1.5, dash: "dot" } });
      annotations.push(note(said, [day, top * 1.3], { ...beside(day, said), yshift: -2, font: { ...font, size: 11, color: accent } }));
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
        yaxis: { ...axis, range: [band, top * 1.4], nticks: 5, tickformat: top < 5 ? ",.2f" : ",.0f" },
      },
    };
  };

  const read = (plot) => JSON.parse(document.getElementById(plot.dataset.history).textContent);

  const draw = async () => {
    const plot = document.querySelector("[data-history]");
    if (!plot?.offsetWidth) return;
    const Plotly = await plotly();
    if (!Plotly) return showTable(plot);
    const { data, layout } = figure(read(plot), plot.offsetWidth);
    await Plotly.react(plot, data, layout, { displayModeBar: false, responsive: true });
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  Plotting.printing("history", (plot, { width }) => figure(read(plot), width), draw);
  Plotting.files("history", (plot, family, width) => figure(read(plot), width, family));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
