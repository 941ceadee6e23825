"""The report on a class: what it says follows from the results, in every kind of class."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup

from grading import report, results, scores
from grading.lessons import find
from tests.grading.hostile_html import PAYLOADS, result_with

LESSON = find("01_derivatives")


def entry(exercise, status, points=0, top=2, mistake="", sentence=""):
    rows = [{"label": "at 2", "expected": "1.5", "got": "3", "ok": False}]
    return {"exercise": exercise, "points": points, "max_points": top, "status": status,
            "message": f"✗ {exercise}\n  It took too long.", "diagnosis": sentence,
            "mistake": mistake, "seconds": 0.1, "rows": rows if status == "wrong" else [],
            "more_rows": 0, "remarks": [], "hint": ""}


def result(student, *entries, seconds=1.0, notes=()):
    return {"schema": 1, "student": student, "lesson": LESSON.folder, "status": "graded",
            "message": "", "points": sum(e["points"] or 0 for e in entries),
            "max_points": sum(e["max_points"] for e in entries), "seconds": seconds,
            "notes": list(notes), "exercises": list(entries)}


SENTENCE = "This is the rise. The slope is the rise divided by the run."
RISE = {"mistake": "rise only", "sentence": SENTENCE}
CLASS = {r["student"]: r for r in (
    result("ada", entry("difference_quotient", "right", 2), entry("written", "needs a person",
                                                                  None)),
    result("ben", entry("difference_quotient", "wrong", **RISE), entry("written", "unanswered")),
    result("cleo", entry("difference_quotient", "wrong", **RISE), entry("written", "unanswered")),
    result("dan", entry("difference_quotient", "stopped"), entry("written", "unanswered"),
           notes=["cell 3 ran longer than 10 s"], seconds=11.5),
    result("eve", entry("difference_quotient", "wrong"), entry("written", "unanswered")),
    results.could_not_grade(LESSON, "nora", "It could not be read as a notebook."))}


@pytest.fixture
def made():
    return report.of(LESSON, CLASS, handed_in=[*CLASS, "omar"])


def test_each_exercise_has_its_rate_of_success(made):
    first, written = made["exercises"]

    assert first["heading"] == "Exercise 1.1 · The difference quotient"
    assert (first["right"], first["wrong"], first["stopped"], first["rate"]) == (1, 3, 1, 0.2)
    assert (written["needs_a_person"], written["unanswered"], written["rate"]) == (1, 4, None)


def test_misconceptions_come_by_frequency_with_an_example_and_its_notebook(made):
    [most] = made["misconceptions"]

    assert (most["count"], most["sentence"], most["student"]) == (2, SENTENCE, "ben")
    assert most["others"] == ["cleo"] and most["row"]["got"] == "3"
    assert most["link"] == "../autograded/ben/01_derivatives/derivatives.ipynb"
    assert made["unnamed"] == 1


def test_who_needs_a_person_is_named_with_the_reason(made):
    people = [(p["student"], p["why"], p["reason"]) for p in made["people"]]

    assert people[0] == ("nora", "Could not be graded", "It could not be read as a notebook.")
    assert people[1] == ("dan", "Stopped in Exercise 1.1 · The difference quotient",
                         "cell 3 ran longer than 10 s")
    assert people[2][:2] == ("omar", "Not graded yet")
    assert people[3][:2] == ("ada", "To be read: written")
    assert len(people) == 4


def test_what_a_person_has_graded_needs_nobody_and_counts():
    given = {"ada": scores.Score("ada", 3.5, 4.0, "graded")}
    made = report.of(LESSON, CLASS, given)

    assert "ada" not in {p["student"] for p in made["people"]}
    assert {s["student"]: s["points"] for s in made["students"]}["ada"] == 3.5


def test_could_not_grade_is_nowhere_a_zero(made):
    assert made["scores"] == [2, 0, 0, 0, 0]
    assert "1 could not be graded" in made["summary"]
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(report.table(made)))}
    assert rows["nora"]["points"] == "" and rows["ben"]["points"] == "0"
    assert json.loads(report.json_text(made))["students"][-1]["points"] is None


def test_the_page_says_it_all_and_loads_nothing(made):
    page = BeautifulSoup(report.page(made), "html.parser")

    assert not page.find_all(["script", "link", "iframe"])
    assert [h.text for h in page.find_all("h2")] == [
        "Points", "Who needs a human", "Exercise by exercise",
        "What the class got wrong, most frequent first", "Student by student"]
    assert SENTENCE in page.text and "11.5" in page.text
    assert len(page.select("rect")) == 4 and "0–1 points: 4" in page.figcaption.text


def test_every_point_falls_into_one_bar():
    students = {f"s{i}": result(f"s{i}", entry("f", "right", p, 12))
                for i, p in enumerate([0, 0.5, 6, 11.99, 12])}
    made = report.of(LESSON, students)

    bars = report._plot(made)["bars"]
    assert sum(bar["count"] for bar in bars) == 5
    assert [(b["label"], b["count"]) for b in bars] == [
        ("0–2", 2), ("2–4", 0), ("4–6", 0), ("6–8", 1), ("8–10", 0), ("10–12", 2)]


@pytest.mark.parametrize("found, handed_in, words", [
    ({}, [], "Nobody has handed in anything that was graded."),
    ({}, ["ada", "ben"], "2 handed in, nobody is graded yet."),
    ({"ada": CLASS["ada"]}, ["ada"], "1 submission, 2 of 4 points."),
    ({"nora": CLASS["nora"]}, ["nora"], "1 submission, none could be graded."),
], ids=["nobody", "nobody graded", "one", "none could be"])
def test_a_class_that_is_hardly_one_is_told_sensibly(found, handed_in, words):
    made = report.of(LESSON, found, handed_in=handed_in)
    page = BeautifulSoup(report.page(made), "html.parser")

    assert made["summary"] == words and words in page.text
    assert report.table(made).count("\n") == 1 + len(found)


@pytest.mark.parametrize("name", sorted(PAYLOADS))
def test_nothing_of_a_students_runs_in_the_report(name):
    payload = PAYLOADS[name]
    hostile = result_with(LESSON, payload)
    for e in hostile["exercises"]:
        e["mistake"] = payload
    page = BeautifulSoup(report.page(report.of(LESSON, {payload: hostile}, handed_in=["x"])),
                         "html.parser")

    assert not page.find_all(["script", "iframe", "img", "object", "form", "base", "a.x"])
    assert not [t for t in page.find_all(True) for a in t.attrs if a.startswith("on")]
    assert all(a["href"].startswith("../autograded/") for a in page.find_all("a"))
