"""The whole cycle in one process: release, hand in, autograde, feedback, export."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin

from course.probes import exercises
from grading import engine, feedback, mistakes, results, samples
from grading.classroom import HERE, CannotGo, Classroom
from grading.engine import Run
from grading.judge import GraderFault
from grading.lessons import exercise_of, find
from grading.sandbox import isolation

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
LESSONS = [find("01"), find("06")]  # what holds for two, holds for the others
ISOLATED = isolation().available
UNREADABLE = '{"cells": [<<<<<<< HEAD'


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of eight on all lessons, graded: the classroom, and results by (student, lesson)."""
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    found = {}
    with Run(workers=2, isolated=ISOLATED) as run:
        for lesson in LESSONS:
            classroom.release(lesson)
            for student, sample in samples.SAMPLES.items():
                samples.hand_in(classroom.root, lesson, student, sample(lesson))
            broken = samples.hand_in(classroom.root, lesson, "nora", samples.right(lesson))
            broken.write_text(UNREADABLE)
            renamed = samples.hand_in(classroom.root, lesson, "omar", samples.right(lesson))
            renamed.rename(renamed.with_name("final (2).ipynb"))
            for result in classroom.autograde(lesson, classroom.submissions(lesson), run):
                found[result["student"], lesson.folder] = result
    return classroom, found


each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)


def checked(result):
    return {e["exercise"]: e for e in result["exercises"] if e["status"] != "needs a person"}


def points_of_checks(lesson):
    return sum(p.points for p in exercises(lesson.name))


def scores(classroom, lesson, student):
    """The gradebook's automatic score of each check, by exercise."""
    with Gradebook(classroom.coursedir.db_url, "autograd") as gradebook:
        submission = gradebook.find_submission(lesson.folder, student)
        return {g.name.removeprefix("check-"): g.auto_score
                for n in submission.notebooks for g in n.grades}


@each_lesson
def test_a_right_submission_has_full_points(graded, lesson):
    classroom, found = graded
    result = found["ada", lesson.folder]

    assert result["points"] == points_of_checks(lesson)
    assert {e["status"] for e in checked(result).values()} == {"right"}
    assert result["notes"] == []


@each_lesson
@pytest.mark.parametrize("student, number", [("ben", 0), ("chen", 1)])
def test_each_known_mistake_has_its_sentence(graded, lesson, student, number):
    _, found = graded
    result = found[student, lesson.folder]

    assert result["points"] == 0
    for exercise, group in mistakes.of(lesson.name).items():
        known = group[number % len(group)]
        entry = checked(result)[exercise]
        assert (entry["mistake"], entry["diagnosis"]) == (known.name, known.sentence), exercise
        assert known.sentence.split()[0] in entry["message"]


@each_lesson
def test_a_half_finished_submission_has_half(graded, lesson):
    entries = checked(graded[1]["dana", lesson.folder])

    assert {e["status"] for e in entries.values()} == {"right", "unanswered"}
    assert all((e["points"] > 0) == (e["status"] == "right") for e in entries.values())


@each_lesson
def test_a_damaged_submission_has_its_points_and_says_what_was_mended(graded, lesson):
    classroom, found = graded
    result = found["eli", lesson.folder]

    assert result["points"] == points_of_checks(lesson)
    assert any("was there" in note for note in result["notes"])
    page = next((classroom.root / "autograded" / "eli" / lesson.folder).glob("*.ipynb"))
    assert "While grading" in page.read_text()


@each_lesson
def test_a_hostile_submission_has_none(graded, lesson):
    result = graded[1]["mallory", lesson.folder]

    assert result["points"] == 0
    assert all(e["points"] == 0 for e in checked(result).values())


@each_lesson
@pytest.mark.parametrize("student, reason", [
    ("nora", "could not be read as a notebook")])
def test_what_could_not_be_graded_says_so_and_is_no_zero(graded, lesson, student, reason):
    result = graded[1][student, lesson.folder]

    assert (result["status"], result["points"]) == ("could not grade", None)
    assert reason in result["message"]


@each_lesson
def test_a_renamed_notebook_has_its_points_and_says_so(graded, lesson):
    result = graded[1]["omar", lesson.folder]

    assert (result["status"], result["points"]) == ("graded", points_of_checks(lesson))
    assert any("was called final (2).ipynb" in note for note in result["notes"])


@each_lesson
def test_the_gradebook_and_the_results_agree(graded, lesson):
    classroom, found = graded
    for student in samples.SAMPLES:
        result = found[student, lesson.folder]
        assert results.read(classroom.root, lesson, student) == result
        known = scores(classroom, lesson, student)
        for exercise, entry in checked(result).items():
            assert known[exercise] == entry["points"], (student, exercise)


def test_a_written_answer_waits_for_a_person(graded):
    _, found = graded
    written = {student: e for (student, _), r in found.items() for e in r["exercises"]
               if e["exercise"] == "answer_accumulation"}

    assert written["ada"]["status"] == "needs a person" and written["ada"]["points"] is None
    assert written["ada"]["max_points"] == 2
    assert written["dana"]["status"] == "unanswered" and written["dana"]["points"] == 0


def test_a_person_grades_the_written_answer_and_feedback_shows_it(graded):
    classroom, _ = graded
    lesson = next(x for x in LESSONS if x.folder == "06_accumulation")
    with Gradebook(classroom.coursedir.db_url, "autograd") as gradebook:
        grade = gradebook.find_grade("answer_accumulation", lesson.name, lesson.folder, "ada")
        assert grade.needs_manual_grade and grade.auto_score is None
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
        assert gradebook.find_submission(lesson.folder, "ada").score == 17.5

    [page] = classroom.feedback(lesson, "ada")

    text = page.read_text(encoding="utf-8")
    assert "17.5 of 18 points" in text and "that a person still reads" not in text
    assert "Read by a person" in text and "1.5 of 2" in text


@each_lesson
def test_stderr_and_own_outputs_of_a_check_cell_cost_nobody_points(graded, lesson):
    classroom, _ = graded
    notebook = samples.right(lesson)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            cell.source += "\nimport sys, warnings; sys.stderr.write('!'); warnings.warn('loud')"
    samples.hand_in(classroom.root, lesson, "loud", notebook)

    with Run(workers=1, isolated=ISOLATED) as run:
        [result] = classroom.autograde(lesson, ["loud"], run)

    assert result["points"] == points_of_checks(lesson)


def test_what_is_graded_is_left_alone_and_what_changed_is_graded_anew(graded):
    classroom, _ = graded
    lesson = LESSONS[0]
    samples.hand_in(classroom.root, lesson, "pia", samples.mistaken(lesson, 0))
    with Run(workers=1, isolated=ISOLATED) as run:
        [first] = classroom.autograde(lesson, ["pia"], run)
        marked = {**first, "notes": ["kept"]}
        results.write(classroom.root, lesson, marked)
        [again] = classroom.autograde(lesson, ["pia"], run)
        samples.hand_in(classroom.root, lesson, "pia", samples.right(lesson))
        [changed] = classroom.autograde(lesson, ["pia"], run)
        [forced] = classroom.autograde(lesson, ["pia"], run, force=True)

    assert again == marked
    assert first["points"] == 0 and changed["points"] == points_of_checks(lesson)
    assert forced["points"] == changed["points"]


def test_a_submission_that_breaks_later_does_not_keep_its_old_points(graded):
    classroom, _ = graded
    lesson = LESSONS[0]
    path = samples.hand_in(classroom.root, lesson, "quin", samples.right(lesson))
    with Run(workers=1, isolated=ISOLATED) as run:
        [before] = classroom.autograde(lesson, ["quin"], run)
        path.write_text(UNREADABLE)
        [after] = classroom.autograde(lesson, ["quin"], run)

    assert before["points"] == points_of_checks(lesson)
    assert after["status"] == "could not grade"
    assert set(scores(classroom, lesson, "quin").values()) == {None}


@each_lesson
def test_a_check_that_a_student_adds_earns_nothing_twice(graded, lesson):
    classroom, _ = graded
    notebook = samples.right(lesson)
    checks = [c.source for c in notebook.cells if exercise_of(c.source)]
    notebook.cells += [new_code_cell(source) for source in checks]
    samples.hand_in(classroom.root, lesson, "max", notebook)

    with Run(workers=1, isolated=ISOLATED) as run:
        [result] = classroom.autograde(lesson, ["max"], run)

    assert result["points"] == points_of_checks(lesson)
    assert len(checked(result)) == len(checks)
    assert sum(e["max_points"] for e in result["exercises"]) == result["max_points"]


def test_a_link_to_the_solutions_is_not_followed(graded):
    classroom, _ = graded
    lesson = LESSONS[0]
    path = classroom.root / "submitted" / "lea" / lesson.folder / f"{lesson.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.symlink_to(lesson.path)

    with Run(workers=1, isolated=ISOLATED) as run:
        [result] = classroom.autograde(lesson, ["lea"], run)

    assert (result["status"], result["points"]) == ("could not grade", None)
    assert "links are not followed" in result["message"]


def test_a_fault_of_the_grader_stops_the_run_and_touches_no_grade(graded, monkeypatch):
    classroom, _ = graded
    lesson = LESSONS[0]
    before = scores(classroom, lesson, "ada")
    monkeypatch.setattr(engine, "answers", lambda *a: (_ for _ in ()).throw(GraderFault("no")))

    with Run(workers=1, isolated=ISOLATED) as run, pytest.raises(GraderFault):
        list(classroom.autograde(lesson, ["ada"], run, force=True))

    assert scores(classroom, lesson, "ada") == before
    assert results.read(classroom.root, lesson, "ada")["points"] == points_of_checks(lesson)


def test_a_run_has_a_seed_of_its_own(graded):
    with Run(workers=1, isolated=ISOLATED) as one, Run(workers=1, isolated=ISOLATED) as other:
        assert one.seed != other.seed


@each_lesson
def test_feedback_shows_the_verdict_of_each_check(graded, lesson):
    classroom, found = graded
    pages = {p.parent.parent.name: p for p in classroom.feedback(lesson)}

    assert set(samples.SAMPLES) <= set(pages)
    text = pages["ben"].read_text(encoding="utf-8")
    for entry in checked(found["ben", lesson.folder]).values():
        assert entry["exercise"] in text
    assert "BEGIN SOLUTION" not in text
    assert "While grading" in pages["eli"].read_text(encoding="utf-8")
    assert "Could not be graded" in pages["nora"].read_text(encoding="utf-8")


@each_lesson
def test_feedback_tells_nothing_of_others_or_of_the_instructors_machine(graded, lesson):
    classroom, _ = graded
    reason = f"The reason is in {classroom.root}/.nbgrader.log."
    lost = feedback.write_could_not(classroom.coursedir, lesson, "zoe",
                                    results.could_not_grade(lesson, "zoe", reason))
    pages = [*classroom.feedback(lesson, "[bm]*"), lost]

    assert "The reason is in .nbgrader.log." in lost.read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        student = page.parent.parent.name
        others = {"mallory", "chen", "dana", "ben"} - {student}
        assert student in text and not [o for o in others if re.search(rf"\b{o}\b", text)]
        assert str(classroom.root) not in text and str(HERE) not in text
        assert "BEGIN SOLUTION" not in text


def test_export_gives_every_student_a_row(graded):
    classroom, _ = graded
    target = classroom.root / "grades.csv"
    with Gradebook(classroom.coursedir.db_url, "autograd") as gradebook:
        CsvExportPlugin(to=str(target)).export(gradebook)

    rows = target.read_text().splitlines()
    assert sum(1 for row in rows if ",ada," in row) == len(LESSONS)


def test_formgraders_button_goes_the_same_way(graded, monkeypatch):
    classroom, found = graded
    lesson = LESSONS[0]
    monkeypatch.setenv("GRADING_NO_SANDBOX", "0" if ISOLATED else "1")
    api = NbGraderAPI(coursedir=classroom.coursedir, config=classroom.config)
    try:
        done = api.autograde(lesson.folder, "ada")
        page = api.generate_feedback(lesson.folder, "ada")
    finally:
        engine.current().close()
        engine.use(None)

    assert done["success"] and page["success"], done.get("error")
    assert scores(classroom, lesson, "ada") == {
        e: x["points"] for e, x in checked(found["ada", lesson.folder]).items()} | {
        e["exercise"]: None for e in found["ada", lesson.folder]["exercises"]
        if e["status"] == "needs a person"}


@pytest.mark.slow
def test_a_gradebook_begins_as_nbgrader_begins_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    Gradebook(f"sqlite:///{tmp_path / 'theirs.db'}").close()
    ours = Classroom(tmp_path / "ours")
    ours.check_gradebook()
    Gradebook(ours.coursedir.db_url, "autograd").close()

    theirs, ours = _schema(tmp_path / "theirs.db"), _schema(tmp_path / "ours" / "gradebook.db")

    assert len(theirs) > 10 and ours == theirs


def _schema(path):
    """The tables of a gradebook, and the version that it says it has."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return sorted(tables) + database.execute("SELECT * FROM alembic_version").fetchall()


@pytest.mark.slow
def test_nbgraders_own_command_goes_the_same_way(graded):
    classroom, found = graded
    lesson = LESSONS[0]
    here = Path(engine.__file__).parent
    samples.hand_in(classroom.root, lesson, "rosa", samples.right(lesson))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", lesson.folder, "--student=rosa",
         f"--CourseDirectory.root={classroom.root}"],
        cwd=here, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert results.read(classroom.root, lesson, "rosa")["points"] == points_of_checks(lesson)


def test_a_lesson_that_was_never_released_says_how(tmp_path):
    with Run(workers=1, isolated=ISOLATED) as run, pytest.raises(CannotGo, match="grading release"):
        list(Classroom(tmp_path).autograde(LESSONS[0], ["ada"], run))


@pytest.mark.parametrize("damage, words", [
    (lambda path: path.write_bytes(b"no database" * 500), "can't be read"),
    (lambda path: _set_version(path, "0123456789ab"), "another version of nbgrader"),
], ids=["no database", "other version"])
def test_a_gradebook_that_cannot_be_used_is_told_and_left_alone(graded, tmp_path, damage, words):
    classroom, _ = graded
    shutil.copy(classroom.root / "gradebook.db", tmp_path / "gradebook.db")
    damage(tmp_path / "gradebook.db")
    before = (tmp_path / "gradebook.db").read_bytes()

    with pytest.raises(CannotGo, match=words):
        Classroom(tmp_path).release(LESSONS[0])

    assert (tmp_path / "gradebook.db").read_bytes() == before


def _set_version(path, version):
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))
        database.commit()


def test_a_result_is_plain_json_that_others_can_read(graded):
    classroom, _ = graded
    files = sorted((classroom.root / "results").rglob("*.json"))
    assert len(files) >= len(LESSONS) * len(samples.SAMPLES)

    for file in files:
        data = json.loads(file.read_text(), parse_constant=lambda c: pytest.fail(c))
        assert data["schema"] == 1


def test_every_check_of_a_lesson_is_in_its_release(graded):
    classroom, _ = graded
    for lesson in LESSONS:
        text = (classroom.root / "release" / lesson.folder / f"{lesson.name}.ipynb").read_text()
        assert "BEGIN SOLUTION" not in text
        for cell in lesson.read().cells:
            if exercise_of(cell.source):
                assert json.dumps(cell.source)[1:-1] in text
