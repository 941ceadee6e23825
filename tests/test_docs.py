"""The three one-page documents: what they say is so."""

import re
from pathlib import Path

import numpy as np
import pytest

from course.probes import exercises, observe, probe
from course.verdicts import judge
from grading.lessons import all_lessons
from grading.mistakes import mistake

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_lists_every_lesson_with_its_points():
    rows = dict(re.findall(r"\| `(\d\d_\w+)` \|.*\| (\d+) \|", read("README.md")))

    assert set(rows) == {lesson.folder for lesson in all_lessons()}
    for lesson in all_lessons():
        written = sum(c.metadata.nbgrader["points"] for c in lesson.read().cells
                      if c.cell_type == "markdown"
                      and c.metadata.get("nbgrader", {}).get("grade"))
        assert int(rows[lesson.folder]) == sum(
            p.points for p in exercises(lesson.name)) + written, lesson.folder


@pytest.mark.parametrize("page", PAGES)
def test_links_between_files_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", read(page))

    for link in links:
        assert (ROOT / link).exists(), f"{page} links to {link}"


@pytest.mark.parametrize("page", PAGES)
def test_paths_and_make_targets_that_are_named_are_there(page):
    text, targets = read(page), set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))

    for name in re.findall(r"`((?:course|grading|autograd_ref|tests|notebooks)/[\w./-]*)`", text):
        generated = any(part in name for part in ("release", "submitted", "autograded", "feedback",
                                                  "results", "lessons"))
        assert generated or (ROOT / name).exists(), f"{page} names {name}"
    for words in re.findall(r"`?make ((?:[a-z]+(?:-[a-z]+)? ?)+)`", text):
        assert set(words.split()) <= targets, f"{page} names make {words}"


def test_every_page_is_one_page():
    for page in PAGES[:3]:
        assert len(read(page).splitlines()) <= 90, page


def test_the_exercise_in_contributing_works_as_it_stands():
    blocks = re.findall(r"```python\n(.*?)```", read("CONTRIBUTING.md"), re.S)
    program, wrong = blocks[:2]
    assert len(program.strip().splitlines()) == 7

    made = []

    def keep(name, **options):
        def register(f):
            made.append((name, options, f))
            return f
        return register

    exec(program, {"probe": keep, "np": np})
    [(name, options, f)] = made
    from course.probes import Probe

    slope = Probe(name, options["points"], options["hints"], f, "docs")
    right = {"slope": lambda f, a, b: (f(b) - f(a)) / (b - a)}
    namespace = {"mistake": lambda *a: (lambda answer: answer)}
    exec(wrong, namespace)
    expected = observe(slope, right, 1)
    assert judge(slope, expected, observe(slope, right, 1)).right
    assert judge(slope, expected, observe(slope, namespace, 1)).status == "wrong"
    assert callable(probe) and callable(mistake)


def test_the_operation_in_contributing_works_as_it_stands(monkeypatch):
    """Its derivatives are those of central differences, first and second."""
    import autograd_ref as ag
    from autograd_ref import record
    from autograd_ref.ops.elementwise import sigmoid

    monkeypatch.setattr(record, "OPS", {})
    block, row = re.findall(r"```python\n(.*?)```", read("CONTRIBUTING.md"), re.S)[2:4]
    names = {"np": np, "sigmoid": sigmoid, "unary": record.unary}
    exec(block, names)
    names["unary"] = lambda f: f
    exec(row, names)

    x = ag.tensor([-1.5, 0.3, 2.0], dtype=ag.float64, requires_grad=True)
    [(name, f)] = names["ROW"].items()
    assert name in record.OPS and f(x).grad_fn.name() == name
    assert ag.autograd.gradcheck(f, x) and ag.autograd.gradgradcheck(f, x)
    np.testing.assert_allclose(f(x).detach().numpy(), np.log1p(np.exp([-1.5, 0.3, 2.0])))
