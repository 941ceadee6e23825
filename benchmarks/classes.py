"""Made-up classes for the benchmark of grading: right, wrong, unfinished and broken submissions."""

import json
import shutil

from nbformat.v4 import new_code_cell
from sqlalchemy import create_engine, insert

from grading import samples
from grading.lessons import is_solution
from grading.release import master
from grading.rows import COMMENTS, GRADES, HANDED_IN, NOTEBOOKS, STUDENTS


def untouched(lesson):
    """The lesson as it was released."""
    return master(lesson)


def broken(lesson):
    """A right submission in which the first answer is no Python and the last one raises."""
    notebook = samples.right(lesson)
    answers = [c for c in notebook.cells if is_solution(c) and c.cell_type == "code"]
    answers[-1].source = f"raise ValueError('not yet')\n{answers[-1].source}"
    answers[0].source = "def (:"
    return notebook


def scribbled(lesson):
    """A right submission with cells of the student's own, one of which draws a figure."""
    notebook = samples.right(lesson)
    at = next(i for i, c in enumerate(notebook.cells) if is_solution(c))
    extra = [new_code_cell("print('trying', 1 + 1)"),
             new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]); plt.show()")]
    notebook.cells[at + 1:at + 1] = extra
    return notebook


KINDS = (
    samples.right, lambda lesson: samples.mistaken(lesson, 0), samples.half_finished,
    lambda lesson: samples.mistaken(lesson, 1), scribbled, broken, samples.right,
    lambda lesson: samples.mistaken(lesson, 2), untouched, samples.right,
)
UNREADABLE = 20  # one in so many is a file that ends in the middle


def hand_in(root, lesson, numbers):
    """None; the students of these numbers have handed in, each kind in its turn."""
    made = [kind(lesson) for kind in KINDS]
    for number in numbers:
        path = samples.hand_in(root, lesson, student(number), made[number % len(made)])
        if number % UNREADABLE == UNREADABLE - 1:
            text = path.read_text(encoding="utf-8")
            path.write_text(text[: len(text) // 2], encoding="utf-8")


def student(number):
    """The id of a student."""
    return f"s{number:05d}"


def stock(root, lesson):
    """None; `root` is a course as stock nbgrader has it, with `lesson` as its only assignment."""
    shutil.copytree(lesson.path.parent, root / "source" / lesson.folder)
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {json.dumps('stock')}\n")


def fill(url, rows, numbers):
    """None; the gradebook at `url` has graded submissions of the students of these numbers."""
    engine = create_engine(url)
    handed_in, notebooks, grades, comments = [], [], [], []
    for n in numbers:
        handed_in.append({"id": f"a{n}", "assignment_id": rows.assignment,
                          "student_id": student(n)})
        notebooks.append({"id": f"n{n}", "assignment_id": f"a{n}", "notebook_id": rows.notebook})
        grades += [{"cell_id": cell, "notebook_id": f"n{n}", "auto_score": 1.0,
                    "needs_manual_grade": False} for cell in rows.cells[GRADES].values()]
        comments += [{"cell_id": cell, "notebook_id": f"n{n}"}
                     for cell in rows.cells[COMMENTS].values()]
    with engine.begin() as db:
        db.execute(insert(STUDENTS), [{"id": student(n)} for n in numbers])
        for table, entries in ((HANDED_IN, handed_in), (NOTEBOOKS, notebooks), (GRADES, grades),
                               (COMMENTS, comments)):
            db.execute(insert(table), entries)
    engine.dispose()
