"""`Choice`: a question with a button for each answer, the widget behind `predict`."""

from html import escape

from traitlets import List, Unicode

from course.live.figure import LiveFigure, module


class Choice(LiveFigure):
    """A question, its `choices`, and the one that is `chosen`; another can be chosen any time."""

    _esm = module("choice")
    question = Unicode().tag(sync=True, live=True)
    choices = List(Unicode()).tag(sync=True, live=True)
    chosen = Unicode().tag(sync=True, live=True)
    note = "Run this cell to choose."

    def describe(self):
        """The question and its choices as text, one a line, the chosen one marked."""
        marks = ["x" if choice == self.chosen else " " for choice in self.choices]
        lines = [f"  ({m}) {c}" for m, c in zip(marks, self.choices, strict=True)]
        return "\n".join([self.question, *lines])

    def still(self):
        """The question and its choices as a list: text needs no picture."""
        items = "".join(f"<li>{_emphasise(c, c == self.chosen)}</li>" for c in self.choices)
        return (f"<p><strong>{_prose(self.question)}</strong></p>\n<ul>{items}</ul>\n"
                f"<p><em>{escape(self.note)}</em></p>")

    def __repr__(self):
        return self.describe()


def _emphasise(choice, chosen):
    return f"<strong>{_prose(choice)} (chosen)</strong>" if chosen else _prose(choice)


def _prose(text):
    parts = (escape(part) for part in text.split("`"))
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))
