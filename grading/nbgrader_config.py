"""nbgrader's configuration for this course: read by `nbgrader` and formgrader in this folder.

`GRADING_ROOT` names another folder for what grading generates (the demo uses its own).
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
c = get_config()  # noqa: F821  (traitlets gives it)

# nbgrader starts `alembic` by name when it makes a gradebook: it is beside the interpreter
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

c.CourseDirectory.course_id = "autograd"
c.CourseDirectory.root = os.environ.get("GRADING_ROOT", str(HERE))
c.CourseDirectory.source_directory = str(HERE.parent / "notebooks")
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".progress.json"]

c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.exporter_class = "grading.preprocessors.Reader"
c.Autograde.pre_convert_hook = "grading.preprocessors.name_the_notebook"
c.Autograde.sanitize_preprocessors = [
    "grading.preprocessors.Mend",  # first: the others stop the batch at a damaged cell
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "grading.preprocessors.Execute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
    "grading.preprocessors.Record",
]
