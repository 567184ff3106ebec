// The parts of a report are put in order by dragging, or by Alt and an arrow; the buttons do it without this file.
// What is posted is the whole order; the answer is the page, whose parts and preview replace those at hand.
(() => {
  "use strict";
  const box = document.querySelector("[data-order]");
  const list = box && box.querySelector("ol");
  if (!list) return;
  const said = box.querySelector("[data-order-said]");
  const help = box.querySelector("[data-order-help]");
  const REST = 700; // milliseconds without a move before the order is posted: keys repeat
  let timer = 0;
  let turn = 0;
  const items = () => [...list.querySelectorAll("li[data-uid]")];
  const order = () => items().map((item) => item.dataset.uid).join(" ");
  let kept = order();

  const prepare = () => {
    for (const item of items()) {
      item.prepend(window.rebondsHandle());
      item.classList.add("draggable");
      item.tabIndex = 0;
      item.setAttribute("aria-describedby", help.id);
    }
  };
  const say = (text) => { said.textContent = text; };
  const place = (item) => {
    const name = item.querySelector("[data-name]").textContent;
    const words = { name, place: items().indexOf(item) + 1, total: items().length };
    say(box.dataset.orderTold.replace(/\{(\w+)\}/g, (_all, key) => words[key]));
  };
  const back = () => {
    const by = new Map(items().map((item) => [item.dataset.uid, item]));
    for (const uid of kept.split(" ")) list.append(by.get(uid));
  };
  const replace = (page) => {
    const at = document.activeElement.closest && document.activeElement.closest("li[data-uid]");
    const uid = at && list.contains(at) ? at.dataset.uid : "";
    list.innerHTML = page.querySelector("[data-order] ol").innerHTML;
    document.querySelector("article.report").replaceWith(page.querySelector("article.report"));
    const main = document.querySelector("main");
    for (const one of main.querySelectorAll(":scope > .notice.pager")) one.remove();
    main.prepend(...page.querySelectorAll("main > .notice.pager"));
    prepare();
    const again = items().find((item) => item.dataset.uid === uid);
    if (again) again.focus({ preventScroll: true });
  };
  const post = async () => {
    const now = order();
    if (now === kept) return;
    const mine = ++turn;
    const body = new URLSearchParams(now.split(" ").map((uid) => ["part", uid]));
    body.append("csrfmiddlewaretoken", box.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(box.dataset.order, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-order]")) throw new Error("another page"); // the session is over, for instance
      kept = now;
      if (mine === turn && order() === now) replace(page);
    } catch {
      if (mine !== turn) return;
      back();
      say(box.dataset.orderFailed);
    }
  };
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(post, wait); };

  list.addEventListener("keydown", (event) => {
    const up = event.key === "ArrowUp";
    if (!event.altKey || (!up && event.key !== "ArrowDown")) return;
    const item = event.target.closest("li[data-uid]");
    const other = item && (up ? item.previousElementSibling : item.nextElementSibling);
    if (!item) return;
    event.preventDefault();
    if (other) {
      const focused = document.activeElement;
      if (up) other.before(item); else other.after(item);
      focused.focus();
      soon(REST);
    }
    place(item);
  });
  window.rebondsDrag(list, "li[data-uid]", {
    over(item, target) {
      const other = target && target.closest("li[data-uid]");
      if (!other || other === item) return;
      const down = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (down) other.after(item); else other.before(item);
    },
    drop(item) { place(item); soon(0); },
    cancel() { back(); },
  });
  help.hidden = false;
  prepare();
})();
