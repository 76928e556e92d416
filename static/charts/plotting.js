// What every chart needs: Plotly once one is drawn, or nothing where it does not come, the colours of the style sheet, the kinds of figures, the chart as a file.
const Plotting = (() => {
  const source = document.currentScript.dataset.plotly;
  let library;
  const plotly = () =>
    (library ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => resolve(undefined);
      document.head.append(script);
    }));

  // Where Plotly does not come the table stands in the chart's place.
  const showTable = (plot) => {
    const figure = plot.closest("figure");
    figure.classList.add("undrawn");
    for (const table of figure.querySelectorAll("details")) table.open = true;
  };

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  // A name in one line or two, parted at a blank; where one line is all there is it is cut in its midst, as copies differ at their ends. It comes with its markup escaped, as Plotly's labels need it.
  const ESCAPES = [["&lt;", "<"], ["&gt;", ">"], ["&amp;", "&"]];
  const lines = (name, most) => {
    const plain = ESCAPES.reduce((made, [escape, sign]) => made.replaceAll(escape, sign), name);
    const cut = (text) => (text.length <= 25 ? text : most === 1 ? `${text.slice(0, 14)}…${text.slice(-10)}` : `${text.slice(0, 24)}…`);
    const blank = plain.lastIndexOf(" ", 25);
    if (plain.length <= 25 || most === 1 || blank < 1) return [escaped(cut(plain))];
    return [escaped(plain.slice(0, blank)), escaped(cut(plain.slice(blank + 1)))];
  };

  // How each kind of figure looks: from the figure, whose traces it dresses, and the place that it is drawn for, it makes the layout.
  const kinds = {};

  // Paper and files have the colours of the light: the style sheet gives them to a root of this class.
  const inTheLight = (act) => {
    document.documentElement.classList.add("printing");
    try {
      return act();
    } finally {
      document.documentElement.classList.remove("printing");
    }
  };

  // Paper is of a width that no script knows. A chart is drawn in the size that its style sheet says, and the picture is as wide as the room there is.
  const printing = (kind, make, draw) => {
    const pictures = (plot) => plot.querySelectorAll(".main-svg");
    const plots = () => document.querySelectorAll(`[data-${kind}].js-plotly-plot`);
    const drawOnPaper = (plot) => {
      const [width, height] = ["width", "height"].map((side) => Number(getComputedStyle(plot).getPropertyValue(`--paper-${side}`)));
      const size = { width, height };
      const { data, layout } = make(plot, size);
      window.Plotly.react(plot, data, { ...layout, ...size }, { displayModeBar: false });
      for (const picture of pictures(plot)) picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    };
    addEventListener("beforeprint", () => inTheLight(() => plots().forEach(drawOnPaper)));
    addEventListener("afterprint", () => {
      for (const plot of plots()) for (const picture of pictures(plot)) picture.removeAttribute("viewBox");
      draw();
    });
  };

  // A chart as a file: its finding as title, its unit, the names in a legend, on white.
  const FILE = { width: 960, height: 560 };
  const FRAME = { l: 20, t: 84, b: 80 };
  const picture = async (plot, head, make) => {
    const Plotly = await plotly();
    const { data, layout } = inTheLight(() => {
      const made = make(plot, "system-ui, sans-serif", FILE.width);
      made.layout.paper_bgcolor = token("paper");
      return made;
    });
    const [title, unit] = [":is(h1, h2, h3)", "p"].map((part) => escaped(head.querySelector(part).textContent));
    Object.assign(layout, FILE, { title: { text: title, subtitle: { text: unit, font: layout.font }, x: 0.02, y: 0.97, yanchor: "top", font: { ...layout.font, size: 15, weight: 600 } } });
    layout.margin = { ...FRAME, r: Math.max(20, layout.margin.r) };
    return decodeURIComponent((await Plotly.toImage({ data, layout }, { format: "svg", ...FILE })).split(",").slice(1).join(","));
  };

  // The policy lets pictures come from data addresses; Plotly's own way to PNG would need blobs.
  const png = (svg) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 2 * FILE.width, height: 2 * FILE.height });
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(resolve, "image/png");
      };
      image.onerror = reject;
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    });

  // Each kind of chart says how it is drawn for a file, with this family of type and this width.
  const makers = {};
  const files = (kind, make) => (makers[kind] = make);
  document.addEventListener("click", async (event) => {
    const format = event.target.dataset?.take;
    if (!format) return;
    const figure = event.target.closest("figure");
    const plot = figure.querySelector(".plot");
    const name = `deskfare-${plot.id.replace("plot-", "")}.${format}`;
    const kind = Object.keys(makers).find((known) => known in plot.dataset);
    const svg = await picture(plot, figure.querySelector("figcaption"), makers[kind]);
    Share.save(format === "png" ? await png(svg) : new Blob([svg], { type: "image/svg+xml" }), name);
  });

  return { FILE, FRAME, escaped, files, kinds, lines, plotly, printing, showTable, token };
})();
