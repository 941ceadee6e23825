// The two ways by which x changes y, and what they add up to; paths.py's twin.

const BOX = [104, 56];
const PLACES = { x: [62, 200], u: [246, 90], v: [246, 310], y: [430, 200] };

function values({ x }) {
  const [u, v] = [x * x, 3 - x];
  return { u, v, y: u * v, byU: v * (2 * x), byV: u * -1 };
}

function edge(start, end, slope, color, lift) {
  const [[x1, y1], [x2, y2]] = [PLACES[start], PLACES[end]];
  return line(x1, y1, x2, y2, color, 2.5) + label((x1 + x2) / 2, (y1 + y2) / 2 + lift, slope,
    color, 14, start === "x" ? "end" : "start", 600);
}

function box(name, formula, value) {
  const [x, y] = PLACES[name];
  return tag("rect", { x: at(x - BOX[0] / 2), y: at(y - BOX[1] / 2), width: BOX[0],
    height: BOX[1], rx: 8, fill: "#fff", stroke: SOFT, "stroke-width": 1.5 })
    + label(x, y - 5, formula, INK, 14, "middle", 600)
    + label(x, y + 16, value, SOFT, 14, "middle");
}

function draw(state) {
  const { x } = state;
  const { u, v, y, byU, byV } = values(state);
  const edges = [edge("x", "u", `2x = ${number(2 * x, 1)}`, BLUE, -12),
    edge("u", "y", `v = ${number(v, 1)}`, BLUE, -12),
    edge("x", "v", "\u22121", ORANGE, 24), edge("v", "y", `u = ${number(u, 2)}`, ORANGE, 24)];
  const boxes = [box("x", "x", number(x, 1)), box("u", "u = x²", number(u, 2)),
    box("v", "v = 3 \u2212 x", number(v, 1)), box("y", "y = u·v", number(y, 3))];
  const rows = [["by way of u:  v · 2x", number(byU, 2), BLUE],
    ["by way of v:  u · (\u22121)", number(byV, 2), ORANGE],
    ["together: slope of y in x", number(byU + byV, 2), INK]];
  return picture([...edges, ...boxes, panel(`x = ${number(x, 1)}`, rows)]);
}

function render({ model, el }) {
  const root = card(el, "input[type=range] { width: 260px; }");
  const set = setter(model);
  const plot = html("div", { role: "img" });
  const slider = html("input", { type: "range", min: -1, max: 4, step: 0.1, "aria-label": "x" });
  const shown = html("output");
  slider.addEventListener("input", () => set({ x: Number(slider.value) }));
  root.append(plot, html("div", { class: "controls" },
    html("label", { class: "control" }, "x", slider, shown)));

  return redraw(model, ["x"], () => {
    const now = { x: model.get("x") };
    const { byU, byV } = values(now);
    const said = `by way of u ${number(byU, 2)}, by way of v ${number(byV, 2)}, `
      + `slope ${number(byU + byV, 2)}`;
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", said);
    slider.value = now.x;
    slider.setAttribute("aria-valuetext", `x = ${number(now.x, 1)}: ${said}`);
    shown.textContent = number(now.x, 1);
  });
}

export { draw, values };
export default { render };
