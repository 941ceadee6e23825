"""Bytes into a notebook: what a student's editor, browser or disk made of the file is read kindly.

Only what grading believes is kept: of each cell its kind, source, id and nbgrader's id, and the
pictures pasted into text. Outputs are cut out of the bytes before anything is parsed, so a
notebook with 50 MB of output costs twice its size, and what is parsed has a limit of its own.
"""

import json
import re

from nbformat import NotebookNode

MAX_BYTES = 100_000_000
MAX_PARSED = 20_000_000   # bytes beside the outputs
MAX_TEXT = 10_000_000     # characters in all sources together
MAX_CELLS = 50_000
MAX_PICTURES = 5_000_000  # characters of base64 in one cell
PICTURES = ("image/png", "image/jpeg", "image/gif")
KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown",
         "html": "markdown"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MERGE = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
# a key in a string would have its quotes escaped, so this is one
OUTPUTS = re.compile(rb'"outputs"\s*+:\s*+\[')
NO_BRACKET = re.compile(rb'(?>[^\[\]{}"]++|"(?>[^"\\]++|\\.)*+")*+', re.DOTALL)
CUT_OFF = "it ends in the middle, as after a broken download or on a full disk"
AGAIN = "Open it in JupyterLab, save it, and hand it in again."


class Unreadable(Exception):
    """Raised for a submission that is no notebook; the message goes to the student."""


def parse(data, name):
    """`(notebook, notes)`: the notebook in the bytes `data` of the file `name`, in format 4.5.

    Raises `Unreadable` with a sentence for the student. What is broken is never guessed at.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{name} has more than {MAX_BYTES / 1e6:.0f} MB, and so much is not read. "
                         "Clear its outputs (Edit > Clear Outputs of All Cells), save it, and "
                         "hand it in again.")
    notes = []
    data = _without_outputs(_as_utf8(data, name, notes), name)
    if len(data) > MAX_PARSED:
        raise Unreadable(f"{name} has more than {MAX_PARSED / 1e6:.0f} MB beside its outputs. Move "
                         "data into a file beside the notebook, and hand it in again.")
    found = _json(_text(data, name, notes), name)
    cells = _cells(found)
    if cells is None:
        raise Unreadable(f"{name} could not be read as a notebook: it has no list of cells. "
                         f"{AGAIN}")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"{name} has {len(cells)} cells; up to {MAX_CELLS} are read. Delete those "
                         "that are not the lesson's or yours, and hand it in again.")
    kept = [_cell(c) for c in cells if isinstance(c, dict)]
    if sum(len(c.source) for c in kept) > MAX_TEXT:
        raise Unreadable(f"The cells of {name} hold more than {MAX_TEXT / 1e6:.0f} MB of text. "
                         "Move data into a file beside the notebook, and hand it in again.")
    _tell(found, cells, kept, notes)
    return NotebookNode(cells=kept, metadata=NotebookNode(), nbformat=4, nbformat_minor=5), notes


# --- bytes to text to JSON

def decoded(data, name):
    """The text in the bytes of a program, whatever it was saved as."""
    return _text(_as_utf8(data, name, []), name, [])


def _as_utf8(data, name, notes):
    """`data` in UTF-8, as far as its first bytes tell what else it is in."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(f"{name} could not be read as a notebook: the file is empty. Open your "
                         "own copy, look whether your work is in it, and hand it in again.")
    encoding = json.detect_encoding(data[:4])
    if encoding.startswith("utf-8"):
        # zeros at the end are what a crash leaves there
        return data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\0")
    notes.append(f"{name} was saved as {encoding[:6].upper()} and was read so. Notebooks are "
                 "UTF-8: save it in JupyterLab next time.")
    return data.decode(encoding, errors="replace").encode("utf-8")


def _text(data, name, notes):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        notes.append(f"{name} was not saved as UTF-8. It was read as Windows-1252, so special "
                     "characters may be wrong; save it in JupyterLab next time.")
        return data.decode("cp1252", errors="replace")


def _without_outputs(data, name):
    """`data` with every list of outputs empty; lines keep their numbers."""
    parts, at = [], 0
    while start := OUTPUTS.search(data, at):
        end = _closing(data, start.end())
        if end is None:
            raise Unreadable(f"{name} could not be read as a notebook: {CUT_OFF}. {AGAIN}")
        parts += [data[at:start.end()], b"\n" * data.count(b"\n", start.end(), end)]
        at = end
    return b"".join([*parts, data[at:]])


def _closing(data, at):
    """Where the list that was open at `at` is closed, or None if the data end before."""
    depth = 1
    while depth:
        at = NO_BRACKET.match(data, at).end()
        bracket = data[at:at + 1]
        if bracket not in (b"[", b"{", b"]", b"}"):
            return None
        depth += 1 if bracket in b"[{" else -1
        at += 1
    return at - 1


def _json(text, name):
    try:
        return json.loads(text)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = _why_no_json(text, error)
    raise Unreadable(f"{name} could not be read as a notebook: {reason}. {AGAIN}")


def _why_no_json(text, error):
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        return "it is a saved web page; use File > Download to save the notebook itself"
    merge = MERGE.search(text)
    if merge:
        line = text.count("\n", 0, merge.start()) + 1
        return (f"git's merge markers (<<<<<<<, >>>>>>>) stand in it, from line {line}; choose one "
                "of the two versions")
    if not isinstance(error, json.JSONDecodeError):
        return str(error)[:200]
    if not start.startswith("{"):
        return "it is not JSON, the format that notebooks are saved in"
    if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
        return CUT_OFF
    return f"line {error.lineno}, column {error.colno}: {error.msg}"


# --- JSON to cells

def _cells(found):
    """The list of cells, of format 4 or of the worksheets of formats 2 and 3; None if none."""
    if not isinstance(found, dict):
        return None
    if isinstance(found.get("cells"), list):
        return found["cells"]
    sheets = found.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets if isinstance(sheet, dict)
            for cell in _list(sheet.get("cells"))]


def _cell(found):
    kind = KINDS.get(found.get("cell_type") if isinstance(found.get("cell_type"), str) else "",
                     "raw")
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=_source(found))
    if isinstance(found.get("id"), str) and CELL_ID.fullmatch(found["id"]):
        cell["id"] = found["id"]
    marks = _dict(_dict(found.get("metadata")).get("nbgrader"))
    if isinstance(marks.get("grade_id"), str):
        cell.metadata["nbgrader"] = NotebookNode(grade_id=marks["grade_id"])
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
    elif found.get("attachments"):
        cell["attachments"] = _pictures(found["attachments"])
    return cell


def _source(found):
    """The text of a cell: a string or a list of them, called `input` in old code cells."""
    text = found.get("source", found.get("input", ""))
    if not isinstance(text, str):
        text = "".join(part for part in _list(text) if isinstance(part, str))
    if found.get("cell_type") == "heading":
        level = found.get("level")
        text = "#" * (level if level in range(1, 7) else 1) + " " + text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")  # half a character can't be written


def _pictures(found):
    """The pictures among a cell's attachments, as far as there is room for them."""
    kept, room = NotebookNode(), MAX_PICTURES
    for name, data in _dict(found).items():
        for kind, text in _dict(data).items():
            if kind in PICTURES and isinstance(text, str) and len(text) <= room:
                room -= len(text)
                kept[name] = NotebookNode({kind: text})
    return kept


def _tell(found, cells, kept, notes):
    """Add what a student should know of how the notebook was read."""
    major = found.get("nbformat", 4)
    if major != 4:
        notes.append(f"The notebook was saved in format {major!s:.20}; it was read as format 4. "
                     "Save it in JupyterLab next time.")
    if len(kept) < len(cells):
        notes.append(f"{len(cells) - len(kept)} entries in its list of cells are no cells; they "
                     "were left out.")
    if any("\0" in _raw(c) for c in cells if isinstance(c, dict)):
        notes.append("Bytes of value 0 stood in some cells, as after a crash of the disk or the "
                     "editor; they were taken out. Look whether your text is whole.")


def _raw(cell):
    text = cell.get("source", cell.get("input", ""))
    return text if isinstance(text, str) else "".join(t for t in _list(text) if isinstance(t, str))


def _dict(found):
    return found if isinstance(found, dict) else {}


def _list(found):
    return found if isinstance(found, list) else []
