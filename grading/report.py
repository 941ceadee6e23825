"""The report on a class: how it did, what it got wrong and how often, and who needs a person.

`of_class` gives it as plain data, from the results and, for points that a person gave, the
gradebook; `page`, `table` and `json_text` show that as HTML, CSV and JSON.
"""

import csv
import io
import json
import statistics
from collections import Counter
from contextlib import suppress
from datetime import datetime
from math import ceil
from urllib.parse import quote

from nbgrader.api import Gradebook, MissingEntry

from course import verdicts
from course.probes import UnknownExercise, find
from grading import judge, lessons, pages, results, scores

STATUSES = (verdicts.RIGHT, verdicts.WRONG, verdicts.UNANSWERED, judge.STOPPED,
            results.NEEDS_PERSON)
EXAMPLES = 5
BARS = 10


def of_class(classroom, lesson):
    """The report on what lies in the class's folder and in its gradebook (see `of`)."""
    given = {}
    book = Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id)
    with book, suppress(MissingEntry):  # not released: then nothing of it is in the gradebook
        given = scores.of_class(book, book.find_assignment(lesson.folder), classroom.root)
    return of(lesson, results.read_all(classroom.root, lesson), given,
              classroom.submissions(lesson))


def path(root, lesson, kind="html"):
    """Where the report lies: beside `autograded/`, so that its links lead there."""
    return root / "reports" / f"{lesson.folder}.{kind}"


def of(lesson, found, given=None, handed_in=()):
    """The report on `found`, the results by student, as data for JSON.

    `given` are the `Score`s of the gradebook, by student. `handed_in` names those who handed in
    something: whoever of them has no result has not been graded yet.
    """
    given = given or {}
    missing = sorted(set(handed_in) - found.keys())
    students = [_student(lesson, s, r, given.get(s)) for s, r in sorted(found.items())]
    points = [s["points"] for s in students if s["points"] is not None]
    return {
        "lesson": lesson.folder, "title": lessons.title(lesson),
        "made": datetime.now().astimezone().isoformat(" ", timespec="minutes"),
        "summary": _summary(students, points, missing), "scores": points,
        "max_points": max((s["max_points"] for s in students if s["max_points"]), default=None),
        "people": _people(lesson, found, students, missing),
        "exercises": _exercises(lesson, found), "students": students,
        **_misconceptions(lesson, found),
    }


def _summary(students, points, missing):
    if not students:
        return (f"{len(missing)} handed in, nobody is graded yet." if missing else
                "Nobody has handed in anything that was graded.")
    lost = sum(s["points"] is None for s in students)
    said = [f"{len(students)} {'submission' if len(students) == 1 else 'submissions'}"]
    if points:
        top = max(s["max_points"] for s in students if s["max_points"])
        middle = f"{pages.number(statistics.median(points))} of {pages.number(top)} points"
        said.append(f"in the middle {middle}" if len(points) > 1 else middle)
    if lost:
        said.append("none could be graded" if lost == len(students) else
                    f"{lost} could not be graded")
    if missing:
        said.append(f"{len(missing)} not graded yet")
    return ", ".join(said) + "."


def _student(lesson, student, result, score):
    """One student's line. Where the gradebook has points, they count: a person may have changed
    them."""
    graded = result["status"] == results.GRADED
    points = score.points if graded and score and score.points is not None else result["points"]
    return {
        "student": student, "status": result["status"], "points": points,
        "max_points": result["max_points"], "seconds": result["seconds"],
        "remark": result["message"] or " ".join(result["notes"]), "link": link(lesson, student),
        "exercises": {e["exercise"]: {k: e[k] for k in ("status", "points", "mistake")}
                      for e in result["exercises"]},
        "final": not (score and score.status == scores.OPEN) if score else None,
    }


def link(lesson, student):
    """Where the autograded notebook lies, as seen from the report."""
    return "../" + quote(f"autograded/{student}/{lesson.folder}/{lesson.name}.ipynb")


def _people(lesson, found, students, missing):
    """Who needs a person, and why: could not be graded, stopped, an answer to be read."""
    final = {s["student"]: s["final"] for s in students}
    rows = [{"student": s, "why": "Not graded yet", "link": "",
             "reason": f"Run: python -m grading autograde {lesson.folder}"} for s in missing]
    for student, result in sorted(found.items()):
        if result["status"] == results.COULD_NOT_GRADE:
            rows.append({"student": student, "why": "Could not be graded", "link": "",
                         "reason": result["message"]})
            continue
        by_status = {s: [e for e in result["exercises"] if e["status"] == s] for s in STATUSES}
        if stopped := by_status[judge.STOPPED]:
            reason = " ".join(result["notes"]) or _first_words(stopped[0]["message"])
            rows.append({"student": student, "link": link(lesson, student), "reason": reason,
                         "why": f"Stopped in {_names(lesson, stopped)}"})
        written = by_status[results.NEEDS_PERSON]
        if written and final[student] is not True:
            rows.append({"student": student, "link": link(lesson, student),
                         "why": f"To be read: {_names(lesson, written)}",
                         "reason": "A person grades this answer, in formgrader."})
    order = {"Could not": 0, "Stopped": 1, "Not graded": 2}
    return sorted(rows, key=lambda r: min(
        (n for words, n in order.items() if r["why"].startswith(words)), default=3))


def _first_words(message):
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ".join(lines[1:2] or lines)


def _names(lesson, entries):
    return ", ".join(_heading(lesson, e["exercise"]) for e in entries)


def _heading(lesson, exercise):
    return lessons.headings(lesson).get(exercise, exercise)


def _exercises(lesson, found):
    """How many were right, wrong, and so on, in each exercise, in the lesson's order."""
    counts = {}
    for result in found.values():
        for entry in result["exercises"]:
            counts.setdefault(entry["exercise"], Counter())[entry["status"]] += 1
    rows = []
    for exercise, count in counts.items():
        checked = count.total() - count[results.NEEDS_PERSON]
        rows.append({
            "exercise": exercise, "heading": _heading(lesson, exercise), "answers": checked,
            "rate": count[verdicts.RIGHT] / checked if checked and _checked(exercise) else None,
            **{status.replace(" ", "_"): count[status] for status in STATUSES}})
    order = list(lessons.headings(lesson))
    return sorted(rows, key=lambda r: order.index(r["exercise"])
                  if r["exercise"] in order else len(order))


def _checked(exercise):
    """True for an exercise with a check; False for one that a person reads."""
    try:
        return bool(find(exercise))
    except UnknownExercise:
        return False


def _misconceptions(lesson, found):
    """The known mistakes by frequency, with examples; and how many wrong answers are none."""
    groups, unnamed = {}, 0
    for student, result in sorted(found.items()):
        for entry in result["exercises"]:
            if entry["mistake"]:
                groups.setdefault((entry["exercise"], entry["mistake"]), []).append(
                    (student, entry))
            elif entry["status"] == verdicts.WRONG:
                unnamed += 1
    rows = []
    for (exercise, mistake), cases in groups.items():
        student, entry = cases[0]
        wrong = [row for row in entry.get("rows", []) if not row["ok"]]
        others = [name for name, _ in cases[1:1 + EXAMPLES]]
        rows.append({"exercise": exercise, "heading": _heading(lesson, exercise),
                     "mistake": mistake, "sentence": entry["diagnosis"], "count": len(cases),
                     "student": student, "link": link(lesson, student), "others": others,
                     "more": len(cases) - 1 - len(others), "row": wrong[0] if wrong else None})
    rows.sort(key=lambda r: (-r["count"], r["exercise"], r["mistake"]))
    return {"misconceptions": rows, "unnamed": unnamed}


def page(report):
    """The report as one HTML page that loads nothing; it belongs beside `autograded/`."""
    return pages.render("report.html.j2", r=report, plot=_plot(report))


def _plot(report, width=720, height=220, base=180):
    """The distribution of points as bars, in the picture's coordinates, and in words."""
    values, top = report["scores"], report["max_points"] or 1
    wide = ceil(top / BARS)
    number = ceil(top / wide)
    counts = [0] * number
    for value in values:
        counts[min(number - 1, int(value / wide))] += 1
    highest, step = max(counts, default=0) or 1, width / number
    bars = []
    for i, count in enumerate(counts):
        low, high = i * wide, min(top, (i + 1) * wide)
        tall = round(count / highest * (base - 24), 1)
        label = f"{pages.number(low)}–{pages.number(high)}"
        students = "student" if count == 1 else "students"
        bars.append({"x": round(i * step + 3, 1), "y": round(base - tall, 1), "height": tall,
                     "width": round(step - 6, 1), "middle": round((i + 0.5) * step, 1),
                     "count": count, "label": label, "said": f"{label} points: {count} {students}"})
    said = "; ".join(f"{b['label']} points: {b['count']}" for b in bars if b["count"])
    return {"width": width, "height": height, "base": base, "bars": bars,
            "said": f"How many students have how many points. {said}."}


def table(report):
    """The report's students as CSV: a row each, with the points and status of each exercise."""
    columns = [(e["exercise"], what) for e in report["exercises"]
               for what in ("points", "status", "mistake")]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "status", "points", "max_points", "seconds",
                     *map(" ".join, columns), "remark"])
    for s in report["students"]:
        cells = [s["exercises"].get(e, {}).get(what) for e, what in columns]
        writer.writerow([s["student"], s["status"], s["points"], s["max_points"], s["seconds"],
                         *cells, pages.cell(s["remark"])])
    return text.getvalue()


def json_text(report):
    """The report as JSON."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"
