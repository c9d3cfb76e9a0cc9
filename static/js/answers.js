// Whether the portal answers, and what it says: a bar while it works, buttons that wait, a message where nothing came
// back or what came back is a fault. A message a page came with stands above its work and stays. What is said later
// takes its room from the foot of the window, so that it lies over nothing one works at; of that, successes go by
// themselves. Forms and htmx are treated alike. Without this file the browser says it.

const WORKED_AT = "a, button, input, select, summary, textarea, [tabindex]";
const BUSY_AFTER = 300;
const LONG = 20_000;
const TICK = 1000;
const SHOWN_FOR = 6; // seconds, and one more for each
const SIGNS_A_SECOND = 20;
const ANNOUNCED_AFTER = 150;
const FAULT = 400;
const TOO_LARGE = 413;
const BROKEN = 500;
const RENEWS_ITSELF = /^every\b/;
const FAULTS = "[data-said], [data-status]";
const PLACE = "components-later";
const STAYS_IN_SIGHT = ":is(.foot, .several):hover"; // moves with the messages, not under somebody's hand
const bar = document.getElementById("busy");
const working = new Map();
let ticking = null;

// Messages.

function place() {
  return document.getElementById(PLACE);
}

// One fault is told at a time: a new one takes the place of the last, and what worked ends it.
function unsay(which) {
  for (const told of place()?.querySelectorAll(which) ?? []) {
    told.remove();
  }
}

// Say one of the sentences the page brought along.
function say(name) {
  unsay(FAULTS);
  const notice = document.getElementById("said")?.content.querySelector(`[data-said="${name}"]`);
  if (notice) {
    place().append(notice.cloneNode(true));
  }
}

function lifeOf(notice) {
  return SHOWN_FOR + Math.ceil(notice.textContent.length / SIGNS_A_SECOND);
}

function tick() {
  const passing = place()?.querySelectorAll(".notice.ok:not(:has(a[href], form))") ?? [];
  if (passing.length === 0) {
    clearInterval(ticking);
    ticking = null;
    return;
  }
  if (document.hidden || place().matches(":hover, :focus-within") || document.querySelector(STAYS_IN_SIGHT)) {
    return;
  }
  for (const notice of passing) {
    const left = Number(notice.dataset.left ?? lifeOf(notice)) - 1;
    notice.dataset.left = left;
    if (left <= 0) {
      notice.remove();
    }
  }
}

function keepTime() {
  ticking ??= setInterval(tick, TICK);
}

// What stands in a live region when a page comes is read by nobody; what is put into it is. Where the page opened
// further down, it is put where it is seen.
function announce() {
  const said = document.querySelectorAll(".messages > .notice");
  setTimeout(() => {
    for (const notice of said) {
      if (notice.getBoundingClientRect().top < 0) {
        place().append(notice);
      } else {
        place().before(notice);
      }
    }
    keepTime();
  }, ANNOUNCED_AFTER);
}

// Where the window ends for what lies in it: above what was said, and above a foot that stays in sight.
function endOfWindow(room, at) {
  const end = window.innerHeight - room;
  const foot = document.querySelector(".foot, .several")?.getBoundingClientRect();
  const stays = foot && foot.height > 0 && Math.abs(foot.bottom - end) < 2 && !at.closest(".foot, .several");
  return stays ? foot.top : end;
}

// The page ends above what was said, and what one works at comes up where it would be lost to sight.
function makeRoom() {
  const room = place().offsetHeight;
  const at = document.activeElement;
  document.documentElement.style.setProperty("--later", `${room}px`);
  const hidden = at.getBoundingClientRect().bottom - endOfWindow(room, at);
  if (room > 0 && hidden > 0 && at.matches(WORKED_AT) && !place().contains(at)) {
    window.scrollBy({ top: hidden, behavior: "instant" });
  }
}

// Work under way.

function buttonsOf(element) {
  const elements = element.matches("form") ? [...element.elements] : [element];
  return elements.filter((one) => one.matches("button:not([type=button])") && !one.hasAttribute("aria-disabled"));
}

function begin(key, element, quiet) {
  end(key);
  const buttons = quiet ? [] : buttonsOf(element);
  for (const button of buttons) {
    button.setAttribute("aria-disabled", "true");
  }
  const timer = setTimeout(() => {
    bar.hidden &&= quiet;
  }, BUSY_AFTER);
  working.set(key, { buttons, quiet, timer });
}

function end(key) {
  const known = working.get(key);
  if (!known) {
    return;
  }
  clearTimeout(known.timer);
  clearTimeout(known.long);
  for (const button of known.buttons) {
    button.removeAttribute("aria-disabled");
  }
  working.delete(key);
  bar.hidden ||= [...working.values()].every(({ quiet }) => quiet);
}

function endAll() {
  [...working.keys()].forEach(end);
}

// Forms.

function tooLarge(form) {
  const most = Number(document.body.dataset.most);
  const sizes = Array.from(form.querySelectorAll("input[type=file]"), (input) => [...input.files]).flat();
  return sizes.reduce((sum, file) => sum + file.size, 0) > most;
}

function holdBack(event) {
  const form = event.target;
  const why = (!navigator.onLine && "offline") || (form.method === "post" && tooLarge(form) && "large");
  if (why && form.method !== "dialog") {
    event.preventDefault();
    event.stopImmediatePropagation();
    say(why);
  }
}

// Not before everybody had a say about the event, and the browser has read the form.
function follow(event) {
  const form = event.target;
  setTimeout(() => {
    if (event.defaultPrevented || form.method === "dialog" || form.target === "_blank") {
      return;
    }
    begin(form, form, false);
    working.get(form).long = setTimeout(() => {
      end(form);
      say("slow");
    }, LONG);
  });
}

document.addEventListener("submit", holdBack, true);
document.addEventListener("submit", follow);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") {
    endAll(); // the browser's own way to stop waiting
  }
});
window.addEventListener("pageshow", endAll);
window.addEventListener("online", () => unsay("[data-said=offline], [data-said=lost]"));

// htmx.

function saysItself(element) {
  return element.hasAttribute("data-autosave");
}

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  const quiet = saysItself(elt) || RENEWS_ITSELF.test(elt.getAttribute("hx-trigger") ?? "");
  begin(xhr, elt, quiet);
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr, successful } }) => {
  end(xhr);
  if (successful && !saysItself(elt)) {
    unsay(FAULTS);
  }
});
document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
  if (!saysItself(elt)) {
    say(navigator.onLine ? "lost" : "offline");
  }
});
document.addEventListener("htmx:timeout", () => say("late"));
// What was done now takes the place of what was done before.
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target } }) => {
  if (target.id === PLACE) {
    unsay("[data-flashed]");
  }
});
// A fault the portal tells itself goes among the messages, and takes the place of one told before.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status >= FAULT && detail.xhr.getResponseHeader("HX-Retarget")) {
    unsay(FAULTS);
    detail.shouldSwap = true;
  }
});
function sayStatus(status) {
  if (status === TOO_LARGE) {
    say("large");
  } else {
    say(status >= BROKEN ? "lost" : "failed");
  }
}

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (!xhr.getResponseHeader("HX-Retarget")) {
    sayStatus(xhr.status);
  }
});
document.addEventListener("htmx:afterSettle", keepTime);

// Where the reader must look: what a page that refused something says is wrong, or the first field it says it of.
function lookAtFault() {
  const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= FAULT;
  const fault = document.querySelector(refused ? "main :is(.summary, [role=alert], [aria-invalid])" : "main .summary");
  if (!fault || document.activeElement === fault || location.hash) {
    return;
  }
  if (!fault.matches("input, select, textarea")) {
    fault.tabIndex = -1;
  }
  fault.closest("details")?.setAttribute("open", "");
  fault.closest("[popover]")?.showPopover();
  fault.focus({ preventScroll: true });
  fault.scrollIntoView({ block: "center" });
}

document.addEventListener("DOMContentLoaded", () => {
  new ResizeObserver(makeRoom).observe(place());
  announce();
  lookAtFault();
});
