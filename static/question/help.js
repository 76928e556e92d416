// The help of the field that the reader is in stands beneath it: neither in the way of Tab nor of a press that has begun.
(() => {
  let isPressing = false;

  const show = () => {
    if (isPressing) return; // what moves would not be hit any more
    const field = document.activeElement.closest(".field");
    for (const other of document.querySelectorAll(".field.helped")) if (other !== field) other.classList.remove("helped");
    if (!field?.querySelector(".help")) return;
    field.classList.add("helped");
    for (const way of ways(field)) way.tabIndex = -1;
  };
  const ways = (field) => [...field.querySelectorAll(".help :is(a, summary)")];
  const showLater = () => setTimeout(show); // when the press is done, or the focus is where it goes
  const press = (is) => () => {
    isPressing = is;
    showLater();
  };
  document.addEventListener("focusin", showLater);
  document.addEventListener("focusout", showLater);
  addEventListener("pointerdown", press(true), true);
  for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, press(false), end !== "blur");

  // F1 goes from a field to what its help leads to, one after the other, and Esc back.
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest(".field.helped:not(.quiet)");
    if (event.key !== "F1" || !field) return;
    event.preventDefault();
    const all = ways(field);
    all[(all.indexOf(event.target) + 1) % all.length]?.focus();
  });
})();
