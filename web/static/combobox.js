// The search box as an editable combobox with list autocomplete and manual selection, as the ARIA Authoring Practices
// describe it: the focus stays in the box, `aria-activedescendant` names the option that the arrow keys reached.

const DELAY = 150; // milliseconds without a key before suggestions are asked for
const LONGEST = 100; // letters; more is not completed
const BESIDE_RESULTS = 3; // suggestions: they stand in one row and cover no hit

const box = document.querySelector("#q");
const kinds = { phrase: box.dataset.phrase, title: box.dataset.title };
const counted = JSON.parse(box.dataset.counted); // the noun by plural category
const form = box.form;
const said = document.querySelector("#said");
const digits = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-${document.documentElement.dataset.numerals}`);
const plural = new Intl.PluralRules(document.documentElement.lang);

const list = document.createElement("ul");
list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", box.dataset.list);
form.append(list);

for (const [name, value] of Object.entries({
  role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
})) box.setAttribute(name, value);

let active = -1;
let waiting;
let asking;

function open() {
  const shown = list.childElementCount > 0;
  list.hidden = !shown;
  box.setAttribute("aria-expanded", String(shown));
}

function close() {
  clearTimeout(waiting);
  asking?.abort();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  activate(-1);
}

function activate(index) {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = index;
  const option = list.children[active];
  if (!option) {
    box.removeAttribute("aria-activedescendant");
    return;
  }
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
}

function move(step) {
  const count = list.childElementCount;
  if (!count) return;
  if (list.hidden) open();
  if (active < 0) activate(step > 0 ? 0 : count - 1);
  else activate((active + step + count) % count);
}

function accept(option) {
  box.value = option.dataset.text;
  close();
  form.requestSubmit();
}

function optionOf(suggestion, index) {
  const option = document.createElement("li");
  option.id = `suggestion-${index}`;
  option.dataset.text = suggestion.text;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const text = document.createElement("bdi");
  text.textContent = suggestion.text;
  const note = document.createElement("span");
  note.className = "muted";
  const count = suggestion.kind === "title" ? "" : digits.format(suggestion.documents); // a title is of one document
  note.textContent = [kinds[suggestion.kind], count].filter(Boolean).join(" · ");
  option.append(text, " ", note);
  return option;
}

function show(suggestions) {
  activate(-1);
  const shown = document.body.classList.contains("results") ? suggestions.slice(0, BESIDE_RESULTS) : suggestions;
  list.replaceChildren(...shown.map(optionOf));
  open();
  const count = shown.length;
  said.textContent = count ? (counted[plural.select(count)] ?? counted.other).replace("{}", digits.format(count)) : "";
}

async function suggest() {
  asking?.abort();
  const mine = asking = new AbortController();
  const typed = box.value.trimStart(); // a space at the end asks for the next word
  if (!typed || typed.length > LONGEST) return show([]);
  try {
    const address = `${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
    const response = await fetch(address, { signal: mine.signal });
    const answer = response.ok ? await response.json() : { suggestions: [] };
    if (!mine.signal.aborted && document.activeElement === box) show(answer.suggestions);
  } catch (error) {
    if (error.name !== "AbortError") show([]); // offline: the box goes on as a plain one
  }
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  activate(-1);
  waiting = setTimeout(suggest, DELAY);
});

box.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  switch (event.key) {
    case "ArrowDown":
      if (event.altKey) open();
      else move(1);
      break;
    case "ArrowUp":
      if (event.altKey) close();
      else move(-1);
      break;
    case "Enter":
      if (active < 0) return close();
      accept(list.children[active]);
      break;
    case "Escape":
      if (list.hidden) {
        box.value = "";
        list.replaceChildren();
      }
      close();
      break;
    case "Tab":
      return close();
    case "ArrowLeft":
    case "ArrowRight":
    case "Home":
    case "End":
      return activate(-1); // back to editing: the box moves its own cursor
    default:
      return;
  }
  event.preventDefault();
});

box.addEventListener("blur", close);
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) accept(option);
});
