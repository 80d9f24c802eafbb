// The filters, which lie over the page on a narrow screen: the rest of it is out of reach while they do.
export const wide = matchMedia("(min-width: 62rem)");

export function sheet() {
  return wide.matches ? null : document.querySelector(".filters[open]");
}

export function leave(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

export function aside() {
  const over = sheet();
  for (const part of document.querySelectorAll("body > :not(main), .found > :not(.filters)")) part.inert = over !== null;
}
