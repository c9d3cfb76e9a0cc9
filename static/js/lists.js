// A list by keyboard: j and k lead from row to row, Enter opens, x ticks, ? shows the keys and switches them off.
// What the keys do stands on the page as links and boxes too; without this file nothing is missing.

const TYPED = "input, textarea, select, [contenteditable], dialog[open]";
const OFF = "keys-off";
const help = document.querySelector("#keys-window");

function isOff() {
  return localStorage.getItem(OFF) === "1";
}

function rows() {
  return Array.from(document.querySelectorAll("main table tr[data-href]")).filter((row) => row.offsetParent);
}

function goTo(row) {
  row.querySelector("a[href]")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest("tr[data-href]"));
  const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
  if (next) {
    goTo(next);
  }
}

function tick() {
  const row = document.activeElement?.closest("tr[data-href]");
  row?.querySelector("input[type=checkbox]:not(:disabled)")?.click();
}

function showKeys() {
  help.querySelector("[data-keys-on]").checked = !isOff();
  help.showModal();
}

const KEYS = new Map([
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ["x", tick],
]);

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) {
    return;
  }
  if (event.key === "?" && help) {
    event.preventDefault();
    showKeys();
  } else if (KEYS.has(event.key) && !isOff()) {
    event.preventDefault();
    KEYS.get(event.key)();
  }
}

document.addEventListener("keydown", press);
help?.addEventListener("click", ({ target }) => {
  if (target === help || target.closest("[data-keys-close]")) {
    help.close();
  }
});
help?.addEventListener("change", ({ target }) => {
  if (target.matches("[data-keys-on]")) {
    localStorage.setItem(OFF, target.checked ? "0" : "1");
  }
});
