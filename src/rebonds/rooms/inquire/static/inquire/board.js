// Cards are dragged from group to group; the list and its button do the same without this file.
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  let held = null;
  for (const card of board.querySelectorAll("li[data-uid]")) card.draggable = true;
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest("li[data-uid]");
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragend", () => { held = null; });
  const column = (event) => event.target.closest("section[data-target]");
  board.addEventListener("dragover", (event) => {
    const over = column(event);
    if (held && over) { event.preventDefault(); over.classList.add("over"); }
  });
  board.addEventListener("dragleave", (event) => {
    const over = column(event);
    if (over && !over.contains(event.relatedTarget)) over.classList.remove("over");
  });
  board.addEventListener("drop", async (event) => {
    const over = column(event);
    if (!held || !over) return;
    event.preventDefault();
    over.classList.remove("over");
    const card = held;
    const from = card.parentElement;
    const before = card.nextElementSibling;
    if (from === over.querySelector("ul")) return;
    over.querySelector("ul").append(card);
    const body = new FormData();
    body.append("uid", card.dataset.uid);
    body.append("target", over.dataset.target);
    body.append("csrfmiddlewaretoken", board.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(board.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      from.insertBefore(card, before);
    }
  });
})();
