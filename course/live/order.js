// The nodes of a small graph send their gradients back, in the order you choose; order.py's twin.

const BOX = [92, 66];
const TWIN = 13;
const GRAPHS = {
  "a·a + a": {
    y: ["y = m + a", 42, [["m", 1], ["a", 1]], [446, 230]],
    m: ["m = a·a", 36, [["a", 6], ["a", 6]], [318, 100]],
    a: ["a = 3·x", 6, [["x", 3]], [200, 230]],
    x: ["x", 2, [], [54, 230]],
  },
  "(b + a)·b": {
    y: ["y = s·b", 1512, [["s", 36], ["b", 42]], [446, 200]],
    s: ["s = b + a", 42, [["b", 1], ["a", 1]], [318, 320]],
    b: ["b = a·a", 36, [["a", 6], ["a", 6]], [318, 80]],
    a: ["a = 3·x", 6, [["x", 3]], [200, 200]],
    x: ["x", 2, [], [54, 200]],
  },
};

const senders = (graph) => Object.keys(GRAPHS[graph]).filter((name) => name !== "x");

function walk({ graph, sent }) {
  const nodes = GRAPHS[graph];
  const grads = Object.fromEntries(Object.keys(nodes).map((name) => [name, name === "y" ? 1 : 0]));
  const [shares, early] = [{}, []];
  sent.forEach((name, k) => {
    const users = senders(graph).filter((n) => nodes[n][2].some(([parent]) => parent === name));
    if (!users.every((user) => sent.slice(0, k).includes(user))) early.push(name);
    shares[name] = nodes[name][2].map(([, slope]) => slope * grads[name]);
    nodes[name][2].forEach(([parent], i) => { grads[parent] += shares[name][i]; });
  });
  return { grads, shares, early };
}

const slope = (graph) => walk({ graph, sent: senders(graph) }).grads.x;

function share(x, y, value, color) {
  const text = `+${number(value, 0)}`;
  const wide = 10 + 8 * text.length;
  return tag("rect", { x: at(x - wide / 2), y: at(y - 10), width: wide, height: 20,
    rx: 6, fill: "#fff" }) + label(x, y + 5, text, color, 14, "middle", 600);
}

function box(name, [formula, value, , [x, y]], grad, sent, early) {
  const [hasty, has] = [early.includes(name), sent.includes(name)];
  const color = hasty ? ORANGE : has ? BLUE : FAINT;
  const fill = hasty ? "#fff1e8" : has ? "#eef3fd" : "#fff";
  return tag("rect", { x: at(x - BOX[0] / 2), y: at(y - BOX[1] / 2), width: BOX[0],
    height: BOX[1], rx: 8, fill, stroke: color, "stroke-width": 2 })
    + label(x, y - 13, formula, INK, 14, "middle", 600)
    + label(x, y + 6, `value ${number(value, 0)}`, SOFT, 13, "middle")
    + label(x, y + 24, `grad ${number(grad, 0)}`, INK, 14, "middle", 600);
}

function draw(state) {
  const { graph, sent } = state;
  const nodes = GRAPHS[graph];
  const { grads, shares, early } = walk(state);
  const [lines, tags] = [[], []];
  Object.entries(nodes).forEach(([name, [, , parents, [x2, y2]]]) => {
    parents.forEach(([parent], i) => {
      const twin = parents.length === 2 && parents[0][0] === parents[1][0];
      const lift = twin ? (i ? TWIN : -TWIN) : 0;
      const [x1, y1] = nodes[parent][3];
      const carried = name in shares;
      const color = carried ? (early.includes(name) ? ORANGE : BLUE) : FAINT;
      lines.push(line(x1 + lift, y1 + lift, x2 + lift, y2 + lift, color, 2));
      if (carried) {
        tags.push(share((x1 + x2) / 2 + lift, (y1 + y2) / 2 + lift, shares[name][i], color));
      }
    });
  });
  const boxes = Object.entries(nodes).map(([name, node]) =>
    box(name, node, grads[name], sent, early));
  const done = sent.length === senders(graph).length;
  const right = grads.x === slope(graph);
  const rows = [["sent, in this order", sent.join(", ") || "nothing yet", SOFT],
    ["sent too early", early.join(", ") || "none", early.length ? ORANGE : SOFT],
    ["x.grad", number(grads.x, 0), done ? (right ? BLUE : ORANGE) : SOFT],
    ["slope of y in x", number(slope(graph), 0), SOFT]];
  return picture([...lines, ...tags, ...boxes, panel(`y = ${graph}`, rows)]);
}

const ORDER = `
  fieldset { margin-bottom: 12px; }
  button { font: inherit; padding: 5px 16px; border: 1px solid #a9b3c1; border-radius: 6px;
    background: #fff; color: inherit; cursor: pointer; }
  button:hover:enabled { background: #eef3fd; border-color: #1d4ed8; }
  button[aria-disabled=true] { color: #a9b3c1; cursor: default; }
  button:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
`;

function render({ model, el }) {
  const root = card(el, ORDER);
  const state = () => ({ graph: model.get("graph"), sent: model.get("sent") });
  const set = setter(model);
  const send = (name) => {
    const { graph, sent } = state();
    if (senders(graph).includes(name) && !sent.includes(name)) set({ sent: [...sent, name] });
  };

  const plot = html("div", { role: "img" });
  const row = html("div", { class: "controls" });
  const told = html("small", { "aria-live": "polite" });
  const graphs = radios([], Object.keys(GRAPHS).map((name) => [name, `y = ${name}`]), (graph) => {
    set({ sent: [] });
    set({ graph });
  });
  graphs.group.setAttribute("aria-label", "the graph");
  root.append(graphs.group, plot, row);
  plot.addEventListener("click", (event) => {
    const place = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(plot.firstChild.getScreenCTM().inverse());
    const near = Object.entries(GRAPHS[model.get("graph")]).find(([, [, , , [x, y]]]) =>
      Math.abs(place.x - x) < BOX[0] / 2 && Math.abs(place.y - y) < BOX[1] / 2);
    if (near) send(near[0]);
  });

  let shown = "";
  const buttons = {};
  return redraw(model, ["graph", "sent"], () => {
    const now = state();
    const { grads, early } = walk(now);
    if (shown !== now.graph) {
      const again = html("button", {}, "start again");
      again.addEventListener("click", () => set({ sent: [] }));
      const all = senders(now.graph).map((name) => {
        buttons[name] = html("button", {}, `send ${name}`);
        buttons[name].addEventListener("click", () => send(name));
        return buttons[name];
      });
      row.replaceChildren(...all, again, told);
      shown = now.graph;
    }
    senders(now.graph).forEach((name) =>
      buttons[name].setAttribute("aria-disabled", now.sent.includes(name)));
    const said = `x.grad is ${grads.x}, the slope is ${slope(now.graph)}`;
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", `Sent: ${now.sent.join(", ") || "nothing yet"}; `
      + `too early: ${early.join(", ") || "none"}; ${said}`);
    told.textContent = now.sent.length ? said : "Press a node, or its button";
    graphs.mark(now.graph);
  });
}

export { draw, walk };
export default { render };
