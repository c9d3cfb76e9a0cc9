// What was typed and not sent yet outlives a change of language, the back button, a login in between and
// a crash of the tab. Forms marked `data-keep` leave their changed fields in this tab's storage, under the
// person and the form's name (or the address of its page); never passwords, files, tokens, keys or versions. Back on the page the
// fields are filled again and a notice says so; where the page has changed meanwhile it asks first.
(function () {
  "use strict";

  var LIFE = 24 * 3600 * 1000;
  var SKIPPED = ["hidden", "password", "file", "submit", "button", "reset", "image"];
  var whose = document.body.dataset.whose || "nobody";
  var place = document.body.dataset.place || "";
  var here = location.pathname + location.search;
  var sending = new WeakSet(), offered = new WeakSet(), timers = new WeakMap();
  var store;
  try { store = window.sessionStorage; store.getItem("keep"); } catch (closed) { return; }

  function keyOf(form) { return "keep|" + whose + "|" + (form.dataset.keep || here); }
  function kept() { return Object.keys(store).filter(function (key) { return key.startsWith("keep|"); }); }
  function read(key) { try { return JSON.parse(store.getItem(key)); } catch (broken) { return null; } }
  function write(key, entry) {
    if (!Object.keys(entry.fields).length) { store.removeItem(key); return; }
    try { store.setItem(key, JSON.stringify(entry)); } catch (full) { /* what does not fit is only on the page */ }
  }
  function forms() { return Array.from(document.querySelectorAll("form[data-keep]")); }
  function versionOf(form) { var field = form.elements.namedItem("version"); return field ? field.value : ""; }
  function refusedHere() { return document.querySelector(".summary, [aria-invalid=true]") !== null; }

  function keepable(control) {
    return control.name && control.matches("input, select, textarea") && !SKIPPED.includes(control.type) &&
      !control.disabled && !control.readOnly && !/password|one-time-code/.test(control.autocomplete || "") &&
      !control.closest("[data-keep-not]");
  }

  // Fields of the same name are told apart by their order.
  function each(form, visit) {
    var seen = {};
    Array.from(form.elements).filter(keepable).forEach(function (control) {
      seen[control.name] = (seen[control.name] || 0) + 1;
      visit(control, control.name + "#" + seen[control.name]);
    });
  }

  function chosen(select, wanted) {
    var values = Array.from(select.options).filter(wanted).map(function (option) { return option.value; });
    if (!values.length && !select.multiple && select.options.length) { values = [select.options[0].value]; }
    return JSON.stringify(values);
  }
  function state(control) {
    if (control.type === "checkbox" || control.type === "radio") { return control.checked ? "1" : ""; }
    if (control.options) { return chosen(control, function (option) { return option.selected; }); }
    return control.value;
  }
  function drawn(control) {
    if (control.type === "checkbox" || control.type === "radio") { return control.defaultChecked ? "1" : ""; }
    if (control.options) { return chosen(control, function (option) { return option.defaultSelected; }); }
    return control.defaultValue;
  }
  function fill(control, value) {
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = value === "1";
    } else if (control.options) {
      var wanted = JSON.parse(value);
      var known = Array.from(control.options).map(function (option) { return option.value; });
      if (!wanted.every(function (one) { return known.includes(one); })) { return; }
      Array.from(control.options).forEach(function (option) { option.selected = wanted.includes(option.value); });
    } else {
      control.value = value;
    }
    for (var box = control.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function save(form) {
    if (sending.has(form)) { return; }
    var known = read(keyOf(form)), before = known ? known.fields : {}, fields = {}, met = {};
    each(form, function (control, id) {
      var was = before[id] ? before[id][1] : drawn(control), now = state(control);
      met[id] = true;
      if (now !== was) { fields[id] = [now, was]; }
    });
    Object.keys(before).forEach(function (id) {
      if (!met[id] || (offered.has(form) && !fields[id])) { fields[id] = before[id]; }
    });
    write(keyOf(form), {
      at: here, lang: document.documentElement.lang, when: Date.now(), fields: fields, sent: false,
      version: offered.has(form) ? known.version : versionOf(form)
    });
  }
  function saveSoon(form) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(function () { save(form); }, 200));
  }

  // At the start of a page: what arrived is forgotten, and so is what somebody else typed in this tab.
  function tidy() {
    kept().forEach(function (key) {
      var entry = read(key), owner = key.split("|")[1];
      var another = whose !== "nobody" && (owner === "nobody" || (owner !== whose && owner.split(":")[0] === whose.split(":")[0]));
      if (!entry || another || Date.now() - entry.when > LIFE) { store.removeItem(key); return; }
      if (!entry.sent) { return; }
      var echoed = refusedHere() && forms().some(function (form) { return keyOf(form) === key; });
      if (place || echoed) { entry.sent = false; write(key, entry); } else if (owner === whose) { store.removeItem(key); }
    });
  }

  function changesOf(form, entry) {
    var changes = [];
    each(form, function (control, id) {
      var field = entry.fields[id];
      if (field && state(control) !== field[0]) {
        changes.push({ control: control, value: field[0], was: field[1], before: state(control) });
      }
    });
    return changes;
  }
  function movedOn(form, entry, changes) {
    var version = versionOf(form);
    if (version !== entry.version) { return true; }
    return !version && entry.lang === document.documentElement.lang &&
      changes.some(function (change) { return drawn(change.control) !== change.was; });
  }
  function putBack(form, changes) {
    changes.forEach(function (change) { fill(change.control, change.value); });
    save(form);
  }
  function restore() {
    var restored = [], open = [];
    forms().forEach(function (form) {
      var entry = read(keyOf(form));
      if (!entry || entry.sent) { return; }
      var changes = changesOf(form, entry);
      if (!changes.length) {
        if (!refusedHere()) { settle(form); }
      } else if (movedOn(form, entry, changes)) {
        offered.add(form);
        open.push({ form: form, changes: changes });
      } else {
        putBack(form, changes);
        restored.push({ form: form, changes: changes });
      }
    });
    if (restored.length) { say("keep-restored", restored); }
    if (open.length) { say("keep-offered", open); }
  }

  function say(template, found) {
    var notice = document.getElementById(template).content.firstElementChild.cloneNode(true);
    notice.addEventListener("click", function (event) {
      var back = event.target.closest("[data-keep-restore]"), away = event.target.closest("[data-keep-discard]");
      if (!back && !away) { return; }
      found.forEach(function (one) {
        var decided = offered.delete(one.form);
        if (back) {
          store.removeItem(keyOf(one.form));
          putBack(one.form, one.changes);
        } else {
          if (!decided) { one.changes.forEach(function (change) { fill(change.control, change.before); }); }
          clearTimeout(timers.get(one.form));
          store.removeItem(keyOf(one.form));
        }
      });
      notice.remove();
      if (back) { say("keep-restored", found); }
    });
    document.getElementById("components-messages").append(notice);
  }

  // What the page now shows as its own (a draft that saved itself) is no longer unsent.
  function settle(form) {
    var entry = read(keyOf(form));
    if (!entry) { return; }
    each(form, function (control, id) { if (state(control) === drawn(control)) { delete entry.fields[id]; } });
    entry.version = versionOf(form);
    write(keyOf(form), entry);
  }

  function forgetAll() {
    forms().forEach(function (form) { clearTimeout(timers.get(form)); sending.add(form); });
    kept().forEach(function (key) { if (key.split("|")[1] === whose) { store.removeItem(key); } });
  }

  // A form kept by the portal over the login is sent again: only what it holds is no longer unsent.
  function resent(form) {
    kept().forEach(function (key) {
      var entry = read(key);
      if (!entry || entry.at !== form.dataset.keepResend || key.split("|")[1] !== whose) { return; }
      Object.keys(entry.fields).forEach(function (id) {
        if (form.elements.namedItem(id.slice(0, id.lastIndexOf("#")))) { delete entry.fields[id]; }
      });
      write(key, entry);
    });
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.matches("form[data-keep]")) { sending.delete(form); saveSoon(form); }
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented) { return; }
    if (form.hasAttribute("data-keep-forget")) { forgetAll(); return; }
    if (form.hasAttribute("data-keep-resend")) { resent(form); return; }
    if (!form.matches("form[data-keep]")) { return; }
    clearTimeout(timers.get(form));
    save(form);
    var entry = read(keyOf(form));
    if (entry) { entry.sent = true; write(keyOf(form), entry); }
    sending.add(form);
  });
  document.addEventListener("keep:settled", function (event) { settle(event.target); });
  window.addEventListener("pagehide", function () {
    forms().forEach(function (form) { clearTimeout(timers.get(form)); save(form); });
  });
  document.addEventListener("DOMContentLoaded", function () { tidy(); restore(); });
})();
