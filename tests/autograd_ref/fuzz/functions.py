"""Statements that call larger functions: those of torch.nn.functional, and a student's own."""

from tests.autograd_ref.fuzz.sessions import Statement
from tests.autograd_ref.fuzz.values import fitting
from tests.autograd_ref.fuzz.writer import binds, firm, floating, ranked, small

ACTIVATIONS = (
    "softmax({x}, {dim})", "log_softmax({x}, {dim})", "softplus({x})", "gelu({x})", "silu({x})",
    "logsigmoid({x})", "gelu({x}, approximate='tanh')", "normalize({x} * {x} + 0.5, dim={dim})",
)  # fmt: skip
STEPPED = ("relu({x})", "leaky_relu({x})", "elu({x})", "layer_norm({x}, {x}.shape[-1:])")
LOSSES = (
    "mse_loss({x}, {y})", "l1_loss({x}, {y})", "huber_loss({x}, {y})", "smooth_l1_loss({x}, {y})",
    "binary_cross_entropy_with_logits({x}, {y})", "mse_loss({x}, {y}, reduction='sum')",
    "mse_loss({x}, {y}, reduction='none')",
)  # fmt: skip
TOGETHER = (
    "{x}.lerp({y}, 0.25)", "{x}.lerp({y}, {x})", "{x}.addcmul({y}, {x})", "{y}.lerp({x}, 1.5)",
    "{x}.addcmul({y}, {y}, value=0.5)", "{x}.addcdiv({y}, {y} * {y} + 0.5)", "{x}.clamp_min({y})",
    "{x}.clamp_max({y})", "torch.maximum({x}, other={y})", "torch.where({x} > 0.25, {x}, {y})",
)  # fmt: skip
ALONE = (
    "{x}.clamp_min(0.25)", "{x}.clamp_max(0.5)", "{x}.nan_to_num()", "torch.mul(2, {x})",
    "torch.sub(0.5, {x})", "torch.pow(2, {x})", "{x}.sum(axis=-1)", "{x}.swapaxes(0, axis1=-1)",
    "{x}.sum(dim=None, keepdim=True)", "{x}.mean(None)", "{x}.sum(0, keepdims=True)",
    "{x}.squeeze((0, -1))", "{x}.round(decimals=1)", "torch.bmm({x}[None], {x}.T[None])",
    "torch.addmm({x}.T @ {x}, {x}.T, {x})", "torch.div(1, {x} * {x} + 0.5)", "{x}.mT.mm({x})",
    "torch.addmm({x}[:1], {x}, {x}.T, beta=0.5)",
)  # fmt: skip
OWN = {
    "Cube": """class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x
""",
    "Weighted": """class Weighted(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, weight):
        ctx.save_for_backward(y)
        ctx.weight = weight
        return x * y * weight

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        log.append(list(ctx.needs_input_grad))
        return g * y * ctx.weight, None, None
""",
    "Both": """class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2, x + 1

    @staticmethod
    def backward(ctx, g, h):
        return g * 2 + h
""",
    "Doubled": """class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return g * 2
""",
}


def combined(w):
    """A function of several operands, or one that is given its arguments in another way."""
    x = w.pick(small, floating, firm)
    y = x and fitting(w, x, small, floating, firm)
    forms = TOGETHER if y and w.chance(50) else ALONE
    return x and binds("combined", w.of(forms).format(x=x, y=y), w.new())


def functional(w):
    """An activation, a loss, or a linear layer."""
    group = w.below(4)
    x = w.pick(small, floating, *((firm,) if group else ()))
    if x is None:
        return None
    if group < 2:
        form = w.of(STEPPED if group else ACTIVATIONS).format(x=x, dim=w.dim(w.tensor(x)))
    elif group == 2:
        shape, dtype = w.tensor(x).shape, w.tensor(x).dtype
        y = w.pick(firm, small, lambda y: y.shape == shape and y.dtype == dtype)
        form = y and w.of(LOSSES).format(x=x, y=y)
    elif w.tensor(x).dim() == 2 and w.chance(60):
        rows = w.tensor(x).shape[0]
        y = f"torch.tensor({[0] * rows})"
        form = w.of(("cross_entropy({x}, {y})", "nll_loss({x}, {y})")).format(x=x, y=y)
    else:
        columns = w.tensor(x).shape[-1:]
        y = w.pick(ranked(2), small, floating, lambda y: y.shape[1:] == columns)
        form = y and f"linear({x}, {y})"
    return form and binds("functional", f"torch.nn.functional.{form}", w.new())


def own(w):
    """A torch.autograd.Function, defined once and applied."""
    if w.session.engine.is_inference_mode_enabled() and w.session.engine.is_grad_enabled():
        return None  # there PyTorch records a Function, but nothing else
    name = w.of(list(OWN))
    # What a write into a leaf or a view leaves behind when it is refused is PyTorch's own affair,
    # and so is what it does where nothing is recorded: there x does not want a gradient any more.
    if name == "Doubled" and not w.session.engine.is_grad_enabled():
        name = "Cube"
    mine = () if name != "Doubled" else (lambda x: not x._is_view() and x.grad_fn is not None,)
    x = w.pick(small, floating, *mine)
    if x is None:
        return None
    more = f", {w.pick(small, floating)}, 0.5" if name == "Weighted" else ""
    targets = [w.new() for _ in range(1 + (name == "Both"))]
    definition = "" if name in w.session.names else OWN[name] + "\n\n"
    return Statement(
        "own", f"{definition}{', '.join(targets)} = {name}.apply({x}{more})", tuple(targets)
    )


AUTHORS = ((3, functional), (4, own), (3, combined))
