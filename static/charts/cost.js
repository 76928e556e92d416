// The parts of each cost, the costs ahead and those through the years: how they look. Whatever they say was worked out before.
(() => {
  const { kinds, lines, token } = Plotting;

  const AXES = { dots: {}, lines: { hasTime: true }, years: { hasTime: true, isDated: true } };
  const HOVER = {
    dots: "%{fullData.name}<br>%{y}: %{x:,.2f}<extra></extra>",
    lines: "%{fullData.name}<br>year %{x}: %{y:,.0f}<extra></extra>",
    years: "%{fullData.name}<br>%{x|%e %B %Y}: %{y:,.2f}<extra></extra>",
  };

  const LANE_GAP = 0.15; // of a category's height, between it and the next
  const CUT = { text: "the axis of costs does not begin at 0" };

  const theme = (figure, { height, frame, narrow, legend, family }) => {
    const kind = figure.layout.meta;
    const { hasTime, isDated } = AXES[kind];
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

  Object.assign(kinds, { dots: theme, lines: theme, years: theme });
})();
