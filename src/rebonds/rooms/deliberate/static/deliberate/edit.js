// Preparing a ballot: only what the chosen method asks for is shown. Without this file, everything is.
(() => {
  "use strict";
  const select = document.querySelector("select[name=method]");
  const ways = document.querySelector("[data-ways]");
  if (!select || !ways) return;
  const fields = { grades: ["scale", "own_scale"], budget: ["budget"], low: ["low", "high"], proposals: ["proposals"] };
  const scale = document.querySelector("select[name=scale]");
  const row = (name) => { const one = document.querySelector(`[name="${name}"]`); return one && one.closest(".field"); };
  const show = () => {
    const needs = (ways.querySelector(`[data-method="${select.value}"]`)?.dataset.needs || "").split(" ");
    for (const [need, names] of Object.entries(fields)) {
      for (const name of names) { const one = row(name); if (one) one.hidden = !needs.includes(need); }
    }
    if (needs.includes("grades") && scale && row("own_scale")) row("own_scale").hidden = scale.value !== "own";
  };
  select.addEventListener("change", show);
  if (scale) scale.addEventListener("change", show);
  show();
})();
