"""Results: what grading one submission came to, as a JSON document with a schema.

`results/<lesson>/<student>.json` is written after the gradebook, whole or not at all.
"""

import json
import os
import tempfile
from functools import cache
from pathlib import Path

SCHEMA = Path(__file__).with_name("result.schema.json")
GRADED, COULD_NOT_GRADE = "graded", "could not grade"
NEEDS_PERSON = "needs a person"


def could_not_grade(lesson, student, message):
    """The result of a submission that could not be graded: no points, which is not zero points."""
    return {"schema": 1, "student": student, "lesson": lesson.folder, "status": COULD_NOT_GRADE,
            "message": message, "points": None, "max_points": None, "seconds": 0.0,
            "notes": [], "exercises": []}


def path(root, lesson, student):
    """Where the result of `student` lies under the class's folder `root`."""
    return Path(root) / "results" / lesson.folder / f"{student}.json"


def write(root, lesson, result):
    """The path to which `result` was written; raises jsonschema's error if it breaks the schema."""
    _validator().validate(result)
    target = path(root, lesson, result["student"])
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, target)
    except BaseException:  # a full disk, ctrl-C
        os.unlink(name)
        raise
    return target


def read(root, lesson, student):
    """The result that was written, or None if there is none that can be read."""
    try:
        return json.loads(path(root, lesson, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def read_all(root, lesson):
    """`{student: result}` of everyone in the lesson; what can't be read is left out."""
    folder = path(root, lesson, "x").parent
    students = sorted(p.stem for p in folder.glob("*.json") if not p.name.startswith("."))
    found = ((student, read(root, lesson, student)) for student in students)
    return {student: result for student, result in found if result is not None}


@cache  # making one takes longer than using it
def _validator():
    import jsonschema  # takes a second, in which the sandboxes can start

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)
