"""What happened in a program so far, as far as the reasons in deviations.py ask for it."""

import re

INPUTS = re.compile(r"inputs=\[(t\d+)\]|autograd\.grad\(.*?, \[(t\d+)(?:, (t\d+))?\]")
BEHIND = re.compile(r"\.data\b|\.detach\(\)")
TENSOR_NAME = re.compile(r"\bt\d+\b")
MODES = re.compile(r"no_grad|enabled\(False\)|inference_mode")


class Facts:
    """Facts about a program, gathered statement by statement from PyTorch's side.

    inference     a block of inference mode was entered
    unrecorded    memory may have been written behind autograd's back
    by_results    a result, not a leaf, was what something was differentiated with regard to
    hidden_views  a view that wants a gradient was made where nothing is recorded
    flags         requires_grad was changed after the fact
    data          `.data` was used
    data_written  something was written through it
    products      there was a product of three dimensions or more
    new_data      `x.data = ...` gave a tensor other memory
    gradients     the names of gradients that the program holds, and of what looks at their memory
    overwritten   one of these was written
    graph         create_graph was asked for
    own           a torch.autograd.Function was applied
    overlaps      a write has operands in the memory that it writes
    many          an operation gave several results
    empty         the names of tensors without elements
    nodes         the names of tensors whose grad_fn is left out
    versions      the names of tensors whose version is left out, and of what looks at their memory
    """

    def __init__(self):
        self.inference = self.unrecorded = self.by_results = self.hidden_views = False
        self.flags = self.new_data = self.overwritten = self.graph = self.many = False
        self.data = self.data_written = self.products = False
        self.own = self.overlaps = False
        self.gradients, self.versions, self.nodes = set(), set(), set()
        self.empty, self.dtypes = set(), set()

    def before(self, statement, session):
        """None; what can be told before the statement runs."""
        code = statement.code
        if statement.kind == "with" and MODES.search(code):
            self.unrecorded = True
            self.inference |= "inference" in code
        self.unrecorded |= BEHIND.search(code) is not None
        self.flags |= "requires_grad_(" in code or "detach_(" in code
        self.own |= ".apply(" in code
        self.data |= ".data" in code
        self.data_written |= ".data" in code and statement.kind == "write"
        self.new_data |= ".data = " in code
        self.graph |= "create_graph" in code
        if statement.kind == "write":
            tensors = (session.names.get(name) for name in TENSOR_NAME.findall(code))
            memory = [x.untyped_storage().data_ptr() for x in tensors if hasattr(x, "dtype")]
            self.overlaps |= len(set(memory)) < len(memory)
        touches = not self.gradients.isdisjoint(statement.touched()) or ".grad" in code
        self.overwritten |= statement.kind == "write" and touches
        for found in INPUTS.finditer(code):
            for name in filter(None, found.groups()):
                self.by_results |= not is_leaf(session.names.get(name))

    def after(self, statement, session, error):
        """None; what can be told of the tensors that the statement made, or of its error."""
        held = re.search(r"autograd\.grad\(|\.grad$", statement.code)
        self.many |= len(statement.targets) > 1 and not held
        self.many |= "list(" in statement.code or ".unbind(" in statement.code
        touched = set(statement.touched()) - set(statement.targets)
        for name in statement.targets:
            x = session.names.get(name)
            if not session.engine.is_tensor(x):
                continue
            self.dtypes.add(x.dtype)
            self.products |= x.dim() > 2 and re.search(" @ |matmul", statement.code) is not None
            if not x.numel():
                self.empty.add(name)
            if held or self.gradients & touched:
                self.gradients.add(name)
            if self.versions & touched:
                self.versions.add(name)
            if x._is_view() and is_leaf(x) and x.requires_grad:
                self.hidden_views = True


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
