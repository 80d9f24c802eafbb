// Results while the reader types: the same page is asked for, and its <main> put in place of this one when it has come.
// The box, the focus and the old results stay where they are until then.

import { fields, tooLong } from "./passage.js";
import { load, remember, show } from "./replace.js";

const DELAY = 150; // milliseconds without a key before results are asked for
const SETTLED = 800; // and, from then on, before the search is one that was looked at

const form = document.querySelector("#search");
const box = document.querySelector("#q");
const main = document.querySelector("main");

let waiting;
let settling;
let settle;
let asking;

function fetched(signal) {
  const action = form.getAttribute("action");
  const query = fields(form);
  query.append("typing", "true"); // the last word is a beginning
  return tooLong(query) ? load(action, { method: "POST", body: query, signal }) : load(`${action}?${query}`, { signal });
}

function settled() {
  clearTimeout(settling);
  settle?.();
  settle = null;
}

async function ask() {
  asking?.abort();
  clearTimeout(settling);
  const mine = asking = new AbortController();
  if (!box.value.trim()) return;
  main.setAttribute("aria-busy", "true");
  try {
    const { page, response } = await fetched(mine.signal);
    if (mine.signal.aborted || response.status >= 500) return;
    show(page);
    settle = () => remember(page);
    settling = setTimeout(settled, SETTLED);
  } catch {
    // Aborted, or offline: the results that are there stay; Enter asks again.
  } finally {
    if (mine === asking) main.removeAttribute("aria-busy");
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
  asking?.abort();
});
