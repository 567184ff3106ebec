// The web of firms on the screen. The page works without this file: its tables hold all that is drawn.
(() => {
  "use strict";
  const canvas = document.querySelector("[data-web-canvas]"), graph = window.rebondsGraph;
  const held = document.getElementById("web-data");
  if (!canvas || !held || !window.cytoscape) return;
  const data = JSON.parse(held.textContent);
  const says = (name) => canvas.getAttribute(`data-says-${name}`);
  const status = document.querySelector("[data-web-status]");
  const button = document.querySelector('[data-web-do="open"]');
  const look = () => {
    const ink = graph.colour("ink"), sheet = graph.colour("sheet"), soft = graph.colour("soft"), accent = graph.colour("accent");
    return [
      { selector: "node", style: graph.box() },
      { selector: "node[?cut]", style: { "border-style": "double", "border-width": 5, "border-color": ink } },
      { selector: "edge", style: { width: 2, "line-color": accent, "target-arrow-color": accent, "target-arrow-shape": "triangle", "arrow-scale": 1.1, "curve-style": "bezier", "control-point-step-size": 36, label: "data(resource)", "font-size": 10, color: ink, "text-wrap": "wrap", "text-max-width": 90, "text-background-color": sheet, "text-background-opacity": 0.9, "text-background-padding": 2, "min-zoomed-font-size": 7 } },
      { selector: "edge[state = 'presumed']", style: { "line-style": "dotted", "line-color": soft, "target-arrow-color": soft } },
      { selector: "edge[state = 'discussed']", style: { "line-style": "dashed" } },
      { selector: "edge[state = 'running']", style: { width: 5 } },
      { selector: ".faded", style: { opacity: 0.18 } },
      { selector: ":selected", style: graph.chosen() },
    ];
  };
  const told = (node) => {
    const out = node.outgoers("edge").map((e) => `${says("gives")} ${e.target().data("label")} (${e.data("resource")}, ${e.data("told")})`);
    const into = node.incomers("edge").map((e) => `${says("takes")} ${e.source().data("label")} (${e.data("resource")}, ${e.data("told")})`);
    return `${node.data("label")} – ${[...out, ...into].join(", ")}.`;
  };
  const choose = (node) => {
    cy.elements(":selected").unselect();
    node.select();
    const near = node.closedNeighborhood();
    cy.batch(() => { cy.elements().addClass("faded"); near.removeClass("faded"); });
    if (status) status.textContent = told(node);
    if (button) button.disabled = false;
  };
  const enter = (node) => { if (node.length) location.assign(node.data("address")); };
  canvas.hidden = false;
  const cy = graph.open(canvas, {
    elements: {
      nodes: data.nodes.map((one) => ({ data: { ...one, shown: one.cut ? `◆ ${one.label}` : one.label, height: graph.height(one.label) }, position: { x: one.x, y: one.y } })),
      edges: data.links.map((one) => ({ data: one })),
    },
    look, label: says("label"), movable: false, many: data.links.length > 150, choose, enter,
    key: (event) => { if (event.key === "Escape") cy.elements().removeClass("faded").unselect(); },
  });
  const twice = graph.taps();
  cy.on("tap", "node", (event) => { choose(event.target); if (twice(event.target)) enter(event.target); });
  cy.on("tap", (event) => { if (event.target === cy) cy.elements().removeClass("faded"); });
  const legend = document.querySelector("[data-web-legend]");
  if (legend) legend.hidden = false;
  document.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-web-do]");
    if (!tool) return;
    const what = tool.dataset.webDo;
    if (what === "open") enter(cy.nodes(":selected").first());
    else if (what === "fit") cy.fit(undefined, 24);
    else graph.zoom(cy, what === "in" ? 1.25 : 1 / 1.25);
  });
  window.rebondsWeb = cy;
})();
