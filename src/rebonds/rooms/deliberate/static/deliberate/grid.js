// Typing paper ballots in: arrows and Enter move, a digit answers and goes on, a table pastes, Ctrl+Z takes back.
(() => {
  "use strict";
  const form = document.querySelector("form.grid-form");
  if (!form) return;
  const single = form.dataset.single === "1";
  const said = document.querySelector("[data-grid-said]");
  const rows = [...form.querySelectorAll("tr[data-row]")];
  const cells = rows.map((row) => [...row.querySelectorAll("input")]);
  const places = new Map();
  cells.forEach((line, r) => line.forEach((input, c) => places.set(input, [r, c])));
  const kept = cells.map((line) => line.map((i) => i.value));
  const undo = [], timers = {}, waits = {};
  const width = cells.length ? cells[0].length : 0;
  const tell = (text) => { said.textContent = text ? `· ${text}` : ""; };

  const focus = (r, c) => {
    const line = cells[Math.min(cells.length - 1, Math.max(0, r))];
    const input = line && line[Math.min(width - 1, Math.max(0, c))];
    if (input) { input.focus(); input.select(); }
  };
  const forward = (r, c) => (c + 1 < width ? focus(r, c + 1) : focus(r + 1, 0));

  const save = async (r) => {
    clearTimeout(timers[r]);
    const now = cells[r].map((i) => i.value);
    if (now.every((value, c) => value === kept[r][c])) return;
    const body = new URLSearchParams();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("columns", form.elements.columns.value);
    cells[r].forEach((input) => body.set(input.name, input.value));
    const row = rows[r], number = row.dataset.row;
    try {
      const response = await fetch(form.action, {
        method: "POST", body, redirect: "manual", headers: { "Accept": "application/json" },
      });
      if (response.status !== 200 && response.status !== 422) throw new Error(String(response.status));
      const answer = (await response.json()).rows[number];
      row.classList.toggle("kept", answer.saved && now.some((v) => v.trim()));
      row.classList.toggle("refused", !answer.saved);
      row.title = answer.message || "";
      if (answer.saved) kept[r] = now;
      delete waits[r];
      document.querySelector("[data-sheets]").textContent = form.querySelectorAll("tr.kept").length;
      tell(answer.saved ? `${form.dataset.saved} ${number}` : `${number} : ${answer.message}`);
    } catch {
      row.classList.remove("kept");
      tell(form.dataset.lost);
      waits[r] = Math.min((waits[r] || 1000) * 2, 30000);
      timers[r] = setTimeout(() => save(r), waits[r]);
    }
  };

  const change = (input, before, after) => {
    if (before === after) return;
    undo.push([[input, before]]);
    const [r] = places.get(input);
    clearTimeout(timers[r]);
    timers[r] = setTimeout(() => save(r), 1500);
  };

  let before = "";
  form.addEventListener("focusin", (event) => { if (places.has(event.target)) { before = event.target.value; event.target.select(); } });
  form.addEventListener("focusout", (event) => {
    if (!places.has(event.target)) return;
    const [r] = places.get(event.target);
    const to = event.relatedTarget && places.get(event.relatedTarget);
    if (!to || to[0] !== r) save(r);
  });
  form.addEventListener("input", (event) => {
    if (!places.has(event.target)) return;
    change(event.target, before, event.target.value);
    before = event.target.value;
    const [r, c] = places.get(event.target);
    if (single && /^[1-9]$/.test(event.target.value.trim())) forward(r, c);
  });
  form.addEventListener("keydown", (event) => {
    if (!places.has(event.target)) return;
    const [r, c] = places.get(event.target);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      const last = undo.pop();
      if (!last) { tell(form.dataset.nothing); return; }
      for (const [input, value] of last) { input.value = value; const [row] = places.get(input); clearTimeout(timers[row]); timers[row] = setTimeout(() => save(row), 300); }
      const [row, column] = places.get(last[0][0]);
      focus(row, column);
      before = last[0][0].value;
      return;
    }
    const whole = event.target.selectionStart === 0 && event.target.selectionEnd === event.target.value.length;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
    if (whole || !event.target.value) Object.assign(moves, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    if (event.key === "Enter") focus(r + 1, 0); else focus(r + move[0], c + move[1]);
  });
  form.addEventListener("paste", (event) => {
    const start = places.get(event.target);
    const text = event.clipboardData.getData("text/plain");
    if (!start || !/[\t\n;]/.test(text.trim())) return;
    event.preventDefault();
    const done = [], touched = new Set();
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach((line, dr) => {
      line.split(line.includes("\t") ? "\t" : ";").forEach((value, dc) => {
        const input = cells[start[0] + dr] && cells[start[0] + dr][start[1] + dc];
        if (!input) return;
        done.push([input, input.value]);
        input.value = value.trim();
        touched.add(start[0] + dr);
      });
    });
    if (done.length) undo.push(done);
    touched.forEach(save);
    before = event.target.value;
  });
  addEventListener("beforeunload", (event) => {
    const late = cells.some((line, r) => line.some((input, c) => input.value !== kept[r][c]) && !rows[r].classList.contains("refused"));
    if (late) { cells.forEach((_, r) => save(r)); event.preventDefault(); }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    cells.forEach((_, r) => save(r));
  });
})();
