"""What a student handed in: which file is the notebook, what is in it, and what lies beside it.

    submission = read(folder, lesson)

gives the notebook as it was meant, with a sentence for each thing that had to be put right on the
way, or raises `Unreadable` with a sentence. A submission that can't be read has no points, which
is not zero points.
"""

import hashlib
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grading import release
from grading.lessons import all_lessons
from grading.mend import survey
from grading.notebook_file import Unreadable, decoded, parse
from grading.places import Place, beside, looked_through
from grading.script import as_notebook

__all__ = ["Submission", "Unreadable", "digest", "files", "read"]

SAME_MOMENT = 2.0  # seconds between two files that were copied together
MOST = 20          # notebooks in one submission


@dataclass(frozen=True)
class Submission:
    """One student's notebook as it was read."""

    notebook: NotebookNode
    notes: list                                # what was put right while reading, a sentence each
    digest: str                                # SHA-256 of the file that it was read from
    files: dict = field(default_factory=dict)  # {name: base64 text} of small files beside it


@dataclass(frozen=True)
class _Candidate:
    place: Place
    notebook: NotebookNode
    notes: list
    digest: str
    known: int   # cells of the lesson's exercises that are in it
    filled: int  # and how many of them are filled in

    @property
    def text(self):
        return [c.source for c in self.notebook.cells]


def read(folder, lesson):
    """The `Submission` of `lesson` in `folder`; raises `Unreadable` with a sentence."""
    found, notes = _chosen(folder, lesson)
    near, left_out = beside(found.place)
    return Submission(found.notebook, notes + found.notes + left_out, found.digest, near)


def digest(folder, lesson):
    """SHA-256 of the notebook that would be graded, or None if there is none that can be read."""
    try:
        place = _place(folder, lesson)
        return hashlib.sha256(place.read()).hexdigest()
    except Unreadable:
        return None


def files(folder, lesson):
    """`{name: base64 text}` of the small files beside the notebook that is graded."""
    try:
        return beside(_place(folder, lesson))[0]
    except Unreadable:
        return {}


def _place(folder, lesson):
    """Where the notebook lies that is graded: nothing is read if there is only one."""
    places = looked_through(folder, lesson.name)
    return places[0] if len(places) == 1 else _chosen(folder, lesson)[0].place


def _chosen(folder, lesson):
    """`(candidate, notes)`: the notebook that is graded, and why it is that one."""
    places = looked_through(folder, lesson.name)
    if len(places) > MOST:
        raise Unreadable(f"The submission holds {len(places)} notebooks. Hand in "
                         f"{lesson.name}.ipynb only.")
    candidates, faults = [], []
    for place in places:
        try:
            candidates.append(_candidate(place, lesson))
        except Unreadable as fault:
            faults.append((place, fault))
    fitting = [c for c in candidates if c.known]
    if not fitting:
        raise faults[0][1] if faults else _wrong_lesson(candidates[0], lesson)
    best = _best(fitting, lesson)
    notes = []
    for place, fault in faults:
        if place.is_named(lesson.name) or not best.place.is_named(lesson.name):
            notes.append(f"{fault} {best.place.shown} was graded in its place.")
    notes += _about_the_others(best, fitting, lesson)
    if best.place.remark:
        notes.append(best.place.told(lesson.name))
    return best, notes


def _candidate(place, lesson):
    data = place.read()
    if place.is_script:
        notebook, notes = as_notebook(decoded(data, place.shown)), []
    else:
        notebook, notes = parse(data, place.shown)
    if not notebook.cells:
        raise Unreadable(f"{place.shown} has no cells. Open your own copy, look whether your work "
                         "is in it, and hand it in again.")
    known, filled = survey(notebook, release.master(lesson))
    return _Candidate(place, notebook, notes, hashlib.sha256(data).hexdigest(), known, filled)


def _wrong_lesson(found, lesson):
    for other in all_lessons():
        if survey(found.notebook, release.master(other))[0]:
            return Unreadable(f"{found.place.shown} is the notebook of {other.folder}, and this is "
                              f"{lesson.folder}. Hand in {lesson.name}.ipynb.")
    return Unreadable(f"None of the exercises of {lesson.folder} is in {found.place.shown}. Hand "
                      f"in the lesson's own notebook, {lesson.name}.ipynb, with your work in it.")


def _best(fitting, lesson):
    """The one with the lesson's name if work is in it, else the one with the most, the newest."""
    named = [c for c in fitting if c.place.is_named(lesson.name) and c.filled]
    if named:
        return named[0]
    most = max(c.filled for c in fitting)
    full = sorted((c for c in fitting if c.filled == most), key=lambda c: c.place.changed)
    newest = full[-1]
    rivals = [c for c in full[:-1] if c.text != newest.text
              and newest.place.changed - c.place.changed < SAME_MOMENT]
    if rivals:
        names = " and ".join(c.place.shown for c in [*rivals, newest])
        raise Unreadable(f"{names} are different notebooks, and nothing says which one is meant. "
                         f"Hand in one of them, as {lesson.name}.ipynb.")
    return newest


def _about_the_others(best, fitting, lesson):
    others = [c for c in fitting if c is not best and c.text != best.text]
    if not others:
        return []
    names = ", ".join(c.place.shown for c in others)
    why = ("it has the lesson's name" if best.place.is_named(lesson.name) else
           "the most answers are in it" if best.filled > max(c.filled for c in others) else
           "it is the newest")
    return [f"Of several notebooks {best.place.shown} was graded, because {why}; there was also "
            f"{names}. Hand in one notebook only."]
