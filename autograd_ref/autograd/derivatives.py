"""backward and grad: the checks on what is asked, before and after the walk."""

import warnings

import numpy as np

from autograd_ref import errors
from autograd_ref.backward import accumulate, hooked, leads_to, own, walk
from autograd_ref.graph import LEAF
from autograd_ref.tensor import Tensor, wrap

said = set()  # warnings that PyTorch gives once per process


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    """None; adds the derivative of the tensors to `.grad` of the leaves (or of `inputs`)."""
    outputs = _as_tuple(tensors)
    seeds = _seeds(outputs, grad_tensors, create_graph)
    retain = create_graph if retain_graph is None else retain_graph
    if create_graph and errors.CYCLE not in said:
        said.add(errors.CYCLE)
        warnings.warn(errors.CYCLE, UserWarning, stacklevel=3)
    roots = [_source(x) for x in outputs]
    if inputs is None:
        leaves, _, borrowed = walk(roots, seeds, retain, create_graph)
        for leaf, g in leaves.items():
            accumulate(leaf, g, leaf in borrowed, create_graph)
        return
    inputs = _as_tuple(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    for x in inputs:
        if not x.is_leaf:
            x.retain_grad()  # which fills its .grad
    for x, g in zip(inputs, _gradients(roots, seeds, inputs, retain, create_graph), strict=True):
        if g is not None and x.is_leaf:
            accumulate(x, g, False, create_graph)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    allow_unused=None,
    materialize_grads=False,
):
    """A tuple: the gradient of the (summed) outputs for each input. `.grad` is untouched."""
    outputs, inputs = _as_tuple(outputs), _as_tuple(inputs)
    if allow_unused is False and materialize_grads:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True,"
            " but got: allow_unused=False."
        )
    seeds = _seeds(outputs, grad_outputs, create_graph)
    if any(x._node is None for x in inputs):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    retain = create_graph if retain_graph is None else retain_graph
    roots = [_source(x) for x in outputs]
    found = _gradients(roots, seeds, inputs, retain, create_graph, asked_by_hand=True)
    return tuple(
        _answer(g, x, index, allow_unused, materialize_grads, create_graph)
        for index, (g, x) in enumerate(zip(found, inputs, strict=True))
    )


def _answer(g, x, index, allow_unused, materialize_grads, create_graph):
    """One gradient as grad() returns it."""
    if g is None and materialize_grads:
        return wrap(np.zeros_like(x._data)[()]).requires_grad_(create_graph)
    if g is None and not allow_unused:
        raise RuntimeError(
            f"The differentiated Tensor at index {index} appears to not have been used in the"
            " graph. Set allow_unused=True if this is the desired behavior."
        )
    return g if g is None or isinstance(g, Tensor) else wrap(g)


def _gradients(roots, seeds, inputs, retain, create, asked_by_hand=False):
    """The gradients for the inputs: raw in memory of their own, or Tensors, or None.

    What accumulates in `.grad` meets the leaf's hooks there; what is asked for, here.
    """
    targets = [_source(x) for x in inputs]
    wanted = leads_to(roots, targets)
    leaves, found, borrowed = walk(roots, seeds, retain, create, wanted, set(targets))
    if asked_by_hand:
        leaves = {leaf: hooked(leaf, g) for leaf, g in leaves.items()}
    gradients = []
    for target in targets:
        g = found.get(target) if target in found else leaves.get(target)
        ours = create or g is None or (target in leaves and target not in borrowed)
        gradients.append(g if ours else own(g))
    return gradients


def _source(x):
    """The edge that leads to x."""
    return x if x._node is LEAF else x._node


def _as_tuple(tensors):
    """One tensor or many, as a tuple."""
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _seeds(outputs, gradients, create):
    """The gradient each output starts with: raw, or Tensors if the walk is to be recorded."""
    if gradients is None:
        gradients = (None,) * len(outputs)
    elif isinstance(gradients, Tensor):
        gradients = (gradients,)
    for g in gradients:
        if g is not None and not isinstance(g, Tensor):
            kind = type(g).__name__
            raise TypeError(f"gradients can be either Tensors or None, but got {kind}")
    if len(gradients) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(gradients)} gradients")
    for index, (x, g) in enumerate(zip(outputs, gradients, strict=True)):
        if g is not None and g._data.shape != x._data.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{index}] has a shape of {g.shape} and"
                f" output[{index}] has a shape of {x.shape}."
            )
        if x._node is None:
            raise RuntimeError(
                f"element {index} of tensors does not require grad and does not have a grad_fn"
            )
    return [_seed(x, g, create) for x, g in zip(outputs, gradients, strict=True)]


def _seed(x, g, create):
    """One starting gradient."""
    if g is not None:
        return g if create else g._data
    if x._data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    one = np.ones_like(x._data) if x._data.ndim else ONE.get(x._data.dtype)
    return wrap(one) if create else one


ONE = {np.dtype(kind): np.dtype(kind).type(1) for kind in ("float16", "float32", "float64")}
