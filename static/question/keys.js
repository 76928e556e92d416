// Esc closes what is around the reader, one thing at a time.
(() => {
  // First it hides the help of the field that the reader is in, until that is left; then it folds back what is around, whose head gets the focus; last, out of the form, it presses again what opened an explanation.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const field = event.target.closest(".field");
    if (field?.querySelector(".help")?.checkVisibility()) {
      field.querySelector("input, select").focus(); // which may be on the source that goes
      field.classList.add("quiet");
      return;
    }
    const fold = event.target.closest(".folds details[open], .starts[open], :is(#headline, #answer) details[open]");
    if (fold) {
      fold.open = false;
      fold.querySelector("summary").focus();
      return;
    }
    if (event.target.closest("#question")) return;
    const opener = [...document.querySelectorAll(':is(#sentence, #results) [aria-expanded="true"]')].at(-1);
    opener?.focus();
    opener?.click();
  });

  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = target.closest(".field.quiet");
    if (field && !field.contains(relatedTarget)) field.classList.remove("quiet");
  });
})();
