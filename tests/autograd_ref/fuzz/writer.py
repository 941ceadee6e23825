"""What a statement's author knows: the numbers that choose for it, and PyTorch's tensors so far."""

from math import isfinite

from tests.autograd_ref.fuzz.facts import flat
from tests.autograd_ref.fuzz.sessions import Statement

MOST_ELEMENTS, LARGEST = 64, 1000.0


class Writer:
    """The author of a program, statement by statement.

    A statement is written with the bytes of one short string: each choice takes the next byte, and
    0 is the plainest choice. So a string can be left out of a list, or made plainer, and what
    remains is still a program.
    """

    def __init__(self, session, form):
        self.session = session
        self.count = 0
        self.take(form)
        self.dtypes = self.of((("float32",), ("float64",), ("float64", "float32")))
        self.extents = [self.of((2, 3, 1, 3, 2, 4)) for _ in range(3)]

    def take(self, choices):
        """None; the next statement is written with these bytes."""
        self._choices = iter(choices)

    def below(self, n):
        """A number from 0 to n - 1."""
        return next(self._choices, 0) % n

    def of(self, options):
        """One of the options."""
        return options[self.below(len(options))]

    def chance(self, percent):
        """True in so many cases of a hundred."""
        return self.below(256) >= 256 - 2.56 * percent

    def new(self):
        """A name that was not used yet."""
        self.count += 1
        return f"t{self.count - 1}"

    def tensor(self, name):
        """PyTorch's tensor of that name."""
        return self.session.names[name]

    def pick(self, *conditions):
        """The name of a tensor for which the conditions hold, often a recent one; or None."""
        if self.chance(40):
            conditions = (*conditions, _wanting)
        names = [
            name
            for name, x in reversed(self.session.pool().items())
            if x.numel() <= MOST_ELEMENTS and _holds(x, conditions)
        ]
        if not names:
            return None
        recent = self.below(4)
        return names[self.below(len(names))] if recent == 3 else names[min(recent, len(names) - 1)]

    def dim(self, x):
        """A dimension of x, seldom one that it has not."""
        ndim = x.dim()
        if self.chance(3):
            return ndim + self.below(2)
        return self.of((*range(ndim), *range(-1, -ndim - 1, -1))) if ndim else self.of((0, -1))

    def shape(self):
        """A shape made of the program's extents."""
        a, b, c = self.extents
        shapes = ((a,), (), (a, b), (b,), (1, b), (a, 1), (b, b), (c, a, b), (b, a), (c, 1, b))
        return self.of(shapes)

    def constant(self):
        """A number as it stands in code."""
        return self.of(("2", "0.5", "-1", "3.0", "1", "-2.5", "0", "1.5"))


def binds(kind, code, *targets):
    """The statement that gives the value of an expression to names."""
    return Statement(kind, f"{', '.join(targets)} = {code}", targets)


def _holds(x, conditions):
    """Whether all conditions hold; a view that can't even tell its grad_fn fulfils none."""
    try:
        return all(condition(x) for condition in conditions)
    except RuntimeError:
        return False


def _wanting(x):
    """Whether gradients flow to x."""
    return x.requires_grad


def numeric(x):
    """Whether x holds numbers, not truth."""
    return str(x.dtype) != "torch.bool"


def floating(x):
    """Whether x is of a floating dtype."""
    return x.is_floating_point()


def ranked(*ranks):
    """A condition: x has one of these numbers of dimensions."""
    return lambda x: x.dim() in ranks


def tame(x):
    """Whether no finite element of x is large."""
    return all(abs(v) <= LARGEST or not isfinite(v) for v in flat(x.tolist()))


def small(x):
    """Whether no finite element of x is above 8."""
    return all(abs(v) <= 8 or not isfinite(v) for v in flat(x.tolist()))


def firm(x):
    """Whether x is exact on every engine: only there are ties and jumps the same everywhere."""
    return all(not isfinite(v) or (v * 1024) % 1 == 0 for v in flat(x.tolist()))


def far(x):
    """Whether x may be divided by: exact, or all of it away from 0."""
    return firm(x) or all(abs(v) >= 0.0625 for v in flat(x.tolist()))
