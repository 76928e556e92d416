// What folds do of themselves.
(() => {
  // A stack comes when a reader unfolds it.
  document.addEventListener("toggle", ({ target }) => target.open && target.querySelector(":scope > [name=unfold]")?.click(), true);

  // On a narrow page the question begins folded away.
  document.addEventListener("DOMContentLoaded", () => {
    if (matchMedia("(max-width: 999px)").matches) document.querySelector(".mobile-fold")?.removeAttribute("open");
  });
})();
