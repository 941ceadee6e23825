"""The judge: what came out of a sandbox, turned into points and sentences.

It never runs, imports or unpickles anything of a student's. What it reads is JSON data; what it
compares them with came from the source notebook, in the same way and for the same seed.
"""

from dataclasses import dataclass

from nbgrader.utils import determine_grade

from course import verdicts
from course.probes import find
from grading import mistakes, results
from grading.lessons import grade_id, graded_exercise
from grading.sandbox.parcel import well_formed

STOPPED = "stopped"
NO_DATA = "What came back from the answer was no plain data, or too much of it."
MAX_TEXT = 400  # characters of one text in a result's row


class GraderFault(Exception):
    """Raised when the grader itself is at fault: it fails the run and never becomes a zero."""


@dataclass(frozen=True)
class Checked:
    """One check cell judged: the exercise's entry in the result, and the cell's outputs."""

    entry: dict
    outputs: list


def judge_checks(notebook, raw, answers):
    """`{cell id: Checked}` for each check cell of `notebook`, from the sandbox's `raw` result.

    `answers` is `{exercise: {"reference": rounds, "mistakes": [...]}}` for the run's seed. A
    check that the sandbox never reached, or answered with anything but data, earns nothing.
    """
    return {cell.id: _judge_check(graded_exercise(cell), raw["checks"].get(cell.id), answers)
            for cell in notebook.cells if graded_exercise(cell)}


def _judge_check(exercise, seen, answers):
    probe = find(exercise)
    if exercise not in answers:
        raise GraderFault(f"The reference solution gave no answer to {exercise!r}.")
    seen = seen or {"status": "not run", "message": "The notebook stopped before this check."}
    seconds = float(seen.get("seconds", 0.0))
    if seen["status"] != "ok" or not well_formed(seen.get("rounds")):
        message = seen.get("message") or NO_DATA
        return _stopped(probe, message, seconds)
    known = answers[exercise]
    verdict = verdicts.judge(probe, known["reference"], seen["rounds"], known["mistakes"])
    lines = verdicts.render(probe, verdict)
    entry = _entry(probe, verdict.status, probe.points if verdict.right else 0, lines, seconds,
                   verdict.diagnosis, verdict.mistake)
    return Checked({**entry, **_details(probe, verdict)}, _outputs(lines, verdict.right))


def _details(probe, verdict):
    """What pages and reports tell of a verdict: bounded, for a student's values are quoted."""
    rows, more = verdicts.shown(verdict.rows)
    return {
        "rows": [{k: _cut(v) if isinstance(v, str) else v for k, v in row.items()}
                 for row in rows],
        "more_rows": more,
        "remarks": [_cut(remark) for remark in verdict.remarks],
        "hint": "" if verdict.right else probe.hints[0],
    }


def _cut(text):
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT - 1] + "…"


def _stopped(probe, message, seconds):
    lines = [f"✗ {probe.name}   0 of {probe.points} points", f"  {message}"]
    return Checked(_entry(probe, STOPPED, 0, lines, seconds), _outputs(lines, False))


def _entry(probe, status, points, lines, seconds, diagnosis="", mistake=""):
    return {"exercise": probe.name, "points": points, "max_points": probe.points,
            "status": status, "message": "\n".join(lines), "diagnosis": diagnosis,
            "mistake": mistake, "seconds": round(seconds, 3)}


def _outputs(lines, right):
    """The outputs of a check cell, such that nbgrader's own `determine_grade` gives the points."""
    if right:
        return [{"output_type": "stream", "name": "stdout", "text": "\n".join(lines) + "\n"}]
    return [{"output_type": "error", "ename": "CheckFailed", "evalue": lines[0],
             "traceback": lines}]


def answers(lesson, raw):
    """`{exercise: {"reference": rounds, "mistakes": [{"name", "sentence", "rounds"}]}}` from `raw`.

    `raw` is what the sandbox made of `job.reference_job`. Raises `GraderFault` if the lesson's
    own solutions did not answer.
    """
    known, found = mistakes.of(lesson.name), {}
    for cell in lesson.read().cells:
        exercise = graded_exercise(cell)
        if exercise is None:
            continue
        seen = raw["checks"].get(cell.id, {"status": "not run"})
        if seen["status"] != "ok" or any(r[-1][0] == "raised" for r in seen["rounds"]):
            raise GraderFault(f"The reference solution of {exercise!r} in {lesson.folder} did not "
                              f"answer: {seen.get('message') or seen.get('rounds')}")
        found[exercise] = {
            "reference": seen["rounds"],
            "mistakes": [_answer_of(m, v) for m, v in
                         zip(known.get(exercise, []), seen["variants"], strict=True)],
        }
    return found


def _answer_of(mistake, seen):
    if seen["status"] != "ok":
        raise GraderFault(f"The known mistake {mistake.name!r} of {mistake.exercise!r} did not "
                          f"answer: {seen.get('message')}")
    return {"name": mistake.name, "sentence": mistake.sentence, "rounds": seen["rounds"]}


def manual_entries(notebook):
    """The result's entries for the written answers: a person grades them, if there are any."""
    return [_manual_entry(cell) for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
            and cell.metadata.nbgrader.get("solution")]


def _manual_entry(cell):
    score, top = determine_grade(cell)  # 0 if the answer is as it was released, else None
    status = results.NEEDS_PERSON if score is None else verdicts.UNANSWERED
    message = "A person grades this answer." if score is None else "Not filled in yet."
    return {"exercise": grade_id(cell), "points": score, "max_points": top, "status": status,
            "message": message, "diagnosis": "", "mistake": "", "seconds": 0.0}
