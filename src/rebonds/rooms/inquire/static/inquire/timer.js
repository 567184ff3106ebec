// The timer of a run-sheet. Where one stands is kept in the tab: a reload or a screen that sleeps loses nothing.
(() => {
  "use strict";
  const box = document.querySelector("[data-timer]");
  const list = document.querySelector("[data-steps]");
  if (!box || !list) return;
  const steps = [...list.children].map((item) => ({
    item,
    seconds: 60 * Number(item.dataset.minutes),
    title: item.querySelector("[data-title]").textContent,
    text: (item.querySelector("[data-text]") || { textContent: "" }).textContent,
  }));
  const part = (name) => box.querySelector(`[data-timer-${name}]`);
  const play = box.querySelector('[data-do="play"]');
  const key = `rebonds-timer:${location.pathname}`;
  // ends: the moment at which the step is over (running); left: the seconds that remain (stopped).
  let state = { place: 0, ends: 0, left: steps[0].seconds };
  try { state = { ...state, ...JSON.parse(sessionStorage.getItem(key) || "{}") }; } catch { /* kept nowhere */ }
  if (!steps[state.place]) state = { place: 0, ends: 0, left: steps[0].seconds };
  let lock = null;
  let said = -1;

  const left = () => (state.ends ? window.countdown.left(state.ends, Date.now()) : state.left);
  const keep = () => { try { sessionStorage.setItem(key, JSON.stringify(state)); } catch { /* private mode */ } };
  const show = () => {
    const step = steps[state.place];
    const n = left();
    part("rank").textContent = `${state.place + 1} / ${steps.length}`;
    part("title").textContent = step.title;
    part("text").textContent = step.text;
    part("clock").textContent = window.countdown.text(n);
    const following = steps[state.place + 1];
    part("next").textContent = following ? `${part("next").dataset.says} ${following.title}` : "";
    box.classList.toggle("late", n < 0);
    play.textContent = state.ends ? play.dataset.saysPause : play.dataset.saysPlay;
    steps.forEach(({ item }, place) => {
      if (place === state.place) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (n < 0 && said !== state.place) {
      said = state.place;
      part("said").textContent = box.dataset.saysOver;
    }
  };
  const awake = async (on) => {
    try {
      if (on && "wakeLock" in navigator) lock = await navigator.wakeLock.request("screen");
      else if (!on && lock) { await lock.release(); lock = null; }
    } catch { /* a comfort only */ }
  };
  const toggle = () => {
    if (state.ends) { state.left = left(); state.ends = 0; awake(false); }
    else { state.ends = Date.now() + 1000 * state.left; awake(true); }
  };
  const go = (by) => {
    const place = state.place + by;
    if (!steps[place]) return;
    const running = Boolean(state.ends);
    state = { place, left: steps[place].seconds, ends: running ? Date.now() + 1000 * steps[place].seconds : 0 };
    part("said").textContent = steps[place].title;
  };
  const more = () => { if (state.ends) state.ends += 60000; else state.left += 60; };
  const full = () => { if (document.fullscreenElement) document.exitFullscreen(); else if (box.requestFullscreen) box.requestFullscreen(); };
  const doing = { play: toggle, next: () => go(1), back: () => go(-1), more, full };
  const run = (what) => { doing[what](); keep(); show(); };

  box.hidden = false;
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) run(button.dataset.do);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, a, summary")) return;
    const what = { " ": "play", arrowright: "next", arrowleft: "back", "+": "more", f: "full" }[event.key.toLowerCase()];
    if (!what || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    run(what);
  });
  window.countdown.every(show);
})();
