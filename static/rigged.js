// The bridge as a picture: how it looks. Whatever it says was worked out before.
(() => {
  const bridge = (figure, { narrow, family, token }) => {
    const [ink, soft, rule, paper, low, high] = ["ink", "soft", "rule", "paper", "low", "high"].map(token);
    const { span, names } = figure.layout.meta;
    const font = { family, size: 11, color: ink };
    const room = (span[1] - span[0] || 1) * 0.14;
    for (const trace of figure.data) {
      Object.assign(trace, {
        decreasing: { marker: { color: low } },
        increasing: { marker: { color: high } },
        totals: { marker: { color: ink } },
        connector: { line: { color: soft, width: 0.5 } },
        textposition: "outside",
        textfont: font,
        cliponaxis: false,
        hovertemplate: "%{y}<br>%{text}<extra></extra>",
      });
    }
    return {
      font,
      dragmode: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      margin: { l: 8, r: 12, t: 10, b: 30 },
      hoverlabel: { font, bgcolor: paper, bordercolor: rule },
      xaxis: { range: [span[0] - room, span[1] + room], gridcolor: rule, zeroline: false, tickfont: font, fixedrange: true },
      yaxis: { categoryarray: [...names].reverse(), categoryorder: "array", type: "category", tickfont: font, fixedrange: true, automargin: true },
    };
  };
  (window.Kinds ??= {}).bridge = bridge;
})();
