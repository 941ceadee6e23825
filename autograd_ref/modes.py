"""Whether operations are recorded: no_grad, enable_grad, set_grad_enabled."""

import functools


class Mode:
    """The one switch that every operation reads."""

    __slots__ = ("grad",)

    def __init__(self):
        self.grad = True


mode = Mode()


def is_grad_enabled():
    """True where operations are recorded."""
    return mode.grad


class _GradMode:
    """A context and a decorator; the state before it comes back however the block is left."""

    to = True

    def __new__(cls, function=None):
        made = super().__new__(cls)
        return made if function is None else made(function)

    def __enter__(self):
        # A stack, because one object may be entered again before it is left.
        self.before = (*getattr(self, "before", ()), mode.grad)
        mode.grad = self.to

    def __exit__(self, *error):
        *self.before, mode.grad = self.before

    def __call__(self, function):
        @functools.wraps(function)
        def inside(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return inside


class no_grad(_GradMode):
    """Nothing inside is recorded: `with no_grad():`, `@no_grad()` or `@no_grad`."""

    to = False


class enable_grad(_GradMode):
    """Operations inside are recorded, even within no_grad."""

    to = True


class set_grad_enabled(_GradMode):
    """Recording on or off: at once as a call, until its end as a context."""

    def __new__(cls, to):
        made = object.__new__(cls)
        made.to, made.before = to, (mode.grad,)
        mode.grad = to
        return made

    def __enter__(self):
        mode.grad = self.to

    def __call__(self, function):
        *_, mode.grad = self.before  # a decorator switches inside the function, not here

        @functools.wraps(function)
        def inside(*args, **kwargs):
            with set_grad_enabled(self.to):
                return function(*args, **kwargs)

        return inside
