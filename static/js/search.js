// The search over every page: Ctrl K or the box opens a window, what is found comes while one types (htmx asks),
// the arrow keys lead through it, Enter opens the first. Without this file the box leads to the page of the search.

const LINES = "a, button";
const dialog = document.querySelector("#search-window");
const box = dialog?.querySelector("input[type=search]");

function lines() {
  return Array.from(dialog.querySelectorAll("#search-found li")).map((item) => item.querySelector(LINES));
}

function open() {
  if (!dialog.open) {
    dialog.showModal();
    box.select();
    box.dispatchEvent(new Event("open"));
  }
}

function step(by) {
  const stops = [box, ...lines()];
  const at = stops.indexOf(document.activeElement);
  const next = stops[(at + by + stops.length) % stops.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// What stands below the box answers what is in it now, and nothing is on its way.
function isAnswered() {
  return !box.classList.contains("htmx-request") && dialog.dataset.answered === box.value;
}

function press(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    event.preventDefault(); // or the browser would empty the box first
    dialog.close();
  } else if (event.key === "Enter" && event.target === box && isAnswered()) {
    const first = lines()[0];
    if (first) {
      event.preventDefault();
      first.click();
    }
  }
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (plain && event.target.closest("[data-find]")) {
      event.preventDefault();
      open();
    } else if (event.target === dialog || event.target.closest("[data-find-close]")) {
      dialog.close();
    }
  });
  dialog.addEventListener("keydown", press);
  dialog.addEventListener("htmx:beforeRequest", () => {
    dialog.dataset.asked = box.value;
  });
  dialog.addEventListener("htmx:afterSwap", () => {
    dialog.dataset.answered = dialog.dataset.asked;
  });
}
