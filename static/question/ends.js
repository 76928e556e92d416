// Another input along an axis has other ends: those of the one before are no longer meant.
(() => {
  document.addEventListener("input", (event) => {
    const axis = event.target.dataset?.ends;
    if (!axis) return;
    for (const end of ["from", "to"]) event.target.form.elements[`${axis}_${end}`].value = "";
  }, true);
})();
