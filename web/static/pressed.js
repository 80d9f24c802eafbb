// Which Latin letter or sign a key press means, also while the keyboard writes Arabic.
const PLACES = { "/": "Slash", j: "KeyJ", k: "KeyK", n: "KeyN", p: "KeyP" };

export function pressed(event, sign) {
  const typed = event.key.toLowerCase();
  return typed === sign || (event.code === PLACES[sign] && /^[\u0600-\u06ff]/.test(typed));
}

export function typing(event) {
  return event.target.closest("input, textarea, select, [contenteditable]") !== null;
}
