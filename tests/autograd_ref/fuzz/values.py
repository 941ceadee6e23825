"""Statements that compute: leaves, functions of elements, reductions, products."""

from math import isnan

from tests.autograd_ref.fuzz.writer import (
    binds,
    far,
    firm,
    floating,
    numeric,
    ranked,
    small,
    tame,
)

SMOOTH = [
    "sin",
    "cos",
    "tanh",
    "sigmoid",
    "neg",
    "square",
    "exp",
    "expm1",
    "sinh",
    "cosh",
    "atan",
    "erf",
    "positive",
]
POSITIVE = ["log", "sqrt", "reciprocal", "rsqrt", "log1p", "log2", "log10"]
STEPPED = ["relu", "abs", "sign", "floor", "ceil", "round", "trunc", "frac", "asin", "acos"]
EINSUMS = (
    ("ij,jk->ik", 2, 2), ("i,i->", 1, 1), ("ij->ji", 2), ("ij->i", 2), ("ij,ij->", 2, 2),
    ("i,j->ij", 1, 1), ("bij,bjk->bik", 3, 3), ("ii->i", 2), ("ij,j", 2, 1), ("ij,kj->ik", 2, 2),
    ("ii", 2), ("...i,i->...", 2, 1), ("bij->b", 3),
)  # fmt: skip


def leaf(w):
    """A tensor of literal numbers, of ones, or of a range."""
    dtype = w.of(w.dtypes)
    notes = "" if dtype == "float32" else f", dtype=torch.{dtype}"
    if w.chance(70) and not w.session.engine.is_inference_mode_enabled():
        notes += ", requires_grad=True"
    made = w.below(12)
    shape = w.shape()
    if made == 11 and shape:
        return binds("leaf", f"torch.{w.of(('ones', 'zeros'))}({shape}{notes})", w.new())
    if made == 10:
        extent = w.of(w.extents)
        return binds("leaf", f"torch.arange({extent})", w.new())
    if made == 9:
        whole = nest(shape, [v // 4 for v in eighths(w, shape)])
        return binds("leaf", f"torch.tensor({whole})", w.new())
    numbers = [v / 8 for v in eighths(w, shape)]
    if w.chance(4) and numbers:
        numbers[w.below(len(numbers))] = w.of((float("nan"), float("inf"), -float("inf"), -0.0))
    text = str(nest(shape, numbers)).replace("nan", "torch.nan").replace("inf", "torch.inf")
    return binds("leaf", f"torch.tensor({text}{notes})", w.new())


def eighths(w, shape):
    """Whole numbers, as many as the shape has elements: any, positive, or few different ones."""
    low, span = w.of(((-16, 33), (1, 16), (-2, 5)))
    count = 1
    for extent in shape:
        count *= extent
    start = w.below(256) * 7919
    return [low + ((start + (i + 5) * 40503) >> 4) % span for i in range(count)]


def nest(shape, numbers):
    """The numbers as nested lists of this shape."""
    if not shape:
        return numbers[0]
    step = len(numbers) // shape[0]
    return [nest(shape[1:], numbers[i * step : (i + 1) * step]) for i in range(shape[0])]


def like(w):
    """A constant of a tensor's shape."""
    name = w.pick()
    code = w.of(("zeros_like({0})", "ones_like({0})", "full_like({0}, 2)"))
    return name and binds("leaf", f"torch.{code.format(name)}", w.new())


def unary(w):
    """A function of each element."""
    group = w.below(8)
    if group < 4:
        name, f = w.pick(small, numeric), w.of(SMOOTH)
    elif group < 6:
        name, f = w.pick(far, tame, numeric), w.of(POSITIVE)
    else:
        name, f = w.pick(firm, numeric), w.of(STEPPED)
    if name is None:
        name, f = w.pick(floating, tame), w.of(("exp", "sin"))
        if name is None:
            return None
        return binds("unary", f"({name} / 64).{f}()", w.new())
    if f == "neg":
        return binds("unary", f"-{name}", w.new())
    if f in POSITIVE and w.chance(60):
        return binds("unary", f"({name} * {name} + 0.5).{f}()", w.new())
    return binds("unary", f"torch.{f}({name})" if w.chance(30) else f"{name}.{f}()", w.new())


def clamp(w):
    """Limits: numbers, one of them missing, or tensors."""
    name = w.pick(firm)
    if name is None:
        return None
    limits = w.of(("-0.5, 1", "min=0.25", "max=0.5", "0, 0.5", "1, -1"))
    code = f"{name}.clamp({limits})"
    if w.chance(15):
        low = w.pick(firm, lambda y: y.dtype == w.tensor(name).dtype)
        code = f"{name}.clamp({w.of(('min', 'max'))}={low})"
    return binds("unary", code, w.new())


def fitting(w, name, *conditions):
    """The name of a tensor that can be broadcast with this one; seldom one that can't."""
    if w.chance(3):
        return w.pick(*conditions)
    shape = w.tensor(name).shape
    return w.pick(lambda y: broadcasts(shape, y.shape), *conditions)


def broadcasts(a, b):
    """Whether two shapes can be broadcast together to a small one."""
    pairs = list(zip(reversed(a), reversed(b), strict=False))
    return all(m == n or m == 1 or n == 1 for m, n in pairs)


def binary(w):
    """Two operands: tensors, or a tensor and a number."""
    x = w.pick(tame)
    if x is None:
        return None
    op = w.of(["*", "+", "-", "*", "/", "+", "-", "/"])
    y = fitting(w, x, tame, *((far,) if op == "/" else ()))
    if y is None or w.chance(30):
        number = w.constant()
        pair = f"{number} {op} {x}" if op != "/" and w.chance(40) else f"{x} {op} {number}"
        return binds("binary", pair, w.new())
    return binds("binary", f"{x} {op} {y}", w.new())


def stepped_binary(w):
    """Comparisons, extremes, and whatever jumps."""
    x = w.pick(firm, tame)
    y = x and fitting(w, x, firm, tame)
    if y is None:
        return None
    if w.chance(25):
        y = w.constant()
        return binds("compare", f"{x} {w.of(('>', '<=', '==', '%', '//', '!='))} {y}", w.new())
    forms = (
        "{} > {}", "torch.maximum({}, {})", "{} == {}", "torch.minimum({}, {})", "{} < {}",
        "{} % {}", "{} // {}", "{} >= {}", "torch.max({}, {})", "torch.fmod({}, {})",
    )  # fmt: skip
    return binds("compare", w.of(forms).format(x, y), w.new())


def power(w):
    """x ** y of tensors and numbers."""
    x = w.pick(far, small, numeric)
    if x is None:
        return None
    form = w.below(8)
    if form == 7:
        return binds("power", f"{w.of(('2', '0.5', '1', '0'))} ** {x}", w.new())
    if form >= 5:
        y = fitting(w, x, far, small, numeric)
        return y and binds("power", f"{x} ** {y}", w.new())
    return binds("power", f"{x} ** {w.of(('2', '3', '0.5', '-1', '1', '0', '-2', '1.5'))}", w.new())


def reduce(w):
    """A sum, mean, product, or norm, of everything or along dimensions."""
    f = w.of(["sum", "mean", "sum", "prod", "logsumexp", "norm", "var", "std", "amax", "amin"])
    x = w.pick(*{"sum": (), "mean": (), "logsumexp": (small,), "prod": (small,)}.get(f, (firm,)))
    if x is None:
        return None
    if f not in ("logsumexp",) and w.chance(55):
        return binds("reduce", f"{x}.{f}()", w.new())
    tensor = w.tensor(x)
    how = str(w.dim(tensor))
    if f not in ("prod",) and tensor.dim() > 1 and w.chance(20):
        how = w.of(("(0, 1)", "(0, -1)", "[1]", "(1, 0)"))
    how = f"dim={how}" if f == "norm" else how
    if w.chance(25):
        how += ", keepdim=True"
    if f in ("var", "std") and w.chance(30):
        how += ", correction=0"
    return binds("reduce", f"{x}.{f}({how})", w.new())


def pairs(w):
    """Values and places along a dimension."""
    f = w.of(("max", "min", "sort", "topk", "argmax", "all"))
    x = w.pick(firm, numeric, *((distinct,) if f == "topk" else ()))
    if x is None:
        return None
    if w.chance(25) and f in ("max", "min", "argmax", "all"):
        return binds("pairs", f"{x}.{f}()", w.new())
    dim = w.dim(w.tensor(x))
    if f in ("argmax", "all"):
        return binds("pairs", f"{x}.{f}({dim})", w.new())
    if f == "sort":
        code = f"{x}.sort(dim={dim}, descending={w.of((False, True))}, stable=True)"
    elif f == "topk":
        code = f"{x}.topk(1)"
    else:
        code = f"{x}.{f}({dim}{', keepdim=True' if w.chance(20) else ''})"
    return binds("pairs", code, w.new(), w.new())


def distinct(x):
    """Whether no number occurs twice, and none is nan."""
    numbers = x.flatten().tolist()
    return len(set(numbers)) == len(numbers) and not any(map(isnan, numbers))


def along(w):
    """As many elements as before, each with a view of its neighbours."""
    x = w.pick(small)
    if x is None:
        return None
    f = w.of(["softmax", "log_softmax", "cumsum", "cumprod"])
    return binds("along", f"{x}.{f}({w.dim(w.tensor(x))})", w.new())


def product(w):
    """A matrix product of two tensors of any rank."""
    x = w.pick(tame, numeric, lambda x: x.dim() > 0 or w.chance(5))
    if x is None:
        return None
    inner = w.tensor(x).shape[-1:]
    fits = (lambda y: y.dim() > 0 and y.shape[-min(y.dim(), 2)] == inner[0]) if inner else tame
    y = w.pick(tame, numeric, *(() if w.chance(5) else (fits,)))
    if y is None:
        return None
    if w.tensor(x).dim() == w.tensor(y).dim() == 1 and w.chance(50):
        return binds("product", f"torch.{w.of(('dot', 'outer'))}({x}, {y})", w.new())
    return binds("product", f"torch.matmul({x}, {y})" if w.chance(20) else f"{x} @ {y}", w.new())


def einsum(w):
    """An einsum of one or two tensors."""
    form, *ranks = w.of(EINSUMS)
    names = [w.pick(tame, ranked(rank), floating) for rank in ranks]
    if None in names:
        return None
    return binds("einsum", f'torch.einsum("{form}", {", ".join(names)})', w.new())


def where(w):
    """A choice between two by a condition, or a masked fill."""
    x = w.pick()
    condition = x and w.pick(lambda c: c.dtype == w.session.engine.bool)
    if condition is None:
        x = w.pick(firm)
        condition = x and f"({x} > 0.25)"
    if condition is None:
        return None
    y = fitting(w, x)
    if y is None or w.chance(30):
        y = w.constant()
    if w.chance(30):
        return binds("where", f"{x}.masked_fill({condition}, {w.constant()})", w.new())
    return binds("where", f"torch.where({condition}, {x}, {y})", w.new())


def cast(w):
    """The same numbers in another dtype."""
    x = w.pick(firm, small)
    form = w.of(("float()", "double()", "to(torch.float64)", "long()", "bool()", "int()"))
    return x and binds("cast", f"{x}.{form}", w.new())


AUTHORS = (
    (4, leaf), (1, like), (8, unary), (2, clamp), (10, binary), (3, stepped_binary), (3, power),
    (8, reduce), (3, pairs), (2, along), (5, product), (2, einsum), (3, where), (2, cast),
)  # fmt: skip
