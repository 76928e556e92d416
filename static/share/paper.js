// Prints, with what paper says beyond the page.
(() => {
  const query = () => document.getElementById("results")?.dataset.query;

  // That is of one question; after a change it is asked for again, before it prints.
  const isStale = () => query() !== document.getElementById("paper")?.dataset.query;
  const print = async () => {
    const results = document.getElementById("results");
    if (results && isStale() && !results.dataset.long) {
      await htmx.ajax("GET", `/on-paper?${query()}`, { target: "#paper", swap: "outerHTML" });
    }
    window.print();
  };
  document.addEventListener("click", (event) => {
    if (event.target.id !== "print") return;
    event.preventDefault();
    print();
  });
  addEventListener("beforeprint", () => document.getElementById("paper")?.classList.toggle("stale", isStale()));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || !document.getElementById("paper")) return;
    event.preventDefault();
    print();
  });
})();
