// A filter form sends itself when a choice changes, and leaves empty fields out of the address.
(() => {
  const forms = (event) => event.target.closest?.("form[data-filters]");
  document.addEventListener("change", (event) => {
    if (forms(event) && event.target.matches("select, input[type=checkbox][name], input[type=radio]")) {
      forms(event).requestSubmit();
    }
  });
  document.addEventListener("submit", (event) => {
    const form = forms(event);
    if (!form) return;
    [...form.elements].filter((field) => field.name && !field.value).forEach((field) => { field.disabled = true; });
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-filters] :disabled").forEach((field) => { field.disabled = false; });
  });
})();
