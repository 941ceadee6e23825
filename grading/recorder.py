"""The one writer: what grading a submission came to goes into gradebook, autograded/ and results/.

It leaves behind what `nbgrader autograde` with this course's steps would leave, without reading,
checking and copying the notebook anew for each of nbgrader's steps, and with one transaction.
The result is written last: where it lies, all the rest is there too.
"""

import shutil
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    OverwriteCells,
    OverwriteKernelspec,
)
from nbgrader.utils import compute_checksum, determine_grade, find_all_files, is_grade, is_solution
from traitlets.utils.importstring import import_item

from grading import release, results
from grading.gradebook import GradebookTrouble
from grading.lessons import grade_id
from grading.mend import mend
from grading.preprocessors import Execute, Mend, Record
from grading.rows import Rows

NB = "nbgrader.preprocessors."
ONCE = (OverwriteKernelspec, OverwriteCells, CheckCellMetadata)  # for the master, not for each
OURS = {*ONCE, Mend, Execute, Record, AssignLatePenalties, import_item(NB + "SaveAutoGrades")}


class Recorder:
    """Writes the results of `lesson` in the class whose nbgrader folder is `coursedir`."""

    def __init__(self, coursedir, config, lesson, log):
        self.coursedir, self.config, self.lesson, self.log = coursedir, config, lesson, log
        coursedir.assignment_id = lesson.folder
        self.nbgrader = Autograde(coursedir=coursedir, config=config, log=log)
        self.before = self._steps(self.nbgrader.sanitize_preprocessors)
        self.after = self._steps(self.nbgrader.autograde_preprocessors)
        self.rows = Rows(coursedir.db_url, coursedir.course_id, lesson)
        self.master = self._master()

    def mended(self, notebook):
        """`(notebook, notes)`: the submission in the shape of the lesson, ready to run."""
        notebook, notes = mend(notebook, self.master)
        notebook = self._through(self.before, notebook, "")
        nbformat.validate(notebook)
        return notebook, notes

    def graded(self, student, notebook, result):
        """None; `result` stands everywhere, and `notebook` with its outputs in autograded/."""
        notebook = self._through(self.after, notebook, student)
        self._forget_result(student)
        self._write_folder(student, nbformat.v4.writes(notebook) + "\n")
        cells = [cell for cell in notebook.cells if grade_id(cell)]
        scores = {grade_id(c): determine_grade(c, self.log)[0] for c in cells if is_grade(c)}
        said = {grade_id(c): "No response." for c in cells if is_solution(c)
                and c.metadata.nbgrader.get("checksum") == compute_checksum(c)}
        if self.rows.save(student, self._timestamp(student), scores, said):
            late = AssignLatePenalties(config=self.config, log=self.log)
            late.preprocess(notebook, self._resources(student))
        results.write(self.coursedir.root, self.lesson, result)

    def could_not(self, student, message):
        """The result, written: no points, which are not zero points, and the reason."""
        self._forget_result(student)
        self.rows.take_back(student)
        shutil.rmtree(self._folder("autograded_directory", student), ignore_errors=True)
        result = results.could_not_grade(self.lesson, student, message)
        results.write(self.coursedir.root, self.lesson, result)
        return result

    def close(self):
        """None; the gradebook is closed."""
        self.rows.close()

    def _steps(self, kinds):
        """The steps among `kinds` that every notebook goes through, besides those done here."""
        kinds = [import_item(k) if isinstance(k, str) else k for k in kinds]
        return [k(config=self.config, log=self.log) for k in kinds if k not in OURS]

    def _through(self, steps, notebook, student):
        for step in steps:
            notebook, _ = step(notebook, self._resources(student))
        return notebook

    def _resources(self, student):
        return {"unique_key": self.lesson.name, "nbgrader": {
            "student": student, "assignment": self.lesson.folder, "notebook": self.lesson.name,
            "db_url": self.coursedir.db_url}}

    def _master(self):
        """The lesson as it was released: what the gradebook says of its cells holds for all."""
        notebook = release.master(self.lesson)
        try:
            for kind in ONCE:
                step = kind(config=self.config, log=self.log)
                notebook, _ = step.preprocess(notebook, self._resources(""))
        except Exception as error:
            raise GradebookTrouble(
                f"{self.lesson.folder} is no longer as it was released ({error}). Release it "
                f"again: python -m grading release {self.lesson.folder}") from error
        return notebook

    def _forget_result(self, student):
        results.path(self.coursedir.root, self.lesson, student).unlink(missing_ok=True)

    def _folder(self, which, student):
        return Path(self.coursedir.format_path(getattr(self.coursedir, which), student,
                                               self.lesson.folder))

    def _write_folder(self, student, text):
        """None; autograded/ holds the student's files, the lesson's own, and the notebook."""
        target = self._folder("autograded_directory", student)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        ignored = [*self.coursedir.ignore, "*.ipynb"]
        theirs = self._folder("submitted_directory", student)
        ours = self._folder("source_directory", ".")
        kept = self.nbgrader.exclude_overwriting.get(self.lesson.folder, [])
        for folder, excluded in ((theirs, []), (ours, kept)):
            for path in map(Path, find_all_files(str(folder), ignored)):
                inside = path.relative_to(folder)
                # a student's link could name any file that the grader may read
                if path.is_file() and not path.is_symlink() and str(inside) not in excluded:
                    copy = target / inside
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, copy)
        (target / f"{self.lesson.name}.ipynb").write_text(text, encoding="utf-8")
        self.nbgrader.set_permissions(self.lesson.folder, student)

    def _timestamp(self, student):
        """When it was handed in, if that stands in timestamp.txt; None if nobody can read it."""
        try:
            return self.coursedir.get_existing_timestamp(
                str(self._folder("submitted_directory", student)))
        except Exception:
            self.log.exception("%s: timestamp.txt can't be read", student)
            return None
