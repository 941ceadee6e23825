"""One program on one engine: a namespace in which statements run, and what can be read of it.

A statement is a line of PyTorch code and a little data about it. The same compiled line runs on
every engine; only the name `torch` means something else there.
"""

import re
from functools import lru_cache
from typing import NamedTuple

TENSOR_NAME = re.compile(r"\bt\d+\b")


class Statement(NamedTuple):
    """A line of code; what it is about (a kind, for counting); the names that it binds.

    A `with` statement is the line `with ...:`; everything up to the matching `end` is in the block.
    """

    kind: str
    code: str
    targets: tuple = ()

    def touched(self):
        """The tensors whose names are in the line, in the order of their names."""
        return sorted(set(TENSOR_NAME.findall(self.code)), key=lambda name: int(name[1:]))


class SeenGrad(NamedTuple):
    """What a gradient shows."""

    dtype: str
    shape: tuple
    requires_grad: bool
    grad_fn: str | None
    values: object


class Seen(NamedTuple):
    """What a tensor shows."""

    dtype: str
    shape: tuple
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    version: object
    values: object
    grad: SeenGrad | None


@lru_cache(4096)
def _compiled(code):
    """The code object of one line."""
    return compile(code, "<program>", "exec")


class Session:
    """A namespace of one engine with open `with` blocks."""

    def __init__(self, engine):
        self.engine = engine
        self.begin()

    def begin(self):
        """None; nothing has run yet."""
        self.names = {"torch": self.engine, "log": []}
        self.blocks = []

    def run(self, statement):
        """The exception that the statement raised, or None."""
        try:
            if statement.kind == "with":
                manager = eval(statement.code[len("with ") : -1], self.names)
                manager.__enter__()
                self.blocks.append(manager)
            elif statement.kind == "end":
                if self.blocks:
                    self.blocks.pop().__exit__(None, None, None)
            else:
                exec(_compiled(statement.code), self.names)
        except Exception as error:
            return error
        return None

    def close(self):
        """None; every block is left, and gradients are recorded again."""
        while self.blocks:
            self.blocks.pop().__exit__(None, None, None)
        self.engine.set_grad_enabled(True)

    def pool(self):
        """{name: tensor} of every tensor of the program, the oldest first."""
        is_tensor = self.engine.is_tensor
        return {
            name: value
            for name, value in self.names.items()
            if name[0] == "t" and name != "torch" and is_tensor(value)
        }

    def see(self, name):
        """What the name shows: Seen for a tensor, plain data for everything else."""
        return look(self.engine, self.names.get(name))


def look(engine, value):
    """A value of the engine as plain data."""
    if engine.is_tensor(value):
        return _look_at_tensor(value)
    if isinstance(value, (list, tuple)):
        return [look(engine, part) for part in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    text = str(value)  # of a dtype, a Size; of a handle or a class its name is enough
    return text if " at 0x" not in text and "<" not in text else type(value).__name__


def _look_at_tensor(x):
    """What a tensor shows, read without changing anything; in place of what raises, the words."""
    try:
        node = x.grad_fn
        grad_fn, wants, leaf = None if node is None else node.name(), x.requires_grad, x.is_leaf
    except RuntimeError as error:
        grad_fn, wants, leaf = str(error), None, None
    try:
        version = x._version
    except RuntimeError as error:
        version = str(error)
    grad = x.grad if wants else None
    return Seen(
        str(x.dtype),
        tuple(x.shape),
        wants,
        leaf,
        grad_fn,
        version,
        _values(x),
        None if grad is None else _look_at_grad(grad),
    )


def _look_at_grad(grad):
    """What can be compared of a gradient."""
    node = grad.grad_fn
    name = None if node is None else node.name()
    return SeenGrad(str(grad.dtype), tuple(grad.shape), grad.requires_grad, name, _values(grad))


def _values(x):
    """The elements as nested lists; some of PyTorch's zeros have no memory yet."""
    return (x.clone() if getattr(x, "_is_zerotensor", bool)() else x).tolist()
