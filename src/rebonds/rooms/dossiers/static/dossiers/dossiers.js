// A passage selected in the transcript goes into the form below; without this file, one copies and pastes it.
(() => {
  "use strict";
  const transcript = document.querySelector("[data-transcript]");
  const button = document.querySelector("[data-cite]");
  const field = document.querySelector("#citer textarea[name=text]");
  if (!transcript || !button || !field) return;
  const help = document.querySelector("[data-cite-help]");
  if (help) help.hidden = false;
  button.hidden = false;
  let chosen = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const inside = selection && selection.rangeCount && transcript.contains(selection.getRangeAt(0).commonAncestorContainer);
    const text = inside ? selection.toString().trim() : "";
    // Focus on the button clears the selection in some browsers: what was chosen last is kept.
    if (text) chosen = text;
    button.disabled = !chosen;
  });
  button.addEventListener("click", () => {
    field.value = chosen;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.scrollIntoView({ block: "center" });
    field.focus();
  });
})();
