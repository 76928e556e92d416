// Lines that cross, and the map of who is cheapest: how they look. Whatever they say was worked out before.
(() => {
  const { kinds, lines, token } = Plotting;

  const hex = (colour) => (colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g)).map((pair) => parseInt(pair, 16));
  const mixed = (colour, other, share) => `rgb(${hex(colour).map((part, at) => Math.round(part * share + hex(other)[at] * (1 - share))).join(",")})`;
  const SHADES = [0.18, 0.34, 0.52, 0.72];

  const common = ({ narrow, family }) => {
    const [ink, soft, rule, paper] = ["ink", "soft", "rule", "paper"].map(token);
    const font = { family, size: 12, color: ink };
    const axis = { gridcolor: rule, zeroline: false, linecolor: rule, tickfont: { ...font, color: soft }, fixedrange: narrow, automargin: true };
    const quiet = { type: "scatter", hoverinfo: "skip", showlegend: false, cliponaxis: false };
    const note = (text, x, y, more) => ({ text, x, y, showarrow: false, yanchor: "middle", font: { ...font, size: 11 }, ...more });
    return {
      ink, soft, rule, paper, font, axis, quiet, note,
      colourOf: (place) => token(`s${(place % 6) + 1}`),
      layout: {
        font,
        dragmode: narrow ? false : "zoom",
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        hoverlabel: { font, bgcolor: paper, bordercolor: rule },
      },
    };
  };

  // A text in lines of so many letters: the name of a region, which may be narrow, or what an axis is of.
  const folded = (text, most = 16) =>
    text.split(" ").reduce((made, word) => (made && (made.split("<br>").at(-1) + word).length < most ? `${made} ${word}` : made ? `${made}<br>${word}` : word), "");
  const titled = (text, { width }, font) => ({ text: folded(text, (width - 60) / 6.6), font, standoff: 8 });

  // Where a line stands between two of its points.
  const height = (trace, x) => {
    const at = trace.x.findIndex((each) => each >= x);
    if (at < 1 || trace.y[at] === null || trace.y[at - 1] === null) return trace.y[Math.max(at, 0)];
    const share = (x - trace.x[at - 1]) / (trace.x[at] - trace.x[at - 1]);
    return trace.y[at - 1] + share * (trace.y[at] - trace.y[at - 1]);
  };

  const crossover = (figure, place) => {
    const { narrow, legend } = place;
    const { ink, soft, paper, font, axis, quiet, note, colourOf, layout } = common(place);
    const { now, nowText, ends, strip, unit } = figure.layout.meta;
    const traces = [...figure.data];
    const ties = figure.layout.meta.ties.filter((tie) => tie.of.every((each) => traces.some((trace) => trace.meta === each)));
    const values = traces.flatMap((trace) => trace.y.filter((y) => y !== null));
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const span = most - least || most || 1;
    const bottom = least - 0.1 * span;
    const top = most + 0.12 * span;
    const isLabelled = !narrow && !legend;
    const margin = { l: 40, r: isLabelled ? 190 : 12, t: 8, b: 44, ...place.frame };
    const size = { width: place.width - margin.l - margin.r, height: place.height - margin.t - margin.b };
    const acrossPixels = (x) => ((x - ends[0]) / (ends[1] - ends[0])) * size.width;
    const upPixels = (y) => ((y - bottom) / (top - bottom)) * size.height;
    for (const trace of traces) {
      trace.line = { color: colourOf(trace.meta), width: 1.6, dash: trace.meta > 5 ? "dash" : "solid" };
      trace.hovertemplate = "%{fullData.name}<br>%{x:,.6~g}: %{y:,.2f}<extra></extra>";
    }
    const cheapest = strip.flatMap(([low, high, winners]) => winners.map((winner, at) => [low, high, winner, at, winners.length]));
    for (const [low, high, winner, at] of cheapest) {
      const trace = traces.find((each) => each.meta === winner);
      if (!trace) continue;
      const within = trace.x.map((x, at) => [x, trace.y[at]]).filter(([x]) => x > low && x < high);
      const points = [[low, height(trace, low)], ...within, [high, height(trace, high)]];
      figure.data.push({ ...quiet, mode: "lines", x: points.map(([x]) => x), y: points.map(([, y]) => y), line: { color: colourOf(winner), width: 4, dash: at ? `${10 / at}px` : "solid" } });
    }
    const ring = (many, diameter, width) => ({
      ...quiet, mode: "markers", hoverinfo: undefined, x: many.map((tie) => tie.x), y: many.map((tie) => tie.y), text: many.map((tie) => tie.words),
      hovertemplate: "%{text}<extra></extra>", marker: { color: paper, size: diameter, line: { color: ink, width } },
    });
    const large = ties.filter((tie) => tie.large);
    figure.data.push(ring(ties.filter((tie) => !tie.large), 6, 1.2), ring(large, 10, 2));

    const taken = [];
    const free = (x, y, width) => {
      const here = [acrossPixels(x), upPixels(y)];
      const crowded = taken.some(([a, b, w]) => Math.abs(a - here[0]) < (w + width) / 2 + 4 && Math.abs(b - here[1]) < 20);
      if (!crowded) taken.push([...here, width]);
      return !crowded;
    };
    const annotations = [];
    for (const tie of large) {
      const shift = upPixels(tie.y) > 45 ? -13 : 15;
      const toTheLeft = acrossPixels(tie.x) > size.width / 2;
      const room = toTheLeft ? acrossPixels(tie.x) : size.width - acrossPixels(tie.x);
      const words = narrow || 6.6 * tie.words.length > room ? tie.text : tie.words;
      if (!free(tie.x + ((toTheLeft ? -1 : 1) * words.length * 3 * (ends[1] - ends[0])) / size.width, tie.y + (shift * (top - bottom)) / size.height, words.length * 6)) continue;
      annotations.push(note(words, tie.x, tie.y, { font: { ...font, size: 11, weight: 700 }, xanchor: toTheLeft ? "right" : "left", xshift: toTheLeft ? -8 : 8, yshift: shift, bgcolor: paper, borderpad: 1 }));
    }
    for (const tie of ties) {
      const isFirst = acrossPixels(tie.x) < 20;
      const middle = isFirst ? tie.x + (tie.text.length * 3.5 * (ends[1] - ends[0])) / size.width : tie.x;
      if (tie.large || !free(middle, tie.y + (10 * (top - bottom)) / size.height, tie.text.length * 7)) continue;
      annotations.push(note(tie.text, tie.x, tie.y, { yshift: 12, xanchor: isFirst ? "left" : "center", bgcolor: paper, borderpad: 0, font: { ...font, size: 11, color: soft } }));
    }
    if (now !== null) annotations.push(note(nowText, now, 1, { yref: "paper", yanchor: "top", xanchor: acrossPixels(now) > size.width - 80 ? "right" : "left", xshift: acrossPixels(now) > size.width - 80 ? -4 : 4, font: { ...font, size: 11, color: soft } }));
    annotations.push(note("least", 0, 0.02, { xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", font: { ...font, size: 11, color: soft } }));
    // Names that would overlap become a pile, which stands in the middle of its lines' ends; a stroke leads from each end to its name.
    const ending = traces.map((trace) => ({ trace, y: trace.y.at(-1), text: lines(trace.name, 2) })).filter(({ y }) => y !== null).sort((a, b) => a.y - b.y);
    const piles = [];
    for (const end of isLabelled ? ending : []) {
      let pile = { ends: [end], height: end.text.length > 1 ? 30 : 16, middle: upPixels(end.y) };
      while (piles.length && piles.at(-1).middle + piles.at(-1).height / 2 > pile.middle - pile.height / 2) {
        const below = piles.pop();
        const all = [...below.ends, ...pile.ends];
        pile = { ends: all, height: below.height + pile.height, middle: all.reduce((sum, { y }) => sum + upPixels(y), 0) / all.length };
      }
      pile.middle = Math.max(pile.middle, pile.height / 2);
      piles.push(pile);
    }
    const strokes = [];
    for (const pile of piles) {
      let at = pile.middle - pile.height / 2;
      for (const { trace, y, text } of pile.ends) {
        const half = text.length > 1 ? 15 : 8;
        const middle = bottom + ((at + half) / size.height) * (top - bottom);
        at += 2 * half;
        annotations.push(note(text.join("<br>"), ends[1], middle, { align: "left", xanchor: "left", xshift: 20 }));
        figure.data.push({ ...quiet, mode: "markers", x: [ends[1]], y: [y], marker: { color: colourOf(trace.meta), size: 6 } });
        strokes.push({ type: "line", xref: "paper", xsizemode: "pixel", xanchor: 1, x0: 4, x1: 19, y0: y, y1: middle, line: { color: colourOf(trace.meta), width: 1.5 } });
      }
    }
    const line = (x0, y0, x1, y1, more) => ({ type: "line", x0, x1, y0, y1, line: { color: ink, width: 1, ...more } });
    return {
      ...layout,
      uirevision: `crossover ${unit} ${ends}`,
      margin,
      showlegend: legend,
      legend: { orientation: "h", y: -0.16, yanchor: "top", font },
      annotations,
      shapes: [
        ...cheapest.map(([low, high, winner, at, many]) => ({ type: "rect", x0: low, x1: high, yref: "paper", y0: (0.02 * at) / many, y1: (0.02 * (at + 1)) / many, fillcolor: colourOf(winner), line: { width: 0 } })),
        ...(now === null ? [] : [{ ...line(now, 0, now, 1, { dash: "dot" }), yref: "paper" }]),
        ...large.map((tie) => line(tie.x, bottom, tie.x, tie.y)),
        ...strokes,
      ],
      xaxis: { ...axis, range: ends, showgrid: false, tickformat: ",.6~g", title: titled(unit, place, font) },
      yaxis: { ...axis, range: [bottom, top], nticks: 8, tickformat: span < 5 ? ",.2f" : ",.0f" },
    };
  };

  const map = (figure, place) => {
    const { ink, soft, paper, font, axis, quiet, note, colourOf, layout } = common(place);
    const { across, upwards, ends, names, now, nowText, cross, line } = figure.layout.meta;
    for (const trace of figure.data) {
      const { scenarios, step } = trace.meta;
      const [colour, other] = scenarios.map((scenario) => mixed(colourOf(scenario), paper, SHADES[step]));
      Object.assign(trace, { fillcolor: colour, line: { color: colour, width: 0.6 }, showlegend: false });
      if (other) trace.fillpattern = { shape: "/", bgcolor: colour, fgcolor: other, solidity: 0.5, size: 14 };
    }
    figure.data.push({ ...quiet, mode: "lines", x: line.x, y: line.y, line: { color: ink, width: 1.6 } });
    if (now[0] !== null && now[1] !== null) {
      const bars = [cross[0] && { x: cross[0], y: [now[1], now[1]] }, cross[1] && { x: [now[0], now[0]], y: cross[1] }];
      for (const bar of bars.filter(Boolean)) figure.data.push({ ...quiet, mode: "lines", ...bar, line: { color: ink, width: 1.3 } });
      figure.data.push({ ...quiet, mode: "markers", x: [now[0]], y: [now[1]], marker: { color: paper, size: 9, line: { color: ink, width: 2 } } });
    }
    // A region's name gives way to the mark of what stands now, to its other side where this one ends.
    const tall = place.height - 54;
    const aside = (name) => {
      if (now[0] === null || now[1] === null) return 0;
      const [dx, dy] = [name.x - now[0], name.y - now[1]].map((apart, at) => Math.abs(apart) / (ends[at][1] - ends[at][0]));
      if (dx > 0.3 || dy > 0.1) return 0;
      const shift = name.y < now[1] ? -34 : 38;
      const stands = ((name.y - ends[1][0]) / (ends[1][1] - ends[1][0])) * tall + shift;
      return stands > 22 && stands < tall - 22 ? shift : -2 * shift;
    };
    const isFarRight = now[0] !== null && (now[0] - ends[0][0]) / (ends[0][1] - ends[0][0]) > 0.6;
    return {
      ...layout,
      uirevision: `map ${across} ${upwards} ${ends}`,
      margin: { l: 12, r: 14, t: 10, b: 44 },
      showlegend: false,
      annotations: [
        ...names.filter((name) => name.room > 0.16).map((name) => note(folded(name.text), name.x, name.y, { yshift: aside(name), font: { ...font, size: 11, weight: 600 }, textangle: name.upright ? -90 : 0, bgcolor: paper, borderpad: 2, opacity: 0.92 })),
        ...(now[0] === null || now[1] === null ? [] : [note(nowText, now[0], now[1], { xanchor: isFarRight ? "right" : "left", xshift: isFarRight ? -7 : 7, yshift: 9, bgcolor: paper, borderpad: 1, opacity: 0.92 })]),
      ],
      xaxis: { ...axis, range: ends[0], showgrid: false, tickformat: ",.6~g", title: titled(across, place, { ...font, color: soft }) },
      yaxis: { ...axis, range: ends[1], showgrid: false, tickformat: ",.6~g" },
    };
  };

  Object.assign(kinds, { crossover, map });
})();
