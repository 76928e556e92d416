// Takes back the last change: asks for the address before it. Earlier addresses stand in the state of the browser's history.
(() => {
  const MOST = 50;
  const results = () => document.getElementById("results");
  const button = () => document.getElementById("undo");
  const isFaulty = () => document.querySelector("#faults li") !== null;
  let trail = [];
  let query; // of the question that is shown
  let at; // its address, with how the reader looks at it
  let left = []; // of the trail, once what is being taken back is
  let isUndoing = false;

  const offer = () => {
    const can = !results().dataset.long && (isFaulty() || trail.length > 0);
    button().setAttribute("aria-disabled", String(!can));
    return can;
  };

  // A starting point is a link: the question before it is where the reader came from.
  const cameFrom = () => {
    const from = document.referrer && new URL(document.referrer);
    return from && from.origin === location.origin && from.pathname === location.pathname && from.href !== location.href ? [from.pathname + from.search] : [];
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!button() || !results()) return;
    query = results().dataset.query;
    at = location.pathname + location.search;
    trail = history.state?.trail ?? cameFrom();
    offer();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (!button() || !results()) return;
    if (event.target.id === "results") {
      const isChanged = event.target.dataset.query !== query;
      if (isUndoing) trail = left;
      else if (isChanged) trail = [...trail, at].slice(-MOST);
      if (isUndoing) document.getElementById("done").textContent = "The last change is taken back";
      isUndoing = false;
      query = event.target.dataset.query;
      at = location.pathname + location.search;
      history.replaceState({ ...history.state, trail }, "");
    }
    offer();
  });
  document.addEventListener("htmx:oobAfterSwap", () => button() && results() && offer());

  // What cannot be used is the last change, and has no address; before it is what the address says.
  document.addEventListener("click", (event) => {
    if (event.target.id !== "undo" || !offer()) return;
    left = isFaulty() ? trail : trail.slice(0, -1);
    document.getElementById("done").textContent = "";
    htmx.ajax("GET", isFaulty() ? at : trail.at(-1), { source: event.target, target: "#results", swap: "at-once" });
  });
  document.addEventListener("htmx:configRequest", ({ detail: { elt } }) => {
    if (["undo", "question"].includes(elt.id)) isUndoing = elt.id === "undo";
  });
})();
