// A group's desktops stand up front and in its own form: what is typed in one stands in the other.
(() => {
  document.addEventListener(
    "input",
    ({ target }) => {
      const twinned = target.dataset.twin;
      const other = twinned
        ? document.getElementsByName(twinned)[0]
        : document.querySelector(`[data-twin="${CSS.escape(target.name)}"]`);
      if (other) other.value = target.value;
    },
    true,
  );
})();
