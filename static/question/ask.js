// Asks for the answer: sends only what the reader changed, in an address while that is short enough.
(() => {
  const { form, isForAButton, isOfTheDocument } = Question;
  const LONGEST_ADDRESS = 8000;
  const fallback = (field) =>
    field.tagName === "SELECT"
      ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : field.defaultValue;
  const isChanged = (field) => isOfTheDocument(field) && field.value !== fallback(field);

  document.addEventListener("htmx:configRequest", (event) => {
    const source = form();
    const { parameters, elt } = event.detail;
    if (elt !== source) return;
    const changed = event.detail.triggeringEvent;
    if (changed?.type !== "submit" && isForAButton(changed?.target)) {
      event.preventDefault();
      return;
    }
    // htmx sees no button that stands outside its form, and takes one that has only the focus for pressed.
    const pressed = changed?.submitter;
    if (pressed?.name === "do") parameters.do = pressed.value;
    else delete parameters.do;
    delete parameters.csrfmiddlewaretoken;
    if (!source.dataset.whole) {
      for (const field of source.elements) {
        if (isOfTheDocument(field) && !isChanged(field)) delete parameters[field.name];
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

  // What was typed before the scripts were there is asked for too.
  document.addEventListener("DOMContentLoaded", () => {
    if ([...(form()?.elements ?? [])].some(isChanged)) form().requestSubmit();
  });
})();
