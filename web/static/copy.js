// Buttons that copy: an address (`data-copy`), the text of an element (`data-copy-from`), or an excerpt with its source
// (`data-cite`): what is selected, else the snippet of the hit. Browsers offer the clipboard on safe connections only;
// elsewhere, and without JavaScript, the buttons do not show.

const said = document.querySelector("#said");

function excerpt(button) {
  const selected = String(getSelection()).trim();
  const place = document.querySelector("mark.here")?.closest("p");
  const text = selected || (button.closest("article")?.querySelector(".snippet") ?? place)?.textContent.trim();
  const source = `${button.dataset.cite}\n${new URL(button.dataset.of, location.href).href}`;
  return text ? `\u00ab${text}\u00bb\n${source}` : source;
}

async function copy(button) {
  const { copy: address, copyFrom: id, cite, done } = button.dataset;
  const text = cite !== undefined ? excerpt(button)
    : id ? document.getElementById(id).innerText : new URL(address, location.href).href;
  await navigator.clipboard.writeText(text);
  const label = button.textContent;
  button.textContent = said.textContent = done;
  button.disabled = true;
  setTimeout(() => {
    button.textContent = label;
    button.disabled = false;
  }, 1500);
}

if (navigator.clipboard) {
  document.documentElement.classList.add("copies");
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copy(button);
  });
}
