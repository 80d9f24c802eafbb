// Menus are plain <details>. Here they close at Escape, at a click elsewhere and when the focus leaves.
import { aside, leave, sheet, wide } from "./sheet.js";

function closeOthers(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}

document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const inner = event.target.closest?.(".menu[open]") ?? sheet();
  if (inner) leave(inner);
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches(".filters")) aside();
}, true); // it does not bubble
wide.addEventListener("change", aside);
