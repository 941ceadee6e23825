"""`predict`: a student commits to an answer before running; `reveal` shows it beside the outcome."""

from html import escape

from IPython.display import display

from course import progress


def predict(name, question, choices):
    """Show `question` with a button for each of `choices`; what is pressed is kept under `name`."""
    if len(choices) < 2:
        raise ValueError(f"predict({name!r}, ...) needs two choices at least")
    display(_buttons(name, question, list(choices)))


def reveal(name, outcome=None):
    """Print what was predicted under `name`, and with `outcome` whether that is what happened."""
    said = progress.read("predictions").get(name)
    if said is None:
        print("You said: nothing yet. A prediction before running makes the surprise useful.")
    else:
        tail = "" if outcome is None else ("  ✓" if said == str(outcome) else f"  It was: {outcome}")
        print(f"You said: {said}{tail}")


def _buttons(name, question, choices):
    said = progress.read("predictions").get(name)
    try:
        from course.live import Choice
    except ImportError:  # no anywidget here, as in the grader: the question is enough
        return Question(question, choices, said)
    widget = Choice(question=question, choices=choices, chosen=said or "")
    widget.observe(lambda change: progress.update("predictions", {name: change["new"]}), "chosen")
    return widget


class Question:
    """A question and its choices as text, for places where nothing can be pressed."""

    def __init__(self, question, choices, said=None):
        self.question, self.choices, self.said = question, choices, said

    def __repr__(self):
        return "\n".join([self.question, *(f"  ( ) {c}" for c in self.choices)])

    def _repr_html_(self):
        items = "".join(f"<li>{escape(c)}</li>" for c in self.choices)
        return f"<p>{escape(self.question)}</p><ul>{items}</ul>"
