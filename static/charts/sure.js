// Distributions under the heads of their scenarios, and the tornado: how they look. Whatever they say was worked out before.
(() => {
  const { kinds, lines, token } = Plotting;

  const common = ({ family }) => {
    const font = { family, size: 12, color: token("ink") };
    return {
      font,
      soft: { ...font, color: token("soft"), size: 11 },
      axis: { gridcolor: token("rule"), zeroline: false, linecolor: token("rule"), tickfont: { ...font, color: token("soft") }, fixedrange: true },
      layout: { font, dragmode: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, hoverlabel: { font, bgcolor: token("paper"), bordercolor: token("rule") } },
    };
  };
  const money = (value) => value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // The first column of the table above.
  const corner = ({ narrow, paper, width }) => {
    if (paper) return 0.18 * width;
    return narrow ? 118 : 150;
  };
  const RIGHT = 0.46; // of a column, where its amounts end
  const MOST_ROWS = 10;

  // On a narrow page the baseline and the scenario that is chosen.
  const besides = () => [...new Set([0, ([...document.getElementsByName("shown")].find((tile) => tile.checked)?.value ?? 1) - 1])];

  const spreads = (figure, place) => {
    const { font, soft, axis, layout } = common(place);
    const { legend, narrow } = place;
    const shown = narrow && !legend ? besides() : [...Array(figure.layout.meta.columns).keys()];
    const best = shown.indexOf(figure.layout.meta.best);
    const annotations = [];
    const traces = [];
    const there = figure.data.filter((trace) => shown.includes(trace.meta));
    // An outline leaves its amounts the room that they need, be the column ever so narrow.
    const column = (place.width - corner(place)) / shown.length;
    const amounts = there.map((trace) => 7 * money(trace.customdata.p50).length);
    const wide = Math.max(0.1, Math.min(0.42, 0.46 + RIGHT - (Math.max(...amounts) + 2) / column));
    for (const trace of there) {
      const { p10, p50, p90, typical } = trace.customdata;
      const colour = token(`s${(trace.meta % 6) + 1}`);
      const at = shown.indexOf(trace.meta);
      const left = at - (wide < 0.42 ? 0.46 : 0.4);
      const thick = (y) => trace.x[trace.y.findIndex((each) => each >= y)] ?? trace.x.at(-1);
      const shape = (low, high, opacity) => {
        const within = trace.y.map((y, step) => [left + trace.x[step] * wide, y]).filter(([, y]) => y >= low && y <= high);
        if (!within.length) return;
        const points = [[left, within[0][1]], ...within, [left, within.at(-1)[1]]];
        traces.push({ type: "scatter", mode: "lines", fill: "toself", name: trace.name, meta: trace.meta, x: points.map(([x]) => x), y: points.map(([, y]) => y), fillcolor: colour, line: { width: 0, color: colour }, opacity, hoverinfo: "skip" });
      };
      shape(-Infinity, Infinity, 0.35);
      shape(p10, p90, 0.62);
      traces.push({ type: "scatter", mode: "lines", meta: trace.meta, x: [left, left], y: [trace.y[0], trace.y.at(-1)], line: { color: colour, width: 2 }, hoverinfo: "skip" });
      traces.push({ type: "scatter", mode: "lines", meta: trace.meta, x: [left, left + thick(p50) * wide], y: [p50, p50], line: { color: colour, width: 2 }, hovertemplate: `${trace.name}<br>the middle: ${money(p50)}<extra></extra>` });
      traces.push({ type: "scatter", mode: "markers", meta: trace.meta, cliponaxis: false, x: [left], y: [typical], marker: { color: token("paper"), size: 9, line: { color: token("ink"), width: 2 } }, hovertemplate: `${trace.name}<br>at typical values: ${money(typical)}<extra></extra>` });
      const said = (y, bold) => ({ x: at + RIGHT, y, text: money(y), xanchor: "right", showarrow: false, font: bold ? { ...font, weight: 700 } : soft });
      const span = Math.max(...there.flatMap((each) => each.y)) - Math.min(...there.flatMap((each) => each.y)) || 1;
      if (p90 - p50 > span / 22) annotations.push(said(p90));
      annotations.push(said(p50, true));
      if (p50 - p10 > span / 22) annotations.push(said(p10));
      if (legend) annotations.push({ x: at, y: 1, yref: "paper", yanchor: "bottom", showarrow: false, text: lines(trace.name, 2).join("<br>"), font: { ...font, size: 11 } });
    }
    const first = there[0]?.customdata;
    figure.data.splice(0, figure.data.length, ...traces);
    if (!first) return layout; // neither has a cost
    const all = traces.flatMap((trace) => trace.y);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const room = (most - least) * 0.05 || most * 0.05 || 1;
    const apart = (most - least + 2 * room) / 8;
    const side = (text, y) => ({ text, x: 0, xref: "paper", xanchor: "left", xshift: -corner(place), y, yref: "y", showarrow: false, align: "left", font: soft });
    if (!narrow && !legend && most > least) {
      annotations.push(
        side("9 of 10 cases are<br>below it (P90)", Math.max(first.p90, first.p50 + apart)),
        side("the middle (P50)<br>ring: typical values", first.p50),
        side("1 of 10 cases is<br>below it (P10)", Math.min(first.p10, first.p50 - apart)),
      );
    }
    return {
      ...layout,
      margin: { l: corner(place), r: 0, t: 10, b: 14 },
      annotations,
      shapes: best < 0 ? [] : [{ type: "rect", layer: "below", x0: best - 0.5, x1: best + 0.5, yref: "paper", y0: -0.05, y1: 1.05, fillcolor: token("best"), line: { width: 0 } }],
      xaxis: { ...axis, range: [-0.5, shown.length - 0.5], showgrid: false, showticklabels: false, zeroline: false },
      yaxis: { ...axis, range: [least - room, most + room], nticks: 9, tickformat: most - least < 8 ? ",.2f" : ",.0f", automargin: legend },
    };
  };

  const tornado = (figure, place) => {
    const { font, soft, axis, layout } = common(place);
    const { legend, narrow } = place;
    const rows = figure.layout.meta.rows;
    const annotations = [];
    const ends = figure.data.flatMap((trace) => trace.x.map((x, at) => trace.base[at] + x));
    const [least, most] = [Math.min(...ends, figure.data[0].base[0]), Math.max(...ends, figure.data[0].base[0])];
    const span = most - least || 1;
    const width = narrow ? 0.55 : 0.32;
    const perPixel = ((1 + 2 * width) * span) / (legend ? 0.7 * place.width : place.width);
    const [low, high] = figure.data;
    const labels = [...low.y];
    for (const trace of figure.data) {
      trace.marker = { color: token(trace.meta ? "high" : "low") };
      trace.width = 0.5;
      trace.y = trace.y.map((_, at) => at);
      trace.hovertemplate = "at %{customdata}: %{text}<extra></extra>";
      trace.textposition = "none";
    }
    for (let at = 0; at < rows; at += 1) {
      const isFirst = low.x[at] <= high.x[at];
      for (const [trace, toTheLeft] of [[low, isFirst], [high, !isFirst]]) {
        const reach = toTheLeft ? Math.min(0, low.x[at], high.x[at]) : Math.max(0, low.x[at], high.x[at]);
        const side = toTheLeft ? -1 : 1;
        const more = narrow ? "" : `at ${trace.customdata[at]}`;
        const end = trace.base[at] + reach;
        const length = (10 + 6.6 * trace.text[at].length + 6 * more.length) * perPixel;
        const x = end * side < 0 && (end + side * length) * side > 0 ? 0 : end; // beside the line that it would cross
        const note = (text, shift, face) => annotations.push({ x, y: at, text, xanchor: toTheLeft ? "right" : "left", xshift: side * shift, showarrow: false, font: face });
        note(trace.text[at], 3, { ...font, size: 11, weight: 600 });
        if (more) note(more, 8 + 6.6 * trace.text[at].length, soft);
      }
    }
    const line = (x, more) => ({ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line: { color: token("ink"), width: 1, ...more } });
    const zero = least - width * span <= 0 && most + width * span >= 0;
    return {
      ...layout,
      barmode: "overlay",
      margin: { l: 0, r: 0, t: 0, b: 26 },
      annotations,
      shapes: zero ? [line(0)] : [],
      xaxis: { ...axis, range: [least - width * span, most + width * span], nticks: narrow ? 4 : 8, tickformat: span < 4 ? "+,.2f" : "+,.0f", labelalias: { "+0": "equal", "+0.00": "equal" } },
      yaxis: { ...axis, range: [MOST_ROWS - 0.5, -0.5], showgrid: false, showticklabels: legend, tickvals: [...Array(rows).keys()], ticktext: labels, automargin: legend },
    };
  };

  Object.assign(kinds, { spreads, tornado });
})();
