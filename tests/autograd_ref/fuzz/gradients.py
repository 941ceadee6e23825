"""Statements about derivatives: backward, grad, hooks, modes, and reading what they left."""

from tests.autograd_ref.fuzz.facts import is_leaf
from tests.autograd_ref.fuzz.sessions import Statement
from tests.autograd_ref.fuzz.writer import floating, ranked

MODES = (
    "torch.no_grad()", "torch.enable_grad()", "torch.set_grad_enabled(False)",
    "torch.inference_mode()", "torch.set_grad_enabled(True)",
)  # fmt: skip
HOOKS = (
    "{x}.retain_grad()", "{h} = {x}.register_hook(lambda g: g * 2)",
    '{h} = {x}.register_hook(lambda g: log.append(["{x}", g.tolist()]))',
    "{x}.register_hook(lambda g: None)", "{h} = {x}.register_hook(lambda g: g.clamp(-1, 1))",
    "{x}.register_post_accumulate_grad_hook(lambda p: log.append(p.grad.tolist()))",
    "{h} = {x}.grad_fn.register_hook(lambda gx, gy: log.append(len(gy)))",
    "{h} = {x}.grad_fn.register_prehook(lambda gy: log.append(len(gy)))",
    "{x}.register_hook(lambda g: g[0])",
)  # fmt: skip
READS = (
    "repr({x})", "{x}.retains_grad", "{x}.is_contiguous()", "len({x})", "{x}.item()", "bool({x})",
    "float({x})", "torch.is_grad_enabled()", "{x}.numpy().tolist()",
    "[step for step, n in zip({x}.stride(), {x}.shape) if n > 1]",
    "{x}.is_inference()", "repr({x}.grad)", "list({x})", "{x}.numel()",
    "[f.name() for f, _ in {x}.grad_fn.next_functions if f]", "{x}.output_nr", "repr({x}.detach())",
    "{x}.is_floating_point()", "{x}.size()", "int({x})", "{x}._base is None", "{x}.data.tolist()",
)  # fmt: skip


def wanting(x):
    """Whether gradients flow to x, a tensor of floats."""
    return x.requires_grad and x.is_floating_point()


def result(x):
    """Whether x was computed from something that wants a gradient."""
    return x.grad_fn is not None


def leafy(x):
    """Whether x is a leaf that wants a gradient."""
    return x.is_leaf and x.requires_grad


def heard(w, name):
    """Whether this tensor has hooks: PyTorch calls a root's even if it leads to no input."""
    x = w.session.names.get(name)
    return x is not None and bool(x.retains_grad or x._backward_hooks)


def options(w, *names):
    """Keyword arguments, few at a time."""
    chosen = [name for name in names if w.chance(25)]
    return "".join(f", {name}" for name in chosen)


def target(w):
    """(the code of something to differentiate, its keyword for a cotangent).

    Not in inference mode: gradients that are made there can't be added to elsewhere.
    """
    if w.session.engine.is_inference_mode_enabled():
        return None, ""
    x = w.pick(result) or (w.chance(30) and w.pick(floating)) or None
    if x is None or (w.tensor(x).dim() == 0 and not w.chance(10)):
        return x, ""
    if w.chance(70):
        return f"{x}.{w.of(('sum()', 'sum()', 'mean()'))}", ""
    seed = w.of(("torch.ones_like({x})", "torch.full_like({x}, -0.5)", "{x}.detach().clone()", ""))
    return x, seed.format(x=x)


def backward(w):
    """A backward pass."""
    x, seed = target(w)
    if x is None:
        return None
    extra = options(w, "retain_graph=True", "create_graph=True")
    if w.chance(15) and not heard(w, x):
        y = w.pick(leafy if w.chance(80) else wanting)
        extra += f", inputs=[{y}]" if y else ""
    if w.chance(6):
        y = w.pick(result, ranked(0)) or x
        return Statement("backward", f"torch.autograd.backward([{y}, {x}]{extra})")
    if w.chance(4):
        return Statement("backward", f"torch.autograd.backward([{x}], [{seed or None}]{extra})")
    return Statement("backward", f"{x}.backward({(seed + extra).removeprefix(', ')})")


def grad(w):
    """torch.autograd.grad, whose results can be used like any tensor."""
    y, seed = target(w)
    if heard(w, y):
        return None
    # A tensor with regard to itself, or twice to the same, gives one memory under two names in
    # PyTorch: true, but of no use to anyone.
    x = y and w.pick(wanting, lambda x: x is not w.session.names.get(y))
    if x is None:
        return None
    extra = f", grad_outputs={seed}" if seed else ""
    first = w.tensor(x)
    if w.chance(55):
        extra += ", create_graph=True"
    extra += options(w, "retain_graph=True", "allow_unused=True", "materialize_grads=True")
    other = w.pick(wanting, lambda x: x is not first) if w.chance(35) else None
    targets = [w.new()] if other is None else [w.new(), w.new()]
    inputs = f"[{x}]" if other is None else f"[{x}, {other}]"
    if w.chance(6):
        y, extra = f"[{y}, {x}.sum()]", extra.replace("grad_outputs=", "grad_outputs=2 * ")
    code = f"{', '.join(targets)}{',' if other is None else ''} = "
    return Statement("backward", f"{code}torch.autograd.grad({y}, {inputs}{extra})", tuple(targets))


def hook(w):
    """A hook on a tensor, retain_grad, or the end of a hook."""
    x = w.pick(wanting if w.chance(97) else floating)
    handles = [name for name in w.session.names if name[0] == "h" and name[1:].isdigit()]
    if handles and w.chance(20):
        return Statement("hook", f"{w.of(handles)}.remove()")
    if x is None or (w.tensor(x)._is_view() and is_leaf(w.tensor(x))):
        return None  # PyTorch crashes where such a view wants a gradient because its base does now
    handle = f"h{w.new()[1:]}"
    return Statement("hook", w.of(HOOKS).format(x=x, h=handle), (handle,))


def block(w):
    """The start of a `with` block."""
    return Statement("with", f"with {w.of(MODES)}:")


def read(w):
    """Something to read of a tensor."""
    x, form = w.pick(), w.of(READS)
    if "is_grad_enabled" in form and w.session.engine.is_inference_mode_enabled():
        return None  # there it can be True in PyTorch, though nothing is recorded
    return x and Statement("read", f"r = {form.format(x=x)}", ("r",))


AUTHORS = ((9, backward), (6, grad), (3, hook), (3, block), (6, read))
