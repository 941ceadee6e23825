// Gradient descent on contours of a valley and of a saddle; gradient_descent.py's twin.

const SURFACES = { valley: [1, 10], saddle: [4, -1] };
const FORMULAS = { valley: "½x² + 5y²", saddle: "2x² − ½y²" };
const LEVELS = [0.25, 1, 2.5, 5, 9, 14, 20];
const [X, Y] = [[-4.5, 4.5], [-2, 2]];
const [STEPS, SHOWN] = [300, 30];
const [NEAR, FAR] = [0.01, 1000];
const MOMENTUM = 0.5;

const size = ([x, y]) => Math.max(Math.abs(x), Math.abs(y));

function walk(state) {
  const [a, b] = SURFACES[state.surface];
  const keep = state.momentum ? MOMENTUM : 0;
  let [x, y, dx, dy] = [state.x, state.y, 0, 0];
  const path = [[x, y]];
  while (path.length <= STEPS && size([x, y]) < FAR) {
    [dx, dy] = [keep * dx + a * x, keep * dy + b * y];
    [x, y] = [x - state.rate * dx, y - state.rate * dy];
    path.push([x, y]);
  }
  return path;
}

function outcome(state) {
  const path = walk(state);
  const valley = state.surface === "valley";
  if (size(path[path.length - 1]) >= FAR) {
    return [valley ? "diverges" : "rolls away", path.length - 1];
  }
  const arrived = path.findLastIndex((point) => size(point) > NEAR) + 1;
  if (arrived < path.length) return [valley ? "arrives" : "is stuck", arrived];
  return ["is on its way", null];
}

function contours(axes, surface) {
  if (surface === "valley") {
    return LEVELS.map((height) => tag("ellipse", {
      cx: at(axes.px(0)), cy: at(axes.py(0)),
      rx: at(ACROSS * Math.sqrt(2 * height) / (X[1] - X[0])),
      ry: at(DOWN * Math.sqrt(height / 5) / (Y[1] - Y[0])),
      fill: "none", stroke: FAINT, "stroke-width": 1 }));
  }
  const places = Array.from({ length: 13 }, (_, i) => Y[0] + (Y[1] - Y[0]) * i / 12);
  const lines = [-1, 1].map((side) => axes.path(Y.map((y) => [side * y / 2, y]), FAINT, 1));
  LEVELS.filter((_, i) => i % 2).forEach((height) => [-1, 1].forEach((side) => lines.push(
    axes.path(places.map((y) => [side * Math.sqrt((2 * height + y * y) / 4), y]), FAINT, 1),
    axes.path(places.map((x) => [x, side * Math.sqrt(2 * height / 8 + 4 * x * x)]), FAINT, 1))));
  return lines;
}

function draw(state) {
  const axes = new Axes(X, Y);
  const path = walk(state).slice(0, SHOWN + 1);
  const [what, steps] = outcome(state);
  const parts = [...contours(axes, state.surface), axes.path(path, BLUE, 1.5),
    ...path.slice(1).map(([x, y]) => dot(axes.px(x), axes.py(y), 4, BLUE)),
    dot(axes.px(state.x), axes.py(state.y), 7, ORANGE)];
  const rows = [["learning rate η", number(state.rate, 3), SOFT],
    ["η × largest curvature", number(state.rate * Math.max(...SURFACES[state.surface]), 2), SOFT],
    ["momentum", state.momentum ? number(MOMENTUM, 1) : "none", SOFT],
    ["the path", what, BLUE],
    ["after steps", steps === null ? `more than ${STEPS}` : String(steps), BLUE]];
  return picture([axes.grid("x", "y"), inside(parts), panel(FORMULAS[state.surface], rows)]);
}

function render({ model, el }) {
  const root = card(el, "input[type=range] { width: 150px; }");
  const names = ["surface", "rate", "x", "y", "momentum"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const set = setter(model);
  const range = (name, title, [min, max, step], digits) => {
    const slider = html("input", { type: "range", min, max, step, "aria-label": title });
    const shown = html("output");
    slider.addEventListener("input", () => set({ [name]: Number(slider.value) }));
    const show = (value, said) => {
      slider.value = value;
      shown.textContent = number(value, digits);
      slider.setAttribute("aria-valuetext", `${number(value, digits)}: ${said}`);
    };
    return { show, control: html("label", { class: "control" }, title, slider, shown) };
  };

  const surfaces = radios([], Object.entries(FORMULAS).map(([name, text]) =>
    [name, `${name}: ${text}`]), (surface) => set({ surface }));
  surfaces.group.setAttribute("aria-label", "the surface");
  const plot = html("div", { role: "img" });
  const sliders = { rate: range("rate", "η, the learning rate", [0, 0.25, 0.005], 3),
    x: range("x", "start: x", [-4, 4, 0.1], 2), y: range("y", "start: y", [-1.5, 1.5, 0.05], 2) };
  const momentum = html("input", { type: "checkbox" });
  momentum.addEventListener("change", () => set({ momentum: momentum.checked }));
  root.append(surfaces.group, plot, html("div", { class: "controls" },
    ...Object.values(sliders).map(({ control }) => control),
    html("label", { class: "control" }, momentum, `momentum ${MOMENTUM}`)));

  return redraw(model, names, () => {
    const now = state();
    const [what, steps] = outcome(now);
    const said = `the path ${what}${steps === null ? "" : ` after ${steps} steps`}`;
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", `Gradient descent on ${FORMULAS[now.surface]}: ${said}`);
    Object.entries(sliders).forEach(([name, { show }]) => show(now[name], said));
    surfaces.mark(now.surface);
    momentum.checked = now.momentum;
  });
}

export { draw, outcome, walk };
export default { render };
