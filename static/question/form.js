// The form of the question, and what more than one of its behaviours needs.
const Question = {
  form: () => document.getElementById("question"),

  isOfTheDocument: (field) => field.dataset.preset !== undefined,

  // What a button will use, and no part of the question.
  isForAButton: (field) => ["what_if", "signed_on"].includes(field?.name),

  // Opens the folds that hide a field, and goes there.
  reveal: (field) => {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus();
  },

  // Buttons that look at the same figures in another way.
  TABLE_OPTIONS: ["by", "of", "per", "equal", "worth", "open"].map((name) => `button[name="${name}"]`).join(),
};

// Without htmx nothing is asked by itself: what Enter presses is seen.
document.addEventListener("DOMContentLoaded", () => {
  if (window.htmx) return;
  const button = document.querySelector('main > button[name="calculate"]');
  button?.classList.remove("visually-hidden");
  button?.removeAttribute("aria-hidden");
  button?.removeAttribute("tabindex");
});
