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
    names = _names(cells, originals)
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
    """The position of the copy that counts: the last answer that was filled in, else the first."""
    filled = [i for i in copies if is_solution(original) and not _blank(cells[i], original)]
    last = filled[-1] if filled else copies[0]
    return next(i for i in copies if cells[i].source == cells[last].source)


def _blank(cell, original):
    return not cell.source.strip() or cell.source == original.source


def _names(cells, originals):
    """For each cell the master's cell that it is, or None: by nbgrader's id, or by its own id.

    What is still missing then has lost both, and is looked for by what it says.
    """
    names = []
    for cell in cells:
        known = grade_id(cell) or cell.get("id")
        names.append(known if known in originals else None)
    for i, cell in enumerate(cells):
        if names[i] is None and not grade_id(cell) and cell.cell_type == "code":
            missing = {n: o for n, o in originals.items() if n not in names}
            names[i] = _by_what_it_says(cell.source, missing)
    return names


def _by_what_it_says(source, originals):
    """The check cell that checks the same, or the exercise that defines the same names; or None."""
    exercise, defined = exercise_of(source), defined_names(source)
    for name, original in originals.items():
        if original.cell_type != "code":
            continue
        if exercise and exercise_of(original.source) == exercise:
            return name
        if is_solution(original) and defined and defined_names(original.source) == defined:
            return name
    return None


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
