// <bahith-search>: a search box with suggestions and results for pages elsewhere; docs/embed.md tells how it is used.
// No framework, no inline style: what it needs of a strict policy is `script-src` and `connect-src` of the service, and
// the service has to name the origin of the page in `cors`. Texts come from documents as text, never as markup.

const DELAY = 200; // milliseconds without a key before something is asked for
const SUGGESTED = 3; // they stand in one row, over the number of results: they cover no hit

const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: block; position: relative; font-family: var(--bahith-font, inherit); color: var(--bahith-ink, inherit); line-height: 1.7; }
  * { box-sizing: border-box; font: inherit; color: inherit; margin: 0; }
  form { display: flex; gap: .5rem; }
  input { flex: 1; min-inline-size: 0; min-block-size: 2.75rem; padding-inline: .9rem; border: 1px solid var(--bahith-line, #87816f); border-radius: var(--bahith-radius, .6rem); background: var(--bahith-paper, Canvas); }
  button { min-block-size: 2.75rem; padding-inline: 1.2rem; border: 0; border-radius: var(--bahith-radius, .6rem); background: var(--bahith-accent, #0f5c56); color: var(--bahith-on-accent, #fff); cursor: pointer; }
  :focus-visible { outline: 3px solid var(--bahith-accent, #0f5c56); outline-offset: 2px; }
  ul, ol { padding: 0; list-style: none; }
  li [dir] { text-align: start; }
  li a { display: block; }
  .count { min-block-size: 1.7em; }
  [role=listbox] { display: flex; position: absolute; inset-inline: 0; inset-block-start: 3rem; z-index: 10; border: 1px solid var(--bahith-line, #87816f); border-radius: var(--bahith-radius, .6rem); background: var(--bahith-paper, Canvas); overflow: hidden; }
  [hidden] { display: none !important; }
  [role=option] { flex: 0 1 auto; min-inline-size: 0; padding: .5rem .9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; cursor: pointer; }
  [role=option]:is(:hover, [aria-selected=true]) { background: color-mix(in srgb, var(--bahith-accent, #0f5c56) 12%, transparent); }
  .count { margin-block: .75rem; font-size: .9em; }
  li + li { margin-block-start: 1rem; }
  [role=listbox] li + li { margin: 0; }
  a { color: var(--bahith-accent, #0f5c56); }
  .of { font-size: .85em; opacity: .8; }
  mark { background: var(--bahith-mark, #ffe7a3); color: var(--bahith-mark-ink, #1d1c19); border-radius: .2em; }
`);

const texts = new Map(); // of each service in each language, asked for once

function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A text with its marks, which are places in code points.
function marked({ text, marks }) {
  const letters = [...text];
  const pieces = [];
  let at = 0;
  for (const [start, end] of marks) {
    pieces.push(letters.slice(at, start).join(""), made("mark", {}, letters.slice(start, end).join("")));
    at = end;
  }
  return [...pieces, letters.slice(at).join("")];
}

class BahithSearch extends HTMLElement {
  #asking;
  #waiting;
  #active = -1;
  #begun = null; // what is to be completed; nothing once the list was closed, whatever answer comes late

  async connectedCallback() {
    if (this.shadowRoot) return;
    this.service = (this.getAttribute("src") ?? new URL("..", import.meta.url).href).replace(/\/$/, "");
    this.language = this.getAttribute("lang") ?? this.closest("[lang]")?.lang.slice(0, 2) ?? "ar";
    try {
      const address = `${this.service}/v1/texts?lang=${this.language}`;
      if (!texts.has(address)) texts.set(address, fetch(address).then((response) => response.ok ? response.json() : Promise.reject(response)));
      this.says = await texts.get(address);
    } catch {
      return; // the plain form inside stays
    }
    this.#build();
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    this.box = made("input", {
      type: "search", name: "q", dir: "auto", autocomplete: "off", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "list", "aria-label": this.says.label, placeholder: this.getAttribute("placeholder") ?? this.says.placeholder,
    });
    this.list = made("ul", { id: "list", role: "listbox", "aria-label": this.says.suggestions, hidden: "" });
    this.found = made("div", { part: "results" });
    this.said = made("p", { class: "count", role: "status" });
    const form = made("form", { role: "search", action: `${this.service}/`, method: "get" }, this.box, made("button", { part: "button" }, this.says.search));
    if (this.language !== this.says.default) form.append(made("input", { type: "hidden", name: "lang", value: this.language }));
    root.append(made("div", { dir: this.says.direction, lang: this.language }, form, this.list, this.said, this.found));
    this.box.addEventListener("input", () => this.#later());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("blur", () => this.#close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    this.list.addEventListener("click", (event) => this.#take(event.target.closest("[role=option]")));
    if (this.hasAttribute("q")) {
      this.box.value = this.getAttribute("q");
      this.#search(this.box.value, false);
    }
  }

  #later() {
    clearTimeout(this.#waiting);
    this.#begun = this.box.value.trimStart();
    this.#waiting = setTimeout(() => {
      this.#search(this.box.value.trim(), true);
      this.#suggest(this.#begun);
    }, DELAY);
  }

  async #ask(path, parameters, signal) {
    const response = await fetch(`${this.service}/v1/${path}?${new URLSearchParams(parameters)}`, { signal });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  async #suggest(q) {
    const answer = q ? await this.#ask("suggest", { q }).catch(() => ({ suggestions: [] })) : { suggestions: [] };
    if (q !== this.#begun) return;
    this.list.replaceChildren(...answer.suggestions.slice(0, SUGGESTED).map(({ text }, index) =>
      made("li", { id: `o${index}`, role: "option", "aria-selected": "false", dir: "auto" }, text)));
    this.#active = -1;
    this.list.hidden = !this.list.childElementCount || this.shadowRoot.activeElement !== this.box;
    this.box.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  async #search(q, typing) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    if (!q) {
      this.found.replaceChildren();
      this.said.textContent = "";
      return;
    }
    const limit = this.getAttribute("limit") ?? "5";
    const asked = { q, limit, snippets: "1", facets: "", repair: "auto", typing: String(typing) };
    try {
      this.#show(await this.#ask("search", asked, this.#asking.signal), q);
    } catch (error) {
      if (error.name !== "AbortError") this.said.replaceChildren(this.#more(q));
    }
  }

  #show(page, q) {
    const plural = new Intl.PluralRules(this.language).select(page.total);
    const forms = this.says.result;
    this.said.textContent = (forms[plural] ?? forms.other).replace("{}", new Intl.NumberFormat(`${this.language}-u-nu-latn`).format(page.total));
    const hits = page.hits.map((hit) => made("li", {},
      made("a", { href: this.#address(hit, q), dir: "auto" }, hit.title || this.says.untitled),
      made("p", { class: "of" }, ...[hit.source, hit.date].filter(Boolean).flatMap((one, n) => [n ? " · " : "", made("bdi", {}, one)])),
      ...hit.snippets.map((snippet) => made("p", { dir: "auto" }, ...marked(snippet)))));
    const list = made("ol", {}, ...hits);
    this.found.replaceChildren(list, ...(page.more ? [made("p", {}, this.#more(q))] : []));
  }

  #address(hit, q) {
    const id = hit.id.split("/").map(encodeURIComponent).join("/");
    return `${this.service}/doc/${id}?${this.#query(q)}`;
  }

  #more(q) {
    return made("a", { href: `${this.service}/?${this.#query(q)}` }, this.says.more);
  }

  #query(q) {
    return new URLSearchParams(this.language === this.says.default ? { q } : { q, lang: this.language });
  }

  #close() {
    this.#begun = null;
    this.list.hidden = true;
    this.#activate(-1);
    this.box.setAttribute("aria-expanded", "false");
  }

  #activate(index) {
    this.list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.list.children[index];
    option?.setAttribute("aria-selected", "true");
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  #take(option) {
    if (!option) return;
    this.box.value = option.textContent;
    this.#close();
    this.#search(this.box.value, false);
  }

  #key(event) {
    const count = this.list.childElementCount;
    if (event.isComposing || this.list.hidden || !count) return;
    if (event.key === "ArrowDown") this.#activate((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#activate(this.#active > 0 ? this.#active - 1 : count - 1);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && this.#active >= 0) this.#take(this.list.children[this.#active]);
    else return;
    event.preventDefault();
  }
}

customElements.define("bahith-search", BahithSearch);
