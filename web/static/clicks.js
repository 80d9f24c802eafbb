// Which hit was opened for which query, told to the service alone, without anything of who did: where that is switched on.

const q = new URLSearchParams(location.search).get("q");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("article h2 a");
  const list = link?.closest("ol");
  if (!q || !list) return;
  const position = (list.start || 1) + [...list.children].indexOf(link.closest("li"));
  const id = decodeURIComponent(new URL(link.href).pathname.split("/doc/")[1] ?? "");
  const body = new Blob([JSON.stringify({ q, id, position })], { type: "application/json" });
  navigator.sendBeacon(document.querySelector('meta[name="clicks"]').content, body);
});
