// The time zone of this machine is proposed where an account begins. Without this file that of headquarters is.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("#zone");

if (field && [...field.options].some(({ value }) => value === zone)) {
  field.value = zone;
}
