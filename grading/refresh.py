"""Running the lessons anew: outputs that are stored byte for byte alike whoever runs them."""

import nbformat
from nbclient import NotebookClient

from course import progress
from course.probes import find
from grading.lessons import NOTEBOOKS, exercise_of, grade_id
from grading.mend import defined_names

CHECK = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3,
         "cell_type": "code"}
EXERCISE = {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_METADATA = ("nbgrader", "tags", "deletable", "editable", "alt")


def refresh(lesson, timeout=120):
    """True if running `lesson` anew changed its file: outputs, counts, or stray metadata.

    Raises nbclient's `CellExecutionError` if a cell fails that isn't tagged `raises-exception`.
    """
    before = lesson.path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    client = NotebookClient(notebook, timeout=timeout, kernel_name="python3", record_timing=False,
                            coalesce_streams=True,  # else timing decides how often text is split
                            resources={"metadata": {"path": str(NOTEBOOKS / lesson.folder)}})
    _forget_progress(lesson)  # or an author's own prediction would be stored as everybody's
    client.execute()
    _forget_progress(lesson)
    after = nbformat.writes(tidy(notebook)) + "\n"
    lesson.path.write_text(after, encoding="utf-8")
    return after != before


def _forget_progress(lesson):
    (NOTEBOOKS / lesson.folder / progress.FILE).unlink(missing_ok=True)


def tidy(notebook):
    """The notebook with only the metadata that means something: two runs give the same bytes.

    A cell with a solution in it, and a check, get nbgrader's metadata: points are the probe's.
    """
    notebook.metadata = {"kernelspec": KERNELSPEC}
    for number, cell in enumerate(notebook.cells):
        _mark(cell)
        cell.id = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number:03d}"
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def _mark(cell):
    """Give a cell that is an exercise or its check nbgrader's metadata."""
    if cell.cell_type != "code":
        return
    exercise = exercise_of(cell.source)
    if exercise:
        cell.metadata["nbgrader"] = {**CHECK, "grade_id": f"check-{exercise}",
                                     "points": find(exercise).points}
        cell.metadata["tags"] = ["raises-exception"]  # so that Run All goes on past it
    elif "### BEGIN SOLUTION" in cell.source:
        name = grade_id(cell) or defined_names(cell.source)[-1]
        cell.metadata["nbgrader"] = {**EXERCISE, "grade_id": name}
