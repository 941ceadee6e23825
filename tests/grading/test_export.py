"""Exports: the columns that Canvas and Moodle read, and no zero where there is no grade."""

import csv
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from grading import results, scores
from grading.classroom import Classroom
from grading.export import Canvas, Moodle, Plain
from grading.lessons import find

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
LESSON = find("01_derivatives")
FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """Ada is graded, Ben waits for a person, Cleo has a true zero, Dan was only collected, Eve
    handed in nothing, Nora could not be graded, and nobody has put Omar on the list."""
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    classroom.check_gradebook()
    with Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id) as gradebook:
        gradebook.add_assignment(LESSON.folder)
        gradebook.add_notebook(LESSON.name, LESSON.folder)
        for name, points, kind in (("check-a", 3, "code"), ("written", 2, "markdown")):
            gradebook.add_grade_cell(name, LESSON.name, LESSON.folder, max_score=points,
                                     cell_type=kind)
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace",
                              email="ada@x.example", lms_user_id="77")
        for student in ("ben", "cleo", "dan", "eve", "nora"):
            gradebook.add_student(student)
        given = {"ada": (3, 1.5), "ben": (3, None), "cleo": (0, 0), "dan": (None, None)}
        for student, values in given.items():
            gradebook.add_submission(LESSON.folder, student, timestamp=datetime(2026, 11, 2))
            for name, value in zip(("check-a", "written"), values, strict=True):
                grade = gradebook.find_grade(name, LESSON.name, LESSON.folder, student)
                setattr(grade, "auto_score" if name == "check-a" else "manual_score", value)
        late = gradebook.find_submission(LESSON.folder, "ada").notebooks[0]
        late.late_submission_penalty = 0.25
        gradebook.db.commit()
    for student in ("nora", "omar"):
        results.write(classroom.root, LESSON, results.could_not_grade(LESSON, student, FORMULA))
    return classroom


def exported(classroom, exporter, tmp_path, **options):
    with Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id) as gradebook:
        paths = exporter(to=str(tmp_path / "out" / "grades.csv"), root=str(classroom.root),
                         **options).export(gradebook)
    return [list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in paths]


def test_every_student_has_points_or_the_reason_why_not(classroom):
    with Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id) as gradebook:
        assignment = gradebook.find_assignment(LESSON.folder)
        found = scores.of_class(gradebook, assignment, classroom.root)

    assert {s: (x.points, x.status) for s, x in found.items()} == {
        "ada": (4.25, "graded"), "ben": (3.0, "not final"), "cleo": (0.0, "graded"),
        "dan": (None, "not graded yet"), "eve": (None, "no submission"),
        "nora": (None, "could not grade"), "omar": (None, "could not grade")}


def test_plain_has_a_row_each_with_status_and_remark(classroom, tmp_path):
    [[header, *rows]] = exported(classroom, Plain, tmp_path)
    table = {row[1]: dict(zip(header, row, strict=True)) for row in rows}

    assert sorted(table) == ["ada", "ben", "cleo", "dan", "eve", "nora", "omar"]
    assert table["ada"]["points"] == "4.25" and table["ada"]["last_name"] == "Lovelace"
    assert table["cleo"]["points"] == "0"
    assert {table[s]["points"] for s in ("dan", "eve", "nora", "omar")} == {""}
    assert table["nora"]["status"] == "could not grade"
    assert table["nora"]["remark"] == f"'{FORMULA}", "a spreadsheet would run it"


def test_canvas_has_its_columns_and_nothing_where_there_is_no_grade(classroom, tmp_path):
    grades, remarks = exported(classroom, Canvas, tmp_path)

    assert grades[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON.folder]
    assert grades[1] == ["    Points Possible", "", "", "", "", "5"]
    table = {row[3]: row for row in grades[2:]}
    assert table["ada"] == ["Lovelace, Ada", "77", "", "ada", "", "4.25"]
    assert table["cleo"][-1] == "0"
    assert {table[s][-1] for s in ("dan", "eve", "nora", "omar")} == {""}
    said = {row[1]: row[2] for row in remarks[1:]}
    assert said["nora"].startswith("Could not grade: ") and said["eve"] == "No submission."
    assert "cleo" not in said and "ada" not in said


def test_moodle_has_a_feedback_column_and_a_dash_where_there_is_no_grade(classroom, tmp_path):
    [[header, *rows]] = exported(classroom, Moodle, tmp_path)
    table = {row[0]: row for row in rows}

    assert header == ["Username", "Surname", "First name", "Email address", LESSON.folder,
                      f"{LESSON.folder} (Feedback)"]
    assert table["ada"][3:] == ["ada@x.example", "4.25", ""]
    assert {table[s][4] for s in ("dan", "eve", "nora", "omar")} == {"-"}
    assert "waits for a person" in table["ben"][5]


def test_one_student_and_one_assignment_can_be_named(classroom, tmp_path):
    [[_, *rows]] = exported(classroom, Plain, tmp_path, student=["ada"], assignment=[LESSON.folder])
    [[_, *none]] = exported(classroom, Plain, tmp_path, assignment=["another"])

    assert [row[1] for row in rows] == ["ada"] and none == []
