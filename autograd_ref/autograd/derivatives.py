"""backward and grad: the checks on what is asked, before and after the walk."""

import warnings

import numpy as np

from autograd_ref import errors
from autograd_ref.backward import accumulate, as_tensor, hooked, leads_to, own, walk
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


def _method(x, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """None; adds the derivative of this tensor to `.grad` of the leaves it came from."""
    backward(x, gradient, retain_graph, create_graph, inputs)


Tensor.backward = _method


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
    for x in inputs:
        if x._node is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    retain = create_graph if retain_graph is None else retain_graph
    roots = [_source(x) for x in outputs]
    found = _gradients(roots, seeds, inputs, retain, create_graph, asked_by_hand=True)
    for index, (g, x) in enumerate(zip(found, inputs, strict=True)):
        if g is None and materialize_grads:
            found[index] = wrap(np.zeros_like(x._data)[()]).requires_grad_(create_graph)
        elif g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {index} appears to not have been used in the"
                " graph. Set allow_unused=True if this is the desired behavior."
            )
        elif g is not None and not create_graph:
            found[index] = as_tensor(g)
    return tuple(found)


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
        return [_seed(x, None, create, index) for index, x in enumerate(outputs)]
    gradients = _checked((gradients,) if isinstance(gradients, Tensor) else gradients, outputs)
    pairs = zip(outputs, gradients, strict=True)
    return [_seed(x, g, create, index) for index, (x, g) in enumerate(pairs)]


def _checked(gradients, outputs):
    """The gradients, or PyTorch's error for ones that the outputs can't start with."""
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
    return gradients


def _seed(x, g, create, index):
    """One starting gradient."""
    if x._node is None:
        raise RuntimeError(
            f"element {index} of tensors does not require grad and does not have a grad_fn"
        )
    if g is not None:
        return g if create else g._data
    data = x._data
    if type(data) is not np.ndarray:
        one = type(data)(1)
    elif data.size == 1:
        one = np.ones_like(data)
    else:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    return wrap(one) if create else one
