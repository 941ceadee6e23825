"""A run: the sandboxes, the secret seed and the reference's answers that one command grades with.

Between the job and the judged result there is no database and no shared state.
"""

import atexit
import gc
import os
import secrets
import time
from concurrent.futures import Future

from nbformat import from_dict
from nbformat.v4 import new_markdown_cell

from grading import results
from grading.job import job, reference_job, sealed
from grading.judge import answers, judge_checks, manual_entries
from grading.lessons import grade_id
from grading.sandbox import Limits, Pool
from grading.stored import as_stored, stored_outputs

SEED_BITS = 63
SEED_SECONDS = 300
LOOK_AHEAD = 12  # notebooks under way at the least, as many as run while the reference answers;
# with many workers, two for each


class Run:
    """Grades notebooks: `with Run() as run: result = run.grade(lesson, notebook, "ada")`.

    `pool` is where the jobs run: anything with `submit(job) -> Future`, `close(wait)` and
    `workers`. Without `seed` it is a fresh secret one, renewed every `seed_seconds` if they are
    said; tests give one to compare two runs.
    """

    def __init__(self, workers=None, isolated=True, limits=None, seed_seconds=None, pool=None,
                 seed=None):
        self.limits = limits or Limits()
        self.pool = pool or Pool(workers=workers or os.cpu_count() or 1, isolated=isolated)
        self.seed_seconds = seed_seconds
        self._answers = {}
        self._new_seed(seed)

    def _new_seed(self, seed=None):
        self.seed = secrets.randbits(SEED_BITS) if seed is None else seed
        self.since = time.monotonic()
        self._answers.clear()

    def _job(self, lesson, notebook, files=None):
        return sealed(job(lesson, notebook, self.seed, files=files,
                          limits=self.limits.to_dict()))

    def begin(self, lesson):
        """Let the reference and the known mistakes of `lesson` answer, if they haven't yet."""
        if self.seed_seconds and time.monotonic() - self.since > self.seed_seconds:
            self._new_seed()
        if lesson.folder not in self._answers:
            task = {**reference_job(lesson, self.seed), "limits": self.limits.to_dict()}
            self._answers[lesson.folder] = self.pool.submit(sealed(task))

    def answers(self, lesson):
        """What the reference and the known mistakes answer for this run's seed."""
        self.begin(lesson)
        return self._known(lesson)

    def _known(self, lesson):
        if isinstance(self._answers[lesson.folder], Future):
            self._answers[lesson.folder] = answers(lesson, self._answers[lesson.folder].result())
            gc.freeze()  # 100,000 lists that stay as long as the run: nobody looks them through
        return self._answers[lesson.folder]

    @property
    def look_ahead(self):
        """How many notebooks should be under way, so that no worker waits for the next."""
        return max(LOOK_AHEAD, 2 * self.pool.workers)

    def submit(self, lesson, notebook, files=None):
        """A future of what the sandbox makes of `notebook`, for `judged`."""
        return self.pool.submit(self._job(lesson, notebook, files))

    def judged(self, lesson, notebook, student, raw, notes=()):
        """The result of `student`'s mended `notebook`; its cells get the outputs of the run.

        `notes` say what was mended. With what the sandbox noted they stand in the first cell, too.
        """
        checked = judge_checks(notebook, raw, self._known(lesson))
        _fill_in(lesson, notebook, raw, checked)
        entries = [c.entry for c in checked.values()] + manual_entries(notebook)
        order = {grade_id(cell): i for i, cell in enumerate(notebook.cells)}
        entries.sort(key=lambda e: order.get(f"check-{e['exercise']}", order.get(e["exercise"], 0)))
        notes = [*notes, *raw["notes"]]
        if notes:
            notebook.cells.insert(0, _notice(notes))
        return {
            "schema": 1, "student": student, "lesson": lesson.folder, "status": results.GRADED,
            "message": "",
            "points": sum(e["points"] or 0 for e in entries),
            "max_points": sum(e["max_points"] for e in entries),
            "seconds": round(sum(c.get("seconds", 0) for part in ("cells", "checks")
                                 for c in raw[part].values()), 3),
            "notes": notes, "exercises": entries,
        }

    def grade(self, lesson, notebook, student, files=None, notes=()):
        """The result of `student`'s mended `notebook`, as `judged` gives it."""
        self.answers(lesson)  # a fault of the grader stops here
        raw = self.submit(lesson, notebook, files).result()
        return self.judged(lesson, notebook, student, raw, notes)

    def close(self):
        """Stop the sandboxes."""
        self.pool.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.pool.close(wait=kind is None)  # after ctrl-C nobody waits for a long submission


def _fill_in(lesson, notebook, raw, checked):
    """Write the outputs of the run into the notebook's code cells."""
    own, count, alive = as_stored(lesson, notebook), 0, True
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        ran = raw["cells"].get(cell.id)
        outputs = ran["outputs"] if ran else []
        if ran:
            alive = alive and ran["status"] not in ("died", "not run")
        if cell.id in checked:
            outputs = checked[cell.id].outputs
        elif ran and ran.get("execution_count") is None:
            pass  # it did not come to this cell, or not to its end
        elif ran or (cell.id in own and alive and cell.source.strip()):
            count += 1
            cell.execution_count = count
            if cell.id in own and (not ran or ran["status"] == "ok"):
                outputs = stored_outputs(lesson, cell.source)
            outputs = [{**o, "execution_count": count} if o["output_type"] == "execute_result"
                       else o for o in outputs]
        cell.outputs = [from_dict(o) for o in outputs]


def _notice(notes):
    lines = "\n".join(f"- {note}" for note in notes)
    return new_markdown_cell(f"**While grading**\n\n{lines}", id="grading-notes")


_current: list[Run] = []


def current(limits=None):
    """The run in progress; one with `limits` is started if there is none, as by nbgrader itself."""
    if not _current:
        use(Run(isolated=os.environ.get("GRADING_NO_SANDBOX") != "1", limits=limits,
                seed_seconds=SEED_SECONDS))
        atexit.register(lambda: _current and _current.pop().close())
    return _current[-1]


def use(run):
    """Make `run` the run in progress; None ends it."""
    _current.clear()
    if run is not None:
        _current.append(run)
