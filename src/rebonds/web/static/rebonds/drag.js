// Dragging by mouse, pen or finger: one gesture for every page. A mouse takes an item anywhere; a finger takes it
// by its handle, for it must be able to scroll. Pages keep their own way without this file.
//   rebondsDrag(root, "li[data-uid]", { over(item, target, event), drop(item), cancel(item) })
(() => {
  "use strict";
  window.rebondsDrag = (root, items, { over, drop, cancel }) => {
    const FROM = 6; // pixels before a press becomes a drag
    const EDGE = 60; // from the edge of the window, the page scrolls
    let held = null;
    let id = null;
    let start = null;
    let moving = false;
    const end = (done) => {
      if (!held) return;
      const item = held;
      held = null;
      item.classList.remove("dragged");
      if (!moving) return;
      moving = false;
      // The click that follows a drag is not one.
      const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
      root.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => root.removeEventListener("click", swallow, { capture: true }), 0);
      (done ? drop : cancel)(item);
    };
    root.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("[data-handle]");
      const item = event.target.closest(items);
      if (!item || event.button || (event.pointerType !== "mouse" && !handle)) return;
      if (!handle && event.target.closest("a, button, input, select, textarea")) return;
      [held, id, moving, start] = [item, event.pointerId, false, { x: event.clientX, y: event.clientY }];
    });
    root.addEventListener("pointermove", (event) => {
      if (!held || event.pointerId !== id) return;
      if (!moving) {
        if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < FROM) return;
        moving = true;
        held.classList.add("dragged"); // out of the way of elementFromPoint
        root.setPointerCapture(id);
        document.getSelection().removeAllRanges();
      }
      event.preventDefault();
      const low = event.clientY > window.innerHeight - EDGE;
      if (low || event.clientY < EDGE) window.scrollBy(0, low ? 12 : -12);
      const target = document.elementFromPoint(event.clientX, event.clientY);
      over(held, target && root.contains(target) ? target : null, event, start);
    });
    root.addEventListener("pointerup", () => end(true));
    root.addEventListener("pointercancel", () => end(false));
    root.addEventListener("dragstart", (event) => { if (held) event.preventDefault(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(false); });
  };

  // What a finger or a mouse takes an item by; it is no button: the keyboard has its own way.
  window.rebondsHandle = () => {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.dataset.handle = "";
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    return handle;
  };
})();
