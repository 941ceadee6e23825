"""What students get: the lessons without solutions, made by nbgrader's own preprocessors."""

import shutil
from functools import cache

import nbformat
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells

from grading.lessons import ROOT, all_lessons

HANDED_OUT = ROOT / "course" / "lessons"


def master(lesson):
    """The notebook of `lesson` as students get it, a fresh copy; stubs in place of solutions."""
    return nbformat.reads(student_version(lesson), as_version=4)


def student_version(lesson):
    """The text of that notebook, as `nbgrader generate_assignment` would write it."""
    return _student_version(lesson, lesson.path.stat().st_mtime_ns)


@cache
def _student_version(lesson, changed):
    notebook, resources = lesson.read(), {}
    for step in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return nbformat.writes(notebook) + "\n"


def hand_out():
    """The folders made in `course/lessons/`: every lesson as students get it, nothing else."""
    shutil.rmtree(HANDED_OUT, ignore_errors=True)
    made = []
    for lesson in all_lessons():
        target = HANDED_OUT / lesson.folder
        target.mkdir(parents=True)
        (target / f"{lesson.name}.ipynb").write_text(student_version(lesson), encoding="utf-8")
        made.append(target)
    return made
