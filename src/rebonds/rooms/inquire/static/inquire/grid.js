// Paper sheets by the keyboard: what is typed is kept at once, column by column. Without this file it is a form.
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form) return;
  const status = document.querySelector("[data-grid-status]");
  const undoButton = form.querySelector("[data-grid-undo]");
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const places = new Map();
  rows.forEach((row, r) => row.forEach((cell, c) => places.set(cell, [r, c])));
  const kept = new Map([...places.keys()].map((cell) => [cell, cell.value]));
  const done = [];
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
  const queue = () => { clearTimeout(timer); timer = setTimeout(send, 250); };

  // A change is a list of [cell, before, after]: a paste is undone at once.
  const apply = (change, remember = true) => {
    const real = change.filter(([, before, after]) => before !== after);
    for (const [cell, , after] of real) {
      cell.value = after;
      cell.classList.remove("wrong");
      kept.set(cell, after);
      waiting.set(cell, after);
    }
    if (!real.length) return;
    if (remember) done.push(real);
    undoButton.disabled = !done.length;
    say("saysSaving");
    queue();
  };
  const undo = () => {
    const last = done.pop();
    if (!last) return;
    apply(last.map(([cell, before, after]) => [cell, after, before]), false);
    undoButton.disabled = !done.length;
    last[0][0].focus();
  };
  undoButton.addEventListener("click", undo);

  const go = (cell, down, right) => {
    let [r, c] = places.get(cell);
    r += down;
    c += right;
    if (r >= rows.length && c + 1 < rows[0].length) { r = 0; c += 1; }
    const next = rows[r] && rows[r][c];
    if (next) { next.focus(); next.select(); }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  form.addEventListener("focusin", (event) => { if (places.has(event.target)) event.target.select(); });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!places.has(cell)) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === "z") { event.preventDefault(); undo(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { arrowdown: [1, 0], arrowup: [-1, 0], arrowleft: [0, -1], arrowright: [0, 1], enter: [1, 0] };
    if (moves[key]) { event.preventDefault(); go(cell, ...moves[key]); return; }
    const before = kept.get(cell);
    if (/^[123]$/.test(key)) {
      event.preventDefault();
      apply([[cell, before, key + (before.endsWith("p") ? "p" : "")]]);
      go(cell, 1, 0);
    } else if (key === "p" || key === "*") {
      event.preventDefault();
      // P follows the digit: it circles the cell just filled when this one is still empty.
      const [r, c] = places.get(cell);
      const aim = before === "" && r > 0 && kept.get(rows[r - 1][c]) ? rows[r - 1][c] : cell;
      const was = kept.get(aim);
      apply([[aim, was, was.endsWith("p") ? was.slice(0, -1) : was + "p"]]);
    } else if (key === "backspace" || key === "delete" || key === "0") {
      event.preventDefault();
      apply([[cell, before, ""]]);
    } else if (key.length === 1) {
      event.preventDefault();
      say("saysWrong");
    }
  });
  form.addEventListener("input", (event) => {
    // Keyboards of phones send no key: the text is read instead.
    const cell = event.target;
    if (!places.has(cell)) return;
    const text = tidy(cell.value);
    if (text === null) { cell.value = kept.get(cell); say("saysWrong"); return; }
    apply([[cell, kept.get(cell), text]]);
  });
  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!places.has(cell)) return;
    event.preventDefault();
    const [r0, c0] = places.get(cell);
    const change = [];
    let wrong = 0;
    event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, r) => {
      line.split(/\t|;/).forEach((raw, c) => {
        const at = rows[r0 + r] && rows[r0 + r][c0 + c];
        const text = tidy(raw);
        if (at && text !== null) change.push([at, kept.get(at), text]);
        else wrong += 1;
      });
    });
    apply(change);
    if (wrong) say("saysWrong");
  });
  window.addEventListener("beforeunload", (event) => { if (waiting.size || sending) event.preventDefault(); });
})();
