// Menus are plain <details>. Here they close at Escape, at a click elsewhere and when the focus leaves; and the filters,
// which lie over the page on a narrow screen, keep the focus while they do.

const wide = matchMedia("(min-width: 62rem)");

function openMenus() {
  return [...document.querySelectorAll(".menu[open]")];
}

function sheet() {
  return wide.matches ? null : document.querySelector(".filters[open]");
}

function leave(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

function aside() {
  const over = sheet();
  for (const part of document.querySelectorAll("body > :not(main), .found > :not(.filters)")) part.inert = over !== null;
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const inner = event.target.closest?.(".menu[open]") ?? sheet();
  if (inner) leave(inner);
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches(".filters")) aside();
}, true); // it does not bubble
wide.addEventListener("change", aside);

export { aside, leave, sheet };
