"""The shape of a program: what stays of its source when names, comments and order are taken away.

A source falls into pieces, one per function or class at its top level. A piece is a row of tokens;
what two pieces have in common is counted in runs of `RUN` tokens, each of which knows its lines.
"""

import ast
import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from keyword import iskeyword

RUN = 8
WORDS = 5  # in prose, a run is that many words
MAX_SOURCE = 20_000
NAME = "name"
WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|[^\s\w]")


@dataclass(frozen=True)
class Piece:
    """A function, a class, the rest of a cell, or a text: its source, and its tokens' lines."""

    name: str
    source: str
    tokens: tuple[Hashable, ...]
    lines: tuple[int, ...]
    run: int = RUN

    @cached_property
    def runs(self):
        """`{run of tokens: its lines}`, counted from the piece's first line."""
        found = {}
        for i in range(len(self.tokens) - self.run + 1):
            lines = range(min(self.lines[i:i + self.run]), max(self.lines[i:i + self.run]) + 1)
            found.setdefault(self.tokens[i:i + self.run], set()).update(lines)
        return found


@lru_cache(maxsize=5_000)  # most cells are the same in the whole class
def of_code(source):
    """The pieces of Python `source`; where it is no Python, one piece of its words."""
    source = source[:MAX_SOURCE]
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (_of_words("cell", source),)
    lines, pieces, rest = source.splitlines(), [], []
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            pieces.append(_piece(node.name, [node], lines))
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            rest.append(node)
    return (*pieces, _piece("cell", rest, lines)) if rest else tuple(pieces)


@lru_cache(maxsize=5_000)
def of_prose(source):
    """The one piece of a text: its words."""
    tokens, lines = [], []
    for number, line in enumerate(source[:MAX_SOURCE].splitlines()):
        words = re.findall(r"\w+", line.lower())
        tokens += words
        lines += [number] * len(words)
    return (Piece("text", source, tuple(tokens), tuple(lines), WORDS),)


def _of_words(name, source):
    """A piece of what can't be parsed: its words and signs, names as names."""
    tokens, lines = [], []
    for number, line in enumerate(source.splitlines()):
        for word in WORD.findall(line.partition("#")[0]):
            known = iskeyword(word) or not word.isidentifier()
            tokens.append(word if known else NAME)
            lines.append(number)
    return Piece(name, source, tuple(tokens), tuple(lines))


def _piece(name, nodes, lines):
    first = min(node.lineno for node in nodes)
    last = max(node.end_lineno for node in nodes)
    own = {n.id for node in nodes for n in ast.walk(node)
           if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for node in nodes for n in ast.walk(node) if isinstance(n, ast.arg)}
    own |= {n.name for node in nodes for n in ast.walk(node)
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    seen = _Tokens(own, first)
    try:
        for node in nodes:
            seen.visit(node)
    except RecursionError:
        pass
    return Piece(name, "\n".join(lines[first - 1:last]), tuple(seen.tokens), tuple(seen.lines))


class _Tokens(ast.NodeVisitor):
    """Writes a tree down as tokens: kinds of nodes, and the names that are not the writer's own."""

    def __init__(self, own, first):
        self.own, self.first, self.line = own, first, 0
        self.tokens, self.lines = [], []

    def put(self, token):
        self.tokens.append(token)
        self.lines.append(self.line)

    def generic_visit(self, node):
        self.line = getattr(node, "lineno", self.line + self.first) - self.first
        if not isinstance(node, (ast.Load, ast.Store, ast.Del, ast.Expr, ast.arguments)):
            self.put(type(node).__name__)
        super().generic_visit(node)

    def visit_FunctionDef(self, node):
        self.put("def")
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        for part in (*node.decorator_list, node.args, *body):  # what it returns, in hints, is talk
            self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node):
        self.put(NAME)

    def visit_Name(self, node):
        self.line = node.lineno - self.first
        self.put(NAME if node.id in self.own else node.id)

    def visit_Attribute(self, node):
        self.visit(node.value)
        self.put(f".{node.attr}")

    def visit_keyword(self, node):
        self.put(f"{node.arg}=")
        self.visit(node.value)

    def visit_Constant(self, node):
        self.line = node.lineno - self.first
        self.put("text" if isinstance(node.value, str) else repr(node.value))

    def visit_AugAssign(self, node):  # a += b is a = a + b
        self.visit_Assign(ast.copy_location(
            ast.Assign([node.target], ast.copy_location(
                ast.BinOp(node.target, node.op, node.value), node)), node))

    def visit_Assign(self, node):
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self.visit_Assign(ast.copy_location(ast.Assign([node.target], node.value), node))
