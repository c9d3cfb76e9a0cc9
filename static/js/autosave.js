// A draft keeps itself while it is typed: htmx sends it, this file sees to the order of things. A button
// waits for a saving under way, so that it carries the newest version; rows are not redrawn over what is
// not saved yet; what was saved counts as the page's own; an error stands at its field. Without this file
// a draft is saved by its buttons.

const LONGEST_WAIT = 5000;
const OK = 200;
const FAILED = 400;
const CONFLICT = 409;
const PLACE_OF_ERROR = "-said";
const KEPT = "[data-autosaved] :is(input, select, textarea):not([data-by-button])";
const keeper = document.querySelector("[data-autosave]");
const form = keeper?.closest("form");
let flying = false;
let dirty = false;
let sent = [];
let pressed = null;
let held = null;

function valueIn(control) {
  return control.type === "checkbox" ? String(control.checked) : control.value;
}

function showAsDrawn(control) {
  if (control.type === "checkbox") {
    control.defaultChecked = control.checked;
  } else if (control.options) {
    for (const option of control.options) {
      option.defaultSelected = option.selected;
    }
  } else {
    control.defaultValue = control.value;
  }
}

// What the portal has now is what the page shows as drawn; a field it refused is not.
function settle() {
  for (const [control, value] of sent) {
    const refused = document.getElementById(control.id + PLACE_OF_ERROR)?.textContent.trim();
    if (valueIn(control) === value && !refused) {
      showAsDrawn(control);
    }
  }
  form.dispatchEvent(new CustomEvent("keep:settled", { bubbles: true }));
}

function markFault(control, error) {
  const described = (control.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .filter((id) => id && !id.endsWith("-error"));
  if (error) {
    described.push(error.id);
    control.setAttribute("aria-invalid", "true");
  } else {
    control.removeAttribute("aria-invalid");
  }
  control.classList.toggle("is-invalid", Boolean(error));
  if (described.length > 0) {
    control.setAttribute("aria-describedby", described.join(" "));
  } else {
    control.removeAttribute("aria-describedby");
  }
}

function markFaults() {
  for (const said of form.querySelectorAll(`[id$='${PLACE_OF_ERROR}']`)) {
    const control = document.getElementById(said.id.slice(0, -PLACE_OF_ERROR.length));
    if (control) {
      markFault(control, said.querySelector(".error"));
    }
  }
}

function startSaving(event) {
  if (event.target !== keeper) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  flying = true;
  dirty = false;
  sent = Array.from(form.querySelectorAll(KEPT), (control) => [control, valueIn(control)]);
}

// Whoever waited goes on: a button in any case, a redrawing of rows only after what was typed is kept.
function letGo(kept) {
  const [button, go] = [pressed, held];
  pressed = null;
  if (button) {
    form.requestSubmit(button.submitter);
  } else if (go && kept) {
    setTimeout(go, 0, true); // when htmx counts the saving as done
  }
  held = null;
}

function endSaving(event) {
  if (event.target !== keeper) {
    return;
  }
  const { status } = event.detail.xhr;
  const kept = status === OK;
  flying = false;
  if (kept) {
    markFaults();
    settle();
  } else {
    dirty = true;
  }
  if (status === 0 || (status >= FAILED && status !== CONFLICT)) {
    keeper.textContent = keeper.dataset.lost;
  }
  letGo(kept);
}

function waitForSaving(event) {
  if (!flying) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  pressed = { submitter: event.submitter };
  setTimeout(() => {
    if (pressed) {
      window.htmx.trigger(keeper, "htmx:abort");
    }
  }, LONGEST_WAIT);
}

function holdRedrawing(event) {
  const { elt, target, issueRequest } = event.detail;
  const redraws = elt !== keeper && target?.closest("[data-autosaved]");
  if (!(redraws && form.contains(elt) && (dirty || flying))) {
    return;
  }
  event.preventDefault();
  held = issueRequest;
  if (!flying) {
    window.htmx.trigger(keeper, "keepnow");
  }
}

if (form) {
  form.addEventListener("input", ({ target }) => {
    dirty ||= Boolean(target.closest("[data-autosaved]"));
  });
  form.addEventListener("submit", waitForSaving);
  keeper.addEventListener("htmx:beforeRequest", startSaving);
  keeper.addEventListener("htmx:afterRequest", endSaving);
  document.addEventListener("htmx:confirm", holdRedrawing);
}
