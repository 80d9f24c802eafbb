// The list of chosen hits is emptied in the browser that keeps it.
const button = document.querySelector("#empty");

button.hidden = false;
button.addEventListener("click", () => {
  try {
    localStorage.removeItem("chosen");
  } catch {
    // a browser that keeps nothing for this site has nothing to empty
  }
  location.assign(button.dataset.empty);
});
