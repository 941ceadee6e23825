"""One student's way through a released lesson, in a real JupyterLab."""

import re

import nbformat
import pytest

from grading import lessons, mistakes
from grading.release import student_version

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

LESSON, EXERCISE = "01_derivatives", "difference_quotient"
LIVE = "drag_tangent()"


@pytest.fixture
def released():
    """Lesson 1 as students get it."""
    return nbformat.reads(student_version(lessons.find(LESSON)), as_version=4)


def number_of(notebook, beginning):
    """The number of the first cell that begins so."""
    return next(i for i, c in enumerate(notebook.cells) if c.source.startswith(beginning))


def solution():
    """The reference solution of the exercise, as the source of its cell."""
    cells = lessons.find(LESSON).read().cells
    source = next(c.source for c in cells if lessons.grade_id(c) == EXERCISE)
    return re.sub(r"^ *### (BEGIN|END) SOLUTION$\n?", "", source, flags=re.MULTILINE)


def test_a_student_works_on_a_lesson(open_notebook, page, released):
    """Predict, drag, get it wrong, read why, get it right, validate; the console stays silent."""
    figure, question = number_of(released, LIVE), number_of(released, "predict(")
    wrong = mistakes.of(lessons.find(LESSON).name)[EXERCISE][0]
    check = f"check-{EXERCISE}"
    lesson = open_notebook("lesson.ipynb", released)

    # everything is run before anything is answered: the check says so, without a stack
    lesson.run_all(last=check)
    assert "Not filled in yet" in lesson.output(check)
    assert "Traceback" not in lesson.output(check)

    # a prediction is made by a click and shown beside the outcome
    answer = lesson.cell(question).get_by_role("radio").first
    assert "You said: nothing yet" in lesson.output(question + 1)
    answer.check()
    page.wait_for_timeout(300)
    lesson.run(question + 1)
    assert f"You said: {answer.get_attribute('value')}" in lesson.output(question + 1)

    # the live figure follows the mouse
    handle = lesson.cell(figure).get_by_role("slider", name="the point on the curve")
    before = lesson.cell(figure).locator("svg text").all_text_contents()
    lesson.drag(handle, -100)
    after = lesson.cell(figure).locator("svg text").all_text_contents()
    assert "14.0000" in before and "14.0000" not in after
    assert float(handle.get_attribute("aria-valuenow")) < 1.5

    # a known mistake is named, a right answer is praised
    lesson.fill_in(EXERCISE, wrong.source)
    lesson.run(check)
    assert " ".join(wrong.sentence.split()) in lesson.output(check)
    lesson.fill_in(EXERCISE, solution())
    lesson.run(check)
    assert lesson.output(check).startswith("✓")
    page.shot("journey-right")

    # Validate runs the whole notebook anew and tells which checks don't pass yet
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog-content")
    dialog.get_by_text("tangent_line").first.wait_for(timeout=60_000)
    page.shot("journey-validate")
    assert f'check("{EXERCISE}")' not in dialog.inner_text()

    assert page.problems == []
