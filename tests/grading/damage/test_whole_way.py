"""Damaged submissions on the whole way: command, sandbox, gradebook, feedback, nbgrader itself."""

import pytest
from nbgrader.apps import NbGraderAPI

from course.probes import exercises
from grading import engine, results
from grading.classroom import Classroom
from grading.engine import Run
from grading.sandbox import isolation
from tests.grading.damage import cells, files  # noqa: F401  (they fill DAMAGES)
from tests.grading.damage.corpus import LESSONS, apply

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]
LESSON = LESSONS[0]
ISOLATED = isolation().available
FULL = sum(p.points for p in exercises(LESSON.name))
GRADED = ("cells_shuffled", "two_solutions_merged", "marks_and_ids_stripped", "in_a_zip",
          "called_with_umlauts_and_spaces", "exported_as_a_program", "in_utf_16",
          "half_a_character_in_an_answer", "solution_markers_typed", "magics_in_an_answer",
          "outputs_of_wrong_shape", "files_beside_it", "called_in_another_encoding")
LOST = ("truncated", "called_in_another_encoding_and_truncated", "an_empty_file",
        "of_another_lesson", "a_folder_in_its_place", "a_link_in_its_place",
        "two_different_ones_in_a_zip", "nothing_handed_in")


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    classroom.release(LESSON)
    for name in (*GRADED, *LOST, "with_a_byte_order_mark", "called_with_a_number"):
        apply(name, LESSON, classroom.root / "submitted" / name / LESSON.folder)
    return classroom


@pytest.fixture(scope="module")
def graded(classroom):
    with Run(workers=2, isolated=ISOLATED) as run:
        return {r["student"]: r for r in classroom.autograde(LESSON, [*GRADED, *LOST], run)}


@pytest.mark.parametrize("name", GRADED)
def test_what_is_there_is_graded(classroom, graded, name):
    assert (graded[name]["status"], graded[name]["points"]) == ("graded", FULL)
    assert (classroom.root / "autograded" / name / LESSON.folder / f"{LESSON.name}.ipynb").is_file()


@pytest.mark.parametrize("name", LOST)
def test_what_cannot_be_read_has_a_reason_and_no_points(graded, name):
    assert (graded[name]["status"], graded[name]["points"]) == ("could not grade", None)
    assert len(graded[name]["message"]) > 40


def test_feedback_says_what_was_mended_and_what_could_not_be_read(classroom, graded):
    pages = {p.parent.parent.name: p.read_text(encoding="utf-8")
             for name in ("cells_shuffled", "truncated")
             for p in classroom.feedback(LESSON, name)}

    assert "another order" in pages["cells_shuffled"]
    assert "ends in the middle" in pages["truncated"]


@pytest.mark.parametrize("name", ["with_a_byte_order_mark", "called_with_a_number"])
def test_nbgraders_own_way_reads_as_kindly_and_follows_no_link(classroom, monkeypatch, name):
    monkeypatch.setenv("GRADING_NO_SANDBOX", "0" if ISOLATED else "1")
    folder = classroom.root / "submitted" / name / LESSON.folder
    (folder / "secret.txt").symlink_to(LESSON.path)
    api = NbGraderAPI(coursedir=classroom.coursedir, config=classroom.config)
    try:
        done = api.autograde(LESSON.folder, name)
    finally:
        engine.current().close()
        engine.use(None)

    assert done["success"], done.get("error")
    assert results.read(classroom.root, LESSON, name)["points"] == FULL
    assert not (classroom.root / "autograded" / name / LESSON.folder / "secret.txt").exists()
