// Figures that are waited for turn pale.
(() => {
  // But only after a while: restyling a table takes longer than most answers.
  const A_WHILE_MILLISECONDS = 300;
  let pale;
  const wait = (is_long) => document.getElementById("results").classList.toggle("waiting", is_long);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.elt.id === "question") pale = setTimeout(wait, A_WHILE_MILLISECONDS, true);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.elt.id !== "question") return; // by then the form itself may have come anew
    clearTimeout(pale);
    wait(false);
  });
})();
