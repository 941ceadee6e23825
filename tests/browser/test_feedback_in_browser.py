"""Feedback and formgrader in a real Chromium: the lesson's figures live, nothing of a student's."""

import re
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from grading import cells, feedback, report, samples
from grading.classroom import Classroom
from grading.engine import Run
from grading.lessons import find
from grading.sandbox import isolation
from tests.grading.hostile_html import PAYLOADS, cells_with, notebook_with, result_with

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

LESSON = find("01_derivatives")
TOKEN = "only-for-this-test"
WATCH = "window.ran = []; window.pwned = () => window.ran.push(new Error().stack)"
EVERYTHING = "\n\n".join(PAYLOADS.values())


@pytest.fixture
def watched(page):
    """The page; `page.ran()` are the calls that a student's script made in it or in a frame."""
    page.add_init_script(WATCH)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.ran = lambda: [call for frame in page.frames for call in frame.evaluate("window.ran")]
    return page


def provoke(page):
    """Do what a reader does: open details, click links, move over everything, press Tab."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    page.evaluate("document.querySelectorAll('a[href^=javascript], a:not([href])')"
                  ".forEach((a) => a.click())")
    page.evaluate("document.querySelectorAll('*').forEach((e) => "
                  "e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("policy", [True, False], ids=["as it is", "without its policy"])
def test_nothing_of_a_students_runs_in_a_feedback_page(watched, tmp_path, policy):
    html = feedback.page(LESSON, EVERYTHING, result_with(LESSON, EVERYTHING),
                         notebook_with(*PAYLOADS.values()))
    if not policy:  # the cleaning alone has to do
        html = re.sub(r"<meta http-equiv[^>]*>", "", html)
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")

    watched.goto(file.as_uri())
    provoke(watched)

    assert watched.ran() == []
    assert {url for url in watched.asked if not url.startswith("data:")} == {file.as_uri()}
    assert [p for p in watched.problems if "Content Security Policy" in p] == []


def test_nor_in_the_report(watched, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(report.page(report.of(LESSON, {EVERYTHING: result_with(LESSON, EVERYTHING)})),
                    encoding="utf-8")

    watched.goto(file.as_uri())
    provoke(watched)

    assert watched.ran() == [] and watched.problems == []


def test_the_lessons_figures_live_in_a_feedback_page_without_a_network(watched, tmp_path):
    plains = [p for p, html in cells.live_figures(LESSON).items() if "<script" in html]
    shown = [new_code_cell("figure()", outputs=[new_output("display_data", data={"text/plain": p})])
             for p in plains]
    file = tmp_path / "page.html"
    file.write_text(feedback.page(LESSON, "ada", None, new_notebook(cells=shown)),
                    encoding="utf-8")

    watched.goto(file.as_uri())
    watched.locator("[data-live]").first.wait_for(state="attached")
    watched.wait_for_timeout(500)

    assert watched.locator("[data-alive=yes]").count() == len(plains) >= 2
    slider = watched.locator("[data-live] [role=slider]").first
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    watched.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != before
    assert watched.problems == [] and watched.asked == [file.as_uri()]


@pytest.fixture
def classroom(tmp_path):
    """A class of one, graded, whose autograded notebook holds everything that is hostile."""
    classroom = Classroom(tmp_path / "class")
    classroom.release(LESSON)
    samples.hand_in(classroom.root, LESSON, "mallory", samples.right(LESSON))
    with Run(workers=1, isolated=isolation().available) as run:
        list(classroom.autograde(LESSON, ["mallory"], run))
    [path] = (classroom.root / "autograded" / "mallory" / LESSON.folder).glob("*.ipynb")
    path.chmod(0o644)
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(c for p in PAYLOADS.values() for c in cells_with(p)):
        cell["id"] = f"hostile-{number}"
        if number % 2:
            cell.metadata.pop("nbgrader", None)
        elif "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["grade_id"] = f"hostile-{number}"
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return classroom


def _submission(classroom):
    with Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id) as gradebook:
        found = gradebook.find_submission_notebook(LESSON.name, LESSON.folder, "mallory")
        return found.id


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_nothing_of_a_students_runs_in_formgrader(classroom, watched, serve, tmp_path):
    serving, free_port = serve
    port = free_port()
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "grading", "formgrader", "--root", classroom.root,
               "--port", str(port)]
    with serving(command, port, tmp_path / "home", tmp_path, JUPYTER_TOKEN=TOKEN) as url:
        watched.goto(f"{url}/formgrader/?token={TOKEN}")
        watched.goto(f"{url}/formgrader/submissions/{_submission(classroom)}/")
        watched.locator("div#notebook").first.wait_for(timeout=60_000)
        provoke(watched)
        watched.shot("formgrader-hostile")

        assert watched.locator("math").count() > 10, "formulas need no network"
        assert watched.locator(".nbgrader_cell").count() > 10
        assert watched.ran() == []
        assert [a for a in watched.asked if "evil.example" in a] == []
