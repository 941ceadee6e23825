"""Two engines side by side: a statement runs on both, and what they show has to be the same."""

import re
from math import isfinite

from tests.autograd_ref.fuzz.deviations import is_known
from tests.autograd_ref.fuzz.facts import Facts, apart, flat
from tests.autograd_ref.fuzz.sessions import Seen, Session
from tests.autograd_ref.fuzz.words import READ_BY_STUDENTS, REFUSED_AT_ONCE

ABSENT = re.compile("autograd_ref has no|'Tensor' object has no attr|'autograd_ref.*' has no attr")
OF_FLOATS = ("requires_grad", "is_leaf", "grad_fn", "grad")
UNSTABLE = re.compile("at 0x[0-9a-f]+")


class Disagreement(AssertionError):
    """The engines differ: in which aspect, after which statement, and how.

    `raised` is what both engines had raised there, if they did; `facts` tells what happened before,
    `alike` whether two values are equal up to the tolerance, `look` what PyTorch shows of a name,
    `apart` how far its values are from each other, relative to them: 0 to the last digit the same.
    An aspect is a field, as of a Seen, or "field of name".
    """

    facts = alike = look = apart = None

    def __init__(self, aspect, statement, theirs, ours, raised=None):
        super().__init__(f"{statement.code}\n  {aspect}\n  torch: {theirs}\n  ours:  {ours}")
        self.aspect, self.statement = aspect, statement
        self.theirs, self.ours, self.raised = theirs, ours, raised

        self.field, _, self.name = aspect.partition(" of ")

    def sides(self):
        """What PyTorch shows, and what ours does."""
        return self.theirs, self.ours

    def shown(self, field):
        """What PyTorch shows in this field for the tensors in the statement."""
        return [getattr(self.look(name), field, None) for name in self.statement.touched()]

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
    """The engines differ, and are meant to: what the statement did has to be taken back."""


class Pair:
    """A program on PyTorch and on our engine at once.

    `excused` tells of a Disagreement whether it is a known deviation. Then the statement is taken
    back, and the program goes on as if it had not been written; but a version or a name of a node
    is only left out of the comparison of that tensor.
    """

    OURS = Session  # what runs on our side; a test puts faults in

    def __init__(self, torch, ours, excused=is_known, every_message=False, ignored=()):
        self.torch, self.ours = Session(torch), self.OURS(ours)
        self.excused, self.every_message, self.ignored = excused, every_message, ignored
        self.forgiven = {}  # (field, name of a tensor): by how much they differ, or None
        self.facts, self.ran = Facts(), []  # the statements that were not taken back
        self.rtol = 1e-9  # as long as nothing is of float32
        self.absent = []

    def close(self):
        """None; both engines are as they were before the program."""
        self.torch.close()
        self.ours.close()

    def step(self, statement):
        """Whether the statement ran and stays; Disagreement where the engines differ after it."""
        try:
            their_error = self._run(statement)
            self._compare_all(statement, their_error)
        except Over:
            self._take_back()
            return False
        self.ran.append(statement)
        return their_error is None

    def _run(self, statement):
        """PyTorch's error, or None; both engines have run the statement."""
        self.facts.before(statement, self.torch)
        # Blocks are left the other way round: the two may be one engine with one grad mode.
        their_error = self.torch.run(statement) if statement.kind == "end" else None
        our_error = self.ours.run(statement)
        if our_error is not None and ABSENT.search(str(our_error)):
            self.absent.append(str(our_error))
            raise Over
        if statement.kind != "end":
            their_error = self.torch.run(statement)
        self.facts.after(statement, self.torch, their_error)
        self._compare_errors(statement, their_error, our_error)
        return their_error

    def _compare_all(self, statement, their_error):
        """None; what the statement may have changed is the same on both sides."""
        failed = their_error is not None and statement.kind == "backward"
        if failed and not REFUSED_AT_ONCE.match(str(their_error)):
            # PyTorch has added to the leaves it had reached by then, and freed what it passed; ours
            # adds at the end, to all leaves or to none.
            raise Over
        wide = statement.kind in ("write", "backward", "own")
        names = list(self.torch.pool()) if wide else statement.touched()
        for name in (*names, *statement.targets, *(("log",) if wide else ())):
            self._compare(statement, name, their_error)

    def _take_back(self):
        """None; both engines are as if the last statement had not been: they begin anew.

        What is looked at is looked at again: a view in PyTorch may get its node only by that.
        """
        for session in (self.torch, self.ours):
            session.close()
            session.begin()
        before, self.facts = self.facts, Facts()
        self.facts.versions, self.facts.nodes = before.versions, before.nodes
        for statement in self.ran:
            self._compare_all(statement, self._run(statement))

    def finish(self, statement):
        """None; everything is compared once more after the last statement."""
        for name in self.torch.pool():
            self._compare(statement, name)

    def _differ(self, aspect, statement, theirs, ours, raised=None):
        """None for a known deviation that hides nothing else; else Disagreement or Over."""
        fault = Disagreement(aspect, statement, theirs, ours, raised)
        fault.facts, fault.alike, fault.look = self.facts, self.same, self.torch.see
        fault.apart = lambda name: apart(
            *(getattr(session.see(name), "values", None) for session in (self.torch, self.ours))
        )
        if not self.excused(fault):
            raise fault
        if fault.field not in ("grad_fn", "version"):
            raise Over
        self.forgiven[fault.field, fault.name] = _apart(theirs, ours)
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
            if not self.same(theirs, ours):
                if self._reads_what_is_forgiven(statement):
                    raise Over
                self._differ(f"value of {name}", statement, theirs, ours, raised)
            return
        for field, x, y in zip(Seen._fields, theirs, ours, strict=True):
            if field == "grad" and x and y and "grad_fn" in self.ignored:
                x, y = (grad._replace(grad_fn=None) for grad in (x, y))
            if theirs.requires_grad and "float" not in theirs.dtype and field in OF_FLOATS:
                continue  # a mask that was written with what wants a gradient wants one in PyTorch
            if x == y or field in self.ignored:
                continue
            if self.forgiven.get((field, name), "unknown") == _apart(x, y):
                continue
            if field not in ("values", "grad") or not self.same(x, y):
                self._differ(f"{field} of {name}", statement, x, y, raised)

    def _reads_what_is_forgiven(self, statement):
        """Whether the statement reads a tensor of which something is left out."""
        names = {name for _, name in self.forgiven}  # a node, or what is printed of it
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


def _apart(x, y):
    """The difference of two versions; None for the names of nodes, and for words."""
    return x - y if type(x) is type(y) is int else None


def _told(error):
    """The type and the words of an exception, or "runs"."""
    return "runs" if error is None else f"{type(error).__name__}: {error}"
