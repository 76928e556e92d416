// Draws the figures that stand as JSON beside their tables; colours and type come from the style sheet.
(() => {
  const { FILE, FRAME, escaped, inTheLight, plotly, token } = Plotting;

  const KINDS = { dots: {}, lines: { hasTime: true }, years: { hasTime: true, isDated: true } };
  const HOVER = {
    dots: "%{fullData.name}<br>%{y}: %{x:,.2f}<extra></extra>",
    lines: "%{fullData.name}<br>year %{x}: %{y:,.0f}<extra></extra>",
    years: "%{fullData.name}<br>%{x|%e %B %Y}: %{y:,.2f}<extra></extra>",
  };

  const LANE_GAP = 0.15; // of a category's height, between it and the next
  const CUT = { text: "the axis of costs does not begin at 0" };

  // `narrow`, `legend`, the height, the frame within it and the family of type are of the place that the figure is drawn for: screen, paper, or a file.
  const theme = (figure, { height, frame, narrow = innerWidth < 640, legend = false, family = "Inter, system-ui, sans-serif" }) => {
    const kind = figure.layout.meta;
    const own = window.Kinds?.[kind.kind];
    if (own) return own(figure, { narrow, legend, family, token, lines });
    const { hasTime, isDated } = KINDS[kind];
    const around = frame ?? { t: isDated ? 24 : 10, b: 46 };
    const tall = height - around.t - around.b;
    const [rule, ink, paper] = ["rule", "ink", "paper"].map(token);
    const font = { family, size: 12, color: ink };
    const colourOf = (place) => token(`s${(place % 6) + 1}`);
    const named = figure.data.filter((trace) => !Array.isArray(trace.meta));
    const rows = figure.layout.yaxis?.categoryarray?.length;
    const dot = hasTime ? 9 : Math.min(9, Math.max(5, (1.4 * tall * (1 - LANE_GAP)) / (rows * named.length)));
    for (const trace of named) {
      const colour = colourOf(trace.meta);
      trace.line = { color: colour, width: 2, dash: trace.meta > 5 ? "dash" : "solid", shape: isDated ? "hv" : "linear" };
      trace.marker = { color: colour, size: dot, line: { color: paper, width: 1 }, symbol: trace.meta > 5 ? "diamond" : "circle" };
      trace.hovertemplate = HOVER[kind];
      if (!hasTime) Object.assign(trace, { orientation: "h", cliponaxis: false }); // a dot at zero is a whole dot
      if (isDated) openEnds(trace);
    }
    const paid = figure.data.find((trace) => Array.isArray(trace.meta));
    if (paid) {
      paid.marker = { color: paid.meta.map(colourOf), size: 10, line: { color: paper, width: 2 } };
      paid.hovertemplate = "%{customdata}<br>paid back after %{text}<extra></extra>";
      paid.showlegend = false;
      paid.cliponaxis = false;
    }
    const axis = { gridcolor: rule, zeroline: false, linecolor: rule, tickfont: font, fixedrange: narrow, automargin: true };
    const count = named[0].x.length;
    const values = named.flatMap((trace) => trace.y).filter((y) => typeof y === "number");
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const isAbove = hasTime && !isDated && least >= 0; // then the zero line is the edge
    const isCut = isDated && least > most / 2;
    const [low, high] = isCut || !hasTime ? [least, most] : [Math.min(least, 0), Math.max(most, 0)];
    const room = (high - low || high || 1) * 0.08;
    const range = [low < 0 || isCut ? low - room : 0, high + room];
    const numbers = narrow && hasTime ? (place) => String(figure.places.indexOf(place) + 1) : undefined;
    const last = isDated ? figure.layout.xaxis.range[1] : count - 1;
    const labels = hasTime ? direct(named, { paid, numbers, range, height: tall, last, colourOf }) : [];
    const isNamed = labels.length === named.length;
    const time = isDated ? { type: "date", nticks: narrow ? 4 : 8 } : { dtick: Math.ceil(count / 12), range: [0, count - 1] };
    return {
      font,
      uirevision: `${kind} ${hasTime && !isDated ? count : ""}`, // what was zoomed stays, until the axis is another one
      dragmode: narrow ? false : "zoom",
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 8, r: !labels.length ? 12 : narrow ? 34 : 170, ...around },
      showlegend: legend && !isNamed,
      legend: { orientation: "h", y: -0.12, yanchor: "top", font },
      hoverlabel: { font, bgcolor: paper, bordercolor: rule },
      ...(hasTime ? {} : { scattermode: "group", scattergap: LANE_GAP }), // each scenario has a lane of its own in a category's row
      annotations: labels,
      shapes: (figure.layout.shapes ?? []).map((shape) => ({ ...shape, layer: "below", line: { color: token("accent"), width: 1.5, dash: "dot" }, label: { ...shape.label, font: { size: 11, color: token("accent") } } })),
      xaxis: { ...axis, ...(isAbove ? { showline: true, linecolor: ink, linewidth: 1.5 } : {}), ...figure.layout.xaxis, title: { ...(isCut ? CUT : {}), ...figure.layout.xaxis?.title, font, standoff: 8 }, ...(hasTime ? time : { rangemode: "tozero" }) },
      yaxis: { ...axis, ...(hasTime ? { range, tickformat: ",.0f" } : { tickson: "boundaries", ticks: "outside", ticklen: 5, tickcolor: "rgba(0,0,0,0)" }), ...figure.layout.yaxis, fixedrange: narrow || !hasTime, zeroline: hasTime, zerolinecolor: ink, zerolinewidth: 1.5, type: hasTime ? "linear" : "category" },
    };
  };

  // A line of prices that ends before the axis does ends in an open dot, as sales do in a price's history.
  const openEnds = (trace) => {
    const size = trace.y.map((y, at) => (y !== null && trace.y[at + 1] === null ? 9 : 0));
    trace.mode = "lines+markers";
    trace.marker = { ...trace.marker, size, opacity: 1, symbol: "circle", color: token("paper"), line: { color: trace.line.color, width: size.map((one) => (one ? 2 : 0)) } };
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

  // Names, or on a narrow screen the numbers of the key, stand at the lines' ends, each tied to its line by its colour; moved apart where they would overlap, left out where they have no room.
  const direct = (traces, { paid, numbers, range, height, last, colourOf }) => {
    const unit = height / (range[1] - range[0]);
    const reached = (trace) => trace.y[trace.x.findLastIndex((x) => x <= last)] ?? null;
    const ends = traces.map((trace) => ({ ...trace, y: reached(trace) })).filter(({ y }) => y !== null).sort((a, b) => a.y - b.y);
    const back = ({ meta }) => (paid?.meta.includes(meta) ? [`paid back in ${paid.text[paid.meta.indexOf(meta)]}`] : []);
    const ways = numbers ? [({ meta }) => [numbers(meta)]] : [(end) => [...lines(end.name, 2), ...back(end)], ({ name }) => lines(name, 1)];
    const heightOf = (text) => text.length * 14 + 5;
    const fits = (texts) => texts.reduce((sum, text) => sum + heightOf(text), 0) <= height + 20;
    const texts = ways.map((way) => ends.map(way)).find(fits);
    const early = numbers ? traces.filter((trace) => reached(trace) === null).flatMap((trace) => atDot(trace, numbers)) : [];
    if (!texts || (!numbers && ends.length < traces.length)) return early;
    let used = 0;
    const middles = texts.map((text) => (used += heightOf(text)) - heightOf(text) / 2);
    // Labels that would overlap become a pile; a pile stands in the middle of its lines' ends, within the picture.
    const piles = [];
    const wanted = ends.map((end) => (end.y - range[0]) * unit);
    wanted.forEach((place, at) => {
      let pile = { sum: place - middles[at], count: 1 };
      while (piles.length && piles.at(-1).sum / piles.at(-1).count > pile.sum / pile.count) {
        const below = piles.pop();
        pile = { sum: pile.sum + below.sum, count: pile.count + below.count };
      }
      piles.push(pile);
    });
    const within = (start) => Math.max(-10, Math.min(start, height + 10 - used));
    const starts = piles.flatMap(({ sum, count }) => Array(count).fill(within(sum / count)));
    const placed = ends.map((end, at) => ({ x: last, y: end.y, text: texts[at].join("<br>"), align: "left", xanchor: "left", ax: 16, ay: wanted[at] - starts[at] - middles[at], arrowhead: 0, arrowwidth: 1.5, arrowcolor: colourOf(end.meta), font: { size: 11, color: token("ink") } }));
    return [...placed, ...early];
  };

  // The number of a line that ends before the axis does stands at its open dot.
  const atDot = ({ x, y, meta }, numbers) => {
    const at = y.findLastIndex((value) => value !== null);
    return at < 0 ? [] : [{ x: x[at], y: y[at], text: numbers(meta), showarrow: false, xanchor: "left", xshift: 5, yshift: 8, font: { size: 11, color: token("ink") } }];
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
      await Plotly.react(plot, figure.data, theme(figure, { height: plot.offsetHeight }), CONFIG);
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
        if (figure) Plotly.react(plot, figure.data, { ...theme(figure, { height: PAPER.height, narrow: false }), ...PAPER }, { ...CONFIG, responsive: false });
      }
    });
  });
  addEventListener("afterprint", draw);

  Plotting.files("figure", (plot, family) => {
    const figure = read(plot);
    return { data: figure.data, layout: theme(figure, { height: FILE.height, frame: FRAME, narrow: false, legend: true, family }) };
  });
})();
