"""Mending: a damaged submission brought back into the master's shape.

From a submission only the source of the student's own cells is believed. Which cells there are,
their order, what is locked and what it is worth come from the master.
"""

import ast
import copy

from grading.lessons import exercise_of, grade_id, is_solution


def mend(submitted, master):
    """`(notebook, notes)`: the submission in the master's shape, and a sentence per repair.

    The master's nbgrader cells come in the master's order, with the master's metadata, and, if
    they are not the student's to fill in, the master's source. The student's other cells stay
    behind the cell that they followed. Neither argument is changed.
    """
    notes = []
    submitted, master = copy.deepcopy(submitted), copy.deepcopy(master)
    originals = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    taken, extras = _sort(submitted.cells, originals, notes)
    mended = list(extras.get(None, []))
    for name, original in originals.items():
        mended.append(_restored(original, taken.get(name), notes))
        mended += extras.get(name, [])
    if [n for n in taken if n in originals] != [n for n in originals if n in taken]:
        notes.append("Cells stood in another order than in the lesson; they were put back.")
    notebook = master
    notebook.cells = mended
    _unique_ids(notebook.cells)
    return notebook, notes


def _sort(cells, originals, notes):
    """The submission's cells as `{grade_id: cell}` and `{grade_id before: [other cells]}`."""
    names = [_name(cell, originals) for cell in cells]
    taken, extras, last = {}, {}, None
    for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if name is None:
            extras.setdefault(last, []).append(_plain(cell))
            continue
        copies = [i for i, n in enumerate(names) if n == name]
        chosen = _chosen(copies, cells, originals[name])
        if position == chosen:
            taken[name] = cell
        elif is_solution(originals[name]) and not _blank(cell, originals[name]):
            extras.setdefault(last, []).append(_plain(cell))
        if position == chosen and len(copies) > 1:
            notes.append(f"The cell '{name}' was there {len(copies)} times; "
                         f"number {copies.index(chosen) + 1} of them was graded.")
        last = name
    return taken, extras


def _chosen(copies, cells, original):
    """The position of the copy that counts: the last that was filled in, else the first."""
    filled = [i for i in copies if is_solution(original) and not _blank(cells[i], original)]
    return filled[-1] if filled else copies[0]


def _blank(cell, original):
    return not cell.source.strip() or cell.source == original.source


def _name(cell, originals):
    """The master's cell that this one is: by nbgrader's id, by its own id, or by what it says."""
    if grade_id(cell) in originals:
        return grade_id(cell)
    if grade_id(cell):  # an id that the master doesn't know: nothing to believe
        return None
    if cell.get("id") in originals:
        return cell["id"]
    if cell.cell_type != "code":
        return None
    exercise = exercise_of(cell.source)
    if exercise:
        same = (n for n, o in originals.items() if exercise_of(o.source) == exercise)
        return next(same, None)
    defined = defined_names(cell.source)
    same = (n for n, o in originals.items() if is_solution(o) and o.cell_type == "code"
            and defined and defined_names(o.source) == defined)
    return next(same, None)


def defined_names(source):
    """The names of the functions and classes that a cell defines at its top level."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node.name for node in body
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]


def _plain(cell):
    """The cell without any nbgrader metadata: a student's own cell, run but never graded."""
    cell.metadata = {k: v for k, v in cell.metadata.items()
                     if k not in ("nbgrader", "deletable", "editable")}
    return cell


def _restored(original, cell, notes):
    """The master's cell, with the student's source in it if it is the student's to fill in."""
    name = grade_id(original)
    if cell is None:
        notes.append(f"The cell '{name}' was missing; it was put back as it was released.")
        return original
    if is_solution(original):
        original.source = cell.source
        return original
    if cell.source.strip() != original.source.strip():
        notes.append(f"The locked cell '{name}' had been changed; it was put back.")
    return original


def _unique_ids(cells):
    """Give every cell an id of its own: copied cells share theirs."""
    known = {grade_id(cell) for cell in cells}
    for number, cell in enumerate(cells):
        if grade_id(cell):
            cell["id"] = grade_id(cell)
        elif cell.get("id") in known or not cell.get("id"):
            cell["id"] = f"own-{number:03d}"
        known.add(cell["id"])
