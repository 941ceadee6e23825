// What every live figure stands on: its card, its controls, the model it reads and writes.
// Python puts this text in front of the figure's own.

const STYLE = `
  :host { all: initial; display: block; max-width: 720px; margin: 4px 0; }
  .card { background: #fff; color: #1f2937; border: 1px solid #d7dce3; border-radius: 8px;
    padding: 14px 16px; color-scheme: light; line-height: 1.45;
    font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
  svg { display: block; width: 100%; height: auto; user-select: none; -webkit-user-select: none;
    font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
  fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
  legend { padding: 0; }
  code { font-size: 0.93em;
    font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace;
    background: #eef1f5; border-radius: 4px; padding: 1px 4px; }
  .controls { display: flex; flex-wrap: wrap; gap: 10px 24px; align-items: center;
    border-top: 1px solid #e5e9ef; margin-top: 6px; padding-top: 12px; }
  .control { display: flex; align-items: center; gap: 10px; user-select: none; }
  small { color: #5b6676; font-size: 13px; margin-left: auto; }
  .control output { min-width: 3.2em; font-variant-numeric: tabular-nums; }
  input[type=range] { width: 210px; accent-color: #1d4ed8; margin: 0; }
  input[type=checkbox] { width: 16px; height: 16px; accent-color: #1d4ed8; margin: 0; }
  .choices { display: flex; flex-wrap: wrap; gap: 8px; }
  .choices label { position: relative; cursor: pointer; }
  .choices input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%;
    margin: 0; cursor: pointer; }
  .choices span { display: block; padding: 6px 14px; border: 1px solid #a9b3c1;
    border-radius: 6px; background: #fff; }
  .choices label:hover span { background: #eef3fd; border-color: #1d4ed8; }
  .choices input:checked + span { background: #1d4ed8; border-color: #1d4ed8; color: #fff; }
  .choices input:checked + span code { background: #ffffff33; }
  .choices input:focus-visible + span, input:focus-visible { outline: 3px solid #f59e0b;
    outline-offset: 2px; }
  @media (prefers-reduced-motion: no-preference) {
    .choices span { transition: background-color 0.12s, border-color 0.12s; }
  }
`;

function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

// An empty card inside `el`, out of reach of the page's styles and of the notebook's shortcuts.
function card(el, style = "") {
  const host = html("div", { "data-lm-suppress-shortcuts": "true" });
  const sheet = html("style");
  sheet.textContent = STYLE + style;
  const inner = html("div", { class: "card" });
  host.attachShadow({ mode: "open" }).append(sheet, inner);
  el.append(host);
  return inner;
}

// `text` with what stands between backticks as code.
function prose(text) {
  return text.split("`").map((part, i) => (i % 2 ? html("code", {}, part) : part));
}

let groups = 0; // counted, because two groups of radio inputs in one card need two names

// Buttons of which one is pressed: native radio inputs, so keys and screen readers know them.
// `options` are pairs of a value and its label.
function radios(legend, options, pick) {
  groups += 1;
  const name = `choice-${groups}`;
  const inputs = options.map(([value]) => html("input", { type: "radio", name, value }));
  inputs.forEach((input) => input.addEventListener("change", () => pick(input.value)));
  const labels = options.map(([, text], i) =>
    html("label", {}, inputs[i], html("span", {}, ...prose(text))));
  const row = html("div", { class: "choices" }, ...labels);
  const group = html("fieldset", { role: "radiogroup" }, html("legend", {}, ...legend), row);
  return { group, mark: (chosen) => inputs.forEach((i) => { i.checked = i.value === chosen; }) };
}

// Calls `move` with the place in the picture while `handle` is dragged, or a mouse the `canvas`;
// a finger beside the handle scrolls the page.
function draggable(canvas, handle, move) {
  let held = null;
  const drag = (event) => {
    if (event.pointerId !== held) return;
    const at = new DOMPoint(event.clientX, event.clientY);
    move(at.matrixTransform(canvas.getScreenCTM().inverse()).x);
  };
  const drop = (event) => { if (event.pointerId === held) held = null; };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (event.pointerType !== "mouse" && !handle.contains(event.target)) return;
    event.preventDefault();
    handle.focus();
    held = event.pointerId;
    canvas.setPointerCapture(held);
    drag(event);
  });
  canvas.addEventListener("pointermove", drag);
  canvas.addEventListener("pointerup", drop);
  canvas.addEventListener("pointercancel", drop);
}

// What sets the traits in `changes` and sends them at once: what is set and not yet sent would be
// overwritten by the kernel's late word on an earlier value. It is ipywidgets that waits for a
// kernel that is busy.
function setter(model) {
  return (changes) => {
    Object.entries(changes).forEach(([name, value]) => model.set(name, value));
    model.save_changes();
  };
}

// Calls `draw` now and whenever one of `names` changes, here or in Python; returns the way to stop.
function redraw(model, names, draw) {
  names.forEach((name) => model.on(`change:${name}`, draw));
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, draw));
}

// A figure's model where there is no kernel, as in an exported page.
function standIn(state) {
  const listeners = [];
  return {
    get: (name) => state[name],
    set: (name, value) => {
      if (state[name] === value) return;
      state[name] = value;
      listeners.forEach(([event, call]) => { if (event === `change:${name}`) call(); });
    },
    save_changes: () => {},
    on: (event, call) => listeners.push([event, call]),
    off: (event, call) => {
      const at = listeners.findIndex((pair) => pair[0] === event && pair[1] === call);
      if (at >= 0) listeners.splice(at, 1);
    },
  };
}
