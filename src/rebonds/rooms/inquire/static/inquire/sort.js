// Sorting by the keyboard: 1, 2, 3 choose, P circles, arrows go from card to card. The page works without this file.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=hidden]), select, textarea")) return;
    const form = document.querySelector("[data-sort]");
    const wanted = form && form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
})();
