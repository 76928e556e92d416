// Puts the figures that came in the place of those before, at once.
(() => {
  const { TABLE_OPTIONS } = Question;

  // The column that a reader of a narrow page chose stays chosen.
  let beside;
  document.addEventListener("change", ({ target }) => target.name === "shown" && (beside = target.id));
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target.id === "question") beside = undefined; // scenarios may have changed places
  });

  // htmx walks through every element that comes or goes, for attributes that no figure has: figures change places at once.
  // And each button that names its form makes the browser walk through that form; with a script ours need none.
  htmx.defineExtension("at-once", {
    handleSwap: (style, target, fragment, settling) => {
      if (style !== "at-once") return false;
      const arrived = [...fragment.children];
      const tile = beside && fragment.getElementById(beside);
      if (tile) tile.checked = true;
      for (const button of fragment.querySelectorAll(TABLE_OPTIONS)) button.removeAttribute("form");
      target.replaceWith(fragment);
      settling.elts = arrived;
      return arrived;
    },
  });
})();
