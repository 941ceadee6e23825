"""What a student handed in: which file is the notebook, what is in it, and what lies beside it.

    submission = read(folder, lesson)

gives the notebook as it was meant, with a sentence for each thing that had to be put right on the
way, or raises `Unreadable` with a sentence. A submission that can't be read has no points, which
is not zero points.
"""

import hashlib
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grading.job import small_files
from grading.notebook_file import AGAIN, MAX_BYTES, Unreadable, parse

__all__ = ["Submission", "Unreadable", "digest", "read"]


@dataclass(frozen=True)
class Submission:
    """One student's notebook as it was read."""

    notebook: NotebookNode
    notes: list                                # what was put right while reading, a sentence each
    digest: str                                # SHA-256 of the file that it was read from
    files: dict = field(default_factory=dict)  # {name: base64 text} of small files beside it


def read(folder, lesson):
    """The `Submission` of `lesson` in `folder`; raises `Unreadable` with a sentence."""
    path = _find(folder, lesson)
    data = _bytes(path)
    notebook, notes = parse(data, path.name)
    if path.name != f"{lesson.name}.ipynb":
        notes.insert(0, f"The notebook was called {path.name}; it was graded all the same. "
                        f"Hand it in as {lesson.name}.ipynb next time.")
    return Submission(notebook, notes, hashlib.sha256(data).hexdigest(), small_files(folder))


def digest(folder, lesson):
    """SHA-256 of the notebook that would be graded, or None if there is none that can be read."""
    try:
        return hashlib.sha256(_bytes(_find(folder, lesson))).hexdigest()
    except Unreadable:
        return None


def _find(folder, lesson):
    path = folder / f"{lesson.name}.ipynb"
    if any(p.is_symlink() for p in (path, folder, folder.parent)):
        raise Unreadable(f"{path.name} is a link to another file, and links are not followed.")
    if path.is_file():
        return path
    others = [p for p in sorted(folder.glob("*.ipynb")) if p.is_file() and not p.is_symlink()]
    if len(others) == 1:
        return others[0]
    held = ", ".join(p.name for p in others) or "no notebook"
    raise Unreadable(f"There is no {path.name} in the submission; it holds {held}.")


def _bytes(path):
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{path.name} could not be opened ({error.strerror}). {AGAIN}") from error
