"""Jobs: all that a sandbox needs to run one notebook, as one JSON document."""

import hashlib
from functools import cache

from grading import mistakes
from grading.lessons import graded_exercise
from grading.stored import as_stored, skipped, slow, to_run


def job(lesson, notebook, seed, *, files=None, limits=None, variants=None):
    """The job that runs `notebook`'s code cells and, at each check cell, the exercise's probe.

    `seed` poses the probes' problems. `files` are `{name: base64 text}`, laid into the working
    directory. `variants` are `{exercise: [source, ...]}`: answers to try in place of the
    notebook's own (the reference's job carries the known mistakes).
    """
    quiet = as_stored(lesson, notebook)
    left_out = skipped(notebook, quiet, slow(lesson))
    return {
        "lesson": lesson.folder,
        "seed": seed,
        "autograd_ref": uses_autograd_ref(lesson),
        "steps": [_step(cell, variants or {}, cell.id in quiet, cell.id in left_out, lesson)
                  for cell in notebook.cells
                  if cell.cell_type == "code" and cell.source.strip()],
        "files": files or {},
        "limits": limits or {},
    }


def reference_job(lesson, seed):
    """The job of the source notebook, with every known mistake as a variant."""
    known = {exercise: [m.source for m in group]
             for exercise, group in mistakes.of(lesson.name).items()}
    return job(lesson, lesson.read(), seed, variants=known)


def sealed(task):
    """The job `task` with a seed of its own for each exercise, made from the job's seed.

    A session learns the seed of a check when it comes to it: that must not tell the next one.
    """
    def step(step):
        if step["kind"] != "check":
            return step
        text = f"{task['seed']} {step['exercise']}"
        return {**step, "seed": int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])}

    return {**task, "steps": [step(s) for s in task["steps"]]}


def uses_autograd_ref(lesson):
    """True if the lesson's own cells import `autograd_ref`; elsewhere students don't see it."""
    return _imports_autograd_ref(lesson, lesson.path.stat().st_mtime_ns)


@cache  # every job asks, and the notebook is large; asked anew when the file has changed
def _imports_autograd_ref(lesson, changed):
    return any("import autograd_ref" in cell.source for cell in lesson.read().cells
               if cell.cell_type == "code")


def _step(cell, variants, quiet, left_out, lesson):
    exercise = graded_exercise(cell)
    if exercise is not None:
        return {"kind": "check", "id": cell.id, "exercise": exercise,
                "variants": variants.get(exercise, [])}
    source = to_run(lesson, cell.source) if quiet else cell.source
    if left_out or not source:
        return {"kind": "cell", "id": cell.id, "source": "", "shown": True}
    return {"kind": "cell", "id": cell.id, "source": source, "figures": not quiet}
