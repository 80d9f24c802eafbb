// From one place of the query's words to the next without loading the page again; "n" and "p" do the same.
import { pressed, typing } from "./pressed.js";

const nav = document.querySelector(".places");
const said = document.querySelector("#said");
const counter = nav.querySelector(".count");
const digits = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-${document.documentElement.dataset.numerals}`);
const total = Number(nav.dataset.places);
let current = Number(nav.dataset.current);

function wrapped(place) {
  return place < 1 ? total : place > total ? 1 : place;
}

// Behind the last place of this part, and before the first, comes another part, where there is one.
function elsewhere(place) {
  return (place < 1 && nav.dataset.before) || (place > total && nav.dataset.after) || "";
}

function address(place) {
  const here = new URL(location.href);
  if (nav.dataset.part) here.searchParams.set("at", nav.dataset.part);
  here.searchParams.set("hit", place);
  here.hash = `hit-${place}`;
  return here.href;
}

function show(place) {
  document.querySelectorAll("mark.here").forEach((mark) => mark.classList.remove("here"));
  const marks = document.querySelectorAll(`mark[data-hit="${place}"]`);
  marks.forEach((mark) => mark.classList.add("here"));
  marks[0].scrollIntoView({ block: "center" });
  current = place;
  counter.textContent = said.textContent = nav.dataset.placeOf
    .replace("{place}", digits.format(place)).replace("{places}", digits.format(total));
  history.replaceState(null, "", address(place));
  nav.querySelector("[rel=prev]").href = elsewhere(place - 1) || address(wrapped(place - 1));
  nav.querySelector("[rel=next]").href = elsewhere(place + 1) || address(wrapped(place + 1));
}

function step(direction) {
  const other = elsewhere(current + direction);
  if (other) location.assign(other);
  else show(wrapped(current + direction));
}

nav.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  step(link.rel === "next" ? 1 : -1);
});

if (document.documentElement.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (pressed(event, "n")) step(1);
    else if (pressed(event, "p")) step(-1);
  });
}
