// The costs through the years are asked for when a reader opens them, and again when the question has changed.
(() => {
  const { say } = Share;
  const query = () => document.getElementById("results")?.dataset.query;

  const years = () => {
    const fold = document.getElementById("years");
    const shown = document.getElementById("years-shown");
    const results = document.getElementById("results");
    if (!fold || shown.dataset.query === query()) return;
    if (!fold.open) return shown.replaceChildren(); // of the question before: never shown again
    shown.classList.add("waiting"); // what stands there is of the question before
    const isLong = results.dataset.long;
    shown.dataset.query = query();
    const own = document.getElementById("own");
    const values = isLong ? { document: own.elements.document.value } : {};
    const headers = isLong ? { "X-CSRFToken": own.elements.csrfmiddlewaretoken.value } : {};
    htmx.ajax(isLong ? "POST" : "GET", `/through-the-years?${query()}`, { source: shown, target: shown, swap: "innerHTML", values, headers });
  };
  document.addEventListener("toggle", (event) => event.target.id === "years" && years(), true);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "years-shown") {
      event.target.classList.remove("waiting");
      say("The costs through the years are shown");
    }
    if (event.target.id === "results") years();
  });
})();
