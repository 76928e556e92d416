// Esc closes what is around the reader, one thing at a time.
(() => {
  // First it hides the help of the field that the reader is in, until that is left; then it folds back what is around, whose head gets the focus.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const field = event.target.closest(".field");
    if (field?.querySelector(".help")?.checkVisibility()) {
      field.querySelector("input, select").focus(); // which may be on the source that goes
      field.classList.add("quiet");
      return;
    }
    const fold = event.target.closest(".folds details[open], .starts[open]");
    if (!fold) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });

  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = target.closest(".field.quiet");
    if (field && !field.contains(relatedTarget)) field.classList.remove("quiet");
  });
})();
