"""`predict`: a student commits to an answer before running; `reveal` shows it beside the outcome.

    predict("twice", "What will `x.grad` be?", ["14", "28"])
    ...                             # the cell that shows it
    reveal("twice", "28")
"""

from IPython.display import display

from course import progress


def predict(name, question, choices):
    """Show `question` with a button for each of `choices`; what is pressed is kept under `name`.

    What stands between backticks is shown as code. Another choice can be made at any time.
    """
    choices = [str(choice) for choice in choices]
    if len(set(choices)) < max(2, len(choices)):
        raise ValueError(f"predict({name!r}, ...) needs two choices at least, all different; "
                         f"got {choices}")
    from course.live import Choice  # here, so that where nobody looks nothing is loaded

    said = progress.read("predictions").get(name)
    widget = Choice(question=question, choices=choices, chosen=said if said in choices else "")
    widget.observe(lambda change: progress.update("predictions", {name: change["new"]}), "chosen")
    display(widget)


def reveal(name, outcome=None):
    """Print what was predicted under `name`, and with `outcome` whether that is what happened."""
    said = progress.read("predictions").get(name)
    if said is None:
        print("You said: nothing yet. Choose above, then run this cell again.")
    else:
        tail = "  ✓" if said == str(outcome) else ""
        print(f"You said: {said}{tail}")
    if outcome is not None and said != str(outcome):
        print(f"It was:   {outcome}")
