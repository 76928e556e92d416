// Figures that a change has moved are marked for a moment.
(() => {
  const amounts = () => new Map([...document.querySelectorAll("#costs td")].map((td, at) => [at, td.textContent]));

  let before = new Map();
  document.addEventListener("htmx:beforeSwap", () => (before = amounts()));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    const cells = [...document.querySelectorAll("#costs td")];
    if (cells.length !== before.size) return;
    cells.forEach((cell, at) => cell.classList.toggle("moved", cell.textContent !== before.get(at)));
  });
})();
