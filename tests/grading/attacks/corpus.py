"""All attacks, and how one is played: through mending, the real sandbox and the judge.

    python -m tests.grading.attacks.corpus NAME...    plays some, as the user who says so
"""

import base64
import dataclasses
import json
import os
import sys
import tempfile
from concurrent.futures import Future

from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade, is_grade

from grading import lessons, release, results, samples
from grading.engine import Run
from grading.lessons import grade_id
from grading.mend import mend
from grading.sandbox import Limits, Sandbox
from tests.grading.attacks import (  # noqa: F401 - they fill the table
    exhausting,
    forging,
    leaving,
    metadata,
    patching,
    spying,
)
from tests.grading.attacks.attack import ATTACKS, EXERCISES, wrong

LESSON = lessons.find("derivatives")
LIMITS = Limits(cell_seconds=20, check_seconds=20, submission_seconds=90, cpu_seconds=60,
                memory_mb=1_024, total_memory_mb=1_024, tmp_mb=16)
MARK = "0badcafe-other-people-work"
TOKEN = "token-of-the-grader"
SLACK = 15  # seconds over its limit that a cell or a check may take on a busy machine
SECRETS = (MARK, TOKEN, "BEGIN SOLUTION", base64.b64encode(MARK.encode()).decode()[:30])
# what an honest one says of the place it finds; its mark is somebody else's for the next
LOOK = f'''
import os
"{MARK}"
print(len([name for name in os.listdir("/proc") if name.isdigit()]), "processes")
for place in ("/tmp", "/dev/shm"):
    for folder, folders, files in sorted(os.walk(place)):
        print(folder, sorted(folders + files))
'''
NOTES = {"notes.txt": base64.b64encode(MARK.encode() * 999).decode()}  # beside honest ones


class Warm:
    """A pool of one warm sandbox, which also keeps the last raw result."""

    workers = 1

    def __init__(self):
        os.environ["GRADERS_TOKEN"] = TOKEN
        self.sandbox = Sandbox(autograd_ref=False, limits=LIMITS)
        self.raw = None

    def submit(self, job):
        self.raw, future = self.sandbox.run(job), Future()
        future.set_result(self.raw)
        return future

    def close(self, wait=True):
        self.sandbox.close()


def graded(run, notebook, limits=LIMITS, files=None):
    """The result of a notebook as it was handed in, mended and graded; and as it then is."""
    run.limits = limits
    mended, _ = mend(notebook, release.master(LESSON))
    return run.grade(LESSON, mended, "mallory", files=files or {}), mended


def honest():
    """A right submission without its prose, as good as the real one and shorter to run."""
    notebook = samples.right(LESSON)
    notebook.cells = [c for c in notebook.cells if grade_id(c)]
    for cell in notebook.cells:  # what a student hands in has no such marks
        cell.source = cell.source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
    notebook.cells.append(new_code_cell(LOOK, id="own"))
    return notebook


def submission(attack):
    """What the attacker hands in."""
    notebook = honest()
    notebook.cells.pop()
    for exercise in EXERCISES:
        if exercise not in attack.honest:
            _cell(notebook, exercise).source = attack.answers.get(exercise, wrong(exercise))
    after = "check-tangent_line" if attack.late else "setup"
    position = notebook.cells.index(_cell(notebook, after)) + 1
    notebook.cells.insert(position, new_code_cell(attack.cell or "pass", id="attack"))
    if attack.edit:
        attack.edit(notebook)
    return notebook


def _cell(notebook, name):
    return next(c for c in notebook.cells if grade_id(c) == name)


def troubles(run, attack):
    """What the attack came to that it should not have, a sentence each; [] if it was contained."""
    limits = dataclasses.replace(LIMITS, **attack.limits)
    result, notebook = graded(run, submission(attack), limits, attack.files)
    raw, found = run.pool.raw, []
    points = {e["exercise"]: e["points"] for e in result["exercises"] if e["points"]}
    if points != attack.honest or result["points"] != sum(attack.honest.values()):
        found.append(f"it has {points}, and earned {attack.honest}")
    found += what_became(attack, limits, raw, result)
    if len(result["exercises"]) != len(EXERCISES) or result["max_points"] != 12:
        found.append("there are other exercises than those of the lesson")
    with tempfile.TemporaryDirectory() as folder:
        results.write(folder, LESSON, result)  # raises if it breaks the schema
    if len(json.dumps(result)) + len(json.dumps(notebook)) > 2_000_000:
        found.append("it fills the results or the feedback")
    found += leaks(run, attack, raw, result)
    found += what_is_kept(notebook, result)
    if attack.edit:
        return found  # its program is an honest one
    after, _ = graded(run, honest(), files=NOTES)
    if after["points"] != 12 or after["notes"]:
        found.append(f"an honest one after it has {after['points']} of 12: {after['notes']}")
    if run.seen() != run.first:
        found.append(f"an honest one after it finds {run.seen()}")
    return found


def what_became(attack, limits, raw, result):
    """A sentence if the attack did not come to what it should, or held up the class."""
    found = []
    ended = raw["cells"]["attack"]["status"]
    if attack.ends not in (None, ended):
        found.append(f"its cell ended with {ended!r}: {text(raw['cells']['attack'])[:300]}")
    came_to = {e["status"] for e in result["exercises"] if e["exercise"] not in attack.honest}
    if attack.verdicts not in (None, came_to):
        found.append(f"its checks came to {came_to}")
    for part, most in (("cells", limits.cell_seconds), ("checks", limits.check_seconds)):
        for name, seen in raw[part].items():
            if seen["seconds"] > most + SLACK:
                found.append(f"{name} took {seen['seconds']} s, and the limit is {most:g} s")
    for entry in result["exercises"]:
        lines = entry["message"].splitlines()
        if not entry["points"] and any(line.startswith("✓") for line in lines):
            found.append(f"{entry['exercise']} says of itself that it is right")
    return found


def what_is_kept(notebook, result):
    """A sentence if the graded notebook, which nbgrader records, says other than the result."""
    master, found = release.master(LESSON), []
    marks = [{grade_id(c): (c.cell_type, c.metadata) for c in book.cells if grade_id(c)}
             for book in (master, notebook)]
    if marks[0] != marks[1] or master.metadata != notebook.metadata:
        found.append("what the notebook says of itself is not what the lesson says")
    recorded = [determine_grade(c) for c in notebook.cells if is_grade(c)]
    if tuple(map(sum, zip(*recorded, strict=True))) != (result["points"], result["max_points"]):
        found.append(f"nbgrader would record {recorded}")
    return found


def leaks(run, attack, raw, result):
    """A sentence for each secret that stands in what the submission said."""
    spoken = json.dumps([raw, result], ensure_ascii=False)
    found = [f"it told {secret!r}" for secret in (*SECRETS, str(run.seed)) if secret in spoken]
    written = " ".join(map(text, raw["cells"].values()))
    if attack.finds in written:
        found.append(f"it found: {written[written.index(attack.finds):][:300]}")
    if "<" in written and any("html" in m or "svg" in m or "javascript" in m
                              for c in raw["cells"].values() for o in c["outputs"]
                              for m in o.get("data", ())):
        found.append("an output may run in a browser")
    # a seed may be seen in its own check, not before: a session must not know the next one
    for i, step in enumerate(run.steps):
        if step["kind"] == "check":
            before = [s["id"] for s in run.steps[:i] if s["kind"] == "cell"]
            said = " ".join(text(raw["cells"][name]) for name in before)
            if str(step["seed"]) in said:
                found.append(f"it told the seed of {step['exercise']} before its check")
    return found


def text(cell):
    """All that a cell put out, but for tracebacks, which quote the program itself."""
    return " ".join(str(o.get("text", o.get("data", ""))) for o in cell["outputs"])


class Watched(Run):
    """A run in one warm sandbox that remembers the steps of its last job."""

    def __init__(self):
        super().__init__(pool=Warm())
        graded(self, honest(), files=NOTES)  # warms what is lazy
        self.first = self.seen()

    def seen(self):
        """What the last honest submission said of the place it found."""
        return text(self.pool.raw["cells"]["own"])

    def _job(self, *args, **kwargs):
        job = super()._job(*args, **kwargs)
        self.steps = job["steps"]
        return job


def main(names):
    """None; prints the troubles of each attack as a line of JSON."""
    with Watched() as run:
        for name in names:
            print(json.dumps([name, troubles(run, ATTACKS[name])]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
