// Comforts only: every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;

  // Appearance: kept in a cookie so that the server paints the right one from the first byte.
  const darkNow = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  for (const button of document.querySelectorAll("[data-appearance]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = darkNow() ? "light" : "dark";
      document.cookie = `apparence=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    });
  }

  const prepare = (scope) => {
    for (const button of scope.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    // A choice applies at once; its button is only for those without JavaScript.
    for (const button of scope.querySelectorAll("form[data-instant] [type=submit], form[data-auto] [type=submit]")) {
      button.hidden = true;
    }
    for (const form of scope.querySelectorAll("form[data-instant]")) {
      form.addEventListener("change", () => form.requestSubmit());
    }
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => {
    prepare(event.detail.elt);
    for (const frame of document.querySelectorAll("figure.frame[aria-busy]:has(svg)")) frame.removeAttribute("aria-busy");
  });

  // Wedges: hovering or focusing one marks its card, Enter goes to it (a plain link).
  const mark = (event, on) => {
    const link = event.target.closest && event.target.closest("figure.ring a");
    if (!link) return;
    const id = (link.getAttribute("href") || "").split("#")[1];
    const card = id && document.getElementById(id);
    if (card) card.classList.toggle("near", on);
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => mark(event, on));
  }

  // Signing out empties what this browser keeps: answers that wait for the network are named first.
  document.addEventListener("submit", (event) => {
    const said = event.target.dataset.forgets;
    let waiting = 0;
    try { waiting = Object.keys(localStorage).filter((key) => key.startsWith("rebonds.answer.")).length; } catch { /* nothing is kept */ }
    if (said && waiting && !window.confirm(said)) event.preventDefault();
  });

  // Tabs wider than a phone: the one at hand is in sight.
  for (const one of document.querySelectorAll(".tabs [aria-current]")) {
    const row = one.closest("ul");
    row.scrollLeft = one.offsetLeft - row.offsetLeft - (row.clientWidth - one.offsetWidth) / 2;
  }

  // Suggestions: arrows walk the list, Escape closes it.
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("[data-suggest]");
    if (!box) return;
    const links = [...box.querySelectorAll(".suggestions a")];
    if (event.key === "Escape") {
      const list = box.querySelector(".suggestions");
      if (list) list.replaceChildren();
      box.querySelector("input").focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && links.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = links.indexOf(document.activeElement) + step;
      if (next < 0) box.querySelector("input").focus();
      else links[Math.min(next, links.length - 1)].focus();
    }
  });
})();
