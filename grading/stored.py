"""The lesson's own cells: what they show is stored in the lesson, and need not be drawn again.

Nearly all the time that a submission takes is the drawing of figures that are the same for all.
Such a cell still runs, for what comes after it uses its names, but it doesn't draw; its outputs
are the stored ones. Where a student's own cell could have changed what is shown, it is drawn.
A slow cell that nothing depends on has the tag `grading-skip`, and doesn't run at all.
"""

import ast
import re
import symtable
from functools import cache, lru_cache

from grading.lessons import graded_exercise, is_solution

PARTS = (ast.Attribute, ast.Subscript)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
IMPORTS = (ast.Import, ast.ImportFrom)
SKIP = "grading-skip"  # a tag: no cell that is graded needs what this slow cell does
MAGIC = re.compile(r"(?m)^([ \t]*)[%!].*$")  # Python for IPython only

def as_stored(lesson, notebook):
    """The ids of the cells of `notebook` that show what the lesson's own cells showed."""
    known, theirs, found = _own_cells(lesson), set(), set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or graded_exercise(cell):
            continue
        bound, used = names(cell.source)
        if is_solution(cell) or cell.source not in known:
            theirs |= names(_without_imports(lesson, cell.source))[0]
        elif used & theirs:
            theirs |= bound  # made of what the student wrote
        else:
            theirs -= bound
            found.add(cell.id)
    return found


def slow(lesson):
    """The sources of the lesson's own cells that their author marked `grading-skip`."""
    return {source for source, cell in _own_cells(lesson).items()
            if SKIP in cell.metadata.get("tags", ())}


def skipped(notebook, stored, marked):
    """The ids of those cells among `stored` whose sources are `marked`.

    None of them, if the student reads a name that only they give a value.
    """
    cells = [c for c in notebook.cells if c.cell_type == "code" and not graded_exercise(c)]
    marked = [c for c in cells if c.id in stored and c.source in marked]
    given = set().union(*(names(c.source)[0] for c in marked))
    given -= set().union(*(names(c.source)[0] for c in cells
                           if c.id in stored and c not in marked))
    read = set().union(*(names(c.source)[1] for c in cells if c.id not in stored))
    return set() if given & read else {c.id for c in marked}


@lru_cache(maxsize=1024)  # the same cells in every notebook
def to_run(lesson, source):
    """What of such a cell has to run: all but calls of the course's own names, as `draw_zoom(f)`.

    What those show is stored, and nothing that comes later needs them. Nearly all the time of such
    a cell is theirs.
    """
    return _without(source, lambda node: _shows(node, _course_names(lesson)))


def _shows(node, known):
    """True for the statement `draw_zoom(f)` or `plt.show()`: a call for what it shows alone."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    function = node.value.func
    if ast.unparse(function) == "plt.show":
        return True
    while isinstance(function, ast.Attribute):
        function = function.value
    return isinstance(function, ast.Name) and function.id in known


def stored_outputs(lesson, source):
    """What the lesson's own cell with this source showed when the lesson was refreshed."""
    cell = _own_cells(lesson).get(source)
    return cell.outputs if cell else []


def _without_imports(lesson, source):
    """`source` without the imports that the lesson itself makes: they change nothing."""
    known = _imports(lesson)
    return _without(source, lambda node: isinstance(node, IMPORTS) and ast.unparse(node) in known)


def _without(source, left_out):
    """`source` without the statements that are `left_out`; as it is, if there are none."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    left = [node for node in body if not left_out(node)]
    return source if len(left) == len(body) else ast.unparse(ast.Module(left, []))


@cache
def _imports(lesson):
    trees = [ast.parse(source) for source in _own_cells(lesson) if "import" in source]
    return {ast.unparse(node) for tree in trees for node in tree.body if isinstance(node, IMPORTS)}


@lru_cache(maxsize=1024)  # most cells are the lesson's, in every notebook
def names(source):
    """`(bound, used)`: the global names that a cell gives a value or changes, and all it reads."""
    source = MAGIC.sub(r"\1pass", source)
    try:
        tree, table = ast.parse(source), symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()  # such a cell does nothing
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    used = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in _nested(table):
        for s in inner.get_symbols():
            if s.is_global():
                (bound if s.is_assigned() else used).add(s.get_name())
    return bound | _changed(tree), used


def _nested(table):
    for child in table.get_children():
        yield child
        yield from _nested(child)


def _changed(tree):
    """The names `a` in `a.b = 1` and `a[0] = 1` outside functions."""
    found, todo = set(), [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, FUNCTIONS):
            continue
        if isinstance(node, PARTS) and not isinstance(node.ctx, ast.Load):
            while isinstance(node, PARTS):
                node = node.value
            found.add(node.id if isinstance(node, ast.Name) else "")
        todo += ast.iter_child_nodes(node)
    return found


@cache
def _course_names(lesson):
    """The names that the lesson imports from `course`, but for those that judge."""
    trees = [ast.parse(c.source) for c in lesson.read().cells
             if c.cell_type == "code" and "import" in c.source]
    return {a.asname or a.name for tree in trees for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course")
            for a in node.names} - {"check"}


def _own_cells(lesson):
    """`{source: cell}` of the lesson's own code cells: not a student's, not a check."""
    return _read_own_cells(lesson, lesson.path.stat().st_mtime_ns)


@cache
def _read_own_cells(lesson, changed):
    return {cell.source: cell for cell in lesson.read().cells
            if cell.cell_type == "code" and not is_solution(cell) and not graded_exercise(cell)}
