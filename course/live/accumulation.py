"""`accumulation_slider`: gradient descent on a parabola, with gradients cleared and not cleared."""

from traitlets import Bool, Float

from course.live.figure import LiveFigure, module
from course.live.svg import BLUE, ORANGE, SOFT, Axes, dot, inside, number, panel, picture

STEPS = 40
FRAME = 4.0
NEAR = 1e-9


def accumulation_slider(rate=0.5, zero_grad=True):
    """A live figure: descent on f(x) = λ/2 x² from x = 1, by ηλ, with `zero_grad` or without.

    `rate` is ηλ, the learning rate times the curvature, from 0 to 5.
    """
    return Accumulation(rate=rate, zero_grad=zero_grad)


class Accumulation(LiveFigure):
    """The first 40 steps of x, for one `rate`, with the gradient cleared before each or never."""

    _esm = module("svg", "accumulation")
    rate = Float(0.5, min=0.0, max=5.0).tag(sync=True, live=True)
    zero_grad = Bool(True).tag(sync=True, live=True)
    note = "Run this cell to change ηλ and to switch zero_grad off."

    def walk(self):
        """The values of x, from 1, over 40 steps."""
        x, grad, xs = 1.0, 0.0, [1.0]
        for _ in range(STEPS):
            grad = self.rate * x + (0.0 if self.zero_grad else grad)
            x -= grad
            xs.append(x)
        return xs

    def verdict(self):
        """What becomes of x in the long run: by the maths, not by the 40 steps that are shown."""
        limit = 2 if self.zero_grad else 4
        if self.rate < NEAR:
            return "does not move"
        if self.rate > limit + NEAR or (not self.zero_grad and self.rate > limit - NEAR):
            return "diverges"
        if not self.zero_grad:
            return "keeps oscillating"
        return "keeps oscillating" if self.rate > limit - NEAR else "settles at 0"

    def describe(self):
        how = "with" if self.zero_grad else "without"
        return (f"Gradient descent on λ/2 x² from x = 1, {how} zero_grad, ηλ = "
                f"{number(self.rate, 2)}: x {self.verdict()}; its largest size over {STEPS} steps "
                f"is {_size(self.walk())}.")

    def svg(self):
        axes = Axes((-1, STEPS + 1), (-FRAME, FRAME))
        xs = self.walk()
        color = BLUE if self.zero_grad else ORANGE
        left = next((k for k, x in enumerate(xs) if abs(x) > FRAME), None)
        # what never comes back is drawn until it has left
        end = left + 1 if left is not None and self.verdict() == "diverges" else len(xs)
        path = list(enumerate(xs))[:end]
        parts = [axes.path(path, color, 1.5),
                 *(dot(axes.px(k), axes.py(x), 4.5, color) for k, x in path)]
        rows = [("ηλ", number(self.rate, 2), SOFT),
                ("zero_grad()", "before each step" if self.zero_grad else "never", color),
                (f"largest |x| in {STEPS} steps", _size(xs), SOFT),
                ("in the long run, x", self.verdict(), color)]
        if left is not None:
            rows.append(("x leaves the frame", f"at step {left}", SOFT))
        return picture([axes.grid("step", "x"), inside(parts), panel("f(x) = λ/2 x²", rows)])


def _size(xs):
    """The largest |x|: short, however large."""
    largest = max(abs(x) for x in xs)
    if largest < 1000:
        return number(largest, 2)
    return f"{largest:.1e}".replace("e+0", "e").replace("e+", "e")
