"""The operations, each with its derivative, and the names under which a Tensor has them."""

from autograd_ref import dtypes
from autograd_ref.ops import arithmetic, elementwise, indexing, inplace, joining, reductions, shapes
from autograd_ref.tensor import Tensor


def _cast(kind):
    """A method that casts to one dtype."""

    def method(x):
        return shapes.to(x, kind)

    method.__doc__ = f"x as {kind.name}."
    return method


def _where(x, condition, y):
    """x where the condition holds, else y."""
    return elementwise.where(condition, x, y)


def _named(module, names):
    """{name: function} of a module's functions."""
    return {name: getattr(module, name) for name in names.split()}


CASTS = ("half", "float", "double", "int", "long", "bool")

# What is a method of Tensor and a function of the package: x.exp() and exp(x).
SHARED = {
    **_named(arithmetic, "add sub mul div matmul maximum minimum remainder floor_divide equal"),
    **_named(elementwise, "neg exp log sqrt sin cos tanh sigmoid relu abs clamp where"),
    **_named(elementwise, "sign floor ceil round"),
    **_named(reductions, "sum mean max min amax amin argmax argmin any all"),
    **_named(shapes, "reshape flatten permute transpose t unsqueeze squeeze clone"),
    **arithmetic.COMPARISONS,
    "pow": arithmetic.power,
    "unbind": indexing.unbind,
}

METHODS = {
    **SHARED,
    **_named(shapes, "view expand to"),
    **_named(inplace, "add_ sub_ mul_ div_ pow_ copy_ fill_ zero_"),
    **{kind: _cast(getattr(dtypes, kind)) for kind in CASTS},
    "where": _where,
}

OPERATORS = {
    "__add__": arithmetic.add,
    "__radd__": arithmetic.add,
    "__sub__": arithmetic.sub,
    "__rsub__": arithmetic.rsub,
    "__mul__": arithmetic.mul,
    "__rmul__": arithmetic.mul,
    "__truediv__": arithmetic.div,
    "__rtruediv__": arithmetic.rdiv,
    "__pow__": arithmetic.power,
    "__rpow__": arithmetic.rpower,
    "__matmul__": arithmetic.matmul,
    "__mod__": arithmetic.remainder,
    "__floordiv__": arithmetic.floor_divide,
    "__neg__": elementwise.neg,
    "__abs__": elementwise.abs,
    "__getitem__": indexing.getitem,
    "__setitem__": indexing.setitem,
    "__iter__": lambda x: iter(indexing.unbind(x)),
    **{f"__{name}__": method for name, method in arithmetic.COMPARISONS.items()},
    **inplace.OPERATORS,
}

for _name, _function in {**METHODS, **OPERATORS}.items():
    setattr(Tensor, _name, _function)
Tensor.T = property(shapes.reverse_dims, doc="x with its dimensions in reverse order.")
Tensor.mT = property(lambda x: x.transpose(-2, -1), doc="x with its last two exchanged.")
Tensor.swapaxes = shapes.transpose  # numpy's name, which rules use on raw values too


def _function(name, method):
    """The package's function: the method, for Tensors only."""

    def function(input, *args, **kwargs):
        if not isinstance(input, Tensor):
            raise TypeError(
                f"{name}(): argument 'input' (position 1) must be Tensor,"
                f" not {type(input).__name__}"
            )
        return method(input, *args, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = method.__doc__
    return function


FUNCTIONS = {name: _function(name, method) for name, method in SHARED.items()}
FUNCTIONS["cat"], FUNCTIONS["stack"] = joining.cat, joining.stack
