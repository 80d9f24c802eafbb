// A passage that no address can hold is sent as a form; the page that comes has short links.

const LONGEST = 7000; // bytes of an address: servers take some 8,000, the request line's other parts included

export function fields(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
}

export function tooLong(query) {
  return String(query).length > LONGEST;
}

const form = document.querySelector("#search");
form.addEventListener("submit", () => {
  form.method = tooLong(fields(form)) ? "post" : "get";
});
