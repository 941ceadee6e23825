"""The lessons, one by one: solutions full, stubs none, every known mistake refused and named.

The answers come from the same jobs that grading runs, played in one process.
"""

import ast
import re

import pytest

from course.expected import load
from course.probes import NUMBER_OF_HINTS, PUBLIC_SEED, exercises, find, lessons, observe
from course.verdicts import UNANSWERED, judge
from grading import mistakes, release
from grading.lessons import all_lessons, exercise_of, grade_id, is_locked, is_solution
from grading.record import answers

LESSONS = all_lessons()
SECRET_SEEDS = (7, 2**62 + 1)
lesson_of = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)


@pytest.fixture(scope="module")
def answered():
    """What each lesson's reference and mistakes answer, by seed; played once."""
    kept = {}

    def of(lesson, seed):
        if (lesson, seed) not in kept:
            [kept[lesson, seed]] = answers(lesson, seed)
        return kept[lesson, seed]

    return of


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def test_there_are_lessons_and_each_has_its_parts():
    assert len(LESSONS) >= 2
    assert sorted(lesson.name for lesson in LESSONS) == lessons()


@lesson_of
def test_every_exercise_has_points_hints_a_purpose_and_three_known_mistakes(lesson):
    known = mistakes.of(lesson.name)
    found = exercises(lesson.name)
    assert found

    for probe in found:
        assert probe.points > 0 and probe.purpose.endswith(".")
        assert len(probe.hints) == NUMBER_OF_HINTS and all(probe.hints)
        assert len(known.get(probe.name, [])) >= 3, f"{probe.name} has too few known mistakes"
    assert set(known) == {p.name for p in found}, "a known mistake of an exercise that isn't there"


@lesson_of
def test_check_cells_and_probes_agree(lesson):
    checks = {exercise_of(c.source): c for c in code_cells(lesson.read()) if exercise_of(c.source)}

    assert set(checks) == {p.name for p in exercises(lesson.name)}
    for name, cell in checks.items():
        about = cell.metadata["nbgrader"]
        assert about["points"] == find(name).points, name
        assert about["grade"] and about["locked"] and not about["solution"], name
        assert about["grade_id"] == f"check-{name}"
        assert "raises-exception" in cell.metadata["tags"], name


@lesson_of
@pytest.mark.parametrize("seed", [PUBLIC_SEED, *SECRET_SEEDS])
def test_solutions_earn_full_points(lesson, seed, answered):
    for name, known in answered(lesson, seed).items():
        assert all(r and r[-1][0] != "raised" for r in known["reference"]), (name, known)
        assert judge(find(name), known["reference"], known["reference"]).right


@lesson_of
@pytest.mark.parametrize("seed", [PUBLIC_SEED, *SECRET_SEEDS])
def test_every_known_mistake_is_refused_and_named_by_its_own_sentence(lesson, seed, answered):
    for name, known in answered(lesson, seed).items():
        assert known["mistakes"]
        for mistake in known["mistakes"]:
            verdict = judge(find(name), known["reference"], mistake["rounds"], known["mistakes"])
            assert verdict.status == "wrong", f"{name}: {mistake['name']!r} is let through"
            assert verdict.diagnosis == mistake["sentence"], (
                f"{name}: {mistake['name']!r} is taken for {verdict.mistake!r}")


@lesson_of
def test_stubs_run_to_the_end_and_earn_nothing(lesson, answered):
    import matplotlib

    matplotlib.use("Agg")
    namespace, seen = {"__name__": "__main__"}, set()
    for cell in code_cells(release.master(lesson)):
        name = exercise_of(cell.source)
        if name is None:
            exec(compile(cell.source, cell.id, "exec"), namespace)
            continue
        rounds = observe(find(name), namespace, PUBLIC_SEED)
        verdict = judge(find(name), answered(lesson, PUBLIC_SEED)[name]["reference"], rounds)
        assert verdict.status == UNANSWERED, (name, rounds)
        seen.add(name)
    assert seen == {p.name for p in exercises(lesson.name)}


@lesson_of
def test_the_recorded_values_are_current(lesson, answered):
    assert load(lesson.name) == answered(lesson, PUBLIC_SEED), (
        f"run: python -m grading record {lesson.folder}")


@lesson_of
def test_no_released_notebook_carries_a_solution(lesson):
    text = release.student_version(lesson)
    assert "SOLUTION" not in text

    solutions = [c.source for c in code_cells(lesson.read()) if is_solution(c)]
    assert solutions
    for source in solutions:
        for block in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.S):
            told = [line.strip() for line in block.splitlines() if len(line.strip()) > 24]
            for line in told:
                assert line not in "\n".join(
                    c.source for c in release.master(lesson).cells if is_solution(c)), line


@lesson_of
def test_every_solution_region_is_in_a_function_and_every_stub_parses(lesson):
    for cell in code_cells(release.master(lesson)):
        tree = ast.parse(cell.source)
        if is_solution(cell):
            assert "raise NotImplementedError()" in cell.source, grade_id(cell)
            assert not any(isinstance(node, ast.Raise) for node in tree.body), grade_id(cell)


@lesson_of
def test_every_code_cell_has_been_run_and_shows_what_it_should(lesson):
    cells = code_cells(lesson.read())
    counts = [c.execution_count for c in cells]
    assert counts == list(range(1, len(cells) + 1)), "run: python -m grading refresh"

    for cell in cells:
        kinds = {(o.output_type, o.get("name")) for o in cell.outputs}
        assert ("stream", "stderr") not in kinds, cell.source
        assert not any(kind == "error" for kind, _ in kinds), cell.source
        if "plt.show()" in cell.source:
            assert any("image/png" in o.get("data", {}) for o in cell.outputs), cell.source
            assert cell.metadata.get("alt"), f"a figure without alt text: {cell.source}"
        if exercise_of(cell.source):
            assert cell.outputs and cell.outputs[0].text.startswith("✓"), cell.source
        if "print(" in cell.source and not is_solution(cell) and "def " not in cell.source:
            assert cell.outputs, f"no output stored: {cell.source}"


@lesson_of
def test_the_notebook_is_tidy(lesson):
    notebook = lesson.read()
    assert set(notebook.metadata) == {"kernelspec"}
    assert notebook.cells[0].source.startswith("# ")
    ids = [grade_id(c) for c in notebook.cells if grade_id(c)]
    assert len(ids) == len(set(ids)) and len({c.id for c in notebook.cells}) == len(notebook.cells)

    for cell in code_cells(notebook):
        assert len(cell.source.splitlines()) <= 40 and "%" not in cell.source[:1]
        assert "import torch" not in cell.source
        for line in cell.source.splitlines():
            assert len(line) <= 100, line
    setup = next(c for c in code_cells(notebook))
    assert is_locked(setup), "the set-up cell must be locked, so that mending can bring it back"
