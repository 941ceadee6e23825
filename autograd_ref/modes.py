"""The switches that operations read: whether they are recorded, whether they are watched."""

import functools
import itertools


class Mode:
    """The state of the switches.

    grad      whether operations are recorded
    rare      what new constants get as `_rare`: None, or INFERENCE in inference mode
    clock     what next() takes the numbers from that date births of nodes and writes into memory
    watch     None, or the Watch of anomaly detection
    """

    __slots__ = ("grad", "rare", "clock", "watch")

    def __init__(self):
        self.grad, self.rare, self.watch = True, None, None
        self.clock = itertools.count(1)


class INFERENCE:
    """In Tensor._rare: "made in inference mode"; such a tensor has nothing else that is rare."""

    version = accumulate = hooks = made = None
    retains = False


mode = Mode()


def is_grad_enabled():
    """True where operations are recorded."""
    return mode.grad


def is_inference_mode_enabled():
    """True inside inference_mode."""
    return mode.rare is INFERENCE


class _Switch:
    """A context and a decorator; the state before it comes back however the block is left.

    Entered again before it is left, an object forgets what was before the first time.
    """

    def __new__(cls, function=None):
        made = object.__new__(cls)
        return made if function is None else made(function)

    def __enter__(self):
        self.before = mode.grad, mode.rare  # one, as in PyTorch, however often it is entered
        self._switch()

    def __exit__(self, *error):
        mode.grad, mode.rare = self.before

    def _switch(self):
        mode.grad = self.to and mode.rare is not INFERENCE  # there nothing is ever recorded

    def _again(self):
        """A context like this one, for one call of a decorated function."""
        return type(self)()

    def __call__(self, function):
        @functools.wraps(function)
        def inside(*args, **kwargs):
            with self._again():
                return function(*args, **kwargs)

        return inside


class no_grad(_Switch):
    """Nothing inside is recorded: `with no_grad():`, `@no_grad()` or `@no_grad`."""

    to = False


class enable_grad(_Switch):
    """Operations inside are recorded, even within no_grad."""

    to = True


class inference_mode(_Switch):
    """As no_grad, and what is made inside can never become part of a graph."""

    def __new__(cls, mode=True):
        made = object.__new__(cls)
        made.on = True if callable(mode) else mode
        return made(mode) if callable(mode) else made

    def _switch(self):
        mode.grad, mode.rare = not self.on, INFERENCE if self.on else None

    def _again(self):
        return inference_mode(self.on)


class set_grad_enabled(_Switch):
    """Recording on or off: at once as a call, until its end as a context."""

    def __new__(cls, mode):
        made = object.__new__(cls)
        made.to = bool(mode)
        _Switch.__enter__(made)
        return made

    def __enter__(self):
        self._switch()

    def _again(self):
        return set_grad_enabled(self.to)

    def __call__(self, function):
        self.__exit__()  # a decorator switches inside the function, not here
        return super().__call__(function)
