// Results while the reader types: the same page is asked for, and its <main> put in place of this one when it has come.
// The box, the focus and the old results stay where they are until then.

import { fields, tooLong } from "./passage.js";

const DELAY = 150; // milliseconds without a key before results are asked for
const SETTLED = 400; // and, from then on, before the address and a screen reader are told

const form = document.querySelector("#search");
const box = document.querySelector("#q");
const main = document.querySelector("main");
const said = document.querySelector("#said");

let waiting;
let settling;
let asking;

function fetched(signal) {
  const action = form.getAttribute("action");
  const query = fields(form);
  query.append("typing", "true"); // the last word is a beginning
  return tooLong(query) ? fetch(action, { method: "POST", body: query, signal }) : fetch(`${action}?${query}`, { signal });
}

function show(page) {
  const unfolded = main.querySelector(".filters")?.open;
  main.replaceChildren(...page.querySelector("main").childNodes);
  const filters = main.querySelector(".filters");
  if (filters && unfolded) filters.open = true;
  document.title = page.title;
  form.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  form.append(...page.querySelectorAll("#search input[type=hidden]"));
}

function settle(page) {
  const found = page.querySelector("link[rel=canonical]");
  if (found) history.replaceState(null, "", form.getAttribute("action") + new URL(found.href).search);
  said.textContent = main.querySelector(".count")?.textContent ?? "";
}

async function ask() {
  asking?.abort();
  clearTimeout(settling);
  const mine = asking = new AbortController();
  if (!box.value.trim()) return;
  main.setAttribute("aria-busy", "true");
  try {
    const response = await fetched(mine.signal);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted || response.status >= 500) return;
    show(page);
    settling = setTimeout(settle, SETTLED, page);
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
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  asking?.abort();
});
