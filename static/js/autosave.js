// A draft keeps itself while it is typed: htmx sends it, this file sees to the order of things. A button
// waits for a saving under way, so that it carries the newest version; rows are not redrawn over what is
// not saved yet; what was saved counts as the page's own; an error stands at its field.
(function () {
  "use strict";

  var LONGEST_WAIT = 5000;
  var keeper = document.querySelector("[data-autosave]");
  var form = keeper && keeper.closest("form");
  if (!form) { return; }
  var flying = false, dirty = false, sent = [], pressed = null, held = null;

  function watched() { return Array.from(form.querySelectorAll("[data-autosaved] :is(input, select, textarea)")); }
  function valueOf(control) { return control.type === "checkbox" ? String(control.checked) : control.value; }

  form.addEventListener("input", function (event) { if (event.target.closest("[data-autosaved]")) { dirty = true; } });

  keeper.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target !== keeper) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    flying = true;
    dirty = false;
    sent = watched().map(function (control) { return [control, valueOf(control)]; });
  });

  // What the portal has now is what the page shows as drawn; a field it refused is not.
  function settled() {
    sent.forEach(function (pair) {
      var control = pair[0], said = document.getElementById(control.id + "-said");
      if (valueOf(control) !== pair[1] || (said && said.textContent.trim())) { return; }
      if (control.type === "checkbox") {
        control.defaultChecked = control.checked;
      } else if (control.options) {
        Array.from(control.options).forEach(function (option) { option.defaultSelected = option.selected; });
      } else {
        control.defaultValue = control.value;
      }
    });
    form.dispatchEvent(new CustomEvent("keep:settled", { bubbles: true }));
  }

  function markFaults() {
    form.querySelectorAll("[id$='-said']").forEach(function (said) {
      var control = document.getElementById(said.id.slice(0, -5));
      var error = said.querySelector(".error");
      if (!control) { return; }
      var described = (control.getAttribute("aria-describedby") || "").split(" ").filter(function (id) { return id && !id.endsWith("-error"); });
      if (error) { described.push(error.id); }
      control.classList.toggle("is-invalid", Boolean(error));
      if (error) { control.setAttribute("aria-invalid", "true"); } else { control.removeAttribute("aria-invalid"); }
      if (described.length) { control.setAttribute("aria-describedby", described.join(" ")); } else { control.removeAttribute("aria-describedby"); }
    });
  }

  keeper.addEventListener("htmx:afterRequest", function (event) {
    if (event.target !== keeper) { return; }
    var kept = event.detail.xhr.status === 200;
    flying = false;
    if (kept) { markFaults(); settled(); } else { dirty = true; }
    if (event.detail.xhr.status === 0 || (event.detail.xhr.status >= 400 && event.detail.xhr.status !== 409)) { keeper.textContent = keeper.dataset.lost; }
    if (pressed) {
      var button = pressed.button;
      pressed = null;
      form.requestSubmit(button);
    } else if (held && kept) {
      var go = held;
      held = null;
      go(true);
    }
    held = null;
  });

  form.addEventListener("submit", function (event) {
    if (!flying) { return; }
    event.preventDefault();
    event.stopPropagation();
    pressed = { button: event.submitter };
    window.setTimeout(function () { if (pressed) { window.htmx.trigger(keeper, "htmx:abort"); } }, LONGEST_WAIT);
  });

  document.addEventListener("htmx:confirm", function (event) {
    var redraws = event.detail.elt !== keeper && event.detail.target && event.detail.target.closest("[data-autosaved]");
    if (!redraws || !form.contains(event.detail.elt) || !(dirty || flying)) { return; }
    event.preventDefault();
    held = event.detail.issueRequest;
    if (!flying) { window.htmx.trigger(keeper, "keepnow"); }
  });
})();
