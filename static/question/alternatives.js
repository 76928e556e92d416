// Alternatives to a line of a stack are asked for when a reader unfolds them.
(() => {
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt } = event.detail;
    if (elt.matches(".others") && !elt.closest("details").open) event.preventDefault(); // folded away, not asked for
  });

  // They are of the question that they were asked for; after a change they fold away, and are asked for anew.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    for (const list of document.querySelectorAll(".change[open] > .others")) {
      list.replaceChildren();
      list.parentElement.open = false;
    }
  });
})();
