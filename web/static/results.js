// What is ticked narrows the results at once; values can be looked for in a facet; hits that were chosen are kept.
import { leave, sheet, wide } from "./sheet.js";
import { fields, tooLong } from "./passage.js";
import { load, remember, show } from "./replace.js";

const form = document.querySelector("#search");
const main = document.querySelector("main");
const KEPT = "chosen";
const LISTED = 8; // values of which one is found by looking

async function narrow() {
  const query = fields(form);
  if (tooLong(query)) return form.requestSubmit();
  try {
    const { page, response } = await load(`${form.getAttribute("action")}?${query}`);
    if (!response.ok) return form.requestSubmit();
    show(page);
    remember(page);
  } catch (error) {
    if (error.name !== "AbortError") form.requestSubmit();
  }
}

function chosen() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return []; // a browser that keeps nothing for this site
  }
}

function choose(box) {
  const others = chosen().filter((id) => id !== box.value);
  try {
    localStorage.setItem(KEPT, JSON.stringify(box.checked ? [...others, box.value] : others));
  } catch {
    // the boxes of this page are sent all the same
  }
}

function plain(text) {
  return text.normalize("NFKD").replace(/[\u064b-\u065f\u0670\u0640\p{Mn}]/gu, "").replace(/[\u0622\u0623\u0625]/g, "\u0627").toLowerCase();
}

function finder(details) {
  const values = [...details.querySelectorAll("li")];
  if (values.length < LISTED) return;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "finder";
  box.placeholder = box.ariaLabel = main.querySelector(".filters").dataset.find;
  box.addEventListener("input", () => {
    const wanted = plain(box.value);
    for (const value of values) value.hidden = !plain(value.textContent).includes(wanted);
  });
  details.querySelector("summary").after(box);
}

function dress() {
  main.querySelectorAll(".filters .rest").forEach(finder);
  const apply = main.querySelector(".apply button");
  if (apply && !wide.matches) apply.textContent = apply.dataset.shown;
  const ids = new Set(chosen());
  const basket = main.querySelector("#chosen");
  if (!basket) return;
  for (const box of main.querySelectorAll("input[form=chosen]")) box.checked = ids.delete(box.value);
  basket.querySelectorAll("[name=id]").forEach((field) => field.remove());
  for (const id of ids) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id });
    basket.append(field);
  }
  count(basket);
}

function count(basket) {
  const button = basket.querySelector("button");
  const total = chosen().length;
  button.hidden = total === 0;
  button.textContent = button.dataset.counted.replace("{}", total);
}

main.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches(".filters input[type=checkbox]")) narrow();
  else if (box.matches("input[form=chosen]")) {
    choose(box);
    count(main.querySelector("#chosen"));
  }
});
main.addEventListener("click", (event) => {
  const over = event.target.closest(".apply button") && sheet();
  if (!over || over.querySelector("input:not([type=checkbox]):is(:focus, :not(:placeholder-shown))")?.value) return;
  event.preventDefault(); // what is ticked has been applied
  leave(over);
});
document.addEventListener("replaced", dress);
dress();
