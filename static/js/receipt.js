// A receipt while it is counted: what was said of a carton and typed into its lines is added up at once, per line, per
// carton and in the foot. What is typed into a line says that its carton is counted. What cannot be read as pieces is
// left open here; the portal says what is wrong with it. Without this file the sums come with the question.

const OPEN = "–";
const WHOLE = new Set(["good", "missing"]);
const DIGITS = /[٠-٩۰-۹๐-๙]/g;
const WRITTEN = /^\s*\d+\s*$/;
const ROW = 16; // each of these scripts begins its digits at a row of sixteen
const form = document.getElementById("shipping-receive");
const figures = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });

// The pieces typed, NaN for anything but digits, of whichever script.
function pieces(text) {
  const plain = text.normalize("NFKC").replace(DIGITS, (digit) => digit.codePointAt(0) % ROW);
  return WRITTEN.test(plain) ? Number(plain) : Number.NaN;
}

function plain(count) {
  return Number.isNaN(count) ? OPEN : figures.format(count);
}

// Figures stand apart from the direction of the text around them.
function write(place, text) {
  const told = place.querySelector("bdi") ?? place;
  if (told.textContent.trim() !== text) {
    told.textContent = text;
  }
}

// What is missing and what is too many, each with its sign; neither hides the other.
function show(place, short, over) {
  const told = [
    ["-", short],
    ["+", over],
  ].filter(([, count]) => count > 0);
  const text = told.map(([sign, count]) => sign + figures.format(count)).join(" ") || plain(short + over);
  write(place, text);
  place.classList.toggle("text-bad", told.length > 0);
}

function arrived(row, answer) {
  const shipped = Number(row.dataset.shipped);
  if (WHOLE.has(answer)) {
    return answer === "good" ? shipped : 0;
  }
  return pieces(row.querySelector("[name^=received-]").value);
}

function answerOf(carton) {
  return carton.querySelector(".answers :checked")?.value;
}

// Returns the pieces that arrived in a carton, those missing and those too many.
function countCarton(carton) {
  const answer = answerOf(carton);
  const sum = { received: 0, short: 0, over: 0 };
  for (const row of carton.querySelectorAll("tr[data-shipped]")) {
    const received = arrived(row, answer);
    const shipped = Number(row.dataset.shipped);
    const [short, over] = [Math.max(shipped - received, 0), Math.max(received - shipped, 0)];
    show(row.querySelector("[data-difference]"), short, over);
    sum.received += received;
    sum.short += short;
    sum.over += over;
  }
  write(carton.querySelector("[data-arrived]"), plain(sum.received));
  return sum;
}

function sumPlace(name) {
  return form.querySelector(`[data-sum=${name}]`);
}

function count() {
  const cartons = [...form.querySelectorAll(".carton")];
  const sums = cartons.map(countCarton);
  const total = (name) => sums.reduce((all, sum) => all + sum[name], 0);
  write(sumPlace("answered"), plain(cartons.filter(answerOf).length));
  write(sumPlace("received"), plain(total("received")));
  show(sumPlace("difference"), total("short"), total("over"));
}

// Whether anything in the lines of a carton is otherwise than shipped.
function isTouched(carton) {
  return [...carton.querySelectorAll("tr[data-shipped]")].some((row) => {
    const [received, damaged, wrong, note] = Array.from(row.querySelectorAll("input"), (field) => field.value.trim());
    return pieces(received) !== Number(row.dataset.shipped) || pieces(damaged) + pieces(wrong) !== 0 || note !== "";
  });
}

// What is typed says that a carton is counted; taken back, it says nothing again, unless somebody said so.
function assume(carton, touched) {
  const counted = carton.querySelector("[value=count]");
  if (touched && !answerOf(carton)) {
    counted.checked = true;
    carton.dataset.assumed = "";
  } else if (!touched && "assumed" in carton.dataset) {
    counted.checked = false;
    delete carton.dataset.assumed;
  }
}

form?.addEventListener("input", ({ target }) => {
  const carton = target.closest(".carton");
  if (target.closest(".counting")) {
    assume(carton, isTouched(carton));
  } else {
    delete carton?.dataset.assumed;
  }
  count();
});

// A browser that fills in what stood here before says nothing of it.
window.addEventListener("pageshow", () => form && count());
