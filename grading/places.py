"""Places in a submission's folder: where a notebook may lie, and the files beside it.

Links are never followed: a student's link could name any file that the grader may read.
"""

import base64
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course.data import one_line
from grading.notebook_file import MAX_BYTES, Unreadable

FILES_BYTES = 1_000_000  # of all files beside a notebook together
FILES = 200
ENTRIES = 2_000          # looked at in one submission
LONGEST = 200            # characters of a name that is shown
CHECKPOINTS = ".ipynb_checkpoints"
SKIPPED = ("__MACOSX", "__pycache__", ".git")
OURS = (".progress.json", "timestamp.txt")
CALLED = "The notebook was called {shown}; it was graded all the same. Hand it in as {name} " \
         "next time."
PACKED = "The notebook was packed as {shown}; it was taken from there. Hand in {name} itself " \
         "next time."
KEPT = "Only {shown}, a copy that JupyterLab keeps of an earlier moment, was there, and was " \
       "graded. Hand in {name} itself."
SCRIPT = "There was no notebook but a program, {shown}; its cells were recognised as far as " \
         "that goes. Hand in {name}, the notebook itself, next time."


@dataclass(frozen=True)
class Place:
    """A file in a submission, or in an archive in it, that may be the notebook."""

    folder: Path             # the submission's
    path: Path
    member: str = ""         # in the archive `path`
    remark: str = ""         # what the student is told if it is graded, see `told`
    is_script: bool = False

    @property
    def shown(self):
        """Its name for people."""
        name = for_people(self.path.relative_to(self.folder).as_posix())
        return f"{for_people(self.member)} in {name}" if self.member else name

    def told(self, name):
        """The remark as a sentence, for the lesson's notebook `name`; '' if there is none."""
        return self.remark.format(shown=self.shown, name=f"{name}.ipynb")

    @property
    def changed(self):
        """When it was last written, in seconds."""
        return self.path.stat().st_mtime

    def is_named(self, name):
        """True for `<name>.ipynb` in the submission's own folder, in any case."""
        own = not self.member and self.path.parent == self.folder
        return own and self.path.name.lower() == f"{name}.ipynb".lower()

    def read(self):
        """Its bytes, up to what a notebook may have and one more."""
        try:
            if self.member:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                    return file.read(MAX_BYTES + 1)
            with self.path.open("rb") as file:  # read(n) takes the memory for n at once
                return file.read(min(MAX_BYTES, self.path.stat().st_size) + 1)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise Unreadable(f"{self.shown} could not be opened ({why}). If you can open it "
                             "yourself, hand it in again; else tell your instructor.") from error


def looked_through(folder, name):
    """The places in `folder` where the notebook `name` may be; never an empty list.

    Notebooks come first, then other JSON, archives, JupyterLab's checkpoints, and programs: only
    if there is nothing of one kind, the next is looked at. Raises `Unreadable` if there is none.
    """
    exact = f"{name}.ipynb"
    if any(p.is_symlink() for p in (folder / exact, folder, folder.parent)):
        raise Unreadable(f"{exact} is a link to another file, and links are not followed. Hand in "
                         "the file itself.")
    paths = list(walked(folder))
    kept = [p for p in paths if CHECKPOINTS in p.parts]
    paths = [p for p in paths if CHECKPOINTS not in p.parts]
    found = ([_place(folder, p, exact) for p in paths if _is_notebook(p.name)]
             or [_place(folder, p, exact) for p in paths if p.suffix.lower() == ".json"]
             or [place for p in paths if p.suffix.lower() == ".zip" for place in _packed(folder, p)]
             or [_place(folder, p, exact, KEPT) for p in kept if _is_notebook(p.name)]
             or [_place(folder, p, exact, SCRIPT) for p in paths if p.suffix.lower() == ".py"])
    if found:
        return sorted(found, key=lambda p: not p.is_named(name))
    if (folder / exact).is_dir():
        raise Unreadable(f"{exact} is a folder, and there is no notebook in it. Hand in the file.")
    held = ", ".join(for_people(p.relative_to(folder).as_posix()) for p in paths[:5]) or "nothing"
    raise Unreadable(f"There is no {exact} in the submission; it holds {held}. Hand in the "
                     f"notebook: File > Download in JupyterLab gives {exact}.")


def for_people(name):
    """A file's name as one line of text: it may hold line breaks, and bytes that are no text."""
    return one_line(name, LONGEST)


def _is_notebook(name):
    """True for `.ipynb` and what browsers and mail programs make of it, as `x.ipynb.txt`."""
    low = name.lower()
    return ".ipynb" in low and not low.endswith((".zip", ".gz", ".py"))


def _place(folder, path, exact, remark=CALLED):
    remark = "" if path == folder / exact else remark
    return Place(folder, path, "", remark, remark is SCRIPT)


def _packed(folder, path):
    """The places of the notebooks in the archive `path`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m.filename for m in archive.infolist()[:ENTRIES] if not m.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable(f"{for_people(path.name)} can't be opened as a zip file ({error}). Hand "
                         "in the notebook itself.") from error
    members = [m for m in members if _is_notebook(PurePosixPath(m).name) and not _is_skipped(m)]
    return [Place(folder, path, m, PACKED) for m in members]


def _is_skipped(member):
    parts = PurePosixPath(member).parts
    return any(p in (*SKIPPED, CHECKPOINTS) or p.startswith("._") for p in parts)


def walked(folder):
    """The plain files under `folder`, sorted, the nearest first; never through a link."""
    left, waiting = ENTRIES, [folder]
    while waiting and left > 0:
        try:
            entries = sorted(os.scandir(waiting.pop(0)), key=lambda e: e.name)
        except OSError:
            continue
        for entry in entries[:left]:
            left -= 1
            if entry.is_symlink() or entry.name in SKIPPED or entry.name.startswith("._"):
                continue
            if entry.is_dir():
                waiting.append(Path(entry.path))
            elif stat.S_ISREG(entry.stat().st_mode):
                yield Path(entry.path)


def links(folder):
    """The links under `folder`, as paths from there."""
    return [Path(base, name).relative_to(folder) for base, folders, files in os.walk(folder)
            for name in (*folders, *files) if os.path.islink(os.path.join(base, name))]


def beside(place):
    """`({name: base64 text}, notes)`: the small files beside the notebook, a megabyte in all."""
    if place.member:
        return {}, []
    base, found, room, left_out = place.path.parent, {}, FILES_BYTES, []
    for path in walked(base):
        name = path.relative_to(base).as_posix()
        if _is_notebook(path.name) or _is_hidden(name) or path == place.path or name in OURS:
            continue
        size = path.stat().st_size
        if size > room or len(found) >= FILES:
            left_out.append(f"{for_people(name)} ({size / 1e6:.1f} MB)")
            continue
        try:
            found[name] = base64.b64encode(path.read_bytes()).decode("ascii")
        except OSError:
            left_out.append(f"{for_people(name)} (could not be opened)")
            continue
        room -= size
    return found, _told(left_out)


def _is_hidden(name):
    return any(part.startswith(".") for part in PurePosixPath(name).parts)


def _told(left_out):
    if not left_out:
        return []
    more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
    return [f"Files beside the notebook were not there when it ran: {', '.join(left_out[:5])}"
            f"{more}. Up to {FILES_BYTES / 1e6:.0f} MB in all are taken along."]
