// A question with a button for each answer; the one pressed is the trait `chosen`.

const CHOICE = "legend { font-weight: 600; margin-bottom: 10px; }";

function render({ model, el }) {
  const set = setter(model);
  const options = model.get("choices").map((choice) => [choice, choice]);
  const { group, mark } = radios(prose(model.get("question")), options,
    (chosen) => set({ chosen }));
  card(el, CHOICE).append(group);
  return redraw(model, ["chosen"], () => mark(model.get("chosen")));
}

export default { render };
