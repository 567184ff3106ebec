// Paper sheets by the keyboard: what is typed is kept at once, column by column. Without this file it is a form.
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form) return;
  const status = document.querySelector("[data-grid-status]");
  const undoButton = form.querySelector("[data-grid-undo]");
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const waiting = new Map();
  let timer = 0;
  let sending = false;
  form.querySelector("[data-grid-submit]").hidden = true;
  undoButton.hidden = false;
  undoButton.disabled = true;

  const tidy = (raw) => {
    const text = raw.trim().toLowerCase().replace(/\s|\*/g, (one) => (one === "*" ? "p" : ""));
    return /^[123]?p?$/.test(text) ? text : null;
  };
  const say = (what) => { status.textContent = form.dataset[what] || ""; };

  const send = async () => {
    if (sending || !waiting.size) return;
    sending = true;
    const batch = [...waiting];
    waiting.clear();
    say("saysSaving");
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.dataset.csrf },
        body: JSON.stringify(batch.map(([cell, value]) => [cell.dataset.problem, cell.dataset.paper, value])),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { wrong } = await answer.json();
      batch.forEach(([cell], place) => cell.classList.toggle("wrong", wrong.includes(place)));
      if (wrong.length) say("saysWrong");
      else if (!waiting.size) say("saysSaved");
    } catch {
      for (const [cell, value] of batch) if (!waiting.has(cell)) waiting.set(cell, value);
      say("saysFailed");
      timer = setTimeout(send, 4000);
    }
    sending = false;
    if (waiting.size) timer = setTimeout(send, 250);
  };

  const grid = window.keyGrid(form, rows, {
    downGoesOn: true,
    accept: tidy,
    wrong: () => say("saysWrong"),
    changed: (changed) => {
      for (const cell of changed) {
        cell.classList.remove("wrong");
        waiting.set(cell, cell.value);
      }
      undoButton.disabled = grid.undone();
      say("saysSaving");
      clearTimeout(timer);
      timer = setTimeout(send, 250);
    },
    key: (cell, key) => {
      const [r, c] = grid.at(cell);
      if (/^[123]$/.test(key)) {
        grid.put(cell, key + (cell.value.endsWith("p") ? "p" : ""));
        if (r + 1 < rows.length) grid.go(r + 1, c); else if (c + 1 < rows[0].length) grid.go(0, c + 1);
      } else if (key === "p" || key === "*") {
        // P follows the digit: it circles the cell just filled when this one is still empty.
        const aim = cell.value === "" && r > 0 && rows[r - 1][c].value ? rows[r - 1][c] : cell;
        grid.put(aim, aim.value.endsWith("p") ? aim.value.slice(0, -1) : `${aim.value}p`);
      } else if (key === "backspace" || key === "delete" || key === "0") {
        grid.put(cell, "");
      } else if (key.length === 1) {
        say("saysWrong");
      } else return false;
      return true;
    },
  });
  undoButton.addEventListener("click", grid.undo);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size || sending) event.preventDefault(); });
})();
