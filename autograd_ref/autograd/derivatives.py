"""backward and grad: the checks on what is asked, before and after the walk."""

import warnings

import numpy as np

from autograd_ref import errors
from autograd_ref.backward import accumulate, as_tensor, hooked, own, walk
from autograd_ref.functions.joining import stack
from autograd_ref.graph import Node, leads_to
from autograd_ref.hooks import NOTHING, Hooks
from autograd_ref.modes import enable_grad, is_grad_enabled, is_inference_mode_enabled
from autograd_ref.tensor import Tensor, leads, wrap

said = set()  # warnings that PyTorch gives once per process


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    """None; adds the derivative of the tensors to `.grad` of the leaves (or of `inputs`)."""
    if create_graph and not (is_grad_enabled() or is_inference_mode_enabled()):
        with enable_grad():  # gradients are added to `.grad` on the graph even within no_grad
            return backward(tensors, grad_tensors, retain_graph, create_graph, inputs)
    starts = _start(_as_tuple(tensors), grad_tensors, create_graph)
    retain = create_graph if retain_graph is None else retain_graph
    if create_graph and errors.CYCLE not in said:
        said.add(errors.CYCLE)
        warnings.warn(errors.CYCLE, UserWarning, stacklevel=3)
    if inputs is None:
        leaves, _, owned = walk(starts, retain, create_graph)
        for leaf, g in leaves.items():
            accumulate(leaf, g, leaf in owned, create_graph)
        return
    inputs = _as_tuple(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    for x in inputs:
        x.retain_grad()  # which fills the .grad of a result
    for x, g in zip(inputs, _gradients(starts, inputs, retain, create_graph), strict=True):
        if g is not None and x.is_leaf:
            accumulate(x, g, True, create_graph)


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
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """A tuple: the gradient of the (summed) outputs for each input. `.grad` is untouched.

    With is_grads_batched, grad_outputs are stacks of gradients, and so is what comes back.
    `only_inputs` is there because PyTorch has it: it changes nothing.
    """
    outputs, inputs = _as_tuple(outputs), _as_tuple(inputs)
    if is_grads_batched:
        settings = {"create_graph": create_graph, "allow_unused": allow_unused}
        settings["materialize_grads"] = materialize_grads
        return _batched(outputs, inputs, _as_tuple(grad_outputs), retain_graph, settings)
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if allow_unused is False and materialize_grads:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True,"
            " but got: allow_unused=False."
        )
    starts = _start(outputs, grad_outputs, create_graph)
    for x in inputs:
        if x._node is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    retain = create_graph if retain_graph is None else retain_graph
    found = _gradients(starts, inputs, retain, create_graph, asked_by_hand=True)
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


def _batched(outputs, inputs, grad_outputs, retain_graph, settings):
    """As grad, for each gradient in a stack of them: the stacks of what comes back."""
    rows = list(zip(*grad_outputs, strict=True))
    last = settings["create_graph"] if retain_graph is None else retain_graph
    found = [
        grad(outputs, inputs, row, last or at + 1 < len(rows), **settings)
        for at, row in enumerate(rows)
    ]
    together = zip(*found, strict=True)
    return tuple(None if each[0] is None else stack(each) for each in together)


def _gradients(starts, inputs, retain, create, asked_by_hand=False):
    """The gradients for the inputs: raw in memory of their own, or Tensors, or None.

    What accumulates in `.grad` (or NOTHING) meets the leaf's hooks there; what is asked for, here.
    """
    targets = [_source(x) for x in inputs]
    wanted = leads_to([root for root, _ in starts], targets)
    leaves, found, owned = walk(starts, retain, create, wanted, set(targets))
    if asked_by_hand and Hooks.used:
        leaves = {leaf: hooked(leaf, g) for leaf, g in leaves.items()}
    gradients = []
    for target in targets:
        g = found.get(target) if target in found else leaves.get(target)
        g = None if g is NOTHING and asked_by_hand else g
        nothing = g is None or g is NOTHING
        ours = create or nothing or (target in leaves and target in owned)
        gradients.append(g if ours else own(g))
    return gradients


def _source(x):
    """The edge that leads to x."""
    return x._node if type(x._node) is Node else x


def _as_tuple(tensors):
    """One tensor or many, as a tuple."""
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _start(outputs, gradients, create):
    """[(edge to an output, the gradient it starts with)]: Tensors if the walk is recorded."""
    if gradients is not None:
        given = (gradients,) if isinstance(gradients, Tensor) else gradients
        gradients = _checked(given, outputs)
    starts = []
    for index, x in enumerate(outputs):
        if not leads(x):
            raise RuntimeError(
                f"element {index} of tensors does not require grad and does not have a grad_fn"
            )
        g = None if gradients is None else gradients[index]
        if g is None:
            g = wrap(_one(x._data)) if create else _one(x._data)
        elif not create:
            g = g._data
        starts.append((_source(x), g))
    return starts


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


def _one(data):
    """The gradient that a single raw number starts with."""
    if type(data) is not np.ndarray:
        return type(data)(1)
    if data.size == 1:
        return np.ones_like(data)
    raise RuntimeError("grad can be implicitly created only for scalar outputs")
