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
  // A text that a spreadsheet would take for a formula gets an apostrophe.
  const quoted = (text) => {
    const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const csv = (table) => new Blob([rows(table).map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("")], { type: "text/csv;charset=utf-8" });

  const save = (blob, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Saved ${name}`);
  };

  return { csv, save, say, tsv };
})();
