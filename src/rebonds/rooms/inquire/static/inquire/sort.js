// Sorting by the keyboard: 1, 2, 3 choose, P circles, arrows go from card to card. The page works without this file.
(() => {
  "use strict";
  // Between an answer and the next card, a key would call the answer off: it waits for the page that comes.
  let leaving = false;
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=hidden]), select, textarea")) return;
    const form = document.querySelector("[data-sort]");
    const wanted = form && form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!wanted) return;
    event.preventDefault();
    if (leaving) return;
    leaving = !form.hasAttribute("hx-post"); // in a live sort the page stays
    wanted.click();
  });
})();
