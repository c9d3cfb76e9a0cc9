// The time zone of this machine is proposed where an account begins, also where the machine has an old name for it.
// Without this file that of headquarters is.

const known = (timeZone) => Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("#zone");

function isOwn(zone) {
  try {
    return known(zone) === known(own);
  } catch {
    return false; // a zone this browser does not know
  }
}

if (field) {
  const values = [...field.options].map(({ value }) => value);
  const zone = values.includes(own) ? own : values.find(isOwn);
  field.value = zone ?? field.value;
}
