// A list by keyboard: j and k lead from row to row, Enter opens, x ticks, ? shows the keys and switches them off.
// What the keys do stands on the page as links and boxes too. What is ticked is summed up before it is sent; without
// this file each row's answer tells what became of it.

const TYPED = "input, textarea, select, [contenteditable], dialog[open], [popover]";
const OFF = "keys-off";
const BECOMES = /^(-?)(.*)$/;
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

// How many rows are ticked, and of those how many become something ("take") or do not ("-take").
function sumUp() {
  for (const sum of document.querySelectorAll("[data-ticked]")) {
    const ticked = [...sum.closest("form").elements].filter(({ name, checked }) => name === "chosen" && checked);
    const [, not, wanted] = BECOMES.exec(sum.dataset.ticked);
    const becomes = ({ dataset }) => !wanted || dataset.as.split(" ").includes(wanted) !== Boolean(not);
    sum.textContent = ticked.filter(becomes).length;
  }
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
document.addEventListener("change", sumUp);
document.addEventListener("htmx:load", sumUp);
window.addEventListener("pageshow", sumUp);
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
