// Menus made of <details> close on Escape and on a click elsewhere; without this file they close by their summary.
(() => {
  const close = (menu, andFocus) => {
    menu.open = false;
    if (andFocus) menu.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) close(menu, false);
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => close(menu, menu.contains(document.activeElement)));
  });
})();
