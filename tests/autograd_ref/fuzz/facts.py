"""What happened in a program so far, as far as the reasons in deviations.py ask for it."""

import re
from math import inf, isfinite

INPUTS = re.compile(r"inputs=\[(t\d+)\]|autograd\.grad\(.*?, \[(t\d+)(?:, (t\d+))?\]")
BEHIND = re.compile(r"\.data\b|\.detach\(\)")
TENSOR_NAME = re.compile(r"\bt\d+\b")
PRODUCTS = re.compile(r" @ |matmul|linear\(|einsum")
COPIES = re.compile("flatten|reshape|contiguous")
TURNS = re.compile(r"\.(?:squeeze|unsqueeze|t)_\(")
KEEPING = re.compile(r"log_softmax|cross_entropy|silu|gelu|softplus|elu\(")
MODES = re.compile(r"no_grad|enabled\(False\)|inference_mode")


class Facts:
    """Facts about a program, gathered statement by statement from PyTorch's side.

    inference     a block of inference mode was entered
    unrecorded    memory may have been written behind autograd's back
    behind        a tensor was made whose writes autograd does not see
    by_results    a result, not a leaf, was what something was differentiated with regard to
    hidden        the names of views that want a gradient and were made where nothing is recorded
    flags         requires_grad was changed after the fact
    products      there was a product of a tensor of three dimensions or more, or an einsum
    new_data      `x.data = ...` gave a tensor other memory
    gradients     the names of gradients that the program holds, and of what looks at their memory
    shared        those of them whose elements PyTorch has in memory of something else, or in one
    overwritten   one of these was written
    twins         the names of leaves whose gradients PyTorch had in one memory before a backward
    overlaps      this statement has several tensors in the same memory, or one of them twice
    parts         the names of tensors that are one of several results
    part_hooks    one of these has a hook
    hooked        the names of tensors that have hooks
    graph         create_graph was asked for
    own           a torch.autograd.Function was applied
    turned        the names of results with hooks, or a gradient that is kept, turned in place
    empty         the names of tensors without elements
    exponentials  there was a log_softmax, or another that keeps an exponential for its rule
    strided       the names of results that do not lie in row-major order in PyTorch, and of parts
    reshaped      the names of what reshape and its kin made of these: a copy, or here a view
    steps         the names of tensors that an index of several parts made
    nodes         the names of tensors whose grad_fn is left out
    versions      the names of tensors whose version is left out, and of what looks at their memory
    """

    def __init__(self):
        self.inference = self.unrecorded = self.behind = self.by_results = False
        self.flags = self.new_data = self.overwritten = self.graph = False
        self.products = self.own = self.overlaps = self.exponentials = False
        self.gradients, self.versions, self.nodes = set(), set(), set()
        self.steps, self.strided, self.reshaped = set(), set(), set()
        self.shared, self.parts, self.part_hooks, self.hooked = set(), set(), False, set()
        self.twins = set()
        self.empty, self.dtypes, self.hidden, self.turned = set(), set(), set(), set()

    def before(self, statement, session):
        """None; what can be told before the statement runs."""
        code = statement.code
        if statement.kind == "backward":
            self.twins = twins(session.pool())
        if statement.kind == "with" and MODES.search(code):
            self.unrecorded = True
            self.inference |= "inference" in code
        self.behind |= ".data" in code
        self.unrecorded |= BEHIND.search(code) is not None
        self.flags |= "requires_grad_(" in code or "detach_(" in code
        self.own |= ".apply(" in code
        self.exponentials |= KEEPING.search(code) is not None
        self.new_data |= ".data = " in code
        self.graph |= "create_graph" in code
        if PRODUCTS.search(code):
            tensors = (session.names.get(name) for name in statement.touched())
            self.products |= "einsum" in code or any(
                x.dim() > 2 for x in tensors if hasattr(x, "dim")
            )
        if TURNS.search(code):
            for name in statement.touched():
                x = session.names.get(name)
                if getattr(x, "retains_grad", False) or getattr(x, "_backward_hooks", None):
                    self.turned.add(name)
        tensors = [session.names.get(name) for name in TENSOR_NAME.findall(code)]
        memory = [x.untyped_storage().data_ptr() for x in tensors if hasattr(x, "dtype")]
        self.overlaps = len(set(memory)) < len(memory)
        touches = not self.shared.isdisjoint(statement.touched()) or ".grad" in code
        self.overwritten |= statement.kind == "write" and touches
        self.part_hooks |= "hook(" in code and not self.parts.isdisjoint(statement.touched())
        if "hook(" in code:
            self.hooked.update(each for each in statement.touched() if each[0] == "t")
        for found in INPUTS.finditer(code):
            for name in filter(None, found.groups()):
                self.by_results |= not is_leaf(session.names.get(name))

    def after(self, statement, session, error):
        """None; what can be told of the tensors that the statement made, or of its error."""
        held = re.search(r"autograd\.grad\(|\.grad$", statement.code)
        if len(statement.targets) > 1 and not held:
            self.parts.update(statement.targets)
        touched = set(statement.touched()) - set(statement.targets)
        for name in statement.targets:
            x = session.names.get(name)
            if not session.engine.is_tensor(x):
                continue
            self.dtypes.add(x.dtype)
            if any(x is session.names.get(part) for part in self.parts):
                self.parts.add(name)
            if statement.kind == "index" and "," in statement.code:
                self.steps.add(name)
            if not x.numel():
                self.empty.add(name)
            through = x._is_view() and self.strided & touched
            if through or not (x.is_contiguous() or x._is_view()):
                self.strided.add(name)
            if self.strided & touched and COPIES.search(statement.code):
                self.reshaped.add(name)
            if held or self.gradients & touched:
                self.gradients.add(name)
            lent = x._is_view() or (0 in x.stride() and x.numel() > 1)
            others = (y for other, y in session.pool().items() if other != name)
            lent |= any(x.data_ptr() == y.data_ptr() for y in others)
            if (held and lent) or self.shared & touched:
                self.shared.add(name)
            if self.versions & touched:
                self.versions.add(name)
            if x._is_view() and is_leaf(x) and x.requires_grad:
                self.hidden.add(name)


def twins(pool):
    """The names of leaves whose gradients begin at the same place in memory."""
    grads = {name: x.grad for name, x in pool.items() if is_leaf(x) and x.grad is not None}
    at = {name: grad.data_ptr() for name, grad in grads.items() if grad.numel()}
    leaves = {name: id(pool[name]) for name in at}  # one may have several names
    return {a for a in at for b in at if at[a] == at[b] and leaves[a] != leaves[b]}


def is_leaf(x):
    """Whether nothing computed x; a view that can't even tell its grad_fn was computed."""
    try:
        return getattr(x, "is_leaf", True)
    except RuntimeError:
        return False


def flat(nest):
    """The numbers in a nest of lists."""
    if isinstance(nest, list):
        return [x for part in nest for x in flat(part)]
    return [] if nest is None else [nest]


def apart(x, y):
    """The largest difference of the numbers in two nests, relative to them; inf and nan are far."""
    pairs = zip(flat(x), flat(y), strict=False)
    pairs = [(a, b) for a, b in pairs if a != b and (a == a or b == b)]  # nan is like nan
    if not all(isfinite(a) and isfinite(b) for a, b in pairs):
        return inf
    return max((abs(a - b) / max(abs(a), abs(b)) for a, b in pairs), default=0)
