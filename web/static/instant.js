// Results while the reader types: the same page is asked for, and its <main> put in place of this one when it has come.
// The box, the focus and the old results stay where they are until then.

import { fields, tooLong } from "./passage.js";
import { abandon, load, remember, show } from "./replace.js";

const DELAY = 150; // milliseconds without a key before results are asked for
const SETTLED = 800; // and, from then on, before the search is one that was looked at

const form = document.querySelector("#search");
const box = document.querySelector("#q");
const main = document.querySelector("main");

let waiting;
let settling;
let settle;

function fetched() {
  const action = form.getAttribute("action");
  const query = fields(form);
  query.append("typing", "true"); // the last word is a beginning
  return tooLong(query) ? load(action, { method: "POST", body: query }) : load(`${action}?${query}`);
}

function settled() {
  clearTimeout(settling);
  settle?.();
  settle = null;
}

async function ask() {
  clearTimeout(settling);
  if (!box.value.trim()) return abandon();
  try {
    const { page, response } = await fetched();
    if (response.status >= 500) return;
    show(page);
    settle = () => remember(page);
    settling = setTimeout(settled, SETTLED);
  } catch {
    // Aborted, or offline: the results that are there stay; Enter asks again.
  }
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, DELAY);
});
main.addEventListener("pointerdown", settled); // who takes up a hit has seen the search
box.addEventListener("blur", settled);
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  abandon();
});
addEventListener("popstate", () => { // who goes back leaves what was typed since
  clearTimeout(waiting);
  clearTimeout(settling);
  settle = null;
});
