"""Recognising cells: which of a submission's cells is which of the lesson's, whatever became of it.

A cell is known by nbgrader's id, by its own id, by its text, by the exercise that it checks or
answers, or, if it is a written answer, by where it stands. Texts are looked at, never run.
"""

import ast
import re

from nbformat import NotebookNode

from grading.lessons import exercise_of, grade_id, is_solution

BINDS = re.compile(r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?P<defined>\w+)"
                   r"|(?P<assigned>\w+)[ \t]*(?::[^=\n]*)?=(?!=))", re.MULTILINE)
MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
PARSED = 100_000  # characters: longer texts are not parsed


class Master:
    """What a lesson's notebook says of its cells, looked up once."""

    def __init__(self, notebook):
        self.cells = {grade_id(c): c for c in notebook.cells if grade_id(c)}
        plain = [c for c in notebook.cells if not grade_id(c)]
        self.plain_ids = {c.get("id") for c in plain}
        self.plain_texts = {c.source.strip(): c for c in plain}
        self.texts = _once({n: c.source.strip() for n, c in self.cells.items()})
        self.defines = {n: defined_names(c.source) for n, c in self.cells.items()
                        if is_solution(c) and c.cell_type == "code"}
        self.defines = {n: names for n, names in self.defines.items() if names}
        order = list(self.cells)
        self.check_of = {n: next((c for c in order[order.index(n):]
                                  if exercise_of(self.cells[c].source)), None)
                         for n in self.defines}
        self.check_named = {exercise_of(c.source): n for n, c in self.cells.items()
                            if exercise_of(c.source)}
        self.statement_of = {n: order[i - 1] for i, n in enumerate(order) if i
                             and is_solution(self.cells[n]) and n not in self.defines}

    def is_plain(self, cell):
        """True for one of the lesson's own cells that nbgrader doesn't know: a demonstration."""
        return cell.get("id") in self.plain_ids or cell.source.strip() in self.plain_texts

    def is_blank(self, name, cell):
        """True if nothing was filled in: the cell is empty, or as it was released."""
        text = cell.source.strip()
        return not text or text == self.cells[name].source.strip()

    def answered_in(self, source):
        """The exercises whose names are all defined in `source`."""
        bound = bound_names(source)
        return [n for n, names in self.defines.items() if bound.issuperset(names)]


def defined_names(source):
    """The names of the functions and classes that a cell defines at its top level."""
    return [m["defined"] for m in BINDS.finditer(source) if m["defined"]]


def bound_names(source):
    """All names that a cell defines or assigns at its top level."""
    return {m["defined"] or m["assigned"] for m in BINDS.finditer(source)}


def parses(source):
    """True if `source` is Python, magics aside, and not too long to be looked at."""
    if len(source) > PARSED:
        return False
    try:
        ast.parse(MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def names_of(cells, master):
    """For each cell the name of the master's cell that it is, or None; several may be the same."""
    names = [_corrected(_claimed(cell, master), cell, master) for cell in cells]
    _by_text(cells, names, master)
    for kinds in (("code",), ("markdown", "raw")):
        _by_answer(cells, names, master, kinds)
    return names


def _claimed(cell, master):
    for known in (grade_id(cell), cell.get("id")):
        if known in master.cells:
            return known
    return None


def _corrected(name, cell, master):
    """What a cell is by its text, if that speaks against the id that it bears."""
    if name is None:
        return None
    said = master.texts.get(cell.source.strip())
    if said:
        return said
    if master.cells[name].cell_type == "code" and not _answers(name, cell, master):
        exercises = master.answered_in(cell.source)
        if len(exercises) == 1:
            return exercises[0]
    return name


def _answers(name, cell, master):
    return name in master.defines and bool(bound_names(cell.source) & {*master.defines[name]})


def _by_text(cells, names, master):
    """Name the cells without a known id that say what a missing cell of the lesson says."""
    present = set(names)
    for i, cell in enumerate(cells):
        if names[i] is not None:
            continue
        said = (master.texts.get(cell.source.strip())
                or master.check_named.get(exercise_of(cell.source)))
        if said and said not in present:
            names[i] = said
            present.add(said)


def _by_answer(cells, names, master, kinds):
    """Name the cells without a known id that answer an exercise that nobody else answers."""
    filled = {n for n, c in zip(names, cells, strict=True) if n and not master.is_blank(n, c)}
    for i, cell in enumerate(cells):
        if names[i] is not None or cell.cell_type not in kinds or master.is_plain(cell):
            continue
        exercises = master.answered_in(cell.source)
        if len(exercises) == 1 and exercises[0] not in filled and (
                cell.cell_type == "code" or parses(cell.source)):
            names[i] = exercises[0]


# --- merged and split cells

def taken_apart(cells, master):
    """The cells, where several were merged into one again as several; and how many there were."""
    present = {c.source.strip() for c in cells}
    texts = {text: name for text, name in master.texts.items()
             if text not in present and not is_solution(master.cells[name])}
    texts |= {text: None for text in master.plain_texts if text and text not in present}
    longest = sorted(texts, key=len, reverse=True)
    found, merged = [], 0
    for cell in cells:
        pieces = _pieces(cell.source, longest)
        if len(pieces) == 1 or _breaks(cell, pieces, texts):
            found.append(cell)
            continue
        merged += 1
        found += _as_cells(cell, pieces, texts, master)
    return found, merged


def _pieces(source, texts):
    """`source` cut where one of `texts` stands in it, as whole lines."""
    pieces = [source]
    for text in texts:
        if text not in source:
            continue
        for i, piece in enumerate(pieces):
            before, found, after = f"\n{piece}\n".partition(f"\n{text}\n")
            if found and piece not in texts:
                parts = [p.strip("\n") for p in (before, text, after)]
                pieces[i:i + 1] = [p for p in parts if p.strip()]
                break
    return pieces


def _breaks(cell, pieces, texts):
    """True if cutting would tear code apart that is whole: the text stood in a string."""
    return (cell.cell_type == "code" and parses(cell.source)
            and not all(parses(p) for p in pieces if p not in texts))


def _as_cells(cell, pieces, texts, master):
    claimed, made = _claimed(cell, master), []
    for piece in pieces:
        if piece in texts:
            name = texts[piece]
            kind = (master.cells[name] if name else master.plain_texts[piece]).cell_type
            made.append(own_cell(kind, piece, name))
        else:
            keeps = claimed if claimed and is_solution(master.cells[claimed]) else None
            made.append(own_cell(cell.cell_type, piece, keeps))
            claimed = None
    return made


def joined(cells, master):
    """The cells, where an answer was split in the middle again as one; and how many there were."""
    found, split = [], 0
    for cell in cells:
        if found and _continues(found[-1], cell, master):
            whole = own_cell("code", f"{found[-1].source}\n{cell.source}",
                             _claimed(found[-1], master))
            found[-1], split = whole, split + 1
        else:
            found.append(cell)
    return found, split


def _continues(first, second, master):
    """True if `second` is the rest of the answer `first`: indented, and no program by itself."""
    name = _claimed(first, master)
    if name not in master.defines or second.source.lstrip("\n")[:1] not in ("\t", " "):
        return False
    alone = _claimed(second, master)
    return (alone == name or (alone is None and not parses(first.source))) and parses(
        f"{first.source}\n{second.source}")


def own_cell(kind, source, name=None, attachments=None):
    """A cell with this text; `name` is the nbgrader id that it bears."""
    marks = NotebookNode(nbgrader=NotebookNode(grade_id=name)) if name else NotebookNode()
    cell = NotebookNode(cell_type=kind, metadata=marks, source=source)
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
    elif attachments:
        cell["attachments"] = attachments
    return cell


def light(cell):
    """A light copy of a submitted cell: what grading believes of it, and no outputs."""
    copied = own_cell(cell.cell_type, cell.source, grade_id(cell), cell.get("attachments"))
    if cell.get("id"):
        copied["id"] = cell["id"]
    return copied


def plain(cell, key=None):
    """The cell without any nbgrader metadata, with `key` for its id or the one that it has."""
    own = own_cell(cell.cell_type, cell.source, None, cell.get("attachments"))
    if key or cell.get("id"):
        own["id"] = key or cell["id"]
    return own


def unique_ids(cells):
    """None; every cell has an id of its own now: copied cells share theirs."""
    known = {grade_id(cell) for cell in cells}
    number = 0
    for cell in cells:
        if grade_id(cell):
            cell["id"] = grade_id(cell)
            continue
        while not cell.get("id") or cell["id"] in known:
            cell["id"], number = f"own-{number:03d}", number + 1
        known.add(cell["id"])


def _once(texts):
    """`{text: name}` of the texts that only one cell has."""
    values = [t for t in texts.values() if t]
    return {t: n for n, t in texts.items() if t and values.count(t) == 1}
