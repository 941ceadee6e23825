"""A class on disk: its folder with nbgrader's gradebook, and nbgrader's own steps run on it.

The folder (`grading/` unless another is named) holds `release/`, `submitted/`, `autograded/`,
`feedback/`, `results/` and `gradebook.db`, in nbgrader's layout.
"""

import fnmatch
import logging
import warnings
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from grading import engine, gradebook, lessons, release, results, submitted
from grading.mend import mend
from grading.sandbox.settings import limits_of
from grading.submitted import Unreadable

HERE = Path(__file__).resolve().parent
LOOK_AHEAD = 6


class CannotGo(Exception):
    """Raised when a command can't do its work; the message says why and what to do."""


class Classroom:
    """The class whose files lie under `root`, and whose gradebook is at `db_url`.

    Without `db_url` it is the one in `nbgrader_config.py`, or `gradebook.db` under `root`.
    """

    def __init__(self, root=HERE, db_url=None):
        self.root = Path(root).resolve()
        self.root.mkdir(parents=True, exist_ok=True)
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(HERE)).load_config()
        self.config.CourseDirectory.root = str(self.root)
        if db_url:
            self.config.CourseDirectory.db_url = db_url
        self.limits = limits_of(self.config)
        self.coursedir = CourseDirectory(config=self.config)
        self.log_file = self.root / ".nbgrader.log"
        self.log = _log_to(self.log_file)

    def release(self, lesson):
        """The folder of the lesson as students get it, made by nbgrader; the gradebook knows it."""
        self.check_gradebook()
        self._convert(GenerateAssignment, lesson, ".")
        return self.root / "release" / lesson.folder

    def submissions(self, lesson, pattern="*"):
        """The students who handed in `lesson` and whose id matches the glob `pattern`, sorted."""
        folder = self.root / "submitted"
        return sorted(p.parent.name for p in folder.glob(f"*/{lesson.folder}")
                      if p.is_dir() and fnmatch.fnmatch(p.parent.name, pattern))

    def autograde(self, lesson, students, run, force=False):
        """Yield the result of each of `students`, in order, as they are graded.

        What is graded already, and whose notebook hasn't changed since, is not graded again
        unless `force`. A submission that can't be graded costs only itself.
        """
        self._require_released(lesson)
        engine.use(run)
        try:
            run.begin(lesson)
            todo = {s: None for s in students if force or not self._is_current(lesson, s)}
            ahead = iter(todo)
            for student in students:
                if student in todo:
                    while run.waiting < LOOK_AHEAD and (upcoming := next(ahead, None)):
                        self._look_ahead(lesson, upcoming, run)
                    run.answers(lesson)  # a fault of the grader stops here, no grade was touched
                    self._grade(lesson, student)
                    run.forget(student)  # where grading failed, its job would count as waiting
                yield results.read(self.root, lesson, student)
        finally:
            engine.use(None)

    def feedback(self, lesson, pattern="*"):
        """The paths of the feedback pages of everyone who has been graded."""
        self.check_gradebook()
        for student in self._autograded(lesson, pattern):
            self._convert(GenerateFeedback, lesson, student)
        return sorted((self.root / "feedback").glob(f"{pattern}/{lesson.folder}/*.html"))

    def check_gradebook(self):
        """Raise `CannotGo` if the gradebook can't be reached, or is of another nbgrader."""
        try:
            gradebook.check(self.coursedir.db_url, self.root)
        except gradebook.GradebookTrouble as error:
            raise CannotGo(str(error)) from error

    def read_submission(self, lesson, student):
        """The `Submission`; raises `Unreadable` with a sentence for the student."""
        return submitted.read(self._folder(lesson, student), lesson)

    def _look_ahead(self, lesson, student, run):
        try:
            found = self.read_submission(lesson, student)
            notebook, _ = mend(found.notebook, release.master(lesson))
        except Exception as error:  # it is met again, and told, when its turn comes
            self.log.info("no look-ahead for %s: %s", student, error)
            return
        run.prepare(student, lesson, notebook, files=found.files)

    def _grade(self, lesson, student):
        try:
            self.read_submission(lesson, student)
            self._reset(lesson, student)
            results.path(self.root, lesson, student).unlink(missing_ok=True)
            self._convert(_Autograde, lesson, student)
        except Unreadable as error:
            self._could_not(lesson, student, str(error))
        except (NbGraderException, SystemExit) as error:
            self.log.error("%s: %s", student, error)
            self._could_not(lesson, student, "Grading this submission failed; the reason is in "
                                             f"{self.log_file}.")
        else:
            if results.read(self.root, lesson, student) is None:
                self._could_not(lesson, student, "Grading ended without a result; the reason is "
                                                 f"in {self.log_file}.")

    def _could_not(self, lesson, student, message):
        self._reset(lesson, student)
        results.write(self.root, lesson, results.could_not_grade(lesson, student, message))

    def _reset(self, lesson, student):
        """Take back earlier automatic grades: an old score must not stand for a new submission."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                submission = book.find_submission(lesson.folder, student)
            except MissingEntry:
                return
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.auto_score = None
            book.db.commit()

    def _require_released(self, lesson):
        self.check_gradebook()
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                book.find_assignment(lesson.folder)
            except MissingEntry:
                raise CannotGo(f"{lesson.folder} has not been released in {self.root}. Run: "
                               f"python -m grading release {lesson.folder}") from None

    def _is_current(self, lesson, student):
        kept = results.read(self.root, lesson, student)
        graded = self.root / "autograded" / student / lesson.folder / f"{lesson.name}.ipynb"
        return bool(kept and kept.get("submission") and graded.is_file()
                    and kept["submission"] == submitted.digest(self._folder(lesson, student),
                                                               lesson))

    def _folder(self, lesson, student):
        return self.root / "submitted" / student / lesson.folder

    def _autograded(self, lesson, pattern):
        folder = self.root / "autograded"
        return sorted(p.parent.name for p in folder.glob(f"{pattern}/{lesson.folder}"))

    def _convert(self, converter, lesson, student):
        self.coursedir.assignment_id = lesson.folder
        self.coursedir.student_id = student
        step = converter(coursedir=self.coursedir, config=self.config, log=self.log)
        step.force = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, of SQLAlchemy and of double cell ids
            step.start()


class _Autograde(Autograde):
    """nbgrader's converter for a submission whose notebook may have another name or be packed.

    The file that it names need not be there: `preprocessors.Reader` finds what was handed in.
    """

    def init_notebooks(self):
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        name = lessons.find(self.coursedir.assignment_id).name
        self.assignments = {folder: [f"{folder}/{name}.ipynb"]}


def _log_to(path):
    """A logger that writes nbgrader's many lines into `path` and nowhere else."""
    log = logging.getLogger(f"grading.{path}")
    log.propagate = False
    log.setLevel(logging.INFO)
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log
