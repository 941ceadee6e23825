// Pictures as SVG text: line for line the twin of svg.py, which draws them at rest.

const [INK, SOFT, FAINT, GRID] = ["#1f2937", "#5b6676", "#a9b3c1", "#e5e9ef"];
const [BLUE, ORANGE] = ["#1d4ed8", "#c2410c"];
const FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const [WIDTH, HEIGHT] = [720, 400];
const [LEFT, TOP, ACROSS, DOWN] = [48, 28, 450, 324];
const PANEL = 526;

function tag(name, attributes, text = "") {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join("");
  return `<${name}${pairs}>${text}</${name}>`;
}

function number(value, digits) {
  const text = value.toFixed(digits);
  return text.replace("-", Number(text) === 0 ? "" : "\u2212");
}

const at = (value) =>
  (Math.floor(Math.min(Math.max(value, -9999), 9999) * 10 + 0.5) / 10).toFixed(1);

const line = (x1, y1, x2, y2, stroke, width, dash = "none") =>
  tag("line", { x1: at(x1), y1: at(y1), x2: at(x2), y2: at(y2),
    stroke, "stroke-width": width, "stroke-dasharray": dash });

const dot = (x, y, radius, fill) =>
  tag("circle", { cx: at(x), cy: at(y), r: radius, fill, stroke: "#fff", "stroke-width": 2 });

const label = (x, y, text, fill = SOFT, size = 13, anchor = "start", weight = 400) =>
  tag("text", { x: at(x), y: at(y), fill, "font-size": size, "text-anchor": anchor,
    "font-weight": weight }, text);

function ticks(low, high) {
  const rough = (high - low) / 6;
  const power = Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find((m) => m * 10 ** power >= rough);
  const step = digit * 10 ** power;
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return [values, Math.max(0, -power - (digit === 10))];
}

class Axes {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }

  px(x) {
    return LEFT + ACROSS * (x - this.x[0]) / (this.x[1] - this.x[0]);
  }

  py(y) {
    return TOP + DOWN * (1 - (y - this.y[0]) / (this.y[1] - this.y[0]));
  }

  grid(across, up) {
    const parts = [];
    const [xs, xdigits] = ticks(...this.x);
    for (const value of xs) {
      const x = this.px(value);
      parts.push(line(x, TOP, x, TOP + DOWN, value === 0 ? FAINT : GRID, 1),
        label(x, TOP + DOWN + 18, number(value, xdigits), SOFT, 13, "middle"));
    }
    const [ys, ydigits] = ticks(...this.y);
    for (const value of ys) {
      const y = this.py(value);
      parts.push(line(LEFT, y, LEFT + ACROSS, y, value === 0 ? FAINT : GRID, 1),
        label(LEFT - 8, y + 4.5, number(value, ydigits), SOFT, 13, "end"));
    }
    parts.push(label(LEFT + ACROSS / 2, TOP + DOWN + 38, across, SOFT, 13, "middle"),
      label(LEFT, TOP - 11, up));
    return parts.join("");
  }

  path(points, stroke, width, dash = "none") {
    const places = points.map(([x, y]) => `${at(this.px(x))},${at(this.py(y))}`).join(" ");
    return tag("polyline", { points: places, fill: "none", stroke, "stroke-width": width,
      "stroke-dasharray": dash, "stroke-linejoin": "round" });
  }
}

const inside = (parts) =>
  tag("svg", { x: LEFT, y: TOP, width: ACROSS, height: DOWN,
    viewBox: `${LEFT} ${TOP} ${ACROSS} ${DOWN}` }, parts.join(""));

function panel(title, rows) {
  const parts = [label(PANEL, TOP + 8, title, INK, 17, "start", 600)];
  rows.forEach(([name, value, color], i) => {
    const y = TOP + 48 + 58 * i;
    parts.push(line(PANEL + 2, y - 13, PANEL + 2, y + 25, color, 4),
      label(PANEL + 16, y, name),
      label(PANEL + 16, y + 23, value, INK, value.length < 14 ? 20 : 16, "start", 600));
  });
  return parts.join("");
}

function picture(parts) {
  const card = tag("rect", { width: WIDTH, height: HEIGHT, rx: 8, fill: "#fff" });
  return tag("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    "font-family": FONT }, card + parts.join(""));
}
