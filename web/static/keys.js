// "/" and Ctrl-K lead to the search box, "j" and "k" from hit to hit, "?" shows all keys; unless the reader switched
// keys off.
import { pressed, typing } from "./pressed.js";

const box = document.querySelector("#q");
const keys = document.querySelector("#keys");

function meant(event) {
  if (event.shiftKey) return false;
  if (event.ctrlKey || event.metaKey) return pressed(event, "k");
  return pressed(event, "/") && !typing(event);
}

function step(direction) {
  const hits = [...document.querySelectorAll(".hits h2 a")];
  const here = hits.indexOf(document.activeElement);
  const next = hits[here < 0 ? (direction > 0 ? 0 : hits.length - 1) : here + direction];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

if (document.documentElement.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing) return;
    if (meant(event)) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (!typing(event) && !event.ctrlKey && !event.metaKey) {
      if (event.key === "?" || event.key === "\u061f") keys.showModal();
      else if (pressed(event, "j")) step(1);
      else if (pressed(event, "k")) step(-1);
    }
  });
}
