// What was typed and not sent yet outlives a change of language, the back button, a login in between and
// a crash of the tab. Forms marked `data-keep` leave their changed fields in this tab's storage, under the
// person and the form's name (or the address of its page); never passwords, files, tokens, keys or versions. Back on the
// page the fields are filled again and a notice says so; where the page has changed meanwhile, or what was sent was
// refused, it asks first. Without this file what was typed is as lost as on any page.

const PREFIX = "keep|";
const NOBODY = "nobody";
const KEPT_FOR = 86_400_000; // a day, in milliseconds
const SAVED_AFTER = 200;
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const TICKED = new Set(["checkbox", "radio"]);
const SECRET = /password|one-time-code/;
const whose = document.body.dataset.whose || NOBODY;
const place = document.body.dataset.place || "";
const here = location.pathname + location.search;
const sending = new WeakSet();
const offered = new WeakSet();
const timers = new WeakMap();
const store = openStore();

function openStore() {
  try {
    window.sessionStorage.getItem("keep");
    return window.sessionStorage;
  } catch {
    return null;
  }
}

// What is kept: an entry per form under `keep|person|form`, its fields as [what is typed, what was drawn].

function keyOf(form) {
  return `${PREFIX}${whose}|${form.dataset.keep || here}`;
}

function ownerOf(key) {
  return key.split("|")[1];
}

function keptKeys() {
  return Object.keys(store).filter((key) => key.startsWith(PREFIX));
}

function read(key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

function write(key, entry) {
  if (Object.keys(entry.fields).length === 0) {
    store.removeItem(key);
    return;
  }
  try {
    store.setItem(key, JSON.stringify(entry));
  } catch {
    // What does not fit is only on the page.
  }
}

// The page: its forms, their fields, what is in them and what they were drawn with.

function keepingForms() {
  return [...document.querySelectorAll("form[data-keep]")];
}

function versionOf(form) {
  return form.elements.namedItem("version")?.value ?? "";
}

function refusedHere() {
  return document.querySelector(".summary, [aria-invalid=true]") !== null;
}

function keepable(control) {
  return (
    control.name &&
    control.matches("input, select, textarea") &&
    !SKIPPED.has(control.type) &&
    !control.disabled &&
    !control.readOnly &&
    !SECRET.test(control.autocomplete ?? "") &&
    !control.closest("[data-keep-not]")
  );
}

// The fields of a form as [id, control]; those of the same name are told apart by their order.
function fieldsOf(form) {
  const seen = new Map();
  return [...form.elements].filter(keepable).map((control) => {
    const { name } = control;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return [`${name}#${seen.get(name)}`, control];
  });
}

function chosen(select, wanted) {
  const values = [...select.options].filter(wanted).map((option) => option.value);
  if (values.length === 0 && !select.multiple && select.options.length > 0) {
    values.push(select.options[0].value);
  }
  return JSON.stringify(values);
}

// What stands in a field; NUL, which a paste may bring and no request may have, is left out of it.
function state(control) {
  if (TICKED.has(control.type)) {
    return control.checked ? "1" : "";
  }
  return control.options ? chosen(control, (option) => option.selected) : control.value.replaceAll("\0", "");
}

function drawn(control) {
  if (TICKED.has(control.type)) {
    return control.defaultChecked ? "1" : "";
  }
  return control.options ? chosen(control, (option) => option.defaultSelected) : control.defaultValue;
}

// Choose these values; false where the page no longer offers one of them.
function choose(select, values) {
  const known = new Set(Array.from(select.options, (option) => option.value));
  if (!values.every((value) => known.has(value))) {
    return false;
  }
  for (const option of select.options) {
    option.selected = values.includes(option.value);
  }
  return true;
}

function fill(control, value) {
  if (TICKED.has(control.type)) {
    control.checked = value === "1";
  } else if (!control.options) {
    control.value = value;
  } else if (!choose(control, JSON.parse(value))) {
    return;
  }
  for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

// Keeping.

function save(form) {
  if (sending.has(form)) {
    return;
  }
  const known = read(keyOf(form));
  const before = known?.fields ?? {};
  const fields = {};
  const met = new Set();
  for (const [id, control] of fieldsOf(form)) {
    const was = before[id] ? before[id][1] : drawn(control);
    const now = state(control);
    met.add(id);
    if (now !== was) {
      fields[id] = [now, was];
    }
  }
  for (const [id, field] of Object.entries(before)) {
    if (!met.has(id) || (offered.has(form) && !fields[id])) {
      fields[id] = field;
    }
  }
  write(keyOf(form), {
    at: here,
    lang: document.documentElement.lang,
    when: Date.now(),
    fields,
    sent: false,
    refused: known?.refused ?? false,
    version: offered.has(form) ? known.version : versionOf(form),
  });
}

function saveSoon(form) {
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => save(form), SAVED_AFTER),
  );
}

// What the page now shows as its own (a draft that saved itself) is no longer unsent.
function settle(form) {
  const entry = read(keyOf(form));
  if (!entry) {
    return;
  }
  for (const [id, control] of fieldsOf(form)) {
    if (state(control) === drawn(control)) {
      delete entry.fields[id];
    }
  }
  entry.version = versionOf(form);
  write(keyOf(form), entry);
}

// At the start of a page: what arrived is forgotten, and so is what somebody else typed in this tab.

function isAnothers(owner) {
  if (whose === NOBODY || owner === whose) {
    return false;
  }
  return owner === NOBODY || owner.split(":")[0] === whose.split(":")[0];
}

// No page of the portal came after the form: Back leads here from the browser's own page about a lost connection.
// On a page one has come back to by the browser's button, what stood there is put back without a question.
function wentBack() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

function cameBack(entry) {
  return entry.at === here && wentBack();
}

function tidyEntry(key) {
  const entry = read(key);
  if (!entry || isAnothers(ownerOf(key)) || Date.now() - entry.when > KEPT_FOR) {
    store.removeItem(key);
    return;
  }
  if (!entry.sent) {
    return;
  }
  const echoed = refusedHere() && keepingForms().some((form) => keyOf(form) === key);
  if (place || echoed || cameBack(entry)) {
    entry.sent = false;
    entry.refused ||= echoed;
    write(key, entry);
  } else if (ownerOf(key) === whose) {
    store.removeItem(key);
  }
}

// Putting back.

function changesOf(form, entry) {
  return fieldsOf(form)
    .filter(([id, control]) => entry.fields[id] && state(control) !== entry.fields[id][0])
    .map(([id, control]) => {
      const [value, was] = entry.fields[id];
      return { control, value, was, before: state(control) };
    });
}

function movedOn(form, entry, changes) {
  const version = versionOf(form);
  if (version !== entry.version) {
    return true;
  }
  const sameWords = entry.lang === document.documentElement.lang;
  return !version && sameWords && changes.some(({ control, was }) => drawn(control) !== was);
}

function putBack(form, changes) {
  for (const { control, value } of changes) {
    fill(control, value);
  }
  save(form);
}

// What is to become of the changed fields of a form: they are put back, or asked about first, by these templates.
function answerTo(form, entry, changes) {
  if (entry.refused && !refusedHere() && !wentBack()) {
    return "keep-refused";
  }
  return movedOn(form, entry, changes) ? "keep-offered" : "keep-restored";
}

function restore() {
  const found = { "keep-restored": [], "keep-offered": [], "keep-refused": [] };
  for (const form of keepingForms()) {
    const entry = read(keyOf(form));
    if (!entry || entry.sent) {
      continue;
    }
    const changes = changesOf(form, entry);
    if (changes.length === 0) {
      if (!refusedHere()) {
        settle(form);
      }
      continue;
    }
    const answer = answerTo(form, entry, changes);
    if (answer === "keep-restored") {
      putBack(form, changes);
    } else {
      offered.add(form);
    }
    found[answer].push({ form, changes });
  }
  for (const [template, some] of Object.entries(found)) {
    if (some.length > 0) {
      say(template, some);
    }
  }
}

function discard({ form, changes }, decided) {
  if (!decided) {
    for (const { control, before } of changes) {
      fill(control, before);
    }
  }
  clearTimeout(timers.get(form));
  store.removeItem(keyOf(form));
}

function say(template, found) {
  const notice = document.getElementById(template).content.firstElementChild.cloneNode(true);
  notice.addEventListener("click", ({ target }) => {
    const back = target.closest("[data-keep-restore]");
    if (!(back || target.closest("[data-keep-discard]"))) {
      return;
    }
    for (const one of found) {
      const decided = offered.delete(one.form);
      if (back) {
        store.removeItem(keyOf(one.form));
        putBack(one.form, one.changes);
      } else {
        discard(one, decided);
      }
    }
    notice.remove();
    if (back) {
      say("keep-restored", found);
    }
  });
  document.getElementById("components-later").append(notice);
}

// Sending.

function stopSaving(form) {
  clearTimeout(timers.get(form));
  sending.add(form);
}

function forgetAll() {
  keepingForms().forEach(stopSaving);
  for (const key of keptKeys().filter((one) => ownerOf(one) === whose)) {
    store.removeItem(key);
  }
}

// A form kept by the portal over the login is sent again: only what it holds is no longer unsent.
function resend(form) {
  for (const key of keptKeys()) {
    const entry = read(key);
    if (entry?.at !== form.dataset.keepResend || ownerOf(key) !== whose) {
      continue;
    }
    for (const id of Object.keys(entry.fields)) {
      if (form.elements.namedItem(id.slice(0, id.lastIndexOf("#")))) {
        delete entry.fields[id];
      }
    }
    write(key, entry);
  }
}

function send(form) {
  clearTimeout(timers.get(form));
  save(form);
  const entry = read(keyOf(form));
  if (entry) {
    entry.sent = true;
    write(keyOf(form), entry);
  }
  sending.add(form);
}

function start() {
  document.addEventListener("input", ({ target: { form } }) => {
    if (form?.matches("form[data-keep]")) {
      sending.delete(form);
      saveSoon(form);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) {
      return;
    }
    if (form.hasAttribute("data-keep-forget")) {
      forgetAll();
    } else if (form.hasAttribute("data-keep-resend")) {
      resend(form);
    } else if (form.matches("form[data-keep]")) {
      send(form);
    }
  });
  document.addEventListener("keep:settled", ({ target }) => settle(target));
  window.addEventListener("pagehide", () => {
    for (const form of keepingForms()) {
      clearTimeout(timers.get(form));
      save(form);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    keptKeys().forEach(tidyEntry);
    restore();
  });
}

if (store) {
  start();
}
