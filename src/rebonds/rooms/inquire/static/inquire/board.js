// Cards are dragged from group to group; the list and its button do the same without this file.
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  for (const card of board.querySelectorAll("li[data-uid]")) {
    card.append(window.rebondsHandle());
    card.classList.add("draggable");
  }
  let column = null;
  const mark = (next) => {
    if (column) column.classList.remove("over");
    column = next;
    if (column) column.classList.add("over");
  };
  const still = (card) => { card.style.transform = ""; };
  const count = () => {
    for (const one of board.querySelectorAll("section[data-target]")) {
      one.querySelector(".badge").textContent = one.querySelectorAll("li[data-uid]").length;
    }
  };
  window.rebondsDrag(board, "li[data-uid]", {
    over(card, target, event, start) {
      card.style.transform = `translate(${event.clientX - start.x}px, ${event.clientY - start.y}px)`;
      mark(target && target.closest("section[data-target]"));
    },
    cancel(card) { still(card); mark(null); },
    async drop(card) {
      const into = column;
      still(card);
      mark(null);
      const from = card.parentElement;
      const before = card.nextElementSibling;
      if (!into || from === into.querySelector("ul")) return;
      into.querySelector("ul").append(card);
      count();
      const body = new FormData();
      body.append("uid", card.dataset.uid);
      body.append("target", into.dataset.target);
      body.append("csrfmiddlewaretoken", board.querySelector("[name=csrfmiddlewaretoken]").value);
      try {
        const answer = await fetch(board.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok) throw new Error(String(answer.status));
      } catch {
        from.insertBefore(card, before);
        count();
      }
    },
  });
})();
