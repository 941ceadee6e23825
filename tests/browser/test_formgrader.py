"""An instructor in nbgrader's formgrader: the class is there, and its button grades as we do."""

import sys

import pytest

from grading import samples
from grading.classroom import Classroom
from grading.engine import Run
from grading.lessons import find
from grading.sandbox import isolation
from tests.grading.misconfigured import class_of_one

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

LESSON = find("01_derivatives")
TOKEN = "only-for-this-test"


@pytest.fixture
def classroom(tmp_path):
    """Six samples, five of them graded: the right one is left for the button."""
    classroom = Classroom(tmp_path / "class")
    classroom.release(LESSON)
    for student, sample in samples.SAMPLES.items():
        samples.hand_in(classroom.root, LESSON, student, sample(LESSON))
    with Run(workers=2, isolated=isolation().available) as run:
        graded = list(classroom.autograde(LESSON, [s for s in samples.SAMPLES if s != "ada"], run))
    assert len(graded) == 5
    return classroom, {result["student"]: result for result in graded}


def test_the_class_is_there_and_the_button_grades(classroom, page, serve, tmp_path):
    classroom, graded = classroom
    serving, free_port = serve
    port = free_port()
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "grading", "formgrader", "--root", classroom.root,
               "--port", str(port)]
    sandbox = "0" if isolation().available else "1"
    with serving(command, port, tmp_path / "home", tmp_path, JUPYTER_TOKEN=TOKEN,
                 GRADING_NO_SANDBOX=sandbox) as url:
        page.goto(f"{url}/formgrader/?token={TOKEN}")
        page.goto(f"{url}/formgrader/manage_submissions/{LESSON.folder}")
        row = page.locator("tbody tr").filter(has_text="mallory")
        row.wait_for(timeout=60_000)
        for student, result in graded.items():
            cells = page.locator("tbody tr").filter(has_text=student)
            assert f"{result['points']:g} / {result['max_points']:g}" in cells.inner_text()

        ada = page.locator("tbody tr").filter(has_text="ada")
        assert "needs autograding" in ada.inner_text()
        ada.locator(".autograde a").click()
        page.get_by_text("Successfully").first.wait_for(timeout=120_000)
        page.shot("formgrader-graded")
        top = graded["ben"]["max_points"]
        page.goto(f"{url}/formgrader/manage_submissions/{LESSON.folder}")
        ada.wait_for(timeout=60_000)
        assert f"{top:g} / {top:g}" in ada.inner_text()

        page.goto(f"{url}/formgrader/gradebook/{LESSON.folder}/{LESSON.name}")
        page.locator("table tbody tr a").first.wait_for(timeout=60_000)


def test_with_a_broken_configuration_the_button_runs_no_students_code(page, serve, tmp_path):
    """nbgrader only logs the error, and would go on with its own steps, without a sandbox."""
    root = tmp_path / "class"
    ran = class_of_one(root, LESSON, "c = 1 / 0")
    serving, free_port = serve
    port = free_port()
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
               f"--ServerApp.port={port}", f"--ServerApp.root_dir={root}"]
    with serving(command, port, tmp_path / "home", root, JUPYTER_TOKEN=TOKEN) as url:
        page.goto(f"{url}/formgrader/?token={TOKEN}")
        page.goto(f"{url}/formgrader/manage_submissions/{LESSON.folder}")
        page.locator("tbody tr").filter(has_text="mallory").locator(".autograde a").click()
        told = page.locator("#error-modal")
        told.wait_for(timeout=120_000)

        assert "nothing is graded before it is mended" in told.inner_text()
    assert not ran.exists() and not list(root.glob("autograded/*/*/*.ipynb"))
