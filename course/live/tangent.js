// A point dragged along a curve, its tangent, and a secant that closes on it; tangent.py's twin.

const [SMALLEST, LARGEST, PER_DECADE] = [0.001, 2, 10];
const SAMPLES = 160;
const STEP = 0.05;
const CURVES = {
  parabola: { formula: "3x² + 2x + 1", f: (x) => 3 * x * x + 2 * x + 1, df: (x) => 6 * x + 2,
    x: [-2, 4], y: [-8, 60] },
  cubic: { formula: "x³ − 3x", f: (x) => x * x * x - 3 * x, df: (x) => 3 * x * x - 3,
    x: [-2.5, 2.5], y: [-6, 6] },
  sine: { formula: "sin x", f: Math.sin, df: Math.cos, x: [-5, 5], y: [-1.6, 1.6] },
  abs: { formula: "|x|", f: Math.abs, df: (x) => (x === 0 ? null : Math.sign(x)),
    x: [-3, 3], y: [-1, 3.5] },
};

const slope = (value) => (value === null ? "none: a kink" : number(value, 4));
const step = (h) => h.toPrecision(2).replace("-", "\u2212");

function slopes({ curve, x0, h }) {
  const { f, df } = CURVES[curve];
  return [(f(x0 + h) - f(x0)) / h, df(x0)];
}

function triangle(axes, x0, y0, x1, y1) {
  const [left, right, low, high] = [axes.px(x0), axes.px(x1), axes.py(y0), axes.py(y1)];
  const [foot, side] = [TOP + DOWN, x1 > x0 ? 1 : -1];
  const [away, back] = side > 0 ? ["start", "end"] : ["end", "start"];
  const parts = [line(left, low, left, foot, BLUE, 1, "2 3"),
    line(right, high, right, foot, ORANGE, 1, "2 3"),
    line(left, low, right, low, SOFT, 1.5), line(right, low, right, high, SOFT, 1.5),
    label(left - 6 * side, foot - 8, "x₀", BLUE, 14, back, 600),
    label(right + 6 * side, foot - 8, "x₀ + h", ORANGE, 14, away, 600)];
  if (Math.abs(right - left) > 30) {
    const below = high < low ? 17 : -8;
    parts.push(label((left + right) / 2, low + below, "h", INK, 14, "middle", 600));
  }
  if (Math.abs(high - low) > 30) {
    parts.push(label(right + 8 * side, (low + high) / 2 + 5, "rise", INK, 14, away, 600));
  }
  return parts;
}

function draw(state) {
  const { formula, f, x, y } = CURVES[state.curve];
  const axes = new Axes(x, y);
  const [secant, tangent] = slopes(state);
  const [x0, x1] = [state.x0, state.x0 + state.h];
  const [y0, y1] = [f(x0), f(x1)];
  const places = Array.from({ length: SAMPLES + 1 }, (_, i) => x[0] + (x[1] - x[0]) * i / SAMPLES);
  const parts = [axes.path(places.map((v) => [v, f(v)]), INK, 2.5)];
  if (tangent !== null) {
    parts.push(axes.path(x.map((v) => [v, y0 + tangent * (v - x0)]), BLUE, 2.5));
  }
  parts.push(axes.path(x.map((v) => [v, y0 + secant * (v - x0)]), ORANGE, 2.5, "8 5"),
    ...triangle(axes, x0, y0, x1, y1),
    dot(axes.px(x1), axes.py(y1), 6.5, ORANGE),
    dot(axes.px(x0), axes.py(y0), 8.5, BLUE));
  const gap = tangent === null ? "none" : slope(secant - tangent);
  const rows = [["x₀", number(x0, 2), SOFT], ["h", step(state.h), SOFT],
    ["slope of the secant", slope(secant), ORANGE],
    ["slope of the tangent", slope(tangent), BLUE],
    ["secant − tangent", gap, SOFT]];
  return picture([axes.grid("x", "f(x)"), inside(parts), panel(`f(x) = ${formula}`, rows)]);
}

// Where the point may stand: in the window, on a multiple of STEP, so that 0 is hit exactly.
function snap(curve, x) {
  const [low, high] = CURVES[curve].x;
  return Math.round(Math.min(Math.max(x, low), high) / STEP) / Math.round(1 / STEP);
}

const RANGE = Math.round(PER_DECADE * Math.log10(LARGEST / SMALLEST));
const stepAt = (position) =>
  Number((LARGEST * 10 ** ((position - RANGE) / PER_DECADE)).toPrecision(2));
const positionOf = (h) => Math.round(RANGE + PER_DECADE * Math.log10(Math.abs(h) / LARGEST));

const STRIDES = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10,
  PageDown: -10, Home: -Infinity, End: Infinity };

const TANGENT = `
  fieldset { margin-bottom: 12px; }
  .handle { cursor: grab; touch-action: none; outline: none; }
  .handle:active { cursor: grabbing; }
  .handle circle { fill: transparent; }
  .handle:hover .ring { fill: #1d4ed826; }
  .handle:focus .ring { stroke: #f59e0b; stroke-width: 3; }
`;

function render({ model, el }) {
  const root = card(el, TANGENT);
  const state = () => ({ curve: model.get("curve"), x0: model.get("x0"), h: model.get("h") });
  const set = setter(model);
  const moveTo = (x) => set({ x0: snap(model.get("curve"), x) });

  const plot = html("div");
  plot.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}"><g class="picture" aria-hidden="true"></g>`
    + '<g class="handle" role="slider" tabindex="0" aria-label="x₀, the point on the curve">'
    + '<circle r="24"></circle><circle class="ring" r="14"></circle></g></svg>';
  const canvas = plot.firstChild;
  const [still, handle] = canvas.children;
  draggable(canvas, handle, (x) => {
    const [low, high] = CURVES[model.get("curve")].x;
    moveTo(low + (high - low) * (x - LEFT) / ACROSS);
  });
  handle.addEventListener("keydown", (event) => {
    const stride = STRIDES[event.key];
    if (stride === undefined) return;
    event.preventDefault();
    moveTo(model.get("x0") + stride * STEP * (event.shiftKey ? 10 : 1));
  });

  const names = Object.entries(CURVES).map(([name, { formula }]) => [name, formula]);
  const curves = radios([], names, (curve) => set({ curve, x0: snap(curve, model.get("x0")) }));
  curves.group.setAttribute("aria-label", "the curve");
  const slider = html("input", { type: "range", min: 0, max: RANGE, step: 1, "aria-label": "h" });
  const shown = html("output");
  const left = html("input", { type: "checkbox" });
  const pick = () => set({ h: stepAt(Number(slider.value)) * (left.checked ? -1 : 1) });
  slider.addEventListener("input", pick);
  left.addEventListener("change", pick);
  root.append(curves.group, plot, html("div", { class: "controls" },
    html("label", { class: "control" }, "h", slider, shown),
    html("label", { class: "control" }, left, "from the left"),
    html("small", {}, "Drag the point, or press ← →")));

  return redraw(model, ["curve", "x0", "h"], () => {
    const now = state();
    const { f, x, y } = CURVES[now.curve];
    const axes = new Axes(x, y);
    const said = `secant slope ${slope(slopes(now)[0])}, tangent slope ${slope(slopes(now)[1])}`;
    still.innerHTML = draw(now);
    handle.setAttribute("transform", `translate(${axes.px(now.x0)} ${axes.py(f(now.x0))})`);
    Object.entries({ valuemin: x[0], valuemax: x[1], valuenow: now.x0,
      valuetext: `x₀ = ${number(now.x0, 2)}, ${said}` })
      .forEach(([name, value]) => handle.setAttribute(`aria-${name}`, value));
    curves.mark(now.curve);
    slider.value = positionOf(now.h);
    slider.setAttribute("aria-valuetext", `h = ${step(now.h)}, ${said}`);
    left.checked = now.h < 0;
    shown.textContent = step(now.h);
  });
}

export { draw, snap, stepAt };
export default { render };
