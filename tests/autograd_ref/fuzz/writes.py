"""Statements that write into memory that tensors share."""

from tests.autograd_ref.fuzz.sessions import Statement
from tests.autograd_ref.fuzz.shapes import index_code
from tests.autograd_ref.fuzz.values import fitting
from tests.autograd_ref.fuzz.writer import binds, far, firm, floating, small, tame

PLAIN = ("mul_(2)", "add_(1)", "zero_()", "sub_(0.5)", "div_(2)", "fill_(1.5)", "neg_()", "pow_(2)")
SMOOTH = ["exp_", "sin_", "tanh_", "sigmoid_", "cos_", "square_"]
FIRM = ("relu_()", "abs_()", "clamp_(-0.5, 1)", "clamp_(min=0.25)", "floor_()", "round_()")
THROUGH = (
    "{x}", "{x}[0]", "{x}.view(-1)", "{x}[1:]", "{x}.T", "{x}.detach()", "{x}.data", "{x}[:, 0]",
    "{x}.t()", "{x}.unsqueeze(0)", "{x}[..., 0]", "{x}.expand(2, *{x}.shape)", "{x}[None]",
    "{x}.squeeze()", "{x}.transpose(0, -1)", "{x}[0][0]", "{x}[[0, 0]]", "{x}.view(-1)[:1]",
    "{x}.grad", "{x}.flatten()", "{x}.unbind(0)[0]", "{x}.chunk(2)[0]", "{x}.diagonal()",
)  # fmt: skip


def writable(w, *conditions):
    """The name of a tensor, seldom one of a leaf that wants a gradient."""
    free = () if w.chance(8) else (lambda x: not (x.is_leaf and x.requires_grad),)
    return w.pick(tame, *free, *conditions)


def operand(w, x, *conditions):
    """What is asked of an operand of a write into x: none that wants a gradient for whole numbers.

    In PyTorch they would want one themselves then.
    """
    whole = not floating(w.tensor(x))
    return (tame, *conditions, *([lambda y: not y.requires_grad] if whole else []))


def write(w):
    """A method with an underscore, on a tensor or on a view of one."""
    x = writable(w)
    if x is None:
        return None
    where = x if w.chance(35) else w.of(THROUGH).format(x=x)
    tensor = w.tensor(x)
    kind = w.below(8)
    if kind < 4:
        how = w.of(PLAIN)
    elif kind == 4 and small(tensor):
        how = f"{w.of(SMOOTH)}()"
    elif kind == 5 and firm(tensor):
        how = w.of(FIRM)
    else:
        f = w.of(["add_", "mul_", "copy_", "sub_", "div_", "add_"])
        y = w.pick(*operand(w, x, *((far,) if f == "div_" else ())))
        if y is None:
            return None
        alpha = f in ("add_", "sub_") and floating(tensor) and w.chance(20)
        how = f"{f}({y}{', alpha=2' if alpha else ''})"
    return Statement("write", f"{where}.{how}")


def fitting_write(w):
    """A method with an underscore whose operand can be broadcast to the tensor."""
    x = writable(w)
    y = x and fitting(w, x, *operand(w, x))
    f = w.of(["add_", "mul_", "sub_", "copy_"])
    return y and Statement("write", f"{x}.{f}({y})")


def augmented(w):
    """x += y and its kin."""
    x = writable(w)
    if x is None:
        return None
    y = w.constant() if w.chance(50) else fitting(w, x, *operand(w, x))
    op = w.of(("+=", "*=", "-=", "/=")) if y != "0" else "+="
    if op == "/=" and y and y[0] == "t" and not far(w.tensor(y)):
        op = "*="
    return y and Statement("write", f"{x} {op} {y}")


def assign(w):
    """x[...] = y and x[...] += y."""
    x = writable(w, lambda x: x.dim() > 0)
    if x is None:
        return None
    y = w.pick(*operand(w, x)) if w.chance(60) else w.constant()
    op = w.of(("=", "=", "+=", "*="))
    return y and Statement("write", f"{x}[{index_code(w, x)}] {op} {y}")


def masked(w):
    """A write at places."""
    x = writable(w, firm, lambda x: x.numel() > 0)
    forms = (
        "masked_fill_({x} > 0.25, 0)", "index_fill_(0, torch.tensor([0]), 2)",
        "index_add_(0, torch.tensor([0]), {x}[:1] * 2)", "requires_grad_()", "detach_()",
        "scatter_(0, torch.zeros_like({x}).long(), 1.5)", "requires_grad_(False)", "squeeze_()",
        "unsqueeze_(0)", "t_()",
    )  # fmt: skip
    if w.session.engine.is_inference_mode_enabled():  # where no flag means much
        forms = [form for form in forms if "requires" not in form and "detach" not in form]
    if not w.session.engine.is_grad_enabled():  # what led to the old shape is not told of the new
        forms = [form for form in forms if not form.startswith(("squeeze", "unsqueeze", "t_"))]
    return x and Statement("write", f"{x}.{w.of(forms).format(x=x)}")


def of_grad(w):
    """Something done with `.grad`."""
    x = w.pick(floating, lambda x: x.requires_grad)
    if x is None or w.session.engine.is_inference_mode_enabled():  # what it gets there is lost
        return None
    if w.chance(30):
        return binds("write", f"{x}.grad", w.new())
    forms = ("{x}.grad = None", "{x}.grad.zero_()", "{x}.grad = torch.ones_like({x})",
             "{x}.data -= 0.5 * {x}.grad", "{x}.data = {x}.data * 2", "del {x}.grad",
             "{x}.grad *= 2", "{x}.grad = {x}.detach().clone()")  # fmt: skip
    return Statement("write", w.of(forms).format(x=x))


AUTHORS = ((5, write), (3, fitting_write), (3, augmented), (3, assign), (2, masked), (2, of_grad))
