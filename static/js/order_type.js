// A type of order brings its usual mode of transport, unless another was chosen, and the fields it needs; the mode
// brings the Incoterms rule that fits it; an urgent order that would go by sea is told so. Without this file the
// portal does the same when the form is sent.
(function () {
  "use strict";

  var panel = document.querySelector("[data-usual-modes]");
  var form = panel && panel.closest("form");
  if (!form) { return; }
  var type = form.elements.namedItem("order_type"), mode = form.elements.namedItem("mode");
  var shownFor = form.elements.namedItem("mode_for");
  var further = document.getElementById("further-fields"), slow = document.getElementById("mode-slow");
  var usual = JSON.parse(panel.dataset.usualModes), instead = JSON.parse(panel.dataset.counterparts);
  var rule = form.elements.namedItem("incoterm"), followed = document.getElementById("rule-followed");
  var SEA = "sea", ruleBefore = "";

  function among(names, value) { return names.split(" ").includes(value); }

  function told() {
    slow.hidden = !(among(panel.dataset.flying, type.value) && among(panel.dataset.slowModes, mode.value));
    if (among(panel.dataset.needing, type.value)) { further.open = true; }
  }

  // A rule for ships alone becomes its counterpart where nothing sails, and itself again where something does.
  function ruleFollows() {
    var follows = "";
    if (mode.value !== SEA && instead[rule.value]) {
      ruleBefore = rule.value;
      follows = instead[rule.value];
    } else if (mode.value === SEA && ruleBefore && instead[ruleBefore] === rule.value) {
      follows = ruleBefore;
      ruleBefore = "";
    }
    if (!follows) { return; }
    rule.value = follows;
    followed.hidden = mode.value === SEA;
    rule.dispatchEvent(new Event("input", { bubbles: true }));
  }

  type.addEventListener("change", function () {
    if (mode.value === usual[shownFor.value] && mode.value !== usual[type.value]) {
      mode.value = usual[type.value];
      mode.dispatchEvent(new Event("input", { bubbles: true }));
      ruleFollows();
    }
    shownFor.value = type.value;
    told();
  });
  mode.addEventListener("change", function () { ruleFollows(); told(); });
  told();
})();
