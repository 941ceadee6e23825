"""Two engines side by side: a statement runs on both, and what they show has to be the same."""

import re
from math import isfinite

from tests.autograd_ref.fuzz.deviations import REFUSED_AT_ONCE, is_known
from tests.autograd_ref.fuzz.facts import Facts, flat
from tests.autograd_ref.fuzz.sessions import Seen, Session

# Of these errors a student reads every word; of others the type is compared.
READ_BY_STUDENTS = re.compile(
    "|".join(
        (
            "Trying to backward through the graph a second time",
            "one of the variables needed for gradient computation has been modified",
            "a leaf Variable that requires grad",
            "a view of a leaf Variable that requires grad",
            "The size of tensor a",
            "grad can be implicitly created only for scalar outputs",
            "element 0 of tensors does not require grad",
            "Output 0 of ",
            "A view was created",
            "you can only change requires_grad flags",
            "The differentiated Tensor at index",
            "too many indices for tensor",
            "only one element tensors can be converted",
            "mat1 and mat2 shapes cannot be multiplied",
            "Mismatch in shape: grad_output",
            "only Tensors of floating point dtype can require gradients",
            "can't retain_grad",
            "cannot register a hook",
            "shape '.*' is invalid for input of size",
            "view size is not compatible",
            "Dimension out of range",
            "index -?[0-9]+ is out of bounds",
            "Boolean value of Tensor",
            "a Tensor with [0-9]+ elements cannot be converted",
            "Can't call numpy",
            "result type .* can't be cast",
            "output with shape",
            "Inference tensors",
            "Inplace update to inference tensor",
            "The expanded size of the tensor",
            "shape mismatch: value tensor",
        )
    )
)
ABSENT = re.compile("autograd_ref has no|'Tensor' object has no attr|'autograd_ref.*' has no attr")
OF_FLOATS = ("requires_grad", "is_leaf", "grad_fn", "grad")
UNSTABLE = re.compile("at 0x[0-9a-f]+")


class Disagreement(AssertionError):
    """The engines differ: in which aspect, after which statement, and how.

    `raised` is what both engines had raised there, if they did; `facts` tells what happened before,
    `alike` whether two values are equal up to the tolerance. An aspect is a field, as of a Seen, or
    "field of name".
    """

    facts = alike = None

    def __init__(self, aspect, statement, theirs, ours, raised=None):
        super().__init__(f"{statement.code}\n  {aspect}\n  torch: {theirs}\n  ours:  {ours}")
        self.aspect, self.statement = aspect, statement
        self.theirs, self.ours, self.raised = theirs, ours, raised

        self.field, _, self.name = aspect.partition(" of ")

    def sides(self):
        """What PyTorch shows, and what ours does."""
        return self.theirs, self.ours

    def said(self):
        """The words of both, in one string."""
        return f"{self.theirs} {self.ours} {self.raised or ''}"

    def signature(self):
        """What two findings of the same fault are likely to share."""
        kind = re.sub(r"t\d+", "t", self.aspect)
        if kind in ("values of t", "value of r"):
            return kind, re.sub(r"t?-?\d+(\.\d+)?", "0", self.statement.code)
        theirs, ours = self.theirs, self.ours
        if kind == "grad of t":
            theirs, ours = (grad and grad._replace(values=None) for grad in (theirs, ours))
        return kind, re.sub(r"[\d, ]+", "0", f"{theirs} | {ours}")


class Over(Exception):
    """The engines differ, and are meant to: from here on nothing can be compared."""


class Pair:
    """A program on PyTorch and on our engine at once.

    `excused` tells of a Disagreement whether it is a known deviation. Then the program is over;
    but a version or a name of a node is only left out of the comparison of that tensor.
    """

    OURS = Session  # what runs on our side; a test puts faults in

    def __init__(self, torch, ours, excused=is_known, every_message=False, ignored=()):
        self.torch, self.ours = Session(torch), self.OURS(ours)
        self.excused, self.every_message, self.ignored = excused, every_message, ignored
        self.forgiven = set()  # (field, name of a tensor)
        self.facts = Facts()
        self.rtol = 1e-9  # as long as nothing is of float32
        self.absent = []

    def close(self):
        """None; both engines are as they were before the program."""
        self.torch.close()
        self.ours.close()

    def step(self, statement):
        """Whether the statement ran; Disagreement where the engines differ after it."""
        self.facts.before(statement, self.torch)
        # Blocks are left the other way round: the two may be one engine with one grad mode.
        their_error = self.torch.run(statement) if statement.kind == "end" else None
        our_error = self.ours.run(statement)
        if our_error is not None and ABSENT.search(str(our_error)):
            self.absent.append(str(our_error))
            return False
        if statement.kind != "end":
            their_error = self.torch.run(statement)
        self.facts.after(statement, self.torch, their_error)
        self._compare_errors(statement, their_error, our_error)
        failed = their_error is not None and statement.kind == "backward"
        if failed and not REFUSED_AT_ONCE.match(str(their_error)):
            # PyTorch has added to the leaves it had reached by then, and freed what it passed; ours
            # adds at the end, to all leaves or to none.
            raise Over
        wide = statement.kind in ("write", "backward")
        names = list(self.torch.pool()) if wide else statement.touched()
        for name in (*names, *statement.targets, *(("log",) if wide else ())):
            self._compare(statement, name, their_error)
        return their_error is None

    def finish(self, statement):
        """None; everything is compared once more after the last statement."""
        for name in self.torch.pool():
            self._compare(statement, name)

    def _differ(self, aspect, statement, theirs, ours, raised=None):
        """None for a known deviation that hides nothing else; else Disagreement or Over."""
        fault = Disagreement(aspect, statement, theirs, ours, raised)
        fault.facts, fault.alike = self.facts, self.same
        if not self.excused(fault):
            raise fault
        if fault.field not in ("grad_fn", "version"):
            raise Over
        self.forgiven.add((fault.field, fault.name))
        if fault.field == "version":
            self.facts.versions.add(fault.name)
        else:
            self.facts.nodes.add(fault.name)

    def _compare_errors(self, statement, theirs, ours):
        their_type, our_type = (None if e is None else type(e).__name__ for e in (theirs, ours))
        if their_type != our_type:
            self._differ("error", statement, _told(theirs), _told(ours))
        if theirs is None:
            return
        their_text, our_text = (UNSTABLE.sub("at 0x", str(e)) for e in (theirs, ours))
        if their_text == our_text or "message" in self.ignored:
            return
        if self.every_message or READ_BY_STUDENTS.match(their_text):
            self._differ("message", statement, their_text, our_text)

    def _compare(self, statement, name, raised=None):
        theirs = self.torch.see(name)
        try:
            ours = self.ours.see(name)
        except Exception as error:
            raise Disagreement(f"reading {name}", statement, theirs, _told(error)) from error
        if type(theirs) is Seen and theirs.dtype == "torch.float32":
            self.rtol = 1e-5
        if theirs == ours:
            return
        if type(theirs) is not Seen or type(ours) is not Seen:
            if not self.same(theirs, ours) and not self._reads_what_is_forgiven(statement):
                self._differ(f"value of {name}", statement, theirs, ours, raised)
            return
        for field, x, y in zip(Seen._fields, theirs, ours, strict=True):
            if field == "grad" and x and y and "grad_fn" in self.ignored:
                x, y = (grad._replace(grad_fn=None) for grad in (x, y))
            if theirs.requires_grad and "float" not in theirs.dtype and field in OF_FLOATS:
                continue  # a mask that was written with what wants a gradient wants one in PyTorch
            if x == y or field in self.ignored or (field, name) in self.forgiven:
                continue
            if field not in ("values", "grad") or not self.same(x, y):
                self._differ(f"{field} of {name}", statement, x, y, raised)

    def _reads_what_is_forgiven(self, statement):
        """Whether the statement reads a tensor of which something is left out."""
        names = {name for _, name in self.forgiven}
        return statement.kind == "read" and not names.isdisjoint(statement.touched())

    def same(self, x, y):
        """Whether two nests of data are equal, floats up to the tolerance; nan equals nan."""
        if type(x) is not type(y):
            return False
        if isinstance(x, (list, tuple)):
            return len(x) == len(y) and all(map(self.same, x, y))
        if type(x) is not float:
            return x == y
        if isfinite(x) and isfinite(y):
            apart = abs(x - y)
            return apart <= self.rtol * abs(x) or apart <= self.rtol * self._scale()
        return x == y or (x != x and y != y)

    def _scale(self):
        """The largest number in sight, from 1 to 1e6: where terms cancel, its last digits stay."""
        seen = [self.torch.see(name) for name in self.torch.pool()]
        numbers = flat(
            [part for one in seen for part in (one.values, one.grad and one.grad.values)]
        )
        return min(max([1.0, *(abs(x) for x in numbers if isfinite(x))]), 1e6)


def _told(error):
    """The type and the words of an exception, or "runs"."""
    return "runs" if error is None else f"{type(error).__name__}: {error}"
