// A type of order brings its usual mode of transport, unless another was chosen, and the fields it needs; the mode
// brings the Incoterms rule that fits it; an urgent order that would go by sea is told so. Without this file the
// portal does the same when the form is sent.

const SEA = "sea";
const panel = document.querySelector("[data-usual-modes]");
const form = panel?.closest("form");
const [type, mode, rule, shownFor] = ["order_type", "mode", "incoterm", "mode_for"].map((name) =>
  form?.elements.namedItem(name),
);
const usual = JSON.parse(panel?.dataset.usualModes ?? "{}");
const counterparts = JSON.parse(panel?.dataset.counterparts ?? "{}");
const needed = JSON.parse(panel?.dataset.needed ?? "{}");
const lapsing = JSON.parse(panel?.dataset.lapsing ?? "{}");
const missing = JSON.parse(panel?.dataset.missing ?? "{}");
let ruleBefore = "";

function among(names, value) {
  return names.split(" ").includes(value);
}

function choose(control, value) {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

// What an order of this type cannot be handed in without is marked as needed.
function markNeeded() {
  const wanted = needed[type.value] ?? [];
  for (const name of new Set(Object.values(needed).flat())) {
    const isNeeded = wanted.includes(name);
    document.getElementById(`${name}-needed`).hidden = !isNeeded;
    form.elements.namedItem(name).setAttribute("aria-required", String(isNeeded));
  }
}

// What is not there in time may lapse only where the type says after how many days.
function offerLapsing() {
  const told = lapsing[type.value];
  document.getElementById("rest-lapses").hidden = !told;
  if (told) {
    document.getElementById("rest_lapses-hint").textContent = told;
  }
}

function tell() {
  const { flying, slowModes, needing } = panel.dataset;
  markNeeded();
  offerLapsing();
  document.getElementById("order_type-hint").textContent = missing[type.value] ?? "";
  document.getElementById("mode-slow").hidden = !(among(flying, type.value) && among(slowModes, mode.value));
  if (among(needing, type.value)) {
    document.getElementById("further-fields").open = true;
  }
}

// A rule for ships alone becomes its counterpart where nothing sails, and itself again where something does.
function followMode() {
  const sails = mode.value === SEA;
  const counterpart = counterparts[rule.value];
  if (!sails && counterpart) {
    ruleBefore = rule.value;
    choose(rule, counterpart);
  } else if (sails && ruleBefore && counterparts[ruleBefore] === rule.value) {
    choose(rule, ruleBefore);
    ruleBefore = "";
  } else {
    return;
  }
  document.getElementById("rule-followed").hidden = sails;
}

function followType() {
  if (mode.value === usual[shownFor.value] && mode.value !== usual[type.value]) {
    choose(mode, usual[type.value]);
    followMode();
  }
  shownFor.value = type.value;
  tell();
}

if (form) {
  type.addEventListener("change", followType);
  mode.addEventListener("change", () => {
    followMode();
    tell();
  });
  tell();
}
