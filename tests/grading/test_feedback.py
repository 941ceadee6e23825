"""Feedback pages: they say what came out and why, load nothing, and run nothing of a student's."""

import base64
import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader import handlers

from grading import cells, feedback, pages, results, safe
from grading.lessons import all_lessons, find
from grading.sandbox.settings import configured
from tests.grading.hostile_html import PAYLOADS, notebook_with, result_with

LESSON = find("01_derivatives")
NEVER = ["iframe", "object", "embed", "form", "input", "button", "base", "link", "svg", "video",
         "audio", "template", "noscript", "textarea", "frame", "applet", "portal"]
MATH = ["mglyph", "annotation-xml", "maction", "mlabeledtr"]


def parsed(html):
    return BeautifulSoup(html, "html.parser")


def assert_harmless(html, scripts=()):
    """Nothing in the page runs, loads, or navigates by script; but for our own `scripts`."""
    page = parsed(html)
    assert [s.string for s in page.find_all("script")] == list(scripts)
    assert not page.find_all(NEVER + MATH)
    assert len(page.find_all("style")) <= 1
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        target = re.sub(r"[\s\x00-\x1f]", "", str(tag.get("href", "#"))).lower()
        assert target.startswith(("#", "http:", "https:", "mailto:")), tag
        assert tag.name != "meta" or tag.get("http-equiv") in (None, "Content-Security-Policy")
        if "src" in tag.attrs:
            assert tag.name == "img" and re.match(r"data:image/[\w+]+[;,]", tag["src"]), tag
        if "style" in tag.attrs:  # terminal colours
            assert re.fullmatch(r"((background-)?color: rgb\([\d,]+\);?)+", tag["style"]), tag


@pytest.fixture(params=sorted(PAYLOADS))
def payload(request):
    return PAYLOADS[request.param]


def test_nothing_of_a_students_runs_in_a_feedback_page(payload):
    html = feedback.page(LESSON, payload, result_with(LESSON, payload), notebook_with(payload))

    assert_harmless(html)
    assert len(parsed(html).select(".cell")) == 3, "a text of a student's closed a part of the page"


def test_nor_where_it_could_not_be_graded(payload):
    result = results.could_not_grade(LESSON, payload, payload)

    assert_harmless(feedback.page(LESSON, payload, result))


@pytest.fixture(scope="module")
def formgrader():
    """What formgrader makes of a notebook with our configuration: a function that gives HTML."""
    config = configured()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)
    about = {"assignment_id": LESSON.folder, "notebook_id": LESSON.name, "submission_id": "1",
             "index": 0, "total": 1, "base_url": "", "student": "ada", "last_name": None,
             "first_name": None, "notebook_path": "x"}
    return lambda notebook: exporter.from_notebook_node(notebook, resources=about)[0]


def own_doings(page):
    """The scripts and handlers in a page: of nbgrader's own there are many."""
    return ([(s.get("src"), s.string) for s in page.find_all("script")],
            [(name, value) for tag in page.find_all(True) for name, value in tag.attrs.items()
             if name.startswith("on")])


def test_nor_in_formgrader(formgrader, payload):
    page, usual = parsed(formgrader(notebook_with(payload))), parsed(formgrader(new_notebook()))

    assert own_doings(page) == own_doings(usual)
    notebook = page.select_one("#notebook-container")
    own = {"textarea", "button", "input"}  # formgrader's, to grade with
    assert not notebook.find_all([*MATH, "style", "meta", "script", *(set(NEVER) - own)])
    assert all("comment" in tag["class"] for tag in notebook.find_all("textarea"))
    for tag in notebook.find_all("a", href=True):
        assert tag["href"].startswith(("#", "http:", "https:", "mailto:")), tag
    for tag in notebook.find_all("img", src=True):
        assert tag["src"].startswith("data:image/"), tag


def test_formulas_in_formgrader_need_no_network(formgrader):
    page = parsed(formgrader(new_notebook(cells=[new_markdown_cell("It is $x^2$.")])))

    assert page.select_one("#notebook-container math msup").text == "x2"


def test_values_that_are_quoted_stand_in_the_page_as_text():
    page = parsed(feedback.page(LESSON, "ada", result_with(LESSON, "<b>1</b> & 2"),
                                notebook_with()))

    assert page.select_one("td:nth-of-type(2) code").text == "<b>1</b> & 2"
    assert page.select_one(".diagnosis").text.strip() == "<b>1</b> & 2"


ENTRY = {"exercise": "tangent_line", "points": 0, "max_points": 3, "status": "wrong",
         "message": "", "diagnosis": "This is the rise.", "mistake": "rise", "seconds": 0.1,
         "rows": [{"label": "height at 2", "expected": "1.5", "got": "3", "ok": False}],
         "more_rows": 2, "remarks": [], "hint": "What is rise, what is run?"}


def graded(*entries, notes=()):
    return {"schema": 1, "student": "ada", "lesson": LESSON.folder, "status": "graded",
            "message": "", "points": sum(e["points"] or 0 for e in entries),
            "max_points": sum(e["max_points"] for e in entries), "seconds": 1.0,
            "notes": list(notes), "exercises": list(entries)}


def test_an_exercise_tells_expected_got_diagnosis_and_hint():
    page = parsed(feedback.page(LESSON, "ada", graded(ENTRY, notes=["Mended."]), new_notebook()))
    section = page.select_one("section.exercise")

    assert "Exercise 1.2 · The tangent as a function" in section.h3.text
    assert [c.text for c in section.select("tbody tr > *")] == ["height at 2", "1.5", "3", "✗ no"]
    assert "This is the rise." in section.select_one(".diagnosis").text
    assert "What is rise" in section.details.text
    assert "and 2 more" in section.text
    assert "0 of 3 points" in page.header.text and "Mended." in page.header.text


def test_a_right_exercise_is_a_line_and_a_written_one_waits_for_a_person():
    right = {**ENTRY, "status": "right", "points": 3, "diagnosis": "", "rows": [], "hint": ""}
    written = {**ENTRY, "exercise": "answer", "status": "needs a person", "points": None,
               "diagnosis": "", "rows": [], "message": "A person grades this answer."}
    page = parsed(feedback.page(LESSON, "ada", graded(right, written), new_notebook()))

    assert [s.h3["id"] for s in page.select("section.exercise")] == ["exercise-answer"]
    assert "3 of 6 points, and 1 answer that a person still reads" in page.header.text
    assert "? of 3" in page.select("tbody tr")[1].text


def test_a_persons_score_and_comment_count_and_stand_in_both_places():
    about = {"grade_id": "tangent_line", "solution": True, "comment": "Nearly: see *line 3*."}
    check = {"grade_id": "check-tangent_line", "grade": True, "score": 2.5, "open": False}
    notebook = new_notebook(cells=[new_code_cell("", metadata={"nbgrader": about}),
                                   new_code_cell("", metadata={"nbgrader": check})])
    page = parsed(feedback.page(LESSON, "ada", graded(ENTRY), notebook,
                                {"score": 2.5, "max_score": 3.0, "late_penalty": 0.5}))

    assert [em.text for em in page.select(".note em")] == ["line 3", "line 3"]
    assert "2.5 of 3" in page.select_one("tbody").text
    assert "0.5 points were taken off" in page.header.text


def test_code_in_a_sentence_is_code():
    sentence = {**ENTRY, "diagnosis": "Here `<b>` is `x - h`."}
    page = parsed(feedback.page(LESSON, "ada", graded(sentence), new_notebook()))

    assert [c.text for c in page.select(".diagnosis code")] == ["<b>", "x - h"]


def test_a_result_of_an_older_schema_shows_the_lines_of_the_check():
    old = {k: v for k, v in ENTRY.items() if k not in ("rows", "more_rows", "remarks", "hint")}
    old |= {"diagnosis": "", "message": "✗ tangent_line   0 of 3\n  It took too long,\n  10 s."}
    page = parsed(feedback.page(LESSON, "ada", graded(old), new_notebook()))

    assert page.select_one(".diagnosis").text.strip() == "It took too long, 10 s."


def test_could_not_grade_is_told_as_no_grade():
    result = results.could_not_grade(LESSON, "nora", "It could not be read as a notebook.")
    page = parsed(feedback.page(LESSON, "nora", result))

    assert "Could not be graded" in page.text and "could not be read as a notebook" in page.text
    assert "0 of" not in page.text


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.folder)
def test_every_formula_of_the_lessons_becomes_mathml(lesson):
    written = [c for c in lesson.read().cells if c.cell_type == "markdown"]
    assert written
    for cell in written:
        page = parsed(safe.markdown2html(cell.source))
        assert bool(page.find("math")) == ("$" in cell.source), cell.source
        for code in page.find_all("code"):
            code.extract()  # in code a dollar is a dollar
        assert not re.search(r"\$|\\[A-Za-z]", page.text), cell.source


def test_what_is_no_formula_stays_as_it_was_typed():
    assert safe.mathml(r"\frac") == r"<code>\frac</code>"
    assert safe.mathml("x" * 3000).startswith("<code>xxx")


def test_long_sources_cost_no_time():
    for source in ("<div>" * 100_000, "[" * 100_000, "$a " * 50_000):
        assert safe.markdown2html(source).startswith("<pre>")
        assert "<span" not in safe.highlight(source)


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.folder)
def test_the_lessons_own_live_figures_run_and_no_other_script_may(lesson):
    live = cells.live_figures(lesson)
    plain, html = next((p, h) for p, h in live.items() if "<script" in h)
    shown = new_output("display_data", data={"text/plain": plain})
    page = feedback.page(lesson, "ada", None, new_notebook(cells=[
        new_code_cell("drag()", outputs=[shown]), new_code_cell("drag()", outputs=[shown])]))

    [script] = set(pages.SCRIPT.findall(html))
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = parsed(page).find("meta", attrs={"http-equiv": True})["content"]
    assert page.count(html) == 2
    assert f"script-src 'sha256-{allowed}'" in policy and "default-src 'none'" in policy
    assert not parsed(page).select("[src^=http], [href^='http']")


def test_a_students_html_with_the_text_of_a_figure_gets_the_lessons_script_not_its_own():
    plain = next(iter(cells.live_figures(LESSON)))
    forged = new_output("display_data", data={
        "text/plain": plain, "text/html": "<script>pwned()</script>"})
    page = feedback.page(LESSON, "ada", None, new_notebook(cells=[
        new_code_cell("forge()", outputs=[forged])]))

    assert "pwned" not in page


def test_headings_go_down_step_by_step():
    page = parsed(feedback.page(LESSON, "ada", graded(ENTRY), new_notebook(cells=[
        new_markdown_cell("# One\n\n## Two\n\n### Three")])))
    levels = [int(h.name[1]) for h in page.find_all(re.compile("^h[1-6]$"))]

    assert levels == [1, 2, 3, 2, 3, 4, 5]


def luminance(colour):
    colour = colour.lstrip("#")
    colour = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
    parts = [int(colour[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_text_colour_has_contrast_enough(scheme):
    css = (pages.TEMPLATES / "page.css").read_text()
    colours = {}
    for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:1 + scheme]:
        colours |= dict(re.findall(r"--(\w+): (#\w+)", block))
    if scheme == 2:  # on paper the light colours are what is changed
        assert colours["back"] == "#fff"
    for back in ("back", "card", "note"):
        for ink in ("ink", "soft", "link", "good", "bad", "wait"):
            light, dark = sorted((luminance(colours[back]), luminance(colours[ink])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (back, ink)
