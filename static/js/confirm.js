// A form or button with data-confirm asks before it acts; what must not happen by accident has a page of its own.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
