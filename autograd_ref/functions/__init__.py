"""What a person calls: PyTorch's functions and methods, made of the operations in ops/.

Arguments are taken and checked here as PyTorch takes them; no derivative stands here.
"""

from operator import iadd, imul, isub, itruediv

from autograd_ref import dtypes
from autograd_ref.functions import (
    arithmetic,
    blending,
    calling,
    comparing,
    display,
    drawing,
    einsum,
    grids,
    indexing,
    joining,
    picking,
    pointwise,
    products,
    rearranging,
    reductions,
    saving,
    scattering,
    shapes,
    softmax,
    sorting,
    statistics,
    types,
    writing,
)
from autograd_ref.ops import arithmetic as arithmetic_ops
from autograd_ref.ops import elementwise
from autograd_ref.tensor import Tensor
from autograd_ref.writes import in_place


def _cast(kind):
    """A method that casts to one dtype."""

    def method(x):
        return shapes.to(x, kind)

    method.__doc__ = f"x as {kind.name}."
    return method


def _where(x, condition, other):
    """x where the condition holds, else other."""
    return arithmetic.where(condition, x, other)


def _named(module, names):
    """{name: function} of a module's functions."""
    return {name: getattr(module, name) for name in names.split()}


CASTS = {name: name for name in ("half", "float", "double", "int", "long", "bool")}
CASTS |= {"byte": "uint8", "char": "int8", "short": "int16"}
ELEMENTWISE = "neg exp log log1p sqrt sin cos tanh sigmoid relu abs sign floor ceil round trunc"
FURTHER = "expm1 log2 log10 rsqrt tan asin acos atan sinh cosh"

COMPARISON_NAMES = {
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "not_equal": "ne",
}

# What is a method of Tensor and a function of the package: x.exp() and exp(x).
SHARED = {
    "mul": arithmetic_ops.mul,
    **_named(elementwise, ELEMENTWISE),
    **_named(pointwise, FURTHER),
    **_named(arithmetic, "add sub div floor_divide maximum minimum square reciprocal"),
    **_named(arithmetic, "remainder clamp floor ceil trunc sign"),
    **_named(comparing, "equal allclose isclose logical_not isnan isinf isfinite"),
    **_named(products, "matmul mm mv bmm dot addmm"),
    **_named(reductions, "sum mean max min amax amin argmax argmin"),
    **_named(shapes, "reshape flatten permute transpose t unsqueeze squeeze clone"),
    **_named(joining, "unbind split chunk"),
    **_named(picking, "gather index_select masked_select select narrow take_along_dim"),
    **_named(indexing, "masked_fill index_put"),
    **_named(softmax, "softmax log_softmax logsumexp"),
    **_named(sorting, "sort argsort topk median cummax cummin"),
    **_named(statistics, "cumsum cumprod prod var std norm any all count_nonzero nonzero unique"),
    **_named(statistics, "bincount argwhere"),
    **_named(rearranging, "flip roll tril triu diagonal diag trace outer diff repeat_interleave"),
    **_named(rearranging, "tile ravel unflatten movedim fliplr flipud"),
    **_named(scattering, "scatter scatter_add index_add index_fill"),
    **_named(blending, "lerp addcmul addcdiv logaddexp atan2 erf frac fmod nan_to_num"),
    **_named(blending, "clamp_min clamp_max"),
    **_named(drawing, "bernoulli multinomial"),
    "broadcast_to": grids.broadcast_to,
    **comparing.COMPARISONS,
    **comparing.LOGIC,
    "pow": arithmetic.power,
    "clip": arithmetic.clamp,
    "subtract": arithmetic.sub,
    "multiply": arithmetic_ops.mul,
    "divide": arithmetic.div,
    "true_divide": arithmetic.div,
    "negative": elementwise.neg,
    "abs": arithmetic.absolute,
    "absolute": arithmetic.absolute,
    "positive": arithmetic.positive,
    "swapaxes": shapes.swapaxes,
    "swapdims": shapes.transpose,
    "round": arithmetic.rounded,
    "moveaxis": rearranging.movedim,
    "arctan2": blending.atan2,
    **{f"arc{name[1:]}": getattr(pointwise, name) for name in ("asin", "acos", "atan")},
    **{name: comparing.COMPARISONS[short] for name, short in COMPARISON_NAMES.items()},
}

# What has a twin that writes its result into its first operand: x.exp_().
IN_PLACE = f"""{ELEMENTWISE} {FURTHER} add sub mul div pow remainder floor_divide square
    reciprocal index_put cumsum cumprod tril triu scatter scatter_add index_add
    index_fill lerp addcmul addcdiv atan2 erf frac fmod nan_to_num""".split()


AUGMENTED = {"add": iadd, "sub": isub, "mul": imul, "div": itruediv}  # of raw values


METHODS = {
    **SHARED,
    **_named(shapes, "view expand to"),
    **_named(rearranging, "repeat expand_as view_as reshape_as contiguous fill_diagonal_"),
    **_named(types, "type type_as element_size storage_offset stride size is_same_size"),
    **_named(types, "new_zeros new_ones new_empty new_full new_tensor"),
    **{
        f"{name}_": in_place(SHARED[name], f"{name}_", augmented=AUGMENTED.get(name))
        for name in IN_PLACE
    },
    **_named(
        writing, "fill_ zero_ clamp_ clamp_min_ clamp_max_ t_ unsqueeze_ squeeze_ logical_not_"
    ),
    "copy_": indexing.copy_,
    "masked_fill_": writing.masked_fill_,
    "clip_": writing.clamp_,
    "uniform_": in_place(drawing.uniform, "uniform_"),
    "normal_": in_place(drawing.gaussian, "normal_"),
    "bernoulli_": in_place(drawing.coins, "bernoulli_"),
    **{name: _cast(getattr(dtypes, kind)) for name, kind in CASTS.items()},
    "where": _where,
}


def _augmented(name):
    """The augmented assignment of an in-place method; refuses what is no number or Tensor."""
    method = METHODS[name]

    def operator(x, y):
        return method(x, y) if isinstance(y, (Tensor, int, float)) else NotImplemented

    return operator


OPERATORS = {
    "__add__": arithmetic_ops.add,
    "__radd__": arithmetic_ops.add,
    "__sub__": arithmetic_ops.sub,
    "__rsub__": arithmetic.rsub,
    "__mul__": arithmetic_ops.mul,
    "__rmul__": arithmetic_ops.mul,
    "__truediv__": arithmetic_ops.div,
    "__rtruediv__": arithmetic.rdiv,
    "__pow__": arithmetic.power,
    "__rpow__": arithmetic.rpower,
    "__matmul__": products.matmul,
    "__mod__": arithmetic.remainder,
    "__floordiv__": arithmetic.floor_divide,
    "__neg__": elementwise.neg,
    "__abs__": arithmetic.absolute,
    "__invert__": comparing.invert,
    "__getitem__": indexing.getitem,
    "__setitem__": indexing.setitem,
    "__iter__": joining.iterate,
    **{f"__{name}__": method for name, method in comparing.COMPARISONS.items()},
    **{f"__{name.strip('_')}__": method for name, method in comparing.BITWISE.items()},
    "__iadd__": _augmented("add_"),
    "__isub__": _augmented("sub_"),
    "__imul__": _augmented("mul_"),
    "__itruediv__": _augmented("div_"),
    "__ipow__": _augmented("pow_"),
}

METHODS = {name: calling.method(name, function) for name, function in METHODS.items()}

for _name, _function in {**METHODS, **OPERATORS}.items():
    setattr(Tensor, _name, _function)
Tensor.T = property(shapes.reverse_dims, doc="x with its dimensions in reverse order.")
Tensor.output_nr = property(types.output_nr, doc="Which of the results of its operation x is.")
Tensor.nbytes = property(lambda x: x._data.nbytes, doc="The bytes of all elements.")
Tensor.itemsize = property(types.element_size, doc="The bytes of one element.")
Tensor.mT = property(shapes.transpose_matrices, doc="x with its last two exchanged.")


ASKED = "numel is_floating_point is_complex is_signed is_nonzero is_inference"  # of a Tensor

# What takes a number in front of a Tensor, too: pow(2, x).
NUMBER_FIRST = {
    name: calling.number_first(SHARED[name])
    for name in ["add", "sub", "mul", "div", "remainder", "floor_divide"]
}
NUMBER_FIRST |= {name: NUMBER_FIRST[name[:3]] for name in ("subtract", "multiply", "divide")}
NUMBER_FIRST |= {"true_divide": NUMBER_FIRST["div"], "pow": arithmetic.power_of_number}

FUNCTIONS = {name: calling.plain(name, f, NUMBER_FIRST.get(name)) for name, f in SHARED.items()}
FUNCTIONS["where"] = arithmetic.where
FUNCTIONS["stack"] = calling.method("stack", joining.stack)
FUNCTIONS |= dict.fromkeys(("cat", "concat", "concatenate"), calling.method("cat", joining.cat))
FUNCTIONS |= {
    name: calling.method(name, getattr(statistics, name)) for name in ("var_mean", "std_mean")
}
FUNCTIONS["isin"] = statistics.isin
FUNCTIONS |= _named(grids, "broadcast_shapes broadcast_tensors meshgrid hstack vstack column_stack")
FUNCTIONS |= _named(grids, "logspace tril_indices triu_indices")
FUNCTIONS |= _named(einsum, "einsum tensordot") | _named(saving, "save load")
FUNCTIONS |= _named(drawing, "normal rand_like randn_like randint_like")
FUNCTIONS |= _named(types, "result_type promote_types can_cast finfo iinfo")
FUNCTIONS |= {name: calling.plain(name, getattr(Tensor, name)) for name in ASKED.split()}
FUNCTIONS["set_printoptions"] = display.set_printoptions
