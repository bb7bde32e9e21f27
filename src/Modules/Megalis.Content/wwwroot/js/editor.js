// Comfort only: the editor's page works without this file.

const form = document.querySelector("form[data-editor]");
const text = form?.querySelector("textarea[data-text]");
const caret = form?.querySelector("[data-caret]");

// An image is placed where one was writing. The server counts line ends as one character.
if (text && caret) {
  const note = () => (caret.value = String(text.selectionStart));
  for (const name of ["keyup", "click", "input", "select"]) text.addEventListener(name, note);
}

// Leaving with unsaved words asks first.
if (form) {
  let dirty = false;
  form.addEventListener("input", () => (dirty = true));
  document.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget !== "_blank") dirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
