// Buttons that copy: an address (`data-copy`) or the text of an element (`data-copy-from`). Browsers offer the
// clipboard on safe connections only; elsewhere, and without JavaScript, the buttons do not show.

const said = document.querySelector("#said");

async function copy(button) {
  const { copy: address, copyFrom: id, done } = button.dataset;
  const text = id ? document.getElementById(id).textContent : new URL(address, location.href).href;
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
