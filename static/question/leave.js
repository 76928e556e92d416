// What no address holds is not left by chance: what is opened from it opens beside it, and who closes it is asked.
(() => {
  const LONGEST_REFERRER = 4096; // of an address that the browser tells the next page, which leads back to it
  const results = () => document.getElementById("results");
  const held = () => document.getElementById("own")?.elements.document?.value;
  const isHeldHereOnly = () => results()?.dataset.long !== undefined;

  const beside = ({ target }) => {
    const link = target.closest?.("a[href]");
    if (!link || (link.pathname === location.pathname && link.hash)) return;
    if (isHeldHereOnly() || location.href.length > LONGEST_REFERRER) link.target = "_blank";
  };
  document.addEventListener("click", beside);

  let kept; // the document that is in a file already
  let isSentAlong = false; // the whole of it, to another look
  document.addEventListener("DOMContentLoaded", () => {
    if (location.pathname === "/own-document") kept = held();
  });
  document.addEventListener("submit", ({ target, submitter }) => {
    if (target.id !== "own") return;
    if (submitter?.closest("#looks")) isSentAlong = true;
    else kept = held();
  });
  addEventListener("beforeunload", (event) => {
    if (isHeldHereOnly() && held() !== kept && !isSentAlong) event.preventDefault();
  });
})();
