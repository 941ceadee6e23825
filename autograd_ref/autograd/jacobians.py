"""The two Jacobians that gradcheck compares: by central differences, and by reverse walks.

Both have one row for each number in the input and one column for each in the output, which is the
transpose of what `jacobian` returns, because PyTorch prints them so.
"""

import numpy as np

import autograd_ref as torch


def by_differences(func, inputs, outputs, eps):
    """For each output, for each checked input: the Jacobian by central differences."""
    rows = [[] for _ in outputs]
    for x in requiring_grad(inputs):
        columns = [[] for _ in outputs]
        for slopes in _slopes(func, inputs, x, eps):
            for column, slope in zip(columns, slopes, strict=True):
                column.append(slope)
        for row, out, column in zip(rows, outputs, columns, strict=True):
            empty = torch.zeros(x.numel(), out.numel(), dtype=out.dtype)
            row.append(torch.stack(column) if column else empty)
    return rows


def _slopes(func, inputs, x, eps):
    """For each number in x: the slope of each output along it, flat."""
    before = x.data
    step = torch.zeros_like(before).reshape(-1)
    for at, index in enumerate(np.ndindex(*x.shape)):
        # Through .data, because func has to see the very tensors that it was given.
        try:
            step[at] = eps
            x.data = before - step.reshape(x.shape)
            left = _outputs(func, inputs)
            x.data = before + step.reshape(x.shape)
            right = _outputs(func, inputs)
        finally:
            x.data = before
            step[at] = 0
        for a, b in zip(left, right, strict=True):
            _check_same_kind(a, b, index, eps)
        yield [((b - a) / (2 * eps)).reshape(-1) for a, b in zip(left, right, strict=True)]


def _outputs(func, inputs):
    """What func returns, as constants."""
    return [out.detach() for out in as_tuple(func(*inputs))]


def _check_same_kind(a, b, index, eps):
    """None; an error if an output changed its shape or dtype with the input."""
    for kind in ("shape", "dtype"):
        one, other = getattr(a, kind), getattr(b, kind)
        if one != other:
            raise AssertionError(
                f"Expected `func` to return outputs with the same {kind} when inputs are perturbed"
                f" on index {index} by {eps}, but got: {kind}s {one} and {other}."
            )


def by_walks(out, inputs):
    """The Jacobians of one output, one walk for each of its numbers."""
    checked = requiring_grad(inputs)
    rows = [[] for _ in checked]
    for at in range(out.numel()):
        one = torch.zeros(out.numel(), dtype=out.dtype)
        one[at] = 1
        found = pulled_back([out], checked, [one.reshape(out.shape)], retain_graph=True)
        for row, g in zip(rows, found, strict=True):
            row.append(g.detach().clone().reshape(-1))
    return [
        torch.stack(row, 1) if row else torch.zeros(x.numel(), 0, dtype=x.dtype)
        for row, x in zip(rows, checked, strict=True)
    ]


def pulled_back(outputs, checked, cotangents, retain_graph=False):
    """The gradient for each of the checked inputs, zeros where there is none."""
    found = torch.autograd.grad(
        outputs, checked, cotangents, retain_graph=retain_graph, allow_unused=True
    )
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, checked, strict=True)]


def as_tuple(tensors):
    """One tensor or many, as a tuple."""
    return tuple(tensors) if isinstance(tensors, (tuple, list)) else (tensors,)


def requiring_grad(tensors):
    """Those of the tensors (and other arguments) that require a gradient."""
    return [x for x in as_tuple(tensors) if isinstance(x, torch.Tensor) and x.requires_grad]
