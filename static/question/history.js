// The address follows the question; Back goes to the one before.
(() => {
  // htmx, which comes after this, keeps the address, and with it what was typed, in the browser's
  // storage; it works without. A page may be left before all its scripts are there.
  const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
  addEventListener("DOMContentLoaded", forget);
  addEventListener("pagehide", forget);

  // The address follows once the figures stand, for the browser takes its time over it. Back asks for the page anew.
  let shown = location.search;
  let next;
  document.addEventListener("htmx:pushedIntoHistory", (event) => {
    forget();
    next = event.detail.path;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!next) return;
    history.pushState(null, "", next);
    shown = location.search;
    next = undefined;
  });
  addEventListener("popstate", () => location.search !== shown && location.reload());
})();
