// One of three layers switched off in one of five ways; no_grad_detach.py's twin.

const LAYERS = ["a", "b", "c"];
const WAYS = { nothing: "nothing", flag: "requires_grad off", no_grad: "no_grad() around it",
  detach: "detach() its output", eval: "eval()" };
const [WIDE, HIGH, GAP, EDGE, ROW] = [96, 84, 46, 40, 128];

function recorded({ way, layer }) {
  const off = LAYERS.indexOf(layer);
  return LAYERS.map((_, i) =>
    !(i === off && (way === "no_grad" || (way === "flag" && i === 0))));
}

function learning({ way, layer }) {
  const off = LAYERS.indexOf(layer);
  const cut = way === "no_grad" || way === "detach" ? off : -1;
  return LAYERS.map((_, i) => i > cut && !(way === "flag" && i === off));
}

function passing(state) {
  const learns = learning(state);
  return LAYERS.map((_, i) => learns.slice(0, i + 1).some(Boolean));
}

const verdict = (passes) => (passes.at(-1) ? "works" : "fails: no graph");
const names = (flags) => LAYERS.filter((_, i) => flags[i]).join(", ") || "none";

function box(left, name, isRecorded, learns, chosen) {
  const [middle, color] = [left + WIDE / 2, learns ? BLUE : ORANGE];
  return [tag("rect", { x: left, y: ROW, width: WIDE, height: HIGH, rx: 8, fill: color,
    "fill-opacity": 0.12, stroke: color, "stroke-width": 2,
    "stroke-dasharray": isRecorded ? "none" : "6 5" }),
  label(middle, ROW + 36, name, INK, 22, "middle", 600),
  label(middle, ROW + 62, learns ? "gradient" : "no gradient", color, 14, "middle"),
  label(middle, ROW - 14, chosen ? "switched off here" : "", SOFT, 13, "middle")];
}

const head = (x, y, side, color) => [line(x, y, x - 6 * side, y - 5, color, 2),
  line(x, y, x - 6 * side, y + 5, color, 2)];

function link(left, passes) {
  const [right, up, down] = [left + GAP - 6, ROW + 26, ROW + 58];
  const color = passes ? BLUE : FAINT;
  return [line(left + 6, up, right, up, INK, 2), ...head(right, up, 1, INK),
    line(left + 6, down, right, down, color, 2, passes ? "none" : "2 4"),
    ...(passes ? head(left + 6, down, -1, color) : [])];
}

function key() {
  const y = ROW + HIGH + 54;
  return [line(EDGE, y, EDGE + 30, y, INK, 2), label(EDGE + 40, y + 4.5, "values go forward"),
    line(EDGE, y + 28, EDGE + 30, y + 28, BLUE, 2),
    label(EDGE + 40, y + 32.5, "gradients come back"),
    line(EDGE, y + 56, EDGE + 30, y + 56, FAINT, 2, "2 4"),
    label(EDGE + 40, y + 60.5, "no gradient comes back"),
    line(EDGE + 230, y, EDGE + 260, y, SOFT, 2),
    label(EDGE + 270, y + 4.5, "rim: recorded"),
    line(EDGE + 230, y + 28, EDGE + 260, y + 28, SOFT, 2, "6 5"),
    label(EDGE + 270, y + 32.5, "rim: not recorded")];
}

function draw(state) {
  const [rims, learns, passes] = [recorded(state), learning(state), passing(state)];
  const parts = [label(EDGE - 20, ROW + HIGH / 2 + 5, "x", INK, 17, "middle", 600)];
  LAYERS.forEach((name, i) => {
    const left = EDGE + i * (WIDE + GAP);
    parts.push(...box(left, name, rims[i], learns[i],
      name === state.layer && state.way !== "nothing"), ...link(left + WIDE, passes[i]));
  });
  parts.push(label(EDGE + 3 * (WIDE + GAP) + 18, ROW + HIGH / 2 + 5, "loss", INK, 15, "middle",
    600), ...key());
  const rows = [["switched off", WAYS[state.way], SOFT],
    ["backward()", verdict(passes), passes.at(-1) ? BLUE : ORANGE],
    ["get a gradient", names(learns), BLUE],
    ["stay as they are", names(learns.map((learn) => !learn)), ORANGE],
    ["are recorded", names(rims), SOFT]];
  return picture([...parts, panel(`layer ${state.layer}`, rows)]);
}

function render({ model, el }) {
  const root = card(el, ".controls { align-items: flex-start; }");
  const state = () => ({ way: model.get("way"), layer: model.get("layer") });
  const set = setter(model);

  const plot = html("div", { role: "img" });
  const layers = radios(["Layer"], LAYERS.map((name) => [name, name]), (layer) => set({ layer }));
  const ways = radios(["Switch"], Object.entries(WAYS), (way) => set({ way }));
  root.append(plot, html("div", { class: "controls" }, layers.group, ways.group));

  return redraw(model, ["way", "layer"], () => {
    const now = state();
    plot.innerHTML = draw(now);
    plot.setAttribute("aria-label", `Layer ${now.layer}, ${WAYS[now.way]}: backward() ` +
      `${verdict(passing(now))}; layers that get a gradient: ${names(learning(now))}`);
    layers.mark(now.layer);
    ways.mark(now.way);
  });
}

export { draw };
export default { render };
