// What leaves the page: link, table, files, paper. Each is said once, politely.
const Share = (() => {
  const say = (words) => {
    const place = document.getElementById("done");
    if (!place) return;
    place.textContent = "";
    requestAnimationFrame(() => (place.textContent = words));
  };

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = Object.assign(document.createElement("textarea"), { value: text }); // plain HTTP has no clipboard
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  // A button that has done its work says so until it is left.
  const done = (button, words) => {
    button.dataset.words ??= button.textContent;
    button.textContent = words;
    say(words);
    button.addEventListener("blur", () => (button.textContent = button.dataset.words), { once: true });
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

  const query = () => document.getElementById("results")?.dataset.query;

  // What paper says beyond the page is of one question; after a change it is asked for again, before it prints.
  const isStale = () => query() !== document.getElementById("paper")?.dataset.query;
  const print = async () => {
    const results = document.getElementById("results");
    if (results && isStale() && !results.dataset.long) {
      await htmx.ajax("GET", `/on-paper?${query()}`, { target: "#paper", swap: "outerHTML" });
    }
    window.print();
  };
  addEventListener("beforeprint", () => document.getElementById("paper")?.classList.toggle("stale", isStale()));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || !document.getElementById("paper")) return;
    event.preventDefault();
    print();
  });

  const ACTS = {
    "copy-link": async (button) => done(button, (await copy(location.href), "Link copied")),
    "copy-table": async (button) => done(button, (await copy(tsv(document.querySelector("#costs, .copied"))), "Table copied")),
    print,
  };
  document.addEventListener("click", (event) => {
    const act = ACTS[event.target.id];
    if (!act) return;
    event.preventDefault();
    act(event.target);
  });

  // The costs through the years are asked for when a reader opens them, and again when the question has changed.
  const years = () => {
    const fold = document.getElementById("years");
    const shown = document.getElementById("years-shown");
    const results = document.getElementById("results");
    if (!fold?.open || shown.dataset.query === query()) return;
    const isLong = results.dataset.long;
    shown.dataset.query = query();
    const own = document.getElementById("own");
    const values = isLong ? { document: own.elements.document.value } : {};
    const headers = isLong ? { "X-CSRFToken": own.elements.csrfmiddlewaretoken.value } : {};
    htmx.ajax(isLong ? "POST" : "GET", `/through-the-years?${query()}`, { source: shown, target: shown, swap: "innerHTML", values, headers });
  };
  document.addEventListener("toggle", (event) => event.target.id === "years" && years(), true);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "years-shown") say("The costs through the years are shown");
    if (event.target.id !== "results") return;
    const head = document.querySelector("#sentence h1");
    const before = head?.querySelector("bdi")?.textContent ?? "";
    if (head) document.title = `${before}${head.querySelector("strong")?.textContent ?? ""} · Deskfare`;
    years();
  });

  return { csv, save };
})();
