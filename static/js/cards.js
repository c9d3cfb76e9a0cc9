// On a phone a row of a list is a card of three facts; the others fold out. Without this file all facts stand there.

const FACTS = 3;
const FOLDED = "tbody tr:is([data-href], [data-folds]):not(.folds)";

// The three facts that tell a row apart: what it is called, how it stands, and then the columns in their order.
function facts(row) {
  const told = Array.from(row.cells).filter((cell) => !("empty" in cell.dataset || cell.querySelector("input, .btn")));
  const state = told.findLast((cell, at) => at > 0 && cell.querySelector(".pill"));
  const chosen = new Set([told[0], state ?? told[1]]);
  for (const cell of told) {
    if (chosen.size < FACTS) {
      chosen.add(cell);
    }
  }
  return { title: told[0], rest: told.filter((cell) => !chosen.has(cell)) };
}

function fold(row) {
  const { title, rest } = facts(row);
  if (rest.length < 2) {
    return;
  }
  for (const cell of rest) {
    cell.classList.add("rest");
  }
  const words = document.querySelector("#more-words").content.cloneNode(true);
  title.classList.add("title");
  const cell = row.insertCell();
  cell.className = "fold";
  cell.append(words);
  row.classList.add("folds");
}

function foldAll(root) {
  const rows = root.matches?.(FOLDED) ? [root] : root.querySelectorAll(FOLDED);
  for (const row of rows) {
    if (row.closest("table.cards")) {
      fold(row);
    }
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("td.fold button");
  if (button) {
    const isOpen = button.closest("tr").classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
  }
});

foldAll(document);
document.addEventListener("htmx:load", ({ target }) => foldAll(target.closest("table") ?? target));
