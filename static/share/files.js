// What leaves the page as a file or a table, and the words that say so, once and politely.
const Share = (() => {
  const say = (words) => {
    const place = document.getElementById("done");
    if (!place) return;
    place.textContent = "";
    requestAnimationFrame(() => (place.textContent = words));
  };

  // A cell as a spreadsheet takes it: no marks, no second figure, no thousands, a hyphen for the minus.
  const plain = (cell) => {
    const copy = cell.cloneNode(true);
    for (const part of copy.querySelectorAll(cell.tagName === "TD" || cell.querySelector("bdi") ? "small, abbr, svg" : "abbr, svg")) part.remove();
    const text = copy.textContent.replace(/^[›✓]/, "").replace(/\s+/g, " ").trim();
    if (text === "–") return "";
    return /^[+−]?[\d,]+(\.\d+)?$/.test(text) ? text.replaceAll(",", "").replace("−", "-").replace("+", "") : text;
  };
  const rows = (table) =>
    [...table.tHead.rows, ...[...table.tBodies].flatMap((body) => [...body.rows])]
      .filter((row) => !row.matches(".panel"))
      .map((row) => [...row.cells].map(plain));
  const tsv = (table) => rows(table).map((cells) => cells.join("\t")).join("\n");
  const save = (blob, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Saved ${name}`);
  };

  return { save, say, tsv };
})();
