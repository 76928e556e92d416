// Faults stand at their fields.
(() => {
  const { form, isOfTheDocument, mark, reveal } = Question;

  // A fault stands at its field, one of several fields at the first of them; fields without one lose theirs.
  const place = () => {
    for (const field of document.querySelectorAll('#question [aria-invalid="true"]')) {
      field.removeAttribute("aria-invalid");
      field.closest(".field, .cell").classList.remove("wrong");
      document.getElementById(`e.${field.name}`).textContent = "";
    }
    for (const item of document.querySelectorAll("#faults li")) {
      const name = item.dataset.path;
      const named = form().elements[name] ?? form().querySelector(`[name^="${CSS.escape(name)}."]`);
      const field = named instanceof RadioNodeList ? document.getElementById(`f.${name}`) : named; // of several, the one that is typed in
      const link = item.querySelector("a");
      if (!field?.closest) continue;
      link.href = `#${field.id}`;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", `e.${field.name}`);
      field.closest(".field, .cell").classList.add("wrong");
      const use = item.querySelector(".use");
      const message = document.getElementById(`e.${field.name}`);
      message.textContent = `${item.dataset.message} `;
      if (use) message.append(use.cloneNode(true));
    }
  };
  document.addEventListener("htmx:afterSettle", place);
  document.addEventListener("DOMContentLoaded", place);

  // What was plainly meant stands in the field by one press, and is asked for at once.
  document.addEventListener("click", (event) => {
    const use = event.target.closest(".use");
    const at = use?.value.lastIndexOf("=");
    const field = use && form().elements[use.value.slice(0, at)];
    if (!field) return;
    event.preventDefault();
    field.value = use.value.slice(at + 1);
    if (isOfTheDocument(field)) mark(field);
    reveal(field);
    form().requestSubmit();
  });

  // A link to a field opens the folds that hide its field, and goes there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('#faults a, a[href^="#f."]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    reveal(field);
  });
})();
