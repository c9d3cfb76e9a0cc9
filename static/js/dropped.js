// A spreadsheet dropped anywhere on the page of a draft is read as if it had been chosen. Without this file it is chosen.

const form = document.querySelector("#draft");

function carriesFile({ dataTransfer }) {
  return dataTransfer?.types.includes("Files");
}

function over(event) {
  if (carriesFile(event)) {
    event.preventDefault();
    document.body.classList.add("dropping");
  }
}

function drop(event) {
  if (!carriesFile(event)) {
    return;
  }
  event.preventDefault();
  document.body.classList.remove("dropping");
  const box = form.elements.namedItem("sheet");
  const { files } = event.dataTransfer;
  box.closest("details")?.setAttribute("open", "");
  document.getElementById("one-file").hidden = files.length === 1;
  if (files.length !== 1) {
    box.focus();
    return;
  }
  box.files = files;
  form.requestSubmit(form.querySelector("button[name=do][value=check]"));
}

if (form) {
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) {
      document.body.classList.remove("dropping");
    }
  });
  document.addEventListener("drop", drop);
}
