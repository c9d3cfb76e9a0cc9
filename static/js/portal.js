// Small improvements on pages that work without this file: rows that open, menus that close,
// forms that are sent once, questions before what cannot be undone, tables as cards on a phone.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, label, summary, textarea")) {
      var link = row.querySelector("a[href]");
      if (link) { link.click(); }
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
    var closer = event.target.closest("[data-dismiss]");
    if (closer) { closer.closest(".notice").remove(); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.removeAttribute("open"); });
    }
    if (event.key === "/" && !event.target.closest("input, textarea, select")) {
      var search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    var question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      window.setTimeout(function () { delete form.dataset.sent; }, 4000);
    }
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // On a narrow screen a table is read as cards: each cell is told the head of its column.
  function labelCells(table) {
    var heads = Array.prototype.map.call(table.querySelectorAll("thead th"), function (head) { return head.textContent.trim(); });
    if (!heads.length) { return; }
    table.classList.add("cards");
    table.querySelectorAll("tbody tr, tfoot tr").forEach(function (row) {
      var column = 0;
      Array.prototype.forEach.call(row.cells, function (cell) {
        var lone = cell.colSpan > 1 || cell.tagName === "TH";
        if (!lone && !cell.hasAttribute("data-label") && !cell.querySelector(".btn")) { cell.dataset.label = heads[column] || ""; }
        if (/^[\s–]*$/.test(cell.textContent) && !cell.querySelector("input, select, img, svg, textarea")) { cell.dataset.empty = ""; }
        column += cell.colSpan;
      });
    });
  }

  function prepare(root) {
    if (root.matches && root.matches("table.t")) { labelCells(root); }
    root.querySelectorAll("table.t").forEach(labelCells);
    root.querySelectorAll("[data-scripted][hidden]").forEach(function (part) { part.hidden = false; });
  }

  prepare(document);
  document.addEventListener("htmx:load", function (event) { prepare(event.target.closest("table.t") || event.target); });
  var current = document.querySelector(".bar nav [aria-current]");
  if (current && current.parentElement.scrollWidth > current.parentElement.clientWidth) {
    current.scrollIntoView({ block: "nearest", inline: "center" });
  }

  // What renews itself waits while somebody works in it: an open popover or the focus would be lost.
  document.addEventListener("htmx:beforeRequest", function (event) {
    var part = event.target;
    if (!/^every\b/.test(part.getAttribute("hx-trigger") || "")) { return; }
    var busy = part.querySelector(":popover-open, [name=chosen]:checked") || part.contains(document.activeElement);
    if (busy) { event.preventDefault(); }
  });

  // One box in the head of a table ticks all its rows; without this file it is not there.
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-tick-all]")) { return; }
    event.target.closest("table").querySelectorAll("tbody [name=chosen]").forEach(function (box) { box.checked = event.target.checked; });
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-autosubmit]")) { event.target.form.requestSubmit(); }
  });
})();
