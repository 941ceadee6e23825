"""Each kind of damage, on each lesson, is graded as a teacher would: see `corpus`."""

import nbformat
import pytest

import course.expected
from course.probes import PUBLIC_SEED, exercises
from grading import release, submitted
from grading.job import job
from grading.judge import judge_checks
from grading.lessons import grade_id, is_solution
from grading.mend import mend
from grading.sandbox import Limits, Sandbox
from grading.submitted import Unreadable
from tests.grading.damage import cells, files  # noqa: F401  (they fill DAMAGES)
from tests.grading.damage.corpus import DAMAGES, LESSONS, UNREADABLE, Handed, apply

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)


@pytest.fixture(scope="module")
def points_of():
    """A function that gives the points of a mended notebook, each different program run once.

    The lesson's own demonstrations are left out: they cost time and earn nothing.
    """
    sandboxes, known = {}, {}

    def points(lesson, notebook):
        shown = {c.source for c in release.master(lesson).cells if not grade_id(c)}
        notebook = notebook.copy()
        notebook.cells = [c for c in notebook.cells if grade_id(c) or c.source not in shown]
        task = job(lesson, notebook, PUBLIC_SEED, limits=Limits(cell_seconds=60).to_dict())
        key = lesson, tuple(s.get("source", s["kind"]) for s in task["steps"])
        if key not in known:
            if lesson not in sandboxes:
                sandboxes[lesson] = Sandbox(isolated=False, autograd_ref=task["autograd_ref"])
            raw = sandboxes[lesson].run(task)
            judged = judge_checks(notebook, raw, course.expected.load(lesson.name))
            known[key] = {c.entry["exercise"]: c.entry["points"] for c in judged.values()}
        return known[key]

    yield points
    for sandbox in sandboxes.values():
        sandbox.close()


def graded(handed):
    """`(mended notebook, notes)` of what lies in the folder."""
    found = submitted.read(handed.folder, handed.lesson)
    notebook, notes = mend(found.notebook, release.master(handed.lesson))
    return notebook, found.notes + notes


def test_the_corpus_holds_many_kinds():
    assert len(DAMAGES) >= 40
    assert sum(e.outcome == UNREADABLE for _, e in DAMAGES.values()) >= 10


@each_lesson
@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_graded_as_a_teacher_would(points_of, tmp_path, lesson, name):
    handed, expected = apply(name, lesson, tmp_path / "ada" / lesson.folder)
    if expected.outcome == UNREADABLE:
        with pytest.raises(Unreadable) as told:
            submitted.read(handed.folder, lesson)
        notes = [str(told.value)]
    else:
        notebook, notes = graded(handed)
        assert_whole(notebook, release.master(lesson))
        lost = [p.name for p in exercises(lesson.name)][:expected.but]
        assert points_of(lesson, notebook) == {
            p.name: 0 if p.name in lost else p.points for p in exercises(lesson.name)}
        assert_written_answers_kept(notebook, Handed(lesson, handed.folder))

    assert all(note.isprintable() for note in notes), notes
    for words in expected.words:
        assert any(words in note for note in notes), notes
    if not expected.words:
        assert [n for n in notes if "beside the empty cell" not in n] == []


def assert_whole(notebook, master):
    assert [grade_id(c) for c in notebook.cells if grade_id(c)] == [
        grade_id(c) for c in master.cells if grade_id(c)]
    originals = {grade_id(c): c for c in master.cells}
    for cell in notebook.cells:
        if grade_id(cell):
            original = originals[grade_id(cell)]
            assert (cell.metadata, cell.cell_type) == (original.metadata, original.cell_type)
            assert is_solution(cell) or cell.source == original.source
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    assert nbformat.writes(notebook).encode("utf-8"), "it can't be written to autograded/"
    again, notes = mend(notebook, master)
    assert again == notebook, "mending twice changed something"
    assert [n for n in notes if "merge markers" not in n] == []


def assert_written_answers_kept(notebook, right):
    answers = {right.marks(c)["grade_id"]: c["source"] for c in right.cells
               if right.marks(c).get("solution") and c["cell_type"] == "markdown"}
    for cell in notebook.cells:
        if grade_id(cell) in answers:
            assert cell.source == answers[grade_id(cell)]
