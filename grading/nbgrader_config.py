"""nbgrader's configuration for this course: read by `nbgrader` and formgrader in this folder.

`GRADING_ROOT` names another folder for what grading generates (the demo uses its own),
`GRADING_DB_URL` another gradebook than gradebook.db there.

How submissions are graded stands in nbgrader_config.json: nbgrader only logs an error in this file,
and would go on with its own steps, without a sandbox. Ours refuse to grade then.
"""

import os
import sys
from pathlib import Path

try:
    from grading.sandbox.settings import complaint
except ImportError as error:
    sys.exit(f"The course isn't installed for {sys.executable} ({error}). Start nbgrader from the "
             "environment of the course, or install it there: pip install -e .")

HERE = Path(__file__).resolve().parent
c = get_config()  # noqa: F821  (traitlets gives it)

# nbgrader starts `alembic` by name when it makes a gradebook: it is beside the interpreter
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

c.CourseDirectory.course_id = "autograd"
c.CourseDirectory.root = os.environ.get("GRADING_ROOT", str(HERE))
# A large course: PostgreSQL, as in "postgresql://user@host:5432/autograd" (password in ~/.pgpass)
if os.environ.get("GRADING_DB_URL"):
    c.CourseDirectory.db_url = os.environ["GRADING_DB_URL"]
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

# Feedback pages of our own; and in formgrader, too, nothing of a student's is more than text,
# formulas and pictures: stock nbgrader runs a student's script in the teacher's session.
c.GenerateFeedback.exporter_class = "grading.feedback.FeedbackPage"
c.GenerateFeedback.preprocessors = ["grading.feedback.Grades"]
c.HTMLExporter.preprocessors = ["grading.formgrader.HarmlessOutputs"]
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "markdown2html": "grading.safe.markdown2html",
    "clean_html": "grading.safe.clean",
}

# What a submission may use; `python -m grading limits` lists the names, values and bounds.
# c.Sandbox.cell_seconds = 10

# traitlets would only log it, and grade without the limit
if problem := complaint(c):
    sys.exit(f"nbgrader_config.py: {problem}")

c.Mend.configured = True  # the last line: without it nothing is graded
