// Comforts of a workshop; every page works without this file. An answer is kept on the phone until it is counted.
(() => {
  "use strict";
  const PREFIX = "rebonds.answer.", TURN = "rebonds.turn.";
  const FIRST_WAIT = 1000, LONGEST_WAIT = 30000, PATIENCE = 15000;

  // Timers: the server says how many seconds are left, the phone counts them down.
  const started = new WeakMap();
  const clocks = () => {
    for (const clock of document.querySelectorAll(".timer[data-running]")) {
      if (!started.has(clock)) started.set(clock, performance.now());
      const left = Math.max(0, window.countdown.left(started.get(clock) + 1000 * Number(clock.dataset.left), performance.now()));
      clock.textContent = window.countdown.text(left, 2);
      clock.classList.toggle("over", left === 0);
    }
  };
  window.countdown.every(clocks);

  // The queue: one answer a ballot, the latest; sent until the server has counted or refused it.
  const store = {
    get(uid) { try { return JSON.parse(localStorage.getItem(PREFIX + uid)); } catch { return null; } },
    set(uid, value) { try { localStorage.setItem(PREFIX + uid, JSON.stringify(value)); return true; } catch { return false; } },
    drop(uid) { try { localStorage.removeItem(PREFIX + uid); } catch { /* nothing was kept */ } },
    all() { try { return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length)); } catch { return []; } },
  };
  const waits = {}, sending = new Set();
  // The last turn counted: a page kept since before it must not send an older number.
  const turns = {
    get(uid) { try { return Number(localStorage.getItem(TURN + uid)) || 0; } catch { return 0; } },
    set(uid, turn) { try { localStorage.setItem(TURN + uid, String(Math.max(turn, turns.get(uid)))); } catch { /* the page tells it */ } },
  };

  const say = (uid, status, message, code) => {
    const box = document.querySelector(`.receipt[data-ballot="${uid}"]`);
    if (!box) return;
    box.dataset.status = status;
    box.querySelector(".receipt-text").textContent = (status === "counted" ? "✓ " : "") + (message || box.dataset[status] || "");
    const shown = box.querySelector(".receipt-code");
    shown.hidden = !code;
    if (code) shown.querySelector("code").textContent = code;
  };

  const later = (uid) => {
    const wait = Math.min((waits[uid] || FIRST_WAIT / 2) * 2, LONGEST_WAIT);
    waits[uid] = wait;
    setTimeout(() => send(uid), wait * (0.75 + Math.random() / 2));
  };

  const send = async (uid) => {
    const kept = store.get(uid);
    if (!kept || sending.has(uid)) return;
    sending.add(uid);
    say(uid, "sending");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(kept.action, {
        method: "POST", body: kept.body, redirect: "manual", credentials: "same-origin", signal: stop.signal,
        headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      });
      const isJson = (response.headers.get("Content-Type") || "").includes("application/json");
      const said = isJson ? await response.json() : {};
      const current = store.get(uid);
      const newer = current && current.turn !== kept.turn;
      if (response.ok && said.counted) {
        turns.set(uid, said.turn);
        if (!newer) { store.drop(uid); say(uid, "counted", said.message, said.receipt); settle(uid, said.turn); }
        delete waits[uid];
        if (newer) setTimeout(() => send(uid), 0);
      } else if (response.status >= 500 || response.status === 429 || response.status === 0 && response.type !== "opaqueredirect") {
        throw new Error(String(response.status));
      } else if (!isJson && !kept.renewed && await renew(uid, kept)) {
        setTimeout(() => send(uid), 0);
      } else {
        if (!newer) store.drop(uid);
        say(uid, "refused", said.message);
      }
    } catch {
      say(uid, "kept");
      later(uid);
    } finally {
      clearTimeout(timer);
      sending.delete(uid);
    }
  };

  // A page kept for long may hold a token that is no longer good: the page of today gives another, once.
  const renew = async (uid, kept) => {
    const page = await fetch(kept.action.replace(/voter\/$/, ""), { credentials: "same-origin" });
    const form = new DOMParser().parseFromString(await page.text(), "text/html").querySelector(`form.bulletin[data-ballot="${uid}"]`);
    const token = form && form.elements.csrfmiddlewaretoken;
    const current = store.get(uid);
    if (!token || !current || current.turn !== kept.turn) return false;
    const body = new URLSearchParams(kept.body);
    body.set("csrfmiddlewaretoken", token.value);
    return store.set(uid, { ...kept, body: body.toString(), renewed: true });
  };

  const settle = (uid, turn) => {
    const form = document.querySelector(`form.bulletin[data-ballot="${uid}"]`);
    if (!form) return;
    form.elements.turn.value = turn + 1;
    if (form.elements.seen) document.body.dispatchEvent(new CustomEvent("rebonds-changed"));
    const box = form.closest("details");
    if (box) box.open = false;
  };

  const queue = (form) => {
    const uid = form.dataset.ballot;
    const kept = store.get(uid);
    const turn = Math.max(Number(form.elements.turn.value) || 1, turns.get(uid) + 1, kept ? kept.turn + 1 : 1);
    form.elements.turn.value = turn;
    const body = new URLSearchParams(new FormData(form)).toString();
    if (!store.set(uid, { action: form.action, body, turn })) return false;
    say(uid, navigator.onLine === false ? "kept" : "sending");
    send(uid);
    const box = document.querySelector(`.receipt[data-ballot="${uid}"]`);
    if (box) box.focus();
    return true;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.bulletin")) return;
    if (queue(form)) event.preventDefault();
  });
  addEventListener("online", () => store.all().forEach((uid) => { delete waits[uid]; send(uid); }));
  store.all().forEach(send);

  // A page that this phone kept says so, and shows the answer that waits or that was counted since.
  const refill = (form, body) => {
    const given = new URLSearchParams(body);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
      else if (given.has(field.name)) field.value = given.get(field.name);
    }
  };
  const since = Number(document.documentElement.dataset.kept);
  const banner = document.querySelector("[data-kept-page]");
  if (since && banner) {
    banner.querySelector("time").textContent = new Date(since).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    banner.hidden = false;
  }
  for (const form of document.querySelectorAll("form.bulletin")) {
    const uid = form.dataset.ballot, kept = store.get(uid);
    if (kept) refill(form, kept.body);
    else if (since && turns.get(uid) >= Number(form.elements.turn.value)) { settle(uid, turns.get(uid)); say(uid, "counted"); }
  }
  if (banner && navigator.serviceWorker) {
    const known = Boolean(navigator.serviceWorker.controller); // the worker saw this page go by
    navigator.serviceWorker.register("/hors-ligne.js", { scope: "/espaces/" }).then(() => navigator.serviceWorker.ready).then((worker) => {
      if (known || since) return;
      const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
      worker.active.postMessage({ page: location.href, files });
    }).catch(() => undefined);
  }

  // Dots: buttons, and what is left.
  const rest = (form) => {
    const budget = Number(form.dataset.budget);
    const values = [...form.querySelectorAll(".stepper input")].map((i) => Number(i.value) || 0);
    const spent = values.reduce((sum, v) => sum + (form.dataset.method === "quadratic" ? v * v : v), 0);
    form.querySelector("[data-rest]").textContent = budget - spent;
    form.querySelector(".budget").classList.toggle("over", spent > budget);
  };
  // One question at a time.
  const wizard = (form) => {
    let pages = [...form.querySelectorAll("fieldset.question")];
    if (pages.length < 3 || form.classList.contains("stepping")) return;
    const bar = form.querySelector(".wizard");
    const button = form.querySelector("[type=submit]");
    let at = Math.max(0, pages.findIndex((p) => !p.querySelector("input:checked")));
    const show = (focus) => {
      pages.forEach((page, n) => page.classList.toggle("current", n === at));
      bar.querySelector("[data-count]").textContent = `${at + 1} / ${pages.length}`;
      bar.querySelector("[data-step='-1']").disabled = at === 0;
      bar.querySelector("[data-step='1']").disabled = at === pages.length - 1;
      button.hidden = at < pages.length - 1 && !form.dataset.seen;
      if (at === pages.length - 1) form.dataset.seen = "1";
      if (focus) { const first = pages[at].querySelector("input:checked, input"); if (first) first.focus({ preventScroll: false }); }
    };
    const go = (step) => { at = Math.min(pages.length - 1, Math.max(0, at + step)); show(true); };
    for (const one of bar.querySelectorAll("[data-step]")) one.addEventListener("click", () => go(Number(one.dataset.step)));
    form.addEventListener("click", (event) => {
      // A tap (not an arrow key) on an answer goes on to the next question.
      if (event.target.matches("input[type=radio]") && event.detail > 0) setTimeout(() => go(1), 180);
    });
    form.addEventListener("rebonds-more", (event) => {
      const before = pages.length;
      pages = [...form.querySelectorAll("fieldset.question")];
      if (event.detail) at = Math.min(before, pages.length - 1);
      show(false);
    });
    form.classList.add("stepping");
    bar.hidden = false;
    show(false);
  };

  // Statements that come while one votes: put after the others, nothing of what was ticked moves.
  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const form of document.querySelectorAll("form.bulletin")) {
      const box = form.closest("details");
      const answered = box && !box.open; // then the new one is the question to look at
      if (box) box.open = true;
      if ("oneByOne" in form.dataset) wizard(form);
      form.dispatchEvent(new CustomEvent("rebonds-more", { detail: answered }));
    }
  });

  for (const form of document.querySelectorAll("form.bulletin")) {
    if (form.dataset.budget) {
      for (const button of form.querySelectorAll("[data-add]")) {
        button.hidden = false;
        button.addEventListener("click", () => {
          const input = form.elements[button.dataset.for];
          input.value = (Number(input.value) || 0) + Number(button.dataset.add);
          if (input.min !== "" && Number(input.value) < Number(input.min)) input.value = input.min;
          rest(form);
        });
      }
      form.addEventListener("input", () => rest(form));
      rest(form);
    }
    for (const range of form.querySelectorAll("input[type=range][data-for]")) {
      const number = form.elements[range.dataset.for];
      range.hidden = false;
      if (number.value === "") range.value = (Number(range.min) + Number(range.max)) / 2;
      range.step = Number(range.max) - Number(range.min) <= 2 ? 0.01 : Number(range.max) - Number(range.min) <= 20 ? 0.5 : 1;
      range.addEventListener("input", () => { number.value = range.value; });
      number.addEventListener("input", () => { if (number.value !== "") range.value = number.value; });
    }
    if ("oneByOne" in form.dataset) wizard(form);
  }
})();
