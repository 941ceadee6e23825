"""Activations as modules: the functions of nn.functional, with their settings."""

from autograd_ref.nn import functional as F
from autograd_ref.nn.module import Module


class _InPlace(Module):
    """What may write its result into its input."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def extra_repr(self):
        """Whether the input is overwritten."""
        return "inplace=True" if self.inplace else ""


class ReLU(_InPlace):
    """x where it is positive, else 0."""

    def forward(self, input):
        """relu(input)."""
        return F.relu(input, self.inplace)


class SiLU(_InPlace):
    """x * sigmoid(x)."""

    def forward(self, input):
        """silu(input)."""
        return F.silu(input, self.inplace)


class LeakyReLU(Module):
    """x where it is positive, else negative_slope * x."""

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, input):
        """leaky_relu(input)."""
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self):
        """The slope."""
        return f"negative_slope={self.negative_slope}{', inplace=True' if self.inplace else ''}"


class ELU(Module):
    """x where it is positive, else alpha * (exp(x) - 1)."""

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha, self.inplace = alpha, inplace

    def forward(self, input):
        """elu(input)."""
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self):
        """alpha."""
        return f"alpha={self.alpha}{', inplace=True' if self.inplace else ''}"


class GELU(Module):
    """x times the probability that a standard normal number is below x."""

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        """gelu(input)."""
        return F.gelu(input, self.approximate)

    def extra_repr(self):
        """The approximation."""
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + exp(beta x)) / beta."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input):
        """softplus(input)."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        """The settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input):
        """tanh(input)."""
        return F.tanh(input)


class Sigmoid(Module):
    """1 / (1 + exp(-x))."""

    def forward(self, input):
        """sigmoid(input)."""
        return F.sigmoid(input)


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, input):
        """logsigmoid(input)."""
        return F.logsigmoid(input)


class Softsign(Module):
    """x / (|x| + 1)."""

    def forward(self, input):
        """softsign(input)."""
        return F.softsign(input)


class Tanhshrink(Module):
    """x - tanh(x)."""

    def forward(self, input):
        """tanhshrink(input)."""
        return F.tanhshrink(input)


class _Along(Module):
    """What is computed along one dimension."""

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def extra_repr(self):
        """The dimension."""
        return f"dim={self.dim}"


class Softmax(_Along):
    """exp(x) divided by its sum along dim."""

    def forward(self, input):
        """softmax(input)."""
        return F.softmax(input, self.dim, _stacklevel=5)


class Softmin(_Along):
    """softmax(-x)."""

    def forward(self, input):
        """softmin(input)."""
        return F.softmin(input, self.dim, _stacklevel=5)


class LogSoftmax(_Along):
    """log(softmax(x))."""

    def forward(self, input):
        """log_softmax(input)."""
        return F.log_softmax(input, self.dim, _stacklevel=5)
