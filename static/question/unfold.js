// What folds do of themselves.
(() => {
  // A stack comes when a reader unfolds it.
  document.addEventListener("toggle", ({ target }) => target.open && target.querySelector(":scope > [name=unfold]")?.click(), true);

  // A link to a fold opens it.
  document.addEventListener("click", ({ target }) => {
    const fold = document.getElementById(target.closest?.('a[href^="#"]')?.hash.slice(1));
    if (fold?.matches("details")) fold.open = true;
    if (fold?.matches("details")) fold.closest(".mobile-fold")?.setAttribute("open", "");
  });

  // On a narrow page the question begins folded away.
  document.addEventListener("DOMContentLoaded", () => {
    if (matchMedia("(max-width: 999px)").matches) document.querySelector(".mobile-fold")?.removeAttribute("open");
  });
})();
