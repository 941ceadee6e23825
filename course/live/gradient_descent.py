"""`walk_downhill`: gradient descent on the contours of a long valley and of a saddle."""

import math

from traitlets import Bool, Enum, Float

from course.live.figure import LiveFigure, module
from course.live.svg import (
    ACROSS,
    BLUE,
    DOWN,
    FAINT,
    ORANGE,
    SOFT,
    Axes,
    at,
    dot,
    inside,
    number,
    panel,
    picture,
    tag,
)

# the surfaces (a x² + b y²) / 2: their curvatures along x and y, and the heights of their contours
SURFACES = {"valley": (1, 10), "saddle": (4, -1)}
FORMULAS = {"valley": "½x² + 5y²", "saddle": "2x² − ½y²"}
LEVELS = (0.25, 1, 2.5, 5, 9, 14, 20)
X, Y = (-4.5, 4.5), (-2.0, 2.0)
STEPS, SHOWN = 300, 30
NEAR, FAR = 0.01, 1000.0
MOMENTUM = 0.5


def walk_downhill(surface="valley", rate=0.05, x=4.0, y=1.0, momentum=False):
    """A live figure: 30 steps of gradient descent from (x, y), by learning rate and momentum.

    `surface` is "valley" or "saddle"; `rate` is from 0 to 0.25; `momentum` adds half of each step
    to the next.
    """
    return Downhill(surface=surface, rate=rate, x=x, y=y, momentum=momentum)


class Downhill(LiveFigure):
    """Contours of a `surface`, and a path on it from its start at `x`, `y`."""

    _esm = module("svg", "gradient_descent")
    surface = Enum(list(SURFACES), "valley").tag(sync=True, live=True)
    rate = Float(0.05, min=0.0, max=0.25).tag(sync=True, live=True)
    x = Float(4.0, min=-4.0, max=4.0).tag(sync=True, live=True)
    y = Float(1.0, min=-1.5, max=1.5).tag(sync=True, live=True)
    momentum = Bool(False).tag(sync=True, live=True)
    note = "Run this cell to change the learning rate, the start and the surface."

    def walk(self):
        """The points of the path: 300 steps, or fewer if it runs away."""
        a, b = SURFACES[self.surface]
        keep = MOMENTUM if self.momentum else 0.0
        x, y, dx, dy = self.x, self.y, 0.0, 0.0
        path = [(x, y)]
        while len(path) <= STEPS and max(abs(x), abs(y)) < FAR:
            dx, dy = keep * dx + a * x, keep * dy + b * y
            x, y = x - self.rate * dx, y - self.rate * dy
            path.append((x, y))
        return path

    def outcome(self):
        """What becomes of the path in 300 steps, and after how many; None if that is open."""
        path = self.walk()
        if max(map(abs, path[-1])) >= FAR:
            return ("diverges" if self.surface == "valley" else "rolls away"), len(path) - 1
        far = [k for k, (x, y) in enumerate(path) if max(abs(x), abs(y)) > NEAR]
        arrived = far[-1] + 1 if far else 0
        if arrived < len(path):
            return ("arrives" if self.surface == "valley" else "is stuck"), arrived
        return "is on its way", None

    def describe(self):
        outcome, steps = self.outcome()
        when = f"after {steps} steps" if steps is not None else f"even after {STEPS} steps"
        how = f"with momentum {MOMENTUM}" if self.momentum else "without momentum"
        return (f"Gradient descent on {FORMULAS[self.surface]} from ({number(self.x, 2)}, "
                f"{number(self.y, 2)}) {how}, learning rate {number(self.rate, 3)}: it {outcome} "
                f"{when}.")

    def svg(self):
        axes = Axes(X, Y)
        path = self.walk()[:SHOWN + 1]
        outcome, steps = self.outcome()
        parts = [*_contours(axes, self.surface), axes.path(path, BLUE, 1.5),
                 *(dot(axes.px(x), axes.py(y), 4, BLUE) for x, y in path[1:]),
                 dot(axes.px(self.x), axes.py(self.y), 7, ORANGE)]
        rows = [("learning rate η", number(self.rate, 3), SOFT),
                ("η × largest curvature", number(self.rate * max(SURFACES[self.surface]), 2), SOFT),
                ("momentum", number(MOMENTUM, 1) if self.momentum else "none", SOFT),
                ("the path", outcome, BLUE),
                ("after steps", str(steps) if steps is not None else f"more than {STEPS}", BLUE)]
        return picture([axes.grid("x", "y"), inside(parts), panel(FORMULAS[self.surface], rows)])


def _contours(axes, surface):
    """The lines of equal height: ellipses, or hyperbolas and the two lines between them."""
    if surface == "valley":
        return [tag("ellipse", {
            "cx": at(axes.px(0)), "cy": at(axes.py(0)),
            "rx": at(ACROSS * math.sqrt(2 * height) / (X[1] - X[0])),
            "ry": at(DOWN * math.sqrt(height / 5) / (Y[1] - Y[0])),
            "fill": "none", "stroke": FAINT, "stroke-width": 1}) for height in LEVELS]
    places = [Y[0] + (Y[1] - Y[0]) * i / 12 for i in range(13)]
    lines = [axes.path([(side * y / 2, y) for y in Y], FAINT, 1) for side in (-1, 1)]
    for height in LEVELS[1::2]:
        for side in (-1, 1):
            lines += [axes.path([(side * math.sqrt((2 * height + y * y) / 4), y) for y in places],
                                FAINT, 1),
                      axes.path([(x, side * math.sqrt(2 * height / 8 + 4 * x * x)) for x in places],
                                FAINT, 1)]
    return lines
