// Another page of results in place of this one: its <main> comes in, and what the reader had open or in hand stays so.
import { aside } from "./sheet.js";

const form = document.querySelector("#search");
const main = document.querySelector("main");
const said = document.querySelector("#said");

let here = location.pathname + location.search; // what is shown
let asking;

// One page is asked for at a time, by whoever asks: who typed and then ticked a box wants both, and the answer to the
// first may come after that to the second.
export async function load(address, options) {
  abandon();
  const mine = asking = new AbortController();
  main.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { ...options, signal: mine.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { page, response };
  } finally {
    if (mine === asking) main.removeAttribute("aria-busy");
  }
}

export function abandon() {
  asking?.abort();
}

function nameOf(details) {
  return `${details.className} ${details.closest("fieldset")?.querySelector("legend").textContent ?? ""}`;
}

function same(element) {
  if (!element || !main.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (!element.name) return null;
  const value = element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : "";
  return `[name="${CSS.escape(element.name)}"]${value}`;
}

export function show(page) {
  const focused = same(document.activeElement);
  const open = new Set([...main.querySelectorAll("details[open]:not(.menu)")].map(nameOf));
  const scrolled = main.querySelector(".filters")?.scrollTop;
  main.replaceChildren(...page.querySelector("main").childNodes);
  for (const details of main.querySelectorAll("details")) if (open.has(nameOf(details))) details.open = true;
  const filters = main.querySelector(".filters");
  if (filters) filters.scrollTop = scrolled ?? 0;
  document.title = page.title;
  form.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  form.append(...page.querySelectorAll("#search input[type=hidden]"));
  if (focused) main.querySelector(focused)?.focus({ preventScroll: true });
  aside();
  document.dispatchEvent(new CustomEvent("replaced"));
}

// A step of the history for each search that was looked at: Back leads to it.
export function remember(page) {
  const found = page.querySelector("link[rel=canonical]");
  const address = found && form.getAttribute("action") + new URL(found.href).search;
  if (address && address !== here) history.pushState(null, "", address);
  here = location.pathname + location.search;
  said.textContent = main.querySelector(".count")?.textContent ?? "";
}

addEventListener("popstate", async () => {
  if (here === location.pathname + location.search) return; // a link within the page
  here = location.pathname + location.search;
  try {
    const { page } = await load(location.href);
    show(page);
    document.querySelector("#q").value = page.querySelector("#q").value;
  } catch (error) {
    if (error.name !== "AbortError") location.reload();
  }
});
