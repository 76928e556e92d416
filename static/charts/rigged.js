// The bridge as a picture: how it looks. Whatever it says was worked out before.
(() => {
  const { kinds, token } = Plotting;

  const bridge = (figure, { family }) => {
    const [ink, soft, rule, paper, low, high] = ["ink", "soft", "rule", "paper", "low", "high"].map(token);
    const { span, names } = figure.layout.meta;
    const font = { family, size: 11, color: ink };
    const room = (span[1] - span[0] || 1) * 0.14;
    const [bars, ends] = figure.data;
    Object.assign(bars, { marker: { color: bars.x.map((x) => (x < 0 ? low : high)) }, textposition: "outside", textfont: font, cliponaxis: false, hovertemplate: "%{y}: %{text}<extra></extra>" });
    Object.assign(ends, { marker: { symbol: "line-ns", size: 13, line: { color: ink, width: 4 } }, textposition: "middle right", textfont: font, cliponaxis: false, hovertemplate: "%{y}: %{text}<extra></extra>" });
    ends.text = ends.text.map((text) => `   ${text}`);
    return {
      font,
      dragmode: false,
      bargap: 0.45,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      margin: { l: 8, r: 12, t: 10, b: 30 },
      hoverlabel: { font, bgcolor: paper, bordercolor: rule },
      xaxis: { range: [span[0] - room, span[1] + room], gridcolor: rule, zeroline: false, tickfont: { ...font, color: soft }, fixedrange: true },
      yaxis: { categoryarray: [...names].reverse(), categoryorder: "array", type: "category", tickfont: font, showgrid: false, fixedrange: true, automargin: true },
    };
  };

  Object.assign(kinds, { bridge });
})();
