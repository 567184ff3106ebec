// Typing paper ballots in, a row a sheet: a digit answers and goes on, each row is kept when one leaves it.
(() => {
  "use strict";
  const form = document.querySelector("form.grid-form");
  if (!form) return;
  const single = form.dataset.single === "1";
  const said = document.querySelector("[data-grid-said]");
  const rows = [...form.querySelectorAll("tr[data-row]")];
  const cells = rows.map((row) => [...row.querySelectorAll("input")]);
  const kept = cells.map((line) => line.map((i) => i.value));
  const timers = {}, waits = {};
  const tell = (text) => { said.textContent = text ? `· ${text}` : ""; };

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

  const grid = window.keyGrid(form, cells, {
    enterGoesHome: true,
    changed: (changed, pasted) => {
      for (const r of new Set(changed.map((cell) => grid.at(cell)[0]))) {
        clearTimeout(timers[r]);
        timers[r] = setTimeout(() => save(r), pasted ? 0 : 1500);
      }
    },
    typed: (cell) => {
      if (!single || !/^[1-9]$/.test(cell.value.trim())) return;
      const [r, c] = grid.at(cell);
      if (c + 1 < cells[r].length) grid.go(r, c + 1); else grid.go(r + 1, 0);
    },
    nothing: () => tell(form.dataset.nothing),
  });
  form.addEventListener("focusout", (event) => {
    const from = grid.at(event.target);
    const to = event.relatedTarget && grid.at(event.relatedTarget);
    if (from && (!to || to[0] !== from[0])) save(from[0]);
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
