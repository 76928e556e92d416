// Marks what differs from the preset.
(() => {
  const { isOfTheDocument } = Question;

  // Beside a share stands the same in per cent, which is how people say it.
  const say = (field) => {
    const unit = field.parentElement.querySelector("[data-share]");
    const share = field.value.trim() || field.placeholder;
    if (unit) unit.textContent = /^-?\d*\.?\d+$/.test(share) ? `= ${+(share * 100).toPrecision(12)}\u00a0% ${unit.dataset.share}`.trim() : unit.dataset.unit;
  };

  // What differs from the preset is tinted as it is typed, and one press puts it back.
  const mark = (field) => {
    say(field);
    const place = field.closest(".field, .cell");
    const differs = field.value !== field.dataset.preset;
    place.classList.toggle("differs", differs);
    place.classList.toggle("ranged", field.value.includes(".."));
    const back = place.querySelector(".back");
    if (!differs) back?.remove();
    if (!differs || back || !place.matches(".field")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link back";
    button.tabIndex = -1; // it comes while one types: Tab leads to the next field, Undo does the same
    button.textContent = "put back";
    button.setAttribute("aria-label", `Put back ${field.labels[0].textContent}`);
    button.addEventListener("click", () => {
      field.value = field.dataset.preset;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    place.append(button);
  };
  const marked = (event) => isOfTheDocument(event.target) && mark(event.target);
  document.addEventListener("input", marked);
  const markAll = () => {
    for (const field of document.querySelectorAll(".field.differs [data-preset]")) mark(field);
  };
  document.addEventListener("DOMContentLoaded", markAll);
  document.addEventListener("htmx:oobAfterSwap", ({ target }) => target.id === "question" && markAll());

  Question.mark = mark;
})();
