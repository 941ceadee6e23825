"""Tensors as text, exactly as PyTorch prints them."""

import math

import numpy as np

from autograd_ref import dtypes

PRECISION, THRESHOLD, EDGE, WIDTH = 4, 1000, 3, 80


def text(x):
    """What repr(x) is: the elements, then what is not obvious from them."""
    prefix = "tensor("
    indent = len(prefix)
    data = x._data
    notes = []
    if data.size == 0 and data.ndim != 1:
        notes.append(f"size={tuple(data.shape)}")
    obvious = (dtypes.Default.dtype, *((dtypes.int64, dtypes.bool) if data.size else ()))
    if x.dtype not in obvious:
        notes.append(f"dtype={x.dtype}")
    if x.grad_fn is not None:
        notes.append(f"grad_fn=<{x.grad_fn.op.grad_name()}>")
    elif x.requires_grad:
        notes.append("requires_grad=True")
    shown = prefix + _elements(data, indent)
    containing = "" if type(x).__name__ != "Parameter" else "Parameter containing:\n"
    return containing + _with_notes(shown, notes, indent)


def _with_notes(shown, notes, indent):
    """The elements and the notes, broken into lines."""
    column = len(shown) - shown.rfind("\n") + 1
    for note in notes:
        if column + len(note) + 2 > WIDTH:
            shown += ",\n" + " " * indent + note
            column = indent + len(note)
        else:
            shown += ", " + note
            column += len(note) + 2
    return shown + ")"


def _elements(data, indent):
    """The elements in brackets; the middle of many is left out."""
    if data.size == 0:
        return "[]"
    summarize = data.size > THRESHOLD
    written, width = _style(_corners(data) if summarize else data)
    return _block(data, indent, summarize, written, width)


def _corners(data):
    """The elements that a summary shows."""
    for axis, extent in enumerate(data.shape):
        if extent > 2 * EDGE:
            data = np.take(data, [*range(EDGE), *range(extent - EDGE, extent)], axis)
    return data


def _style(data):
    """(a function from one element to its text, its width): one style for all elements."""
    values = np.ravel(data).tolist()
    if data.dtype.kind != "f":
        width = max(len(str(value)) for value in values)
        return lambda value: str(value).rjust(width), width
    finite = [value for value in values if math.isfinite(value) and value]
    if not finite:
        return _writer(lambda value: f"{value:.0f}", ".", 1)
    smallest, largest = min(map(abs, finite)), max(map(abs, finite))
    if largest / smallest > 1000.0 or largest > 1.0e8 or smallest < 1.0e-4:
        width = max(len(f"{value:.{PRECISION}e}") for value in finite)
        return _writer(lambda value: f"{value:.{PRECISION}e}", "", width)
    if all(value == math.ceil(value) for value in finite):
        return _writer(lambda value: f"{value:.0f}", ".", max(len(f"{v:.0f}.") for v in finite))
    width = max(len(f"{value:.{PRECISION}f}") for value in finite)
    return _writer(lambda value: f"{value:.{PRECISION}f}", "", width)


def _writer(form, point, width):
    """The function and the width; `point` ends whole numbers that are finite."""
    return lambda value: (form(value) + (point if math.isfinite(value) else "")).rjust(width), width


def _block(data, indent, summarize, written, width):
    """The nested brackets."""
    if data.ndim == 0:
        return written(data.item())
    shorten = summarize and len(data) > 2 * EDGE
    if data.ndim == 1:
        return _row(data, indent, shorten, written, width)
    parts = list(data)
    if shorten:
        parts = parts[:EDGE] + [None] + parts[-EDGE:]
    blocks = [
        "..." if part is None else _block(part, indent + 1, summarize, written, width)
        for part in parts
    ]
    return "[" + ("," + "\n" * (data.ndim - 1) + " " * (indent + 1)).join(blocks) + "]"


def _row(data, indent, shorten, written, width):
    """One row in brackets, in as many lines as it needs."""
    per_line = max(1, (WIDTH - indent) // (width + 2))
    shown = (
        [written(value) for value in data.tolist()]
        if not shorten
        else (
            [written(value) for value in data[:EDGE].tolist()]
            + [" ..."]
            + [written(value) for value in data[-EDGE:].tolist()]
        )
    )
    lines = [", ".join(shown[at : at + per_line]) for at in range(0, len(shown), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
