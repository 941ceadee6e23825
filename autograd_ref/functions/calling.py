"""How arguments reach a function: numbers first, NumPy's names, and refusals in PyTorch's words."""

import functools
import inspect

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.tensor import Tensor, wrap

NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim", "x2": "other"}
OPERANDS = ("other", "exponent")  # what an operator leaves to its other side, if it can't take it


def check_tensor(name, argument, x, position=1):
    """None, or PyTorch's error for what is no Tensor."""
    if not isinstance(x, Tensor):
        raise errors.of_argument(name, argument, position, x)


def check_floating(kernel, x):
    """None, or PyTorch's error for a tensor of other than floating numbers."""
    if x._data.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.legacy}'")


def tensor_of(number, like):
    """A number as a Tensor without dimensions, in the dtype that `like` is combined with it."""
    return wrap(np.dtype(dtypes.result_type(like._data, number)).type(number))


@functools.cache
def _parameters(function):
    """The names of a function's parameters."""
    return tuple(inspect.signature(function).parameters)


@functools.cache
def _starred(function):
    """The name of the parameter behind a function's star, or None."""
    parameters = inspect.signature(function).parameters.values()
    return next((each.name for each in parameters if each.kind == each.VAR_POSITIONAL), None)


def _named(function, args, kwargs):
    """(args, kwargs) with PyTorch's names for NumPy's, and what belongs behind the star there."""
    known, star = _parameters(function), _starred(function)
    kwargs = {NUMPY_NAMES[k] if NUMPY_NAMES.get(k) in known else k: v for k, v in kwargs.items()}
    if star in kwargs:
        args = (*args, kwargs.pop(star))
    return args, kwargs


def by_name(function):
    """The function, which takes by name, too, what stands behind its star: zeros(size=(2, 3))."""

    @functools.wraps(function)
    def called(*args, **kwargs):
        args, kwargs = _named(function, args, kwargs) if kwargs else (args, kwargs)
        return function(*args, **kwargs)

    return called


def _of_inside(name, function, error, arguments):
    """PyTorch's error for an argument that is no Tensor, in place of Python's about what it lacks.

    Any other error comes back as it is.
    """
    for position, value in enumerate(arguments):
        if error.name in ("_data", "_node", "_rare") and error.obj is value:
            names = _parameters(function)
            argument = names[min(position, len(names) - 1)]
            return errors.of_argument(name, argument, position + 1, value)
    return error


def method(name, function):
    """The function as a method: it takes NumPy's names, and refuses what operators leave open."""
    if len(_parameters(function)) < 2:
        return function

    @functools.wraps(function)
    def called(*args, **kwargs):
        if kwargs:
            args, kwargs = _named(function, args, kwargs)
        try:
            result = function(*args, **kwargs)
        except AttributeError as error:
            raise _of_inside(name, function, error, (*args, *kwargs.values())) from None
        if result is NotImplemented:
            value = (*args, *kwargs.values())[1]
            raise errors.of_argument(name, _parameters(function)[1], 1, value)
        return result

    called.__name__ = called.__qualname__ = name
    return called


def plain(name, function, of_number=None):
    """The package's function of a method: for Tensors, with `out`.

    `of_number(number, x)` is what it does with a number in front of a Tensor.
    """

    def called(input, *args, out=None, **kwargs):
        if not (args or kwargs) and out is None and isinstance(input, Tensor):
            return function(input)
        args, kwargs = _named(function, args, kwargs) if kwargs else (args, kwargs)
        try:
            if isinstance(input, Tensor):
                result = function(input, *args, **kwargs)
            elif of_number and args and _is_number(input) and isinstance(args[0], Tensor):
                result = of_number(input, *args, **kwargs)
            else:
                raise errors.of_argument(name, "input", 1, input)
        except AttributeError as error:
            raise _of_inside(name, function, error, (input, *args, *kwargs.values())) from None
        if result is NotImplemented:
            value = (*args, *kwargs.values())[0]
            raise errors.of_argument(name, _parameters(function)[1], 2, value)
        return result if out is None else _written(name, result, out)

    called.__name__ = called.__qualname__ = name
    called.__doc__ = function.__doc__
    return called


def _is_number(value):
    return isinstance(value, (int, float))


def number_first(function):
    """What a function of two Tensors does with a number in front of a Tensor."""
    return lambda number, x, *args, **kwargs: function(tensor_of(number, x), x, *args, **kwargs)


def _written(name, result, out):
    """`out`, holding the result, which is not part of a graph."""
    if result.requires_grad or out.requires_grad:
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation,"
            " but one of the arguments requires grad."
        )
    if out.shape != result.shape:
        raise RuntimeError(
            f"autograd_ref has no out=... of another shape than the result's, {list(result.shape)};"
            " PyTorch has."
        )
    return out.copy_(result)
