// What every drawing of a graph shares: colours of the page, keys, touch, sizes. Rooms bring their data and their look.
window.rebondsGraph = (() => {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const ruler = document.createElement("canvas").getContext("2d");
  const lines = (label) => {
    ruler.font = "13px system-ui, sans-serif";
    let count = 1, line = "";
    for (const word of label.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && ruler.measureText(longer).width > 116) { count += 1; line = word; } else line = longer;
    }
    return Math.min(count, 4);
  };
  const height = (label) => 16 + 16 * lines(label);
  // Boxes with their name inside, in the colours of the page.
  const box = () => ({ shape: "round-rectangle", width: 132, height: "data(height)", "background-color": colour("sheet"), "border-width": 1.3, "border-color": colour("soft"), label: "data(shown)", color: colour("ink"), "font-size": 13, "font-family": "system-ui, sans-serif", "text-wrap": "wrap", "text-max-width": 118, "text-valign": "center", "text-halign": "center" });
  const chosen = () => ({ "overlay-color": colour("focus"), "overlay-opacity": 0.22, "overlay-padding": 5 });
  const nearest = (cy, from, dx, dy) => {
    let best = null, least = Infinity;
    cy.nodes().forEach((node) => {
      const x = node.position("x") - from.position("x"), y = node.position("y") - from.position("y");
      const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (node.id() !== from.id() && along > 4 && along + 2 * aside < least) { least = along + 2 * aside; best = node; }
    });
    return best;
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const zoom = (cy, part) => cy.zoom({ level: cy.zoom() * part, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  // Two taps on one thing: counted here, for the library's own double tap also joins taps on two neighbours.
  const taps = () => {
    let last = null, when = 0;
    const twice = (target) => {
      const now = performance.now(), again = target === last && now - when < 400;
      last = again ? null : target;
      when = now;
      return again;
    };
    twice.forget = () => { last = null; };
    return twice;
  };

  // options: elements, look() -> style, label, movable, many, choose(node), enter(node), key(event, node) -> handled,
  // moved(node, arrow) for Shift and an arrow, arrived(node) after an arrow.
  const open = (canvas, options) => {
    canvas.replaceChildren();
    canvas.setAttribute("role", "application");
    canvas.setAttribute("tabindex", "0");
    canvas.setAttribute("aria-label", options.label);
    const cy = window.cytoscape({
      container: canvas, elements: options.elements, style: options.look(), layout: { name: "preset", fit: true, padding: 24 },
      minZoom: 0.15, maxZoom: 3, autoungrabify: !options.movable, boxSelectionEnabled: false,
      userZoomingEnabled: matchMedia("(pointer: coarse)").matches,
      pixelRatio: Math.min(window.devicePixelRatio || 1, 1.5), textureOnViewport: Boolean(options.many),
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const now = cy.nodes(":selected").first(), arrow = ARROWS[event.key];
      if (arrow) {
        event.preventDefault();
        if (!now.length) options.choose(cy.nodes().first());
        else if (event.shiftKey && options.movable) options.moved(now, arrow);
        else {
          const next = nearest(cy, now, arrow[0], arrow[1]);
          if (next) { options.choose(next); if (options.arrived) options.arrived(next); }
        }
      } else if (event.key === "Enter" && now.length) {
        event.preventDefault();
        options.enter(now);
      } else if (event.key === "+" || event.key === "-") zoom(cy, event.key === "+" ? 1.2 : 1 / 1.2);
      else if (options.key) options.key(event, now);
    });
    canvas.addEventListener("focus", () => cy.userZoomingEnabled(true));
    canvas.addEventListener("blur", () => cy.userZoomingEnabled(matchMedia("(pointer: coarse)").matches));
    canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));
    const restyle = () => cy.style(options.look());
    new MutationObserver(restyle).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    new ResizeObserver(() => cy.resize()).observe(canvas);
    const tools = document.querySelector("[data-graph-tools]");
    if (tools) tools.hidden = false;
    canvas.dataset.ready = "1";
    return cy;
  };
  return { colour, height, box, chosen, zoom, taps, open };
})();
