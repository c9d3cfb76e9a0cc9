// Numbers of parts offered under a cell of a draft while one is typed; htmx asks for them. Without this file a number is
// typed whole, or looked for in the box below.

const LEAST_TYPED = 2;
const PAUSE = 200;
const rows = document.querySelector("#orders-rows");
const offered = document.querySelector("#orders-offered");
let cellOffered = null;
let waiting = null;

function closeOffered() {
  clearTimeout(waiting);
  offered.replaceChildren();
  offered.hidden = true;
  cellOffered?.setAttribute("aria-expanded", "false");
  cellOffered?.removeAttribute("aria-activedescendant");
}

function choose(option, cell) {
  cell.value = option.dataset.part;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  closeOffered();
}

function mark(option) {
  offered.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  cellOffered.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// Whether a key was meant for what is offered.
function choosing({ key }, cell) {
  if (offered.hidden || cellOffered !== cell) {
    return false;
  }
  const options = [...offered.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (key === "ArrowDown" || key === "ArrowUp") {
    mark(options[(at + (key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  } else if (key === "Enter" && at >= 0) {
    choose(options[at], cell);
  } else if (key === "Escape") {
    closeOffered();
  } else {
    return false;
  }
  return true;
}

function placeOffered(cell) {
  const { left, bottom } = cell.getBoundingClientRect();
  const around = offered.parentElement.getBoundingClientRect();
  offered.style.top = `${bottom - around.top}px`;
  offered.style.left = `${Math.max(0, Math.min(left - around.left, around.width - offered.offsetWidth))}px`;
}

function showOffered() {
  const cell = document.activeElement;
  const options = [...offered.querySelectorAll("[role=option]")];
  const known = options.length === 1 && options[0].dataset.part === cell.value;
  if (cell !== cellOffered || options.length === 0 || known) {
    closeOffered();
    return;
  }
  offered.hidden = false;
  cell.setAttribute("aria-expanded", "true");
  placeOffered(cell);
}

function offer(cell) {
  closeOffered();
  cellOffered = cell;
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", offered.id],
    ["aria-expanded", "false"],
  ]) {
    cell.setAttribute(name, value);
  }
  const find = cell.value.trim();
  if (find.length >= LEAST_TYPED) {
    waiting = setTimeout(ask, PAUSE, find);
  }
}

function ask(find) {
  const address = `${offered.dataset.from}?${new URLSearchParams({ find, shape: "list" })}`;
  window.htmx.ajax("GET", address, { source: offered, target: offered, swap: "innerHTML" });
}

if (offered) {
  // Before the keys of the sheet: while something is offered, they choose.
  rows.addEventListener(
    "keydown",
    (event) => {
      if (!event.isComposing && choosing(event, event.target)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );
  rows.addEventListener("input", ({ target }) => {
    if (target.matches("[name^=part-], [name=new_part]")) {
      offer(target);
    }
  });
  rows.addEventListener("focusout", closeOffered);
  offered.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) {
      choose(option, cellOffered);
    }
  });
  offered.addEventListener("htmx:afterSwap", showOffered);
}
