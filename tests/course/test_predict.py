"""predict and reveal: a choice is made, kept, and shown beside what happened."""

import json
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course import predict, progress, reveal
from course.live import Choice

QUESTION = ("three_backwards", "What will `x.grad` be?", ["14, 14, 14", "14, 28, 42"])


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    """An empty folder, and nothing predicted yet."""
    monkeypatch.chdir(tmp_path)
    progress.forget()
    yield tmp_path
    progress.forget()


@pytest.fixture
def shown(monkeypatch):
    """What `predict` displays, in a list."""
    seen = []
    # by sys.modules, since `course.predict` is the function and not its module
    monkeypatch.setattr(sys.modules[predict.__module__], "display", seen.append)
    return seen


def test_the_choice_is_kept_and_marked_the_next_time(fresh, shown):
    """What is pressed lands in the student's file, and is marked when the cell runs again."""
    predict(*QUESTION)
    shown[0].chosen = "14, 28, 42"
    predict(*QUESTION)

    kept = json.loads((fresh / progress.FILE).read_text(encoding="utf-8"))
    assert kept["predictions"] == {"three_backwards": "14, 28, 42"}
    assert [widget.chosen for widget in shown] == ["14, 28, 42", "14, 28, 42"]


def test_a_choice_can_be_changed(shown):
    """The last one counts."""
    predict(*QUESTION)
    shown[0].chosen = "14, 28, 42"
    shown[0].chosen = "14, 14, 14"

    assert progress.read("predictions") == {"three_backwards": "14, 14, 14"}


def test_a_kept_choice_that_is_no_longer_offered_is_not_marked(shown):
    """A lesson may reword its choices after a student has chosen."""
    progress.update("predictions", {"three_backwards": "something else"})

    predict(*QUESTION)

    assert shown[0].chosen == ""


@pytest.mark.parametrize("choices", [[], ["only one"], ["same", "same"], [1, "1"]])
def test_choices_must_be_two_and_different(choices):
    """The error names the prediction and shows what it got."""
    with pytest.raises(ValueError, match="predict\\('x', ...\\) needs two choices"):
        predict("x", "?", choices)


def test_choices_may_be_numbers(shown):
    """They are shown, kept and compared as text."""
    predict("x", "?", [14, 28])
    shown[0].chosen = "28"

    with capture_output() as out:
        reveal("x", 28)

    assert out.stdout == "You said: 28  ✓\n"


@pytest.mark.parametrize(("said", "outcome", "printed"), [
    (None, None, "You said: nothing yet. Choose above, then run this cell again.\n"),
    (None, "28", "You said: nothing yet. Choose above, then run this cell again.\n"
                 "It was:   28\n"),
    ("14", None, "You said: 14\n"),
    ("14", "28", "You said: 14\nIt was:   28\n"),
    ("28", "28", "You said: 28  ✓\n"),
    ("28", 28, "You said: 28  ✓\n"),
])
def test_reveal_puts_the_prediction_beside_the_outcome(capsys, said, outcome, printed):
    """A mark where they agree, both where they don't."""
    if said is not None:
        progress.update("predictions", {"x": said})

    reveal("x", outcome)

    assert capsys.readouterr().out == printed


def test_predict_is_harmless_without_a_kernel():
    """In a plain IPython shell, as where a class is graded, the question is printed and no more."""
    shell = InteractiveShell.instance()
    with capture_output() as out:
        result = shell.run_cell(
            "from course import predict\n"
            "predict('x', 'Which?', ['this', 'that'])")
    InteractiveShell.clear_instance()

    assert result.success
    assert "Which?" in out.outputs[0].data["text/plain"]


def test_a_question_is_text_where_no_script_runs():
    """The stored output names the question and every choice, escaped, with code as code."""
    widget = Choice(question="Is `a < b`?", choices=["yes", "<b>no</b>"], chosen="yes")

    data, _ = widget._repr_mimebundle_()

    before_the_script = data["text/html"].partition("<script")[0]
    assert "Is <code>a &lt; b</code>?" in before_the_script
    assert "<li><strong>yes (chosen)</strong></li>" in before_the_script
    assert "<li>&lt;b&gt;no&lt;/b&gt;</li>" in before_the_script
    assert data["text/plain"] == "Is `a < b`?\n  (x) yes\n  ( ) <b>no</b>"


