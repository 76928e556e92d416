// A form that comes anew keeps what was open, where the reader was, and what was typed meanwhile.
(() => {
  const { form, isForAButton } = Question;

  const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const put = (field, value) => (field.type === "checkbox" ? (field.checked = value) : (field.value = value));
  const isOffered = (field, value) => field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
  const typedIn = (some) => [...some.elements].filter((field) => field.id && field.matches("input:not([type=file]), select"));

  let kept;
  let sent = new Map(); // what stood in the fields when the form was last sent
  let isPressed; // whether a button that changes the scenarios was
  let gone; // the number of the group that is being removed
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (elt !== form() || event.defaultPrevented) return;
    isPressed = triggeringEvent?.submitter?.name === "do";
    gone = triggeringEvent?.submitter?.value.match(/^remove_group\.(\d+)$/)?.[1];
    sent = new Map(typedIn(elt).map((field) => [field.id, valueOf(field)]));
  });

  const folds = (within) => [...within.querySelectorAll("details")].filter(nameOf);
  const nameOf = (fold) => fold.id || fold.dataset.fold;
  const nameAfter = (fold) => {
    const [, group] = nameOf(fold).match(/^group (\d+)$/) ?? [];
    if (gone === undefined || group === undefined || +group < +gone) return nameOf(fold);
    return group === gone ? undefined : `group ${group - 1}`;
  };
  const around = (element) => {
    const names = [];
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) names.push(nameOf(fold));
    return names;
  };
  const words = (button) => button.getAttribute("aria-label") ?? button.textContent;
  const newLine = (pressed) => {
    const [, number] = pressed.match(/^add_line\.(\d+)$/) ?? [];
    return number && [...document.querySelectorAll(`[name^="scenarios.${number - 1}.own_lines."][name$=".name"]`)].at(-1);
  };
  const focusAgain = ({ value, label, names }) => {
    const line = newLine(value ?? "");
    if (line) return line.select(); // to be named at once
    const buttons = [...document.querySelectorAll("#results button, #question button")].filter((b) => b.checkVisibility());
    const alike = buttons.filter((button) => words(button) === label && around(button)[0] === names[0]);
    const fold = names.map((name) => folds(document).find((fold) => nameOf(fold) === name)).find(Boolean);
    const place = alike.find((button) => button.value === value) ?? alike[0] ?? fold?.querySelector("summary");
    if (place?.checkVisibility()) return place.focus({ preventScroll: true });
    const headline = document.getElementById("headline");
    headline.tabIndex = -1;
    headline.focus({ preventScroll: true });
  };

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const old = event.detail.target;
    if (old.id !== "question") return;
    const active = document.activeElement;
    kept = {
      open: new Set(folds(old).filter((fold) => fold.open).map(nameAfter).filter(Boolean)),
      aside: [...old.querySelectorAll(".scroll")].map((part) => part.scrollLeft),
      later: typedIn(old).filter((field) => sent.has(field.id) && valueOf(field) !== sent.get(field.id)),
      forButtons: isPressed ? [] : typedIn(old).filter(isForAButton),
      quiet: old.querySelector(".quiet [name]")?.id,
      focus: active.form === old && { value: active.value, label: words(active), names: around(active) },
    };
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.target.id !== "question") return;
    for (const fold of folds(form())) fold.open = kept.open.has(nameOf(fold));
    [...form().querySelectorAll(".scroll")].forEach((part, at) => (part.scrollLeft = kept.aside[at] ?? 0));
    for (const { id, value } of kept.forButtons) {
      const field = document.getElementById(id);
      if (field && isOffered(field, value)) field.value = value;
    }
    document.getElementById(kept.quiet)?.closest(".field").classList.add("quiet");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" || !kept) return;
    const { focus, later } = kept;
    kept = undefined;
    if (focus && document.activeElement === document.body) focusAgain(focus);
    for (const before of later) {
      const field = document.getElementById(before.id);
      if (!field) continue;
      put(field, valueOf(before));
      if (!isForAButton(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
