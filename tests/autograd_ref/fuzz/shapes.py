"""Statements that rearrange: views, indexing, joining."""

from tests.autograd_ref.fuzz.writer import binds, ranked

VIEWS = (
    "view(-1)", "T", "unsqueeze(0)", "squeeze()", "reshape(-1)", "t()", "flatten()",
    "unsqueeze(-1)", "mT", "transpose(0, -1)", "contiguous()", "clone()", "detach()",
    "expand({n}, *{x}.shape)", "view({x}.shape)", "permute([*range({x}.dim())][::-1])",
    "squeeze(0)", "squeeze(-1)", "reshape(1, -1)", "transpose(0, 1)", "view(-1, 1)", "flip(0)",
    "expand_as({x})", "movedim(0, -1)", "repeat(2, *[1] * {x}.dim())", "roll(1, 0)", "diagonal()",
    "tril()", "triu()", "select(0, 0)", "narrow(0, 0, 1)", "unsqueeze(0).unflatten(0, (1, -1))",
    "swapaxes(0, -1)", "repeat_interleave(2, 0)", "diag()", "trace()", "flatten(1)",
)  # fmt: skip
INDICES = (
    "0", "-1", "1:", ":1", "None", "..., 0", ":, 0", "::2", "[0, 0]", "..., None", "1",
    "[0, -1]", "{x} > 0", "torch.tensor([0, 0])", "0, 0", ":, [0, 0]", "..., -1:", ":-1", "...",
    "torch.tensor(0)", "[True] * len({x})", "[0, 0], [0, 0]", ":, None, 0", "0:0", "5",
)  # fmt: skip


def view(w):
    """A view, or a copy in another shape."""
    x = w.pick()
    if x is None:
        return None
    form = w.of(VIEWS).format(x=x, n=w.of((2, 1, 3)))
    if w.chance(10):
        form = w.of(
            (f"reshape({w.shape()})", f"view({w.shape()})", f"unsqueeze({w.dim(w.tensor(x))})")
        )
    return binds("view", f"{x}.{form}", w.new())


def alias(w):
    """The same memory under another name."""
    x = w.pick()
    forms = ("detach()", "data", "view({x}.shape)", "detach()", "T", "requires_grad_()")
    form = w.of(forms[:-1] if w.session.engine.is_inference_mode_enabled() else forms)
    return x and binds("alias", f"{x}.{form.format(x=x)}", w.new())


def index_code(w, x):
    """Something to write in the brackets of x."""
    forms = INDICES if w.tensor(x).dim() or w.chance(10) else ("...", "None", "()")
    return w.of(forms).format(x=x)


def index(w):
    """Elements of a tensor."""
    x = w.pick()
    return x and binds("index", f"{x}[{index_code(w, x)}]", w.new())


def gather(w):
    """Elements by places."""
    x = w.pick(ranked(1, 2, 3))
    if x is None:
        return None
    forms = (
        "index_select(0, torch.tensor([0, 0]))",
        "gather(0, torch.zeros_like({x}).long())",
        "masked_select({x} > 0.25)",
        "take_along_dim(torch.zeros_like({x}).long(), -1)",
    )
    return binds("index", f"{x}.{w.of(forms).format(x=x)}", w.new())


def parts(w):
    """Several views of one tensor."""
    x = w.pick(lambda x: x.dim() and x.shape[0] in (2, 3))
    if x is None:
        return None
    count = w.tensor(x).shape[0]
    form = w.of(("unbind(0)", "unbind()", "chunk({n})", "split(1)", "split([1, {m}])", ""))
    if not form or "[" in form:
        count = 2 if form else count
    form = form.format(n=count, m=w.tensor(x).shape[0] - 1)
    return binds("view", f"{x}.{form}" if form else x, *(w.new() for _ in range(count)))


def join(w):
    """Tensors in a row."""
    x = w.pick()
    if x is None:
        return None
    shape, dim = w.tensor(x).shape, w.dim(w.tensor(x))
    y = w.pick(*(() if w.chance(5) else (lambda y: y.shape == shape,)))
    f = w.of(("cat", "stack")) if shape else "stack"
    three = f", {x}" if w.chance(20) else ""
    return y and binds("join", f"torch.{f}([{x}, {y}{three}], {dim})", w.new())


AUTHORS = ((9, view), (3, alias), (5, index), (1, gather), (2, parts), (3, join))
