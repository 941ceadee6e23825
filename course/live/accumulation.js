// Gradient descent on a parabola, with gradients cleared and not cleared; accumulation.py's twin.

const STEPS = 40;
const FRAME = 4;
const NEAR = 1e-9;

function walk({ rate, zero_grad: clears }) {
  let [x, grad] = [1, 0];
  const xs = [1];
  for (let k = 0; k < STEPS; k += 1) {
    grad = rate * x + (clears ? 0 : grad);
    x -= grad;
    xs.push(x);
  }
  return xs;
}

function verdict({ rate, zero_grad: clears }) {
  const limit = clears ? 2 : 4;
  if (rate < NEAR) return "does not move";
  if (rate > limit + NEAR || (!clears && rate > limit - NEAR)) return "diverges";
  if (!clears) return "keeps oscillating";
  return rate > limit - NEAR ? "keeps oscillating" : "settles at 0";
}

function size(xs) {
  const largest = Math.max(...xs.map(Math.abs));
  return largest < 1000 ? number(largest, 2) : largest.toExponential(1).replace("e+", "e");
}

function draw(state) {
  const axes = new Axes([-1, STEPS + 1], [-FRAME, FRAME]);
  const xs = walk(state);
  const color = state.zero_grad ? BLUE : ORANGE;
  const left = xs.findIndex((x) => Math.abs(x) > FRAME);
  const end = left >= 0 && verdict(state) === "diverges" ? left + 1 : xs.length;
  const path = xs.slice(0, end).map((x, k) => [k, x]);
  const parts = [axes.path(path, color, 1.5),
    ...path.map(([k, x]) => dot(axes.px(k), axes.py(x), 4.5, color))];
  const rows = [["ηλ", number(state.rate, 2), SOFT],
    ["zero_grad()", state.zero_grad ? "before each step" : "never", color],
    [`largest |x| in ${STEPS} steps`, size(xs), SOFT],
    ["in the long run, x", verdict(state), color]];
  if (left >= 0) rows.push(["x leaves the frame", `at step ${left}`, SOFT]);
  return picture([axes.grid("step", "x"), inside(parts), panel("f(x) = λ/2 x²", rows)]);
}

const ACCUMULATION = "input[type=range] { width: 260px; }";

function render({ model, el }) {
  const root = card(el, ACCUMULATION);
  const state = () => ({ rate: model.get("rate"), zero_grad: model.get("zero_grad") });
  const set = setter(model);

  const plot = html("div", { role: "img" });
  const slider = html("input",
    { type: "range", min: 0, max: 5, step: 0.05, "aria-label": "ηλ, learning rate × curvature" });
  const shown = html("output");
  const clears = html("input", { type: "checkbox" });
  slider.addEventListener("input", () => set({ rate: Number(slider.value) }));
  clears.addEventListener("change", () => set({ zero_grad: clears.checked }));
  root.append(plot, html("div", { class: "controls" },
    html("label", { class: "control" }, "ηλ", slider, shown),
    html("label", { class: "control" }, clears, html("code", {}, "zero_grad()"))));

  return redraw(model, ["rate", "zero_grad"], () => {
    const now = state();
    const said = `x ${verdict(now)}, largest |x| ${size(walk(now))}`;
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", `x over ${STEPS} steps: ${said}`);
    slider.value = now.rate;
    slider.setAttribute("aria-valuetext", `ηλ = ${number(now.rate, 2)}: ${said}`);
    shown.textContent = number(now.rate, 2);
    clears.checked = now.zero_grad;
  });
}

export { draw, verdict, walk };
export default { render };
