// The form sends only what the reader changed; what came back decides what stands where.
(() => {
  const form = () => document.getElementById("question");
  const fallback = (field) =>
    field.tagName === "SELECT"
      ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : field.defaultValue;
  const isOfTheDocument = (field) => field.dataset.preset !== undefined;
  const LONGEST_ADDRESS = 8000;
  let sent = new Map();
  let gone; // the number of the group that is being removed

  document.addEventListener("htmx:configRequest", (event) => {
    const source = form();
    const { parameters, elt } = event.detail;
    if (elt.matches(".others") && !elt.closest("details").open) event.preventDefault(); // folded away, not asked for
    if (elt !== source) return;
    const changed = event.detail.triggeringEvent;
    if (changed?.type !== "submit" && ["what_if", "signed_on"].includes(changed?.target.name)) {
      event.preventDefault(); // what a button will use, and no part of the question
      return;
    }
    if (changed?.target.closest?.(".wishes select")) parameters.anew = "1"; // a wish becomes a line of its own
    const pressed = changed?.submitter; // htmx sees no button that stands outside its form
    if (pressed?.name === "do") parameters.do = pressed.value;
    gone = pressed?.value.match(/^remove_group\.(\d+)$/)?.[1];
    sent = new Map([...source.elements].filter(isOfTheDocument).map((field) => [field.name, field.value]));
    if (changed?.target.dataset?.redraws !== undefined) event.detail.headers["HX-Trigger-Name"] = changed.target.name; // htmx names the form
    delete parameters.csrfmiddlewaretoken;
    if (!source.dataset.whole) {
      for (const field of source.elements) {
        if (isOfTheDocument(field) && field.value === fallback(field)) delete parameters[field.name];
      }
    }
    const length = new URLSearchParams([...event.detail.formData ?? Object.entries(parameters)]).toString().length;
    if (source.dataset.whole || parameters.document || length > LONGEST_ADDRESS) event.detail.verb = "post";
    if (event.detail.verb === "post") {
      event.detail.useUrlParams = false;
      event.detail.headers["Content-Type"] = "application/x-www-form-urlencoded";
      event.detail.headers["X-CSRFToken"] = source.querySelector("[name=csrfmiddlewaretoken]").value;
    }
  });

  // htmx keeps the address, and with it what was typed, in the browser's storage; it works without.
  const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
  forget();

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

  // Buttons that look at the same figures in another way.
  const LOOKS = ["by", "of", "per", "equal", "open"].map((name) => `button[name="${name}"]`).join();

  // The column that a reader of a narrow page chose stays chosen.
  let beside;
  document.addEventListener("change", ({ target }) => target.name === "shown" && (beside = target.id));

  // htmx walks through every element that comes or goes, for attributes that no figure has: figures change places at once.
  // And each button that names its form makes the browser walk through that form; with a script ours need none.
  htmx.defineExtension("at-once", {
    handleSwap: (style, target, fragment, settling) => {
      if (style !== "at-once") return false;
      const arrived = [...fragment.children];
      const tile = beside && fragment.getElementById(beside);
      if (tile) tile.checked = true;
      for (const button of fragment.querySelectorAll(LOOKS)) button.removeAttribute("form");
      target.replaceWith(fragment);
      settling.elts = arrived;
      return arrived;
    },
  });

  // Figures that are waited for turn pale, but only after a while: restyling a table takes longer than most answers.
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

  // A fault stands at its field, one of several fields at the first of them; fields without one lose theirs.
  const place = () => {
    for (const field of document.querySelectorAll('#question [aria-invalid="true"]')) {
      field.removeAttribute("aria-invalid");
      field.closest(".field, .cell").classList.remove("wrong");
      document.getElementById(`e.${field.name}`).textContent = "";
    }
    for (const item of document.querySelectorAll("#faults li")) {
      const name = item.dataset.path;
      const named = form().elements[name] ?? form().querySelector(`[name^="${CSS.escape(name)}."]`);
      const field = named instanceof RadioNodeList ? document.getElementById(`f.${name}`) : named; // of several, the one that is typed in
      const link = item.querySelector("a");
      if (!field?.closest) continue;
      link.href = `#${field.id}`;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", `e.${field.name}`);
      field.closest(".field, .cell").classList.add("wrong");
      const use = item.querySelector(".use");
      const message = document.getElementById(`e.${field.name}`);
      message.textContent = `${item.dataset.message} `;
      if (use) message.append(use.cloneNode(true));
    }
  };
  document.addEventListener("htmx:afterSettle", place);
  document.addEventListener("DOMContentLoaded", () => {
    place();
    if (matchMedia("(max-width: 999px)").matches) document.querySelector(".mobile-fold")?.removeAttribute("open");
  });

  // An amount that is pressed opens how it was made, a choice looks at the table in another way: the form asks again.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(LOOKS);
    const look = button && document.getElementById(`v.${button.name}`);
    if (!look) return;
    event.preventDefault();
    look.value = button.value;
    form().requestSubmit();
  });

  // What was plainly meant stands in the field by one press, and is asked for at once.
  document.addEventListener("click", (event) => {
    const use = event.target.closest(".use");
    const at = use?.value.lastIndexOf("=");
    const field = use && form().elements[use.value.slice(0, at)];
    if (!field) return;
    event.preventDefault();
    field.value = use.value.slice(at + 1);
    if (isOfTheDocument(field)) mark(field);
    reveal(field);
    form().requestSubmit();
  });

  const reveal = (field) => {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus();
  };

  // A fault's link opens the folds that hide its field, and goes there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#faults a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    reveal(field);
  });

  // Beside a share stands the same in per cent, which is how people say it.
  const say = (field) => {
    const unit = field.parentElement.querySelector("[data-share]");
    const share = field.value.trim() || field.placeholder;
    if (unit) unit.textContent = /^-?\d*\.?\d+$/.test(share) ? `= ${+(share * 100).toPrecision(12)}\u00a0% ${unit.dataset.share}`.trim() : unit.dataset.unit;
  };

  // What differs from the preset is tinted as it is typed, and one press puts it back.
  const mark = (field) => {
    say(field);
    const place = field.closest(".field, .cell");
    const differs = field.value !== field.dataset.preset;
    place.classList.toggle("differs", differs);
    place.classList.toggle("ranged", field.value.includes(".."));
    const back = place.querySelector(".back");
    if (!differs) back?.remove();
    if (!differs || back || !place.matches(".field")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link back";
    button.textContent = "put back";
    button.setAttribute("aria-label", `Put back ${field.labels[0].textContent}`);
    button.addEventListener("click", () => {
      field.value = field.dataset.preset;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    place.append(button);
  };
  const marked = (event) => isOfTheDocument(event.target) && mark(event.target);
  document.addEventListener("input", marked);
  const markAll = () => {
    for (const field of document.querySelectorAll(".field.differs [data-preset]")) mark(field);
  };
  document.addEventListener("DOMContentLoaded", markAll);

  // A form that comes anew keeps what was open, where the reader was, and what was typed meanwhile.
  let kept;
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
    const said = document.getElementById("said");
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const old = event.detail.target;
    if (old.id !== "question") return;
    beside = undefined; // scenarios may have changed places
    const active = document.activeElement;
    kept = {
      open: new Set(folds(old).filter((fold) => fold.open).map(nameAfter).filter(Boolean)),
      aside: [...old.querySelectorAll(".scroll")].map((part) => part.scrollLeft),
      later: [...old.elements].filter((field) => sent.has(field.name) && field.value !== sent.get(field.name)),
      focus: active.form === old && { value: active.value, label: words(active), names: around(active) },
    };
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.target.id !== "question") return;
    for (const fold of folds(form())) fold.open = kept.open.has(nameOf(fold));
    [...form().querySelectorAll(".scroll")].forEach((part, at) => (part.scrollLeft = kept.aside[at] ?? 0));
    markAll();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" || !kept) return;
    const { focus, later } = kept;
    kept = undefined;
    if (focus && document.activeElement === document.body) focusAgain(focus);
    for (const { name, value } of later) {
      const field = form().elements[name];
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // A stack comes when a reader unfolds it.
  document.addEventListener("toggle", ({ target }) => target.open && target.querySelector(":scope > [name=unfold]")?.click(), true);

  // Esc hides the help of the field that the reader is in, until that is left; then it folds back what is around, whose head gets the focus.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const field = event.target.closest(".field");
    if (field?.querySelector(".help")?.checkVisibility()) {
      field.querySelector("input, select").focus(); // which may be on the source that goes
      field.classList.add("quiet");
      return;
    }
    const fold = event.target.closest(".folds details[open], .starts[open]");
    if (!fold) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });

  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = target.closest(".field.quiet");
    if (field && !field.contains(relatedTarget)) field.classList.remove("quiet");
  });

  // Figures that a change has moved are marked for a moment.
  const amounts = () => new Map([...document.querySelectorAll("#costs td")].map((td, at) => [at, td.textContent]));
  // Alternatives are of the question that they were asked for; after a change they fold away, and are asked for anew.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    for (const list of document.querySelectorAll(".change[open] > .others")) {
      list.replaceChildren();
      list.parentElement.open = false;
    }
  });

  let before = new Map();
  document.addEventListener("htmx:beforeSwap", () => (before = amounts()));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    const cells = [...document.querySelectorAll("#costs td")];
    if (cells.length !== before.size) return;
    cells.forEach((cell, at) => cell.classList.toggle("moved", cell.textContent !== before.get(at)));
  });
})();
