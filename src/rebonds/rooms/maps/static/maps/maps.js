// Drawing a causal map on the screen. The page works without this file: drawing, forms and tables are there.
(() => {
  "use strict";
  const canvas = document.querySelector("[data-map-canvas]");
  const graph = window.rebondsGraph;
  const body = () => document.getElementById("map-body");
  const timed = (name, action) => {
    performance.mark(`${name}-start`);
    const out = action();
    performance.measure(name, `${name}-start`);
    return out;
  };
  let cy = null;

  // ---- the drawing
  const width = (weight) => [1.4, 2.6, 4][Math.min(2, Math.max(0, Math.round(weight) - 1))];
  const look = () => {
    const ink = graph.colour("ink"), sheet = graph.colour("sheet"), accent = graph.colour("accent"), alarm = graph.colour("alarm");
    return [
      { selector: "node", style: graph.box() },
      { selector: "node[kind = 'action']", style: { "border-width": 3 } },
      { selector: "node[kind = 'problem']", style: { "border-style": "double", "border-width": 4 } },
      { selector: "edge", style: { width: "data(thick)", "line-color": accent, "target-arrow-color": accent, "target-arrow-shape": "triangle", "arrow-scale": 1.2, "curve-style": "unbundled-bezier", "control-point-distances": 26, "control-point-weights": 0.5, label: "+", "font-size": 15, "font-weight": 700, color: accent, "text-background-color": sheet, "text-background-opacity": 1, "text-background-shape": "round-rectangle", "text-background-padding": 2 } },
      { selector: "edge[sign < 0]", style: { "line-color": alarm, "target-arrow-color": alarm, "line-style": "dashed", label: "−", color: alarm } },
      { selector: ".faded", style: { opacity: 0.16 } },
      { selector: "node.up", style: { "border-color": accent, "border-width": 4 } },
      { selector: "node.down", style: { "border-color": alarm, "border-width": 4, "border-style": "dashed" } },
      { selector: "node.held", style: { "border-color": ink, "border-width": 5 } },
      { selector: ":selected, node.cause", style: graph.chosen() },
    ];
  };
  const say = (text) => {
    const status = document.querySelector("[data-map-status]");
    if (status) status.textContent = text;
  };
  const says = (name) => canvas.getAttribute(`data-says-${name}`);
  const data = () => JSON.parse(document.getElementById("map-data").textContent);
  const nodeOf = (one) => ({ data: { id: one.id, label: one.label, shown: one.label, kind: one.kind, address: one.address, height: graph.height(one.label) }, position: { x: one.x, y: one.y } });
  const edgeOf = (one) => ({ data: { ...one, thick: width(one.weight) } });

  const sync = () => {
    const now = data();
    if (!cy) {
      if (now.nodes.length) start(now);
      return;
    }
    const kept = new Set([...now.nodes, ...now.links].map((one) => one.id));
    const had = cy.nodes().length;
    cy.batch(() => {
      cy.elements().filter((one) => !kept.has(one.id())).remove();
      for (const one of now.nodes) {
        const known = cy.getElementById(one.id);
        if (known.length) known.data(nodeOf(one).data);
        else cy.add(nodeOf(one));
      }
      for (const one of now.links) {
        const known = cy.getElementById(one.id);
        if (known.length) known.data(edgeOf(one).data);
        else cy.add(edgeOf(one));
      }
    });
    if (cy.nodes().length > had) keep();
  };

  // Places are sent together, a little after the last move.
  let waiting = 0;
  const keep = () => {
    clearTimeout(waiting);
    if (!data().edit) return;
    waiting = setTimeout(() => {
      const places = {};
      cy.nodes().forEach((node) => { places[node.id()] = [Math.round(node.position("x")), Math.round(node.position("y"))]; });
      fetch(canvas.dataset.move, { method: "POST", headers: { "X-CSRFToken": canvas.dataset.csrf, "Content-Type": "application/json" }, body: JSON.stringify(places) })
        .then((answer) => { if (!answer.ok) say(says("failed")); }, () => say(says("failed")));
    }, 500);
  };

  const told = (node) => {
    const out = node.outgoers("edge").map((edge) => `${says(edge.data("sign") > 0 ? "plus" : "minus")} ${edge.target().data("label")}`);
    return `${node.data("label")}${says("colon")} ${out.length ? out.join(", ") : says("nothing")}.`;
  };
  const button = (name) => document.querySelector(`[data-map-do="${name}"]`);
  const choose = (node) => timed("map-select", () => {
    cy.elements(":selected").unselect();
    node.select();
    say(told(node));
  });

  // ---- linking: a cause, then an effect; the form of the page is filled, and sent by hand
  let cause = null, linking = false;
  const linkMode = (on, from = null) => {
    linking = on;
    cy.nodes(".cause").removeClass("cause");
    cause = on ? from : null;
    if (cause) cause.addClass("cause");
    if (button("link")) button("link").setAttribute("aria-pressed", String(on));
    if (on) say(cause ? `${says("effect")} ${cause.data("label")}.` : says("cause"));
  };
  const pick = (node) => {
    if (!linking) return false;
    if (!cause) { linkMode(true, node); return true; }
    if (cause.id() === node.id()) return true;
    const form = document.getElementById("link-form");
    if (form) {
      form.elements.cause.value = cause.id();
      form.elements.effect.value = node.id();
      const first = form.querySelector("[name=sign]:checked") || form.querySelector("[name=sign]");
      if (first) first.focus();
    }
    linkMode(false);
    say(says("ready"));
    return true;
  };
  const newNode = (at) => {
    const form = document.getElementById("node-form");
    if (!form) return;
    const middle = cy ? { x: (cy.extent().x1 + cy.extent().x2) / 2, y: (cy.extent().y1 + cy.extent().y2) / 2 } : null;
    const place = at || middle;
    form.elements.x.value = place ? Math.round(place.x) : "";
    form.elements.y.value = place ? Math.round(place.y) : "";
    form.elements.label.focus();
  };
  const open = () => {
    const one = cy && cy.elements(":selected").first();
    if (one && one.length) location.assign(one.data("address"));
  };
  const start = (now) => {
    cy = graph.open(canvas, {
      elements: { nodes: now.nodes.map(nodeOf), edges: now.links.map(edgeOf) },
      look, label: says("label"), movable: now.edit, many: now.links.length > 150, choose,
      enter: (node) => { if (!pick(node)) open(); },
      arrived: (node) => { if (linking && cause) say(`${cause.data("label")} → ${node.data("label")} ?`); },
      moved: (node, arrow) => {
        node.position({ x: node.position("x") + 12 * arrow[0], y: node.position("y") + 12 * arrow[1] });
        keep();
      },
      key: (event, node) => {
        if (event.key === "Escape") { linkMode(false); clear(); }
        else if ((event.key === "l" || event.key === "L") && data().edit) { event.preventDefault(); linkMode(true, node.length ? node : null); }
        else if ((event.key === "n" || event.key === "N") && data().edit) { event.preventDefault(); newNode(null); }
      },
    });
    const twice = graph.taps();
    cy.on("tap", "node", (event) => {
      if (pick(event.target)) twice.forget();
      else { choose(event.target); if (twice(event.target)) open(); }
    });
    cy.on("tap", "edge", (event) => { const e = event.target; say(`${e.source().data("label")} ${says(e.data("sign") > 0 ? "plus" : "minus")} ${e.target().data("label")} (${e.data("weight")}).`); if (twice(e)) open(); });
    cy.on("tap", (event) => { if (event.target === cy && now.edit && twice(cy)) newNode(event.position); });
    cy.on("dragfree", "node", keep);
    cy.on("select unselect", () => { const b = button("open"); if (b) b.disabled = !cy.elements(":selected").length; });
    window.rebondsMap = cy;
  };

  // ---- loops and effects, shown on the drawing
  const clear = () => {
    if (!cy) return;
    cy.batch(() => cy.elements().removeClass("faded"));
    for (const one of document.querySelectorAll("[data-loop]")) one.setAttribute("aria-pressed", "false");
  };
  const showLoop = (control) => timed("map-loop", () => {
    const on = control.getAttribute("aria-pressed") !== "true";
    clear();
    if (!on || !cy) return;
    control.setAttribute("aria-pressed", "true");
    const ids = control.dataset.loop.split(" ");
    const next = new Map(ids.map((id, rank) => [id, ids[(rank + 1) % ids.length]]));
    cy.batch(() => {
      cy.elements().addClass("faded");
      for (const id of ids) cy.getElementById(id).removeClass("faded");
      cy.edges().filter((edge) => next.get(edge.source().id()) === edge.target().id()).removeClass("faded");
    });
    canvas.scrollIntoView({ block: "nearest" });
  });
  const marks = (signs, heldOnes) => cy.batch(() => cy.nodes().forEach((node) => {
    const held = heldOnes.has(node.id()), sign = held ? 0 : signs.get(node.id()) || 0;
    node.toggleClass("held", held).toggleClass("up", sign > 0).toggleClass("down", sign < 0);
    const shown = (sign > 0 ? "▲ " : sign < 0 ? "▼ " : "") + node.data("label");
    if (node.data("shown") !== shown) node.data("shown", shown);
  }));
  const showEffects = () => {
    if (!cy) return;
    const lines = [...document.querySelectorAll("[data-effect]")];
    marks(new Map(lines.map((li) => [li.dataset.effect, Number(li.dataset.sign)])), new Set(lines.filter((li) => "held" in li.dataset).map((li) => li.dataset.effect)));
  };

  // The drawing follows the finger whatever the network does: the equation of rebonds/causal/fcm.py (states between 0
  // and 1, from one half until rest), whose answer, in the list, comes right after. A browser test compares both.
  const settled = (now, held) => {
    const rank = new Map(now.nodes.map((one, place) => [one.id, place])), { slope, steps, tolerance, most } = now.model;
    const links = now.links.map((one) => [rank.get(one.source), rank.get(one.target), (one.sign * one.weight) / most]);
    const clamp = (state) => { for (const [id, value] of held) if (rank.has(id)) state[rank.get(id)] = value; return state; };
    let state = clamp(new Float64Array(now.nodes.length).fill(0.5));
    for (let step = 0; step < steps; step++) {
      const sums = Float64Array.from(state);
      for (const [from, to, effect] of links) sums[to] += effect * state[from];
      const next = clamp(sums.map((x) => 1 / (1 + Math.exp(-slope * x))));
      const moved = next.reduce((largest, x, place) => Math.max(largest, Math.abs(x - state[place])), 0);
      state = next;
      if (moved < tolerance) break;
    }
    return state;
  };
  const heldIn = (form) => {
    const nodes = [...form.querySelectorAll("select[name=n]")], values = [...form.querySelectorAll("input[name=v]")];
    return new Map(nodes.map((one, place) => [one.value, Number(values[place].value)]).filter(([id]) => id));
  };
  const follow = (form) => timed("what-if", () => {
    if (!cy) return;
    const now = data(), held = heldIn(form);
    const before = settled(now, new Map()), after = held.size ? settled(now, held) : before;
    const sign = (change) => (Math.abs(change) < now.model.nil ? 0 : Math.sign(change));
    marks(new Map(now.nodes.map((one, place) => [one.id, sign(after[place] - before[place])])), new Set(held.keys()));
  });

  // ---- what if: the list is the server's answer; what is robust comes when the finger rests
  let asked = 0, resting = 0, running = null;
  const ask = async (form, sure) => {
    const rank = ++asked;
    if (running) running.abort();
    running = new AbortController();
    performance.mark("asked-start");
    const query = new URLSearchParams(new FormData(form));
    if (sure) query.set("sur", "1");
    try {
      const answer = await fetch(`${form.dataset.whatIf}?${query}`, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || rank !== asked) return;
      document.getElementById("map-effects").innerHTML = await answer.text();
      showEffects();
      performance.measure(sure ? "what-if-sure" : "what-if-answer", "asked-start");
    } catch (error) {
      // No network: the drawing has the answer, and the list must not tell an older one.
      if (error.name !== "AbortError") document.getElementById("map-effects").replaceChildren();
    }
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-what-if]");
    if (!form) return;
    const output = event.target.closest("div").querySelector("output");
    if (output && event.target.type === "range") output.textContent = event.target.value;
    const rows = form.querySelectorAll(".map-fields"), last = rows[rows.length - 1];
    if (rows.length < 5 && last.querySelector("select").value) {
      const more = last.cloneNode(true), rank = rows.length + 1;
      for (const label of more.querySelectorAll("label")) label.htmlFor = label.htmlFor[0] + rank;
      more.querySelector("label").textContent = more.querySelector("label").textContent.replace(/\d+$/, String(rank));
      for (const field of more.querySelectorAll("select, input")) field.id = field.name + rank;
      more.querySelector("select").value = "";
      last.after(more);
    }
    follow(form);
    const quick = ask(form, false), mine = asked;
    clearTimeout(resting);
    // After the quick answer, however slow the server: asked before, the second would call the first off.
    resting = setTimeout(() => quick.then(() => { if (asked === mine) ask(form, true); }), 450);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-what-if]");
    if (!form) return;
    event.preventDefault();
    ask(form, true);
  });
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-loop]");
    if (control) showLoop(control);
  });

  if (!canvas || !window.cytoscape) return;
  document.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-map-do]");
    if (!tool) return;
    const what = tool.dataset.mapDo;
    if (what === "node") newNode(null);
    else if (!cy) return;
    else if (what === "link") linkMode(!linking, cy.nodes(":selected").first().length ? cy.nodes(":selected").first() : null);
    else if (what === "open") open();
    else if (what === "fit") cy.fit(undefined, 24);
    else graph.zoom(cy, what === "in" ? 1.25 : 1 / 1.25);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === body()) sync();
    for (const one of document.querySelectorAll("[data-loop]")) one.hidden = !cy;
    showEffects();
  });
  sync();
})();
