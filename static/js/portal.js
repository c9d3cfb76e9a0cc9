// Small improvements on pages that work without this file: rows that open, menus that close,
// forms that are sent once, questions before what cannot be undone, tables as cards on a phone.
// All scripts here are modules for the Chrome, Edge, Firefox and Safari of the last two years, sent as
// they are written; a browser that knows no modules has the pages without them.

const SENT_ONCE_FOR = 4000;
const BLANK = /^[\s–]*$/;
const RENEWS_ITSELF = /^every\b/;
const OWN_USE = "a, button, input, select, label, summary, textarea";

function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}

function openRow(target) {
  const row = target.closest("tr[data-href]");
  if (row && !target.closest(OWN_USE)) {
    row.querySelector("a[href]")?.click();
  }
}

document.addEventListener("click", ({ target }) => {
  openRow(target);
  for (const menu of openMenus()) {
    if (!menu.contains(target)) {
      menu.removeAttribute("open");
    }
  }
  target.closest("[data-dismiss]")?.closest(".notice").remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      if (menu.contains(document.activeElement)) {
        menu.querySelector("summary").focus();
      }
      menu.removeAttribute("open");
    }
  }
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

// True while a form was sent a moment ago; else it counts as sent from now on.
function sentAlready(form) {
  if (form.dataset.sent) {
    return true;
  }
  form.dataset.sent = "1";
  setTimeout(() => form.removeAttribute("data-sent"), SENT_ONCE_FOR);
  return false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  // biome-ignore lint/suspicious/noAlert: the browser's own question holds the form back until it is answered.
  const refused = question && !window.confirm(question);
  if (refused || (form.method === "post" && !form.hasAttribute("hx-post") && sentAlready(form))) {
    event.preventDefault();
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    form.removeAttribute("data-sent");
  }
});

// On a narrow screen a table is read as cards, but for the rows of a file and parts side by side: each cell is told the
// head of its column.
function labelCell(cell, head) {
  const lone = cell.colSpan > 1 || cell.tagName === "TH";
  if (!(lone || cell.hasAttribute("data-label") || cell.querySelector(".btn"))) {
    cell.dataset.label = head;
  }
  if (BLANK.test(cell.textContent) && !cell.querySelector("input, select, img, svg, textarea")) {
    cell.dataset.empty = "";
  }
}

function labelCells(table) {
  const heads = Array.from(table.querySelectorAll("thead th"), (head) => head.textContent.trim());
  if (heads.length === 0 || table.matches(".sheet, .compared")) {
    return;
  }
  table.classList.add("cards");
  for (const row of table.querySelectorAll("tbody tr, tfoot tr")) {
    let column = 0;
    for (const cell of row.cells) {
      labelCell(cell, heads[column] ?? "");
      column += cell.colSpan;
    }
  }
}

function prepare(root) {
  if (root.matches?.("table.t")) {
    labelCells(root);
  }
  for (const table of root.querySelectorAll("table.t")) {
    labelCells(table);
  }
  for (const part of root.querySelectorAll("[data-scripted][hidden]")) {
    part.hidden = false;
  }
}

prepare(document);
document.addEventListener("htmx:load", ({ target }) => prepare(target.closest("table.t") ?? target));

const current = document.querySelector(".bar nav [aria-current]");
if (current && current.parentElement.scrollWidth > current.parentElement.clientWidth) {
  current.scrollIntoView({ block: "nearest", inline: "center" });
}

// What renews itself waits while somebody works in it: an open popover or the focus would be lost.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.target;
  if (!RENEWS_ITSELF.test(part.getAttribute("hx-trigger") ?? "")) {
    return;
  }
  if (part.querySelector(":popover-open, [name=chosen]:checked") || part.contains(document.activeElement)) {
    event.preventDefault();
  }
});

// A change of language leads back to the address shown now, though it is not the one the page was drawn for.
document.addEventListener("htmx:replacedInHistory", () => {
  for (const next of document.querySelectorAll("form[action$='/language'] [name=next]")) {
    next.value = next.value.split("?")[0] + location.search;
  }
});

document.addEventListener("change", ({ target }) => {
  // One box in the head of a table ticks all its rows; without this file it is not there.
  if (target.matches("[data-tick-all]")) {
    for (const box of target.closest("table").querySelectorAll("tbody [name=chosen]")) {
      box.checked = target.checked;
    }
  }
  if (target.matches("[data-autosubmit]")) {
    target.form.requestSubmit();
  }
});

document.addEventListener("formdata", ({ target, formData }) => {
  // What was left empty does not stand in the address of a list; without this file the server leaves it out.
  if (target.method === "get") {
    for (const [name, value] of [...formData]) {
      if (value === "") {
        formData.delete(name);
      }
    }
  }
});
