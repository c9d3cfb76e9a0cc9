// The rows of a draft as a sheet: the arrow keys and Enter lead from cell to cell, a block pasted into a cell fills
// the rows from there, and after a button of a row the focus goes to the next row that needs something. Without this
// file blocks go into the box for lines, and a button of a row leads back to it.

const ROWS = "#orders-rows";
const PLACE = "orders-preview";
const CELL = "input:not([type=hidden])";
const ENDS = /[\r\n]+$/;
const SEVERAL = /[\t\r\n]/;
const PASTED = new Map([
  ["part", "paste"],
  ["quantity", "paste_quantities"],
]);
const form = document.querySelector("#draft");
const rows = document.querySelector(ROWS);
let acted = null;

// Cells.

function cellsOf(row) {
  return [...row.querySelectorAll(CELL)];
}

function rowsShown() {
  return [...rows.querySelectorAll("tbody tr")];
}

// Show a cell whole: neither the head of the table nor the foot of the page lies over it.
function goTo(control) {
  control.focus({ preventScroll: true });
  control.select?.();
  control.closest("tr")?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function besides(cell, by) {
  const row = cell.closest("tr");
  const next = rowsShown()[rowsShown().indexOf(row) + by];
  return next && cellsOf(next)[Math.min(cellsOf(row).indexOf(cell), cellsOf(next).length - 1)];
}

function along(cell, by) {
  const cells = cellsOf(cell.closest("tr"));
  return cells[cells.indexOf(cell) + by];
}

// The arrow keys at the sides lead on only where the caret cannot.
function atEdge(cell, forward) {
  const { selectionStart: from, selectionEnd: to, value } = cell;
  const whole = from === 0 && to === value.length;
  return whole || (from === to && to === (forward ? value.length : 0));
}

function sideways(cell, key) {
  const rightToLeft = getComputedStyle(cell).direction === "rtl";
  const forward = (key === "ArrowRight") !== rightToLeft;
  if (!atEdge(cell, forward)) {
    return null;
  }
  const onward = (key === "ArrowRight") !== (document.documentElement.dir === "rtl");
  return along(cell, onward ? 1 : -1);
}

function target(cell, key, shift) {
  switch (key) {
    case "ArrowDown":
      return besides(cell, 1);
    case "ArrowUp":
      return besides(cell, -1);
    case "Enter":
      return besides(cell, shift ? -1 : 1);
    default:
      return key === "ArrowLeft" || key === "ArrowRight" ? sideways(cell, key) : null;
  }
}

function press(event) {
  const cell = event.target.closest(`tbody ${CELL}`);
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const next = target(cell, event.key, event.shiftKey);
  if (next) {
    event.preventDefault();
    goTo(next);
  } else if (event.key === "Enter") {
    event.preventDefault();
    cell.closest("#row-new")?.querySelector("button").click();
  }
}

// A block from a spreadsheet.

function postRows(source, values) {
  window.htmx.ajax("POST", rows.dataset.address, { source, target: `#${PLACE}`, swap: "outerHTML", values });
}

function paste(event) {
  const cell = event.target.closest(`tbody ${CELL}`);
  const text = event.clipboardData?.getData("text/plain").replace(ENDS, "") ?? "";
  if (!(cell && SEVERAL.test(text))) {
    return;
  }
  const [column, position] = cell.name.split("-");
  if (cell.closest("#row-new")) {
    event.preventDefault();
    acted = { position: "new" };
    postRows(cell, { do: "append", block: text });
  } else if (PASTED.has(column)) {
    event.preventDefault();
    acted = { position, cell: cell.name };
    postRows(cell, { do: `${PASTED.get(column)}:${position}`, block: text });
  }
}

// Where to go on after the rows were drawn anew.

function remember({ detail: { elt } }) {
  const [verb, position] = elt.name === "do" ? elt.value.split(":") : [];
  if (verb === "append") {
    acted = { position: "new" };
  } else if (["accept", "use", "remove"].includes(verb)) {
    acted = { position };
  } else if (verb === "accept_all") {
    acted = { position: "1" };
  }
}

// While an answer is under way, what it will draw anew is not typed into.
function hold(held) {
  for (const cell of rows.querySelectorAll(CELL)) {
    cell.readOnly = held;
  }
}

function needing(from) {
  const open = rowsShown().filter((row) => row.querySelector("[data-needs]"));
  return open.find((row) => Number(row.id.slice("row-".length)) >= from) ?? open[0];
}

function wayOn({ position, cell }) {
  if (cell) {
    return rows.querySelector(`[name="${cell}"]`);
  }
  if (position === "new") {
    return rows.querySelector("#new_part");
  }
  const row = needing(Number(position));
  if (row) {
    return row.querySelector("[data-needs] button") ?? cellsOf(row)[0];
  }
  const there = rows.querySelector(`#row-${CSS.escape(position)}`) ?? rowsShown().at(-1);
  return there?.querySelector("[name^=quantity-], [name=new_quantity]");
}

function topOf(id) {
  return document.getElementById(id)?.getBoundingClientRect().top;
}

// Where a row stands on the screen before the rows are drawn anew; on a phone they are cards again only afterwards.
function note({ detail: { target: swapped } }) {
  if (swapped.id === PLACE && acted) {
    acted.row = `row-${acted.position}`;
    acted.top = topOf(acted.row);
  }
}

function goOn({ detail: { target: swapped } }) {
  if (swapped.id !== PLACE || !acted) {
    return;
  }
  const next = wayOn(acted);
  const top = topOf(acted.row);
  if (Number.isFinite(top) && Number.isFinite(acted.top)) {
    scrollBy({ top: top - acted.top, behavior: "instant" });
  }
  acted = null;
  if (next) {
    goTo(next);
  }
}

// A link to a row that is on the page leads there; one that is not is fetched.
function follow(event) {
  const link = event.target.closest("a[data-row]");
  const row = link && document.getElementById(`row-${link.dataset.row}`);
  if (row && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    event.stopPropagation();
    goTo(cellsOf(row)[0]);
  }
}

if (rows) {
  rows.addEventListener("keydown", press);
  rows.addEventListener("paste", paste);
  document.addEventListener("click", follow, true);
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.target?.id === PLACE) {
      remember(event);
      hold(true);
    }
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.target?.id === PLACE) {
      hold(false);
      form.dispatchEvent(new CustomEvent("keep:settled", { bubbles: true }));
      acted = detail.successful ? acted : null;
    }
  });
  document.addEventListener("htmx:beforeSwap", note);
  document.addEventListener("htmx:afterSettle", goOn);
}
