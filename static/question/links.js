// A link is followed once what was typed before it has its answer: until then it says what was asked before.
(() => {
  const { form, isOfTheDocument } = Question;
  const FOLLOWED = 'a[href]:not([href^="#"]), button[form="own"]';

  let isTyped = false; // and not answered yet
  let isAsked = false; // since
  let wanted; // what was pressed meanwhile
  const words = (link) => link.id || (link.getAttribute("aria-label") ?? link.textContent);
  const alike = (name) => [...document.querySelectorAll(FOLLOWED)].filter((link) => words(link) === name);
  const find = ({ name, place }) => alike(name)[place];
  const tell = (link) => ({ name: words(link), place: alike(words(link)).indexOf(link) });

  document.addEventListener("input", ({ target }) => {
    if (target.form !== form() || !isOfTheDocument(target)) return;
    isTyped = true;
    isAsked = false;
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt === form()) isAsked = true;
  });

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(FOLLOWED);
      if (!link || !isTyped) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wanted = tell(link);
      if (!isAsked) form().requestSubmit();
    },
    true,
  );
  // Answered, or refused: a fault is mended first.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.elt.id !== "question" || !isAsked || !detail.xhr.status) return; // 0: another took its place
    isTyped = false;
    const pressed = wanted;
    wanted = undefined;
    if (!pressed || !detail.successful) return;
    setTimeout(() => document.querySelector("#faults li") || find(pressed)?.click());
  });

  // What came between press and release has taken the pressed link away; the same one stands there.
  let pressed;
  addEventListener("pointerdown", ({ target }) => (pressed = target.closest?.(FOLLOWED)), true);
  addEventListener("pointerup", ({ clientX, clientY }) => {
    const link = document.elementFromPoint(clientX, clientY)?.closest(FOLLOWED);
    if (link && pressed && !pressed.isConnected && words(link) === words(pressed)) link.click();
  });
})();
