// Copies the link, or the table; saves the comparison as it stands now.
(() => {
  const { say, tsv } = Share;

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = Object.assign(document.createElement("textarea"), { value: text }); // plain HTTP has no clipboard
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  // A page beside a comparison is shared without the way back to it, which is its reader's own.
  const shared = () => {
    const address = new URL(location.href);
    if (!address.searchParams.has("back")) return location.href;
    address.searchParams.delete("back");
    return address.href;
  };

  // A button that has done its work says so until it is left.
  const done = (button, words) => {
    button.dataset.words ??= button.textContent;
    button.textContent = words;
    say(words);
    button.addEventListener("blur", () => (button.textContent = button.dataset.words), { once: true });
  };

  // No address holds a long comparison, or one of the reader's own.
  const isHeldHereOnly = () => document.getElementById("results")?.dataset.long !== undefined;

  const save = () => {
    if (isHeldHereOnly()) document.getElementById("own").requestSubmit();
    else location.assign(`/document.json?${document.getElementById("results").dataset.query}`);
  };

  const ACTS = {
    save,
    "copy-link": async (button) => {
      if (isHeldHereOnly()) return done(button, "No link can hold it: press Save");
      done(button, (await copy(shared()), "Link copied"));
    },
    "copy-table": async (button) => done(button, (await copy(tsv(document.querySelector("#costs, .copied"))), "Table copied")),
  };
  document.addEventListener("click", (event) => {
    const act = ACTS[event.target.id];
    if (!act) return;
    event.preventDefault();
    act(event.target);
  });
})();
