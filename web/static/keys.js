// "/" and Ctrl-K lead to the search box, unless the reader switched keys off.
import { pressed, typing } from "./pressed.js";

const box = document.querySelector("#q");

function meant(event) {
  if (event.altKey || event.shiftKey || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey) return pressed(event, "k");
  return pressed(event, "/") && !typing(event);
}

if (document.documentElement.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    if (!meant(event)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
