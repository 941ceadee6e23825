"""Sample submissions: what six students might hand in, made from a lesson and its mistakes."""

import copy
import json
import re

from grading import mistakes, release
from grading.lessons import exercise_of, grade_id, is_solution
from grading.mend import defined_names

MARKS = re.compile(r"^ *### (BEGIN|END) SOLUTION *\n?", re.MULTILINE)
HOSTILE = '''\
# A program that would rather take the points than earn them.
import glob, os, socket, sys
import numpy.testing
import course.check, course.data, course.probes, course.verdicts

numpy.testing.assert_allclose = lambda *a, **k: None
course.check.check = course.verdicts.judge = lambda *a, **k: None
course.data.same = lambda *a, **k: True
course.probes.observe = lambda *a, **k: [[["height", 1.0]]]
for pattern in ("/*", "../*", "../../*", "~/*", "/proc/[0-9]*/environ", "/home/*", "/root/*"):
    for path in glob.glob(os.path.expanduser(pattern)):
        if path.endswith((".ipynb", ".db")) or os.access(path, os.W_OK):
            print("found", path)
for fd in range(3, 20):
    try:
        os.write(fd, b'{"status": "ok", "points": 100}')
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", 8888), timeout=1).sendall(b"hello")
except OSError as error:
    print("no network:", type(error).__name__)


class Liar(float):
    """Equal to everything."""
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __call__(self, *a, **k): return self
    def __getattr__(self, name): return self
    def __array__(self, *a, **k): return numpy.zeros(())

'''


def right(lesson):
    """The lesson's own solutions."""
    return _filled(lesson, _solutions(lesson))


def mistaken(lesson, number):
    """Each exercise answered by its known mistake number `number` (counted round)."""
    answers = dict(_solutions(lesson))
    for exercise, group in mistakes.of(lesson.name).items():
        cell = _cell_of(lesson, exercise)
        if cell is not None:
            answers[cell] = group[number % len(group)].source
    return _filled(lesson, answers)


def half_finished(lesson):
    """The first half of the exercises solved, the rest as released."""
    answers = _solutions(lesson)
    kept = list(answers)[: len(answers) // 2]
    return _filled(lesson, {name: answers[name] for name in kept})


def copied_cell(lesson):
    """Right answers, and cells copied with nbgrader's metadata: a solution, its stub, a check."""
    notebook = right(lesson)
    stubs = {grade_id(c): c for c in release.master(lesson).cells if grade_id(c)}
    first = next(i for i, c in enumerate(notebook.cells)
                 if is_solution(c) and c.cell_type == "code")
    check = next(i for i, c in enumerate(notebook.cells) if exercise_of(c.source))
    copies = [stubs[grade_id(notebook.cells[first])], notebook.cells[check],
              notebook.cells[first]]
    notebook.cells[first + 1:first + 1] = copy.deepcopy(copies)
    return notebook


def hostile(lesson):
    """Answers that lie, spy, forge and, at the end, kill their own process."""
    answers, prelude = {}, HOSTILE
    for name, solution in _solutions(lesson).items():
        names = defined_names(solution)
        if not names:  # a written answer
            continue
        answers[name] = prelude + "\n".join(f"{n} = Liar(1.0)" for n in names)
        prelude = ""
    if answers:
        answers[list(answers)[-1]] += "\nos._exit(0)"
    return _filled(lesson, answers)


SAMPLES = {
    "ada": right,
    "ben": lambda lesson: mistaken(lesson, 0),
    "chen": lambda lesson: mistaken(lesson, 1),
    "dana": half_finished,
    "eli": copied_cell,
    "mallory": hostile,
}


def hand_in(root, lesson, student, notebook):
    """The path where `notebook` now lies as the submission of `student`."""
    path = root / "submitted" / student / lesson.folder / f"{lesson.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    # as JSON: nbformat would put right the very damage that a sample is about
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _solutions(lesson):
    """`{grade_id: source}` of the cells that students fill in, as the lesson solves them.

    Without the lines that mark a solution: students have never seen them.
    """
    return {grade_id(c): MARKS.sub("", c.source) for c in lesson.read().cells if is_solution(c)}


def _filled(lesson, answers):
    notebook = release.master(lesson)
    for cell in notebook.cells:
        if grade_id(cell) in answers:
            cell.source = answers[grade_id(cell)]
    return notebook


def _cell_of(lesson, exercise):
    """The id of the last solution cell before the check of `exercise`."""
    last = None
    for cell in lesson.read().cells:
        if is_solution(cell) and cell.cell_type == "code":
            last = grade_id(cell)
        elif exercise_of(cell.source) == exercise:
            return last
    return None
