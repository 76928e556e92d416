// Looks at the table in another way.
(() => {
  const { TABLE_OPTIONS, form } = Question;

  // An amount that is pressed opens how it was made, a choice looks at the table in another way: the form asks again.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(TABLE_OPTIONS);
    const option = button && document.getElementById(`v.${button.name}`);
    if (!option) return;
    event.preventDefault();
    option.value = button.value;
    form().requestSubmit();
  });
})();
