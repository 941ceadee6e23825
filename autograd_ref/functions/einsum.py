"""einsum and tensordot, taken apart into permutations, batches of matrix products, and sums.

Every operand gets all the subscripts as dimensions in one order, those of the output first; where
it has not got one, with extent 1. Then two of them at a time are multiplied as batches of matrices.
PyTorch goes the same way, so that the graph has the same nodes.
"""

import math
import string

from autograd_ref.functions.shapes import distinct_axes
from autograd_ref.tensor import Tensor

LETTERS = string.ascii_uppercase + string.ascii_lowercase  # in PyTorch's order
DOTS = "..."
NO_OPERAND = (
    "einsum(): must specify the equation string and at least one operand, or at least one operand"
    " and its subscripts list"
)


def einsum(equation=None, *operands):
    """The products of the operands' elements, summed over the subscripts not in the output."""
    if isinstance(equation, Tensor):
        raise TypeError("autograd_ref has no einsum with lists of subscripts; PyTorch has.")
    if len(operands) == 1 and not isinstance(operands[0], Tensor):
        operands = operands[0]
    if not operands:
        raise ValueError(NO_OPERAND)
    left, arrow, right = equation.partition("->")
    terms = _terms(left, operands)
    used = [name for names in terms for name in names]
    if arrow:
        output = _output(right, len(left) + 2, used)
    else:
        output = [DOTS] + [name for name in LETTERS if used.count(name) == 1]
    covered = max(_covered(names, x) for names, x in zip(terms, operands, strict=True))
    order = _spelled(output, covered)
    kept = len(order)
    summed = _spelled([name for name in (DOTS, *LETTERS) if name in used], covered)
    order += [name for name in summed if name not in order]
    extents = {}
    aligned = [
        _aligned(x, names, at, order, covered, extents)
        for at, (names, x) in enumerate(zip(terms, operands, strict=True))
    ]
    return _contracted(aligned, kept)


# --- the equation ---------------------------------------------------------------------------------


def _terms(text, operands):
    """The subscripts of each operand."""
    terms, at = [], 0
    for number, term in enumerate(text.split(",")):
        terms.append(_names(term, at, f"operand {number}"))
        at += len(term) + 1
    if len(terms) != len(operands):
        amount = "fewer" if len(operands) < len(terms) else "more"
        raise RuntimeError(
            f"einsum(): {amount} operands were provided than specified in the equation"
        )
    for number, (names, x) in enumerate(zip(terms, operands, strict=True)):
        dotted = DOTS in names
        count = len(names) - dotted
        if count > x.ndim or (count < x.ndim and not dotted):
            relation = "is more than" if dotted else "does not match"
            ending = "" if dotted else " and no ellipsis was given"
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({count}) {relation} the"
                f" number of dimensions ({x.ndim}) for operand {number}{ending}"
            )
    return terms


def _output(text, at, used):
    """The subscripts of the output."""
    names = _names(text, at, "output")
    for name in names:
        if names.count(name) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {name} appears more than once in the output"
            )
        if name != DOTS and name not in used:
            raise RuntimeError(
                f"einsum(): output subscript {name} does not appear in the equation for any input"
                " operand"
            )
    return names


def _names(text, at, owner):
    """Letters and dots of one term, which begins at a place in the equation."""
    names, rest = [], text
    while rest:
        if rest.startswith(DOTS) and DOTS not in names:
            names.append(DOTS)
            rest = rest[3:]
            continue
        if rest[0] == ".":
            raise RuntimeError(f"einsum(): found '.' for {owner} {_wrong_dots(names, owner)}")
        if rest[0] in LETTERS:
            names.append(rest[0])
        elif rest[0] != " ":
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {at + len(text) - len(rest)} in the"
                " equation string, subscripts must be in [a-zA-Z]"
            )
        rest = rest[1:]
    return names


def _wrong_dots(names, owner):
    """What is wrong about a dot, in PyTorch's words."""
    if owner == "output":
        again, alone = "but an ellipsis (...) was already found", " (...)"
    else:
        again, alone = "for which an ellipsis was already found", ""
    return again if DOTS in names else f"that is not part of any ellipsis{alone}"


def _covered(names, x):
    """How many dimensions of x its dots stand for."""
    return x.ndim - len(names) + 1 if DOTS in names else 0


def _spelled(names, covered):
    """The subscripts with one for each dimension that the dots stand for: (DOTS, 0) ..."""
    dots = [(DOTS, number) for number in range(covered)]
    return [each for name in names for each in (dots if name == DOTS else [name])]


# --- the operands ---------------------------------------------------------------------------------


def _aligned(x, names, at, order, covered, extents):
    """Operand number `at` with the dimensions in order; extent 1 for those it has not got."""
    missing = covered - _covered(names, x)
    dims = []
    for name in names:
        if name == DOTS:
            for _ in range(missing):
                x = x.unsqueeze(len(dims))
            dims += _spelled([DOTS], covered)
        elif name not in dims:
            dims.append(name)
        else:
            first, second = dims.index(name), len(dims)
            if x.shape[first] != x.shape[second]:
                raise RuntimeError(
                    f"einsum(): subscript {name} is repeated for operand {at} but the sizes don't"
                    f" match, {x.shape[second]} != {x.shape[first]}"
                )
            x = x.diagonal(0, first, second).movedim(-1, first)
    for name, extent in zip(dims, x.shape, strict=True):
        if extents.get(name, 1) == 1:
            extents[name] = extent
        elif extent not in (1, extents[name]):
            raise RuntimeError(f"einsum(): {_differs(name, at, extent, extents[name])}")
    for name in order:
        if name not in dims:
            x = x.unsqueeze(-1)
            dims.append(name)
    return x.permute([dims.index(name) for name in order])


def _differs(name, at, extent, before):
    """What is wrong about an extent, in PyTorch's words (the missing space is PyTorch's, too)."""
    if isinstance(name, tuple):
        return (
            f"dimension {name[1]} covered by ellipsis in operand {at}has size {extent} which does"
            f" not broadcast with previously seen ellipsis with size {before} for the respective"
            " dimension"
        )
    return (
        f"subscript {name} has size {extent} for operand {at} which does not broadcast with"
        f" previously seen size {before}"
    )


def _contracted(operands, kept):
    """The product of aligned operands, from left to right, without the dimensions after `kept`."""
    x, *others = operands
    ndim = x.ndim
    if kept == ndim or not others:
        for y in others:
            x = x * y
        return x if kept == ndim else x.sum(range(kept, ndim))
    to_come = [sum(each.shape[dim] != 1 for each in operands) for dim in range(ndim)]
    for y in others:
        only_x, only_y, both = [], [], []
        for dim in range(kept, ndim):
            in_x, in_y = x.shape[dim] != 1, y.shape[dim] != 1
            to_come[dim] -= in_x and in_y
            if to_come[dim] == 1 and (in_x or in_y):
                (both if in_x and in_y else only_x if in_x else only_y).append(dim)
        x = x.sum(only_x, keepdim=True) if only_x else x
        y = y.sum(only_y, keepdim=True) if only_y else y
        x = _product(x, y, both)
    return x.view(x.shape[:kept])


def _product(x, y, summed):
    """The product of x and y, summed over dimensions, which stay with extent 1."""
    if not summed:
        return x * y
    if x.dtype is not y.dtype:
        raise RuntimeError(f"expected scalar type {x.dtype.legacy} but found {y.dtype.legacy}")
    batch, rows, columns = [], [], []
    for dim in range(x.ndim):
        if dim not in summed:
            in_x, in_y = x.shape[dim] != 1, y.shape[dim] != 1
            (batch if in_x and in_y else rows if in_x else columns).append(dim)

    def extent(tensor, dims):
        return math.prod(tensor.shape[dim] for dim in dims)

    left = x.permute(batch + rows + summed + columns)
    right = y.permute(batch + summed + columns + rows)
    product = left.reshape(extent(x, batch), extent(x, rows), extent(x, summed)).bmm(
        right.reshape(extent(y, batch), extent(y, summed), extent(y, columns))
    )
    order = batch + rows + summed + columns
    shape = [1 if dim in summed else (y if dim in columns else x).shape[dim] for dim in order]
    return product.view(shape).permute([order.index(dim) for dim in range(x.ndim)])


def tensordot(a, b, dims=2):
    """The products of a and b, summed over dims: a number of last and first ones, or two lists."""
    dims = dims.item() if isinstance(dims, Tensor) else dims
    if not isinstance(dims, (int, tuple, list)):
        raise RuntimeError(
            "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]]"
            f" containing two lists, but got dims={dims}"
        )
    if isinstance(dims, int):
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        dims = list(range(-dims, 0)), list(range(dims))
    dims_a, dims_b = ([each] if isinstance(each, int) else list(each) for each in dims)
    if len(dims_a) != len(dims_b):
        raise RuntimeError("both dimension lists should have same length")
    summed_a, summed_b = distinct_axes(dims_a, a.ndim), distinct_axes(dims_b, b.ndim)
    for at_a, at_b in zip(dims_a, dims_b, strict=True):
        if a.shape[at_a] != b.shape[at_b]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[at_a]} in dim"
                f" {at_a} and second has size {b.shape[at_b]} in dim {at_b}"
            )
    kept_a = [dim for dim in range(a.ndim) if dim not in summed_a]
    kept_b = [dim for dim in range(b.ndim) if dim not in summed_b]
    size = math.prod(a.shape[dim] for dim in summed_a)
    rows = a.permute(*kept_a, *summed_a).reshape(-1, size)
    product = rows @ b.permute(*summed_b, *kept_b).reshape(size, -1)
    return product.reshape([a.shape[dim] for dim in kept_a] + [b.shape[dim] for dim in kept_b])
