"""A class on disk: its folder with nbgrader's gradebook, and nbgrader's own steps run on it.

The folder (`grading/` unless another is named) holds `release/`, `submitted/`, `autograded/`,
`feedback/`, `results/` and `gradebook.db`, in nbgrader's layout.
"""

import fnmatch
import logging
import warnings
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path

from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from grading import feedback, gradebook, results, submitted
from grading.judge import GraderFault
from grading.recorder import Recorder
from grading.sandbox import SandboxUnavailable
from grading.sandbox.settings import configured, limits_of
from grading.submitted import Unreadable
from grading.writer_lock import SomebodyElse, only_writer

HERE = Path(__file__).resolve().parent


class CannotGo(Exception):
    """Raised when a command can't do its work; the message says why and what to do."""


class Failed(Exception):
    """Holds what went wrong while a submission was read."""


class Classroom:
    """The class whose files lie under `root`, and whose gradebook is at `db_url`.

    Without `db_url` it is the one in `nbgrader_config.py`, or `gradebook.db` under `root`.
    """

    def __init__(self, root=HERE, db_url=None):
        self.root = Path(root).resolve()
        self.root.mkdir(parents=True, exist_ok=True)
        self.config = configured()
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
        with self._told(), only_writer(self.root):
            self._convert(GenerateAssignment, lesson, ".")
        return self.root / "release" / lesson.folder

    def submissions(self, lesson, pattern="*"):
        """The students who handed in `lesson` and whose id matches the glob `pattern`, sorted."""
        folder = self.root / "submitted"
        return sorted(p.parent.name for p in folder.glob(f"*/{lesson.folder}")
                      if p.is_dir() and fnmatch.fnmatch(p.parent.name, pattern))

    def autograde(self, lesson, students, run, force=False):
        """Yield the result of each of `students` as it is written, whoever is done first.

        What is graded already, and whose notebook hasn't changed since, is not graded again
        unless `force`. A submission that can't be graded costs only itself; a fault of the grader
        or of the machine stops the run, and what is graded stays graded.
        """
        with self._told(), only_writer(self.root):
            self.check_gradebook()
            run.begin(lesson)
            with closing(Recorder(self.coursedir, self.config, lesson, self.log)) as recorder:
                done = {s for s in students if not force and self._is_current(lesson, s)}
                for student in (s for s in students if s in done):
                    yield results.read(self.root, lesson, student)
                todo = (s for s in students if s not in done)
                yield from self._graded(lesson, todo, run, recorder)

    def feedback(self, lesson, pattern="*"):
        """Yield the path of the feedback page of each student with a result, as it is written."""
        self.check_gradebook()
        for student in self.with_results(lesson, pattern):
            result = results.read(self.root, lesson, student)
            if result and result["status"] == results.COULD_NOT_GRADE:
                yield feedback.write_could_not(self.coursedir, lesson, student, result)
                continue
            self._convert(GenerateFeedback, lesson, student)
            yield from sorted((self.root / "feedback" / student / lesson.folder).glob("*.html"))

    def with_results(self, lesson, pattern="*"):
        """The students who were graded, or could not be, and whose id matches, sorted."""
        known = {*self._autograded(lesson, "*"), *results.read_all(self.root, lesson)}
        return sorted(s for s in known if fnmatch.fnmatch(s, pattern))

    def check_gradebook(self):
        """Raise `CannotGo` if the gradebook can't be reached, or is of another nbgrader."""
        with self._told():
            gradebook.check(self.coursedir.db_url, self.root)

    @contextmanager
    def _told(self):
        try:
            yield
        except (gradebook.GradebookTrouble, SomebodyElse) as error:
            raise CannotGo(str(error)) from error

    def read_submission(self, lesson, student):
        """The `Submission`; raises `Unreadable` with a sentence for the student."""
        return submitted.read(self._folder(lesson, student), lesson)

    def _graded(self, lesson, students, run, recorder):
        """Yield results as they come: a slow submission keeps nobody waiting."""
        students, waiting, more = iter(students), {}, True
        try:
            while waiting or more:
                while more and len(waiting) < run.look_ahead:
                    student = next(students, None)
                    more = student is not None
                    if more:
                        future, about = self._begun(lesson, student, run, recorder)
                        waiting[future] = about
                run.answers(lesson)  # a fault of the grader stops here, no grade was touched
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield self._record(lesson, waiting.pop(future), future, run, recorder)
        finally:
            for future in waiting:
                future.cancel()

    def _begun(self, lesson, student, run, recorder):
        """A future of what the sandbox makes of the submission, and what `_record` needs then."""
        try:
            found = self.read_submission(lesson, student)
            notebook, notes = recorder.mended(found.notebook)
        except Exception as error:  # told when its turn comes: nothing is written before
            future = Future()
            future.set_exception(Failed(error))
            return future, (student, None, None, None)
        future = run.submit(lesson, notebook, found.files)
        return future, (student, notebook, [*found.notes, *notes], found.digest)

    def _record(self, lesson, about, future, run, recorder):
        """The result of one submission, written: its own faults cost it alone, others are raised.
        """
        student, notebook, notes, digest = about
        try:
            result = run.judged(lesson, notebook, student, future.result(), notes)
            result["submission"] = digest
            recorder.graded(student, notebook, result)
            return result
        except (SandboxUnavailable, GraderFault, gradebook.GradebookTrouble, OSError):
            raise
        except BrokenProcessPool:
            message = ("The process that ran this submission was killed, and killed again when it "
                       "was tried once more. Look at its cells, then grade it again.")
        except Exception as error:
            error = error.args[0] if isinstance(error, Failed) else error
            message = (str(error) if isinstance(error, Unreadable) else
                       f"Grading this submission failed; the reason is in {self.log_file}.")
            self.log.error("%s: %s", student, error, exc_info=error)
        return recorder.could_not(student, message)

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
