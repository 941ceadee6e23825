"""Every public function with every kind of arguments, right and wrong ones, as in a live PyTorch.

What a call returns, how it is recorded, its gradients, those of its gradients, what it frees, and
what it refuses have to be the same. KNOWN has what is not, and is not meant to be.
"""

import functools
import re
import warnings

import numpy as np
import pytest

import autograd_ref

LEAVES = {
    "x": [[0.5, -0.25, 0.75], [0.2, 0.9, -0.6]],
    "y": [[0.3, 0.4, -0.7], [-0.1, 0.8, 0.35]],
    "p": [[0.5, 0.25, 0.75], [0.2, 0.9, 0.6]],
    "v": [0.3, -0.4, 0.6],
    "w": [0.5, 0.25, -0.75],
    "s": 0.7,
    "square": [[0.5, 0.2], [0.3, 0.9]],
    "cube": [[[0.1, 0.2], [0.3, -0.4]], [[0.5, 0.6], [-0.7, 0.8]]],
}
CONSTANTS = {
    "index": [0, 1],
    "places": [[0, 1, 0], [1, 0, 1]],
    "mask": [[True, False, True], [False, True, True]],
}
CALLS = """x; v; s; square; cube; p; index; mask; p, p; x, y; v, w; x, v; x, s; s, x;
square, square; cube, cube; square, v; x, mask; mask, x; p, mask; p, index; x, index; x, places;
s, s; v, v; x, 2; x, 0; x, 1; x, 3; x, -1; x, 0.5; x, 2.0; x, 1.5; v, 0; v, 1; v, 2; square, 1;
square, 2; index, 2; index, 1.5; 2, x; 2.0, x; 2, index; x, None; x, "a"; x, [1]; x, (0, 1);
x, (1, 0); x, (2, 3); x, (3, 2); x, (-1,); x, (1, 1); x, (1, 1, 0, 1); x, dtype=T.float32;
x, 0, dtype=T.float32; x, axis=0; x, axis=1, keepdims=True; x, dim=None, keepdim=True;
x, dim=(0, 1); x, keepdim=True; x, other=y; x, exponent=2; [x, y]; [v, w]; [x, y], 1;
[x, y], axis=1; x, y, 0.5; x, y, s; x, y, x; x, y, p; x, y, 2; v, v, w; x, x, v; x, 0, index;
x, 0, places; x, 0, places, y; x, index, 1; mask, x, y; mask, x, 2; x, mask, 0.5; x, mask, s;
square, square, square; v, square, v; s, x, x; v, square, square; x, 1, 1; x, 0, 1; x, 1, 2;
x, 2, 1; x, 0.1, 0.6; x, -1, True; x, 1, 0, 1; x, 0, 0, 1; x, 2, 1, True; cube, 1, 2; cube, 0, 2;
cube, (0, 2); cube, (2, 0, 1); x, decimals=1; x, min=0.1; x, max=s; x, min=v, max=2.0;
x, y, alpha=2; x, y, v, value=2; x, y, value=2; square, square, square, alpha=2, beta=0.5;
x, y, reduction="sum"; x, y, reduction="none"; x, index, reduction="sum"; x, places, weight=v"""

# What draws, what asks for a file or an address, and what needs more than one call.
SKIPPED = re.compile(
    r"""seed|manual_seed|initial_seed|get_rng_state|set_rng_state|\w*rand\w*|normal|bernoulli|dropout
    |multinomial|uniform_|normal_|bernoulli_|empty|empty_like|new_empty|save|load|set_\w+|from_numpy
    |data_ptr|vmap|register\w+|backward|requires_grad_|retain_grad|detach_|_.*""",
    re.VERBOSE,
)


def functions(torch):
    """{name: function} of a module, its nn.functional, and its Tensor."""
    rooms = {"": torch, "F.": torch.nn.functional, "Tensor.": torch.Tensor}
    return {
        room + name: getattr(where, name)
        for room, where in rooms.items()
        for name in dir(where)
        if not SKIPPED.fullmatch(name)
        if callable(getattr(where, name, None)) and not isinstance(getattr(where, name), type)
    }


OURS = functions(autograd_ref)
theirs = functools.cache(functions)  # a thousand names are looked up once, not for each test


def operands(torch):
    """The tensors that the calls name, and the module as T."""
    leaves = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in LEAVES.items()
    }
    return {**leaves, **{k: torch.tensor(v) for k, v in CONSTANTS.items()}, "T": torch}


def outcome(torch, f, arguments):
    """What a call shows, as a dict; or its error."""
    names = operands(torch)
    try:
        result = eval(f"f({arguments})", {**names, "f": f})
    except Exception as error:
        return error
    parts = list(flat(result))
    shown = {"parts": [part_of(torch, part) for part in parts]}
    y = next((each for each in parts if torch.is_tensor(each) and each.requires_grad), None)
    if y is not None:
        shown |= differentiated(torch, y, [names[name] for name in LEAVES])
    return shown


def flat(result):
    """The parts of a result, however deep they lie."""
    if isinstance(result, (list, tuple)):
        for part in result:
            yield from flat(part)
    else:
        yield result


def part_of(torch, part):
    """What there is to see of a part of a result."""
    if not torch.is_tensor(part):
        return re.sub("autograd_ref|0x[0-9a-f]+", "torch", repr(part))
    node = part.grad_fn and part.grad_fn.name()
    place = part.stride() if part.numel() > 1 else None
    view = part._base is not None
    return numbers(part), str(part.dtype).split(".")[-1], place, part.requires_grad, node, view


def numbers(x):
    """The elements as numpy's, in their shape; None for no tensor."""
    return None if x is None else np.array((x.detach() + 0).tolist(), float)


def differentiated(torch, y, leaves):
    """Two derivatives, and whether the graph can be gone through twice; or what is refused."""
    shown, cotangent = {}, torch.full_like(y, 0.5)

    def grad(y, cotangent, **settings):
        try:
            found = torch.autograd.grad(y, leaves, cotangent, allow_unused=True, **settings)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return list(found)

    first = grad(y, cotangent, create_graph=True)
    shown["first"] = first if isinstance(first, str) else list(map(numbers, first))
    slopes = [g.sin().sum() for g in first if torch.is_tensor(g) and g.requires_grad]
    second = grad(sum(slopes), None, retain_graph=True) if slopes else [None] * len(leaves)
    # No second derivative and one of 0 say the same; which it is, is each engine's own affair.
    zeros = [np.zeros_like(numbers(leaf)) for leaf in leaves]
    shown["second"] = second if isinstance(second, str) else [
        zero if g is None else numbers(g) for g, zero in zip(second, zeros, strict=True)
    ]  # fmt: skip
    shown["frees"] = isinstance(grad(y, cotangent), str), isinstance(grad(y, cotangent), str)
    return shown


def same(a, b):
    """Whether two nests are equal, the numbers in them up to rounding."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and np.allclose(a, b, 1e-5, 1e-6, equal_nan=True)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (isinstance(a, np.ndarray) or a == b)


# What is no sentence for a student: numpy's words, and Python's about what is inside.
INSIDE = re.compile(
    "ufunc|numpy\\.|operands could not|_data|axes don't|too deep|inhomogeneous|has no attribute '_"
)
BOOL_MIXED = "(x, mask|mask, x|p, mask|x, places)"  # PyTorch's derivatives may refuse these
KNOWN = [
    r"(Tensor\.)?(add|sub|subtract|addcmul|addcdiv)\(\w+, [-\d.]+, .*",  # an alpha in the middle
    rf"(Tensor\.)?(pow|atan2|arctan2|logaddexp)\({BOOL_MIXED}\)",
    rf"F\.(huber|smooth_l1)_loss\({BOOL_MIXED}.*\)",
    r"(std|var)_mean\(.*",  # two nodes, and not one
    r"(Tensor\.)?diff\(\w+, 0.*\)",  # is x itself
    r"(Tensor\.)?norm\(\w+, 0.*\)|F\.normalize\(\w+, 0.*\)",  # a gradient of 0, and not None
    r"(Tensor\.)?var\(s\)",  # the second derivative of what is nan
    r"remainder\(2(\.0)?, x\)",  # has a derivative
    r"isin\(.*mask.*\)",
    r"tensordot\(.*, s\)",  # a tensor as the number of dims
    r"result_type\(x, other=y\)",
    r"F\.cross_entropy\(.*",  # of probabilities: the name of the node
    r"F\.softplus\(x, 2, 1\)",  # the second derivative exactly where it jumps
    r"(Tensor\.)?unique\(.*",
]


def known(name, arguments, theirs, ours):
    """Whether a difference is meant."""
    said = str(ours) if isinstance(ours, Exception) else ""
    if said.startswith("autograd_ref has no"):
        return True
    if isinstance(theirs, Exception) and said:  # refused in another order, or in other words
        return INSIDE.search(said) is None
    if isinstance(theirs, TypeError):
        # PyTorch asks for the type of each argument; Python takes 1 for True, a tensor for a list.
        return "NotImplemented" not in ours["parts"]
    return any(re.fullmatch(pattern, f"{name}({arguments})") for pattern in KNOWN)


def differences(torch, name, f):
    """[(call, PyTorch's, ours)] of PyTorch's function and ours, without those that are meant."""
    found = []
    for arguments in map(str.strip, CALLS.split(";")):
        if name.startswith("Tensor.") and arguments[0] in "[2":
            continue  # a method of what is no Tensor
        expected = outcome(torch, f, arguments)
        ours = outcome(autograd_ref, OURS[name], arguments)
        if not same(expected, ours) and not known(name, arguments, expected, ours):
            found.append((f"{name}({arguments})", expected, ours))
    return found


@pytest.mark.parity
@pytest.mark.parametrize("name", OURS)
def test_calls_as_in_pytorch(name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f = theirs(torch).get(name)
        if f is None:
            pytest.skip("PyTorch has it elsewhere")
        found = differences(torch, name, f)

    assert not found, "\n\n".join(f"{call}\n  {a!r}\n  {b!r}" for call, a, b in found)
