// A table of cells typed by the keyboard: arrows and Enter move, a table copied from a spreadsheet pastes, Ctrl+Z
// takes back (a paste at once). The page says what a cell accepts, what a key does, and keeps what changed:
//   keyGrid(form, rows, {
//     changed(cells, pasted)   cells whose text is no longer what it was: keep them
//     accept(text)             the text that a cell takes, or null where it takes none of it (any text by default)
//     key(cell, key)           true where the page dealt with a key itself
//     typed(cell)              after a cell was typed in
//     wrong(), nothing()       something was not accepted; there is nothing to take back
//     enterGoesHome            Enter starts the next row; else it goes down
//     downGoesOn               under the last row comes the top of the next column
//   })
// and returns { at, go, put, undo, undone }.
(() => {
  "use strict";
  window.keyGrid = (form, rows, page) => {
    const places = new Map();
    rows.forEach((row, r) => row.forEach((cell, c) => places.set(cell, [r, c])));
    const last = new Map([...places.keys()].map((cell) => [cell, cell.value]));
    const done = [];
    const accept = page.accept || ((text) => text);
    const width = rows.length ? rows[0].length : 0;

    const go = (r, c) => {
      const row = rows[Math.min(rows.length - 1, Math.max(0, r))];
      const cell = row && row[Math.min(width - 1, Math.max(0, c))];
      if (cell) { cell.focus(); cell.select(); }
    };
    // A change is a list of [cell, before, after].
    const write = (change, remember, pasted) => {
      const real = change.filter(([, before, after]) => before !== after);
      if (!real.length) return;
      for (const [cell, , after] of real) {
        last.set(cell, after);
        if (cell.value === after) continue;
        cell.value = after;
        if (cell === document.activeElement) cell.select();
      }
      if (remember) done.push(real);
      page.changed(real.map(([cell]) => cell), pasted);
    };
    const put = (cell, after) => write([[cell, last.get(cell), after]], true, false);
    const undo = () => {
      const change = done.pop();
      if (!change) { if (page.nothing) page.nothing(); return; }
      write(change.map(([cell, before, after]) => [cell, after, before]), false, false);
      go(...places.get(change[0][0]));
    };

    form.addEventListener("focusin", (event) => { if (places.has(event.target)) event.target.select(); });
    form.addEventListener("input", (event) => {
      // Keyboards of phones send no key: the text is read instead.
      const cell = event.target;
      if (!places.has(cell)) return;
      const text = accept(cell.value);
      if (text === null) { cell.value = last.get(cell); page.wrong(); return; }
      put(cell, text);
      if (page.typed) page.typed(cell);
    });
    form.addEventListener("keydown", (event) => {
      const cell = event.target;
      if (!places.has(cell)) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "z") { event.preventDefault(); undo(); return; }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [r, c] = places.get(cell);
      const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
      const moves = { arrowup: [r - 1, c], arrowdown: [r + 1, c], enter: page.enterGoesHome ? [r + 1, 0] : [r + 1, c] };
      if (whole) Object.assign(moves, { arrowleft: [r, c - 1], arrowright: [r, c + 1] });
      const to = moves[key];
      if (to) {
        event.preventDefault();
        if (page.downGoesOn && to[0] >= rows.length && c + 1 < width) go(0, c + 1); else go(...to);
      } else if (page.key && page.key(cell, key)) event.preventDefault();
    });
    form.addEventListener("paste", (event) => {
      const start = places.get(event.target);
      const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
      if (!start || !/[\t\n;]/.test(text)) return; // a single cell: the browser pastes it
      event.preventDefault();
      const change = [];
      let wrong = false;
      text.split("\n").forEach((line, dr) => {
        line.split(line.includes("\t") ? "\t" : ";").forEach((raw, dc) => {
          const cell = rows[start[0] + dr] && rows[start[0] + dr][start[1] + dc];
          const after = accept(raw.trim());
          if (cell && after !== null) change.push([cell, last.get(cell), after]); else wrong = true;
        });
      });
      write(change, true, true);
      if (wrong && page.wrong) page.wrong();
    });
    return { at: (cell) => places.get(cell), go, put, undo, undone: () => !done.length };
  };
})();
