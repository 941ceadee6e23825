// The error of a difference quotient for every step h; numerical_differentiation.py's twin.

const [X, CUBE, SLOPE] = [2, 8, 12];
const SMALLEST = -17;
const PER_DECADE = ["1", "1.5", "2", "3", "5", "7"];
const LAST = -SMALLEST * PER_DECADE.length;
const LOWEST = 1e-12;
const COLORS = { forward: ORANGE, central: BLUE };
const DIGITS = { float64: 16, float32: 7 };
const ROUND = { float64: (value) => value, float32: Math.fround };

function stepAt(position) {
  const decade = Math.floor(position / PER_DECADE.length);
  return Number(`${PER_DECADE[position % PER_DECADE.length]}e${SMALLEST + decade}`);
}

function measure(formula, precision, position) {
  const r = ROUND[precision];
  const h = r(stepAt(position));
  const cube = (x) => r(r(x * x) * x);
  const [below, run] = formula === "forward" ? [X, h] : [r(X - h), r(2 * h)];
  const difference = r(cube(r(X + h)) - cube(below));
  return [r(difference / run), Math.abs(difference) / CUBE];
}

function point(formula, precision, position) {
  const [slope] = measure(formula, precision, position);
  return [Math.log10(stepAt(position)), Math.log10(Math.max(Math.abs(slope - SLOPE), LOWEST))];
}

const clamp = (digits, most) => Math.min(Math.max(digits, 0), most);

function digits({ formula, precision, position }) {
  const [slope, left] = measure(formula, precision, position);
  const [most, error] = [DIGITS[precision], Math.abs(slope - SLOPE)];
  return [left === 0 ? most : clamp(Math.floor(0.5 - Math.log10(left)), most),
    error === 0 ? most : clamp(Math.floor(-Math.log10(error / SLOPE)), most)];
}

function short(value) {
  if (value === 0) return "0";
  const [first, power] = value.toExponential(2).split("e");
  return `${Number(first)}e${number(Number(power), 0)}`;
}

const power = (exponent) => (exponent === 0 ? "1" : `1e${number(exponent, 0)}`);

function grid(axes) {
  const parts = [];
  for (let exponent = -16; exponent <= 0; exponent += 4) {
    const x = axes.px(exponent);
    parts.push(line(x, TOP, x, TOP + DOWN, GRID, 1),
      label(x, TOP + DOWN + 18, power(exponent), SOFT, 13, "middle"));
  }
  for (let exponent = -12; exponent <= 0; exponent += 3) {
    const y = axes.py(exponent);
    parts.push(line(LEFT, y, LEFT + ACROSS, y, GRID, 1),
      label(LEFT - 6, y + 4.5, power(exponent), SOFT, 13, "end"));
  }
  parts.push(label(LEFT + ACROSS / 2, TOP + DOWN + 38, "h", SOFT, 13, "middle"),
    label(LEFT, TOP - 11, "error"));
  return parts.join("");
}

function strip(row, filled, most, color, rest) {
  const y = TOP + 48 + 58 * row + 29;
  return Array.from({ length: most }, (_, i) =>
    tag("rect", { x: PANEL + 16 + 10 * i, y, width: 8, height: 6, rx: 1,
      fill: i < filled ? color : rest })).join("");
}

function draw(state) {
  const { formula, precision, position } = state;
  const axes = new Axes([SMALLEST, 0], [-12, 2]);
  const color = COLORS[formula];
  const [slope] = measure(formula, precision, position);
  const places = Array.from({ length: LAST + 1 }, (_, k) => k);
  const other = formula === "forward" ? "central" : "forward";
  const path = (name, stroke, width) =>
    axes.path(places.map((k) => point(name, precision, k)), stroke, width);
  const [x, y] = point(formula, precision, position);
  const parts = [path(other, FAINT, 1.5), path(formula, color, 2),
    line(axes.px(x), TOP, axes.px(x), TOP + DOWN, color, 1, "2 3"),
    dot(axes.px(x), axes.py(y), 7, color)];
  const most = DIGITS[precision];
  const [cancelled, right] = digits(state);
  const rows = [["h", short(stepAt(position)), SOFT],
    [`slope (the true one is ${number(SLOPE, 0)})`, number(slope, 9), color],
    ["error", short(Math.abs(slope - SLOPE)), SOFT],
    ["digits that cancel", `${cancelled} of ${most}`, SOFT],
    ["right digits of the slope", `${right} of ${most}`, color]];
  const key = label(LEFT + ACROSS, TOP - 11, `grey: ${other}`, SOFT, 13, "end");
  return picture([grid(axes), key, inside(parts), panel("x³ at x = 2", rows),
    strip(3, cancelled, most, FAINT, INK), strip(4, right, most, color, GRID)]);
}

function render({ model, el }) {
  const root = card(el, "input[type=range] { width: 380px; max-width: 60vw; }");
  const names = ["formula", "precision", "position"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const set = setter(model);

  const formulas = radios(["formula"], Object.keys(COLORS).map((name) => [name, name]),
    (formula) => set({ formula }));
  const precisions = radios(["precision"], Object.keys(DIGITS).map((name) => [name, name]),
    (precision) => set({ precision }));
  const plot = html("div", { role: "img" });
  const slider = html("input",
    { type: "range", min: 0, max: LAST, step: 1, "aria-label": "h, the step" });
  const shown = html("output");
  slider.addEventListener("input", () => set({ position: Number(slider.value) }));
  root.append(plot, html("div", { class: "controls" }, formulas.group, precisions.group,
    html("label", { class: "control" }, "h", slider, shown)));

  return redraw(model, names, () => {
    const now = state();
    const [slope] = measure(now.formula, now.precision, now.position);
    const h = short(stepAt(now.position));
    const said = `slope ${number(slope, 9)}, ${digits(now)[1]} digits right`;
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", `The error over h, marked at h = ${h}: ${said}`);
    slider.value = now.position;
    slider.setAttribute("aria-valuetext", `h = ${h}: ${said}`);
    shown.textContent = h;
    formulas.mark(now.formula);
    precisions.mark(now.precision);
  });
}

export { draw, stepAt };
export default { render };
