// The title of the page is the answer.
(() => {
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    const head = document.querySelector("#sentence h1");
    const before = head?.querySelector("bdi")?.textContent ?? "";
    if (head) document.title = `${before}${head.querySelector("strong")?.textContent ?? ""} · Deskfare`;
  });
})();
