"""Functions between the layers of a model, element by element; softmax is in ops/softmax.py."""

import math
import warnings

import numpy as np

from autograd_ref.functions import softmax as proportions
from autograd_ref.functions.pointwise import erf
from autograd_ref.nn.functional.checks import check_input, check_tensors, number
from autograd_ref.ops import elementwise
from autograd_ref.ops.elementwise import exp, raw, select
from autograd_ref.ops.keeping import keeping
from autograd_ref.record import setting
from autograd_ref.special import erf_of
from autograd_ref.tensor import Tensor
from autograd_ref.writes import in_place

SQRT_HALF = math.sqrt(0.5)
SQRT_2_OVER_PI = math.sqrt(2 / math.pi)
BELL = 1 / math.sqrt(2 * math.pi)  # the height of the normal distribution

# --- operations: value and derivative side by side ------------------------------------------------
# A rule runs on raw values, and then has what the value was made of, or on Tensors.


def _softplus(x, how):
    """log(1 + exp(beta x)) / beta; x itself where that makes no difference."""
    beta, threshold = how
    scaled = x * beta
    large = scaled > threshold
    powers = np.exp(scaled)
    return np.where(large, x, np.log1p(powers) / beta)[()], (large, powers)


def _rule_of_softplus(g, _out, x, how):
    (beta, _), (large, powers) = how
    if isinstance(g, Tensor):
        return select(large, g, g * elementwise.sigmoid(x * beta))
    return np.where(large, g, g * (powers / (powers + 1)))[()]


softplus_of = keeping("Softplus", _softplus, dx=_rule_of_softplus)


def _gelu(x, _how):
    below = erf_of(x * SQRT_HALF)
    below += 1
    below *= 0.5  # the probability that a standard normal number is below x
    return x * below, below


def _rule_of_gelu(g, _out, x, how):
    below = 0.5 * (1 + erf(x * SQRT_HALF)) if isinstance(g, Tensor) else how[1]
    return g * (below + x * (exp(-0.5 * x * x) * BELL))


gelu_exact = keeping("Gelu", _gelu, dx=_rule_of_gelu)


def _gelu_tanh(x, _how):
    t = np.tanh(_cubic(x))
    return 0.5 * x * (1 + t), t


def _cubic(x):
    return SQRT_2_OVER_PI * (x + 0.044715 * (x * x * x))


def _rule_of_gelu_tanh(g, _out, x, how):
    t = elementwise.tanh(_cubic(x)) if isinstance(g, Tensor) else how[1]
    slope_of_cubic = SQRT_2_OVER_PI + (3 * 0.044715 * SQRT_2_OVER_PI) * (x * x)
    return g * (0.5 * (1 + t) + 0.5 * x * ((1 - t * t) * slope_of_cubic))


gelu_tanh = keeping("Gelu", _gelu_tanh, dx=_rule_of_gelu_tanh)


def _silu(x, _how):
    s = np.exp(-x)
    s += 1
    s = np.reciprocal(s)
    return x * s, s


def _rule_of_silu(g, _out, x, how):
    s = elementwise.sigmoid(x) if isinstance(g, Tensor) else how[1]
    return g * (s * (1 + x * (1 - s)))


silu_of = keeping("Silu", _silu, dx=_rule_of_silu)


def _leaky_relu(x, slope):
    if 0 <= slope <= 1:  # several times faster than a choice
        return np.maximum(x, x * slope)
    return np.where(x > 0, x, x * slope)[()]


leaky_relu_of = setting(
    "LeakyRelu",
    _leaky_relu,
    dx=lambda g, _out, x, slope: select(raw(x) > 0, g, g * slope),
)


def _elu(x, alpha):
    negative = x <= 0
    below = np.expm1(np.minimum(x, 0)) * alpha
    return np.where(x > 0, x, below)[()], (negative, below)


def _rule_of_elu(g, _out, x, how):
    alpha, (negative, below) = how
    if isinstance(g, Tensor):
        # Not exp(x) where x > 0: it may be inf, and inf * 0 would spoil the second derivative.
        return select(negative, g * (exp(select(raw(x) < 0, x, 0.0)) * alpha), g)
    return np.where(negative, g * (below + alpha), g)[()]


elu_of = keeping("Elu", _elu, dx=_rule_of_elu)

leaky_relu_into = setting(  # in place: x is lost, but its sign can be told from the result
    "LeakyRelu",
    _leaky_relu,
    dx=lambda g, out, _x, slope: select(raw(out) > 0, g, g * slope),
    version=1,
)

elu_into = setting(
    "Elu",
    lambda x, alpha: _elu(x, alpha)[0],
    dx=lambda g, out, _x, alpha: select(raw(out) <= 0, g * (out + alpha), g),
    version=1,
)

log_sigmoid_of = setting(
    "LogSigmoid",
    lambda x, _: log_sigmoid(x),
    dx=lambda g, _out, x, _: g * elementwise.sigmoid(-x),
)


def log_sigmoid(x):
    """log(1 / (1 + exp(-x))) of a raw value."""
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


# --- the functions --------------------------------------------------------------------------------

relu_ = in_place(elementwise.relu, "relu_")
silu_ = in_place(silu_of, "silu_")
leaky_relu_ = in_place(leaky_relu_into, "leaky_relu_")
elu_ = in_place(elu_into, "elu_")


def relu(input, inplace=False):
    """x where it is positive, else 0."""
    if not isinstance(input, Tensor):
        check_tensors("relu_" if inplace else "relu", input=input)
    return relu_(input) if inplace else elementwise.relu(input)


def sigmoid(input):
    """1 / (1 + exp(-x)): between 0 and 1."""
    return input.sigmoid()


def tanh(input):
    """The hyperbolic tangent: between -1 and 1."""
    return input.tanh()


def softplus(input, beta=1.0, threshold=20.0):
    """log(1 + exp(beta x)) / beta, a smooth relu; x itself where beta x is above the threshold."""
    check_input("softplus", "softplus_cpu", input)
    settings = (("beta", beta), ("threshold", threshold))
    return softplus_of(input, tuple(number("softplus", *each) for each in settings))


def gelu(input, approximate="none"):
    """x times the probability that a standard normal number is below x."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    check_input("gelu", "GeluKernelImpl", input)
    return (gelu_exact if approximate == "none" else gelu_tanh)(input, None)


def silu(input, inplace=False):
    """x * sigmoid(x), also called swish."""
    check_input("silu", "silu_cpu", input)
    return (silu_ if inplace else silu_of)(input, None)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    """x where it is positive, else negative_slope * x."""
    check_input("leaky_relu", "leaky_relu_cpu", input)
    slope = number("leaky_relu", "negative_slope", negative_slope)
    return (leaky_relu_ if inplace else leaky_relu_of)(input, slope)


def elu(input, alpha=1.0, inplace=False):
    """x where it is positive, else alpha * (exp(x) - 1)."""
    check_input("elu", "elu_cpu", input)
    return (elu_ if inplace else elu_of)(input, number("elu", "alpha", alpha))


def logsigmoid(input):
    """log(sigmoid(x)), exact also where sigmoid(x) is 0 in floating point."""
    check_input("log_sigmoid", "log_sigmoid_cpu", input)
    return log_sigmoid_of(input, None)


def softsign(input):
    """x / (|x| + 1)."""
    return input / (input.abs() + 1)


def tanhshrink(input):
    """x - tanh(x)."""
    return input - input.tanh()


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    """exp(x) divided by its sum along dim."""
    return proportions.softmax(input, _dim("softmax", input, dim, _stacklevel), dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    """softmax(-x)."""
    dim = _dim("softmin", input, dim, _stacklevel)
    return proportions.softmax(-input, dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    """log(softmax(x)), computed without rounding small probabilities to 0."""
    return proportions.log_softmax(input, _dim("log_softmax", input, dim, _stacklevel), dtype)


def _dim(name, x, dim, stacklevel):
    """dim, or PyTorch's old guess and its warning."""
    check_tensors(name, input=x)
    if dim is not None:
        return dim
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include"
        " dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if x.ndim in (0, 1, 3) else 1
