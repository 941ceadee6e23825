"""`step_slider`: the error of a difference quotient for every step h, and the digits it loses."""

import math

import numpy as np
from traitlets import Enum, Int

from course.live.figure import LiveFigure, module
from course.live.svg import (
    ACROSS,
    BLUE,
    DOWN,
    FAINT,
    GRID,
    INK,
    LEFT,
    ORANGE,
    PANEL,
    SOFT,
    TOP,
    Axes,
    dot,
    inside,
    label,
    line,
    number,
    panel,
    picture,
    tag,
)

X, HEIGHT, SLOPE = 2.0, 8.0, 12.0  # where it stands on x³: the point, its height, its slope
SMALLEST = -17                     # the slider goes from 1e-17 to 1, in six steps a decade
PER_DECADE = ("1", "1.5", "2", "3", "5", "7")
LAST = -SMALLEST * len(PER_DECADE)
LOWEST = 1e-12                     # the bottom of the picture; smaller errors are drawn there
COLORS = {"forward": ORANGE, "central": BLUE}
DIGITS = {"float64": 16, "float32": 7}
ROUND = {"float64": float, "float32": lambda value: float(np.float32(value))}


def step_slider(formula="forward", precision="float64", h=0.1):
    """A live figure: the slope of x³ at 2 by a difference quotient, for h from 1e-17 to 1.

    `formula` is "forward" or "central", `precision` "float64" or "float32". `h` is taken to the
    nearest place of the slider.
    """
    nearest = min(range(LAST + 1), key=lambda k: abs(math.log10(step_at(k) / h)))
    return Step(formula=formula, precision=precision, position=nearest)


def step_at(position):
    """The step h at a place of the slider."""
    decade, k = divmod(position, len(PER_DECADE))
    return float(f"{PER_DECADE[k]}e{SMALLEST + decade}")  # as text, so that JavaScript agrees


class Step(LiveFigure):
    """The error over h on logarithmic scales, with the h of one `position` marked on it."""

    _esm = module("svg", "numerical_differentiation")
    formula = Enum(list(COLORS), "forward").tag(sync=True, live=True)
    precision = Enum(list(DIGITS), "float64").tag(sync=True, live=True)
    position = Int(16 * len(PER_DECADE), min=0, max=LAST).tag(sync=True, live=True)
    note = "Run this cell to change h, the formula and the precision."

    def measured(self):
        """The slope by the formula, and the share of the height that the subtraction leaves."""
        return _measure(self.formula, self.precision, self.position)

    def digits(self):
        """How many digits of the height cancel, and how many digits of the slope are right."""
        slope, left = self.measured()
        most, error = DIGITS[self.precision], abs(slope - SLOPE)
        cancelled = most if left == 0 else _clamp(math.floor(0.5 - math.log10(left)), most)
        right = most if error == 0 else _clamp(math.floor(-math.log10(error / SLOPE)), most)
        return cancelled, right

    def describe(self):
        slope, _ = self.measured()
        cancelled, right = self.digits()
        return (f"The error of the {self.formula} difference of x³ at 2 over h, in "
                f"{self.precision}: a V. At h = {_short(step_at(self.position))} the slope is "
                f"{number(slope, 9)}; {cancelled} of {DIGITS[self.precision]} digits cancel, "
                f"{right} are right.")

    def svg(self):
        axes = Axes((SMALLEST, 0), (-12, 2))
        color = COLORS[self.formula]
        other = next(name for name in COLORS if name != self.formula)
        slope, _ = self.measured()
        error = abs(slope - SLOPE)
        parts = []
        for formula, stroke, width in ((other, FAINT, 1.5), (self.formula, color, 2)):
            points = [_point(formula, self.precision, k) for k in range(LAST + 1)]
            parts.append(axes.path(points, stroke, width))
        x, y = _point(self.formula, self.precision, self.position)
        parts += [line(axes.px(x), TOP, axes.px(x), TOP + DOWN, color, 1, "2 3"),
                  dot(axes.px(x), axes.py(y), 7, color)]
        most, (cancelled, right) = DIGITS[self.precision], self.digits()
        rows = [("h", _short(step_at(self.position)), SOFT),
                (f"slope (the true one is {number(SLOPE, 0)})", number(slope, 9), color),
                ("error", _short(error), SOFT),
                ("digits that cancel", f"{cancelled} of {most}", SOFT),
                ("right digits of the slope", f"{right} of {most}", color)]
        key = label(LEFT + ACROSS, TOP - 11, f"grey: {other}", anchor="end")
        return picture([_grid(axes), key, inside(parts), panel("x³ at x = 2", rows),
                        _strip(3, cancelled, most, FAINT, INK),
                        _strip(4, right, most, color, GRID)])


def _measure(formula, precision, position):
    """The slope by the formula, every operation rounded, and |difference| / height."""
    r = ROUND[precision]
    h = r(step_at(position))

    def cube(x):
        return r(r(x * x) * x)

    below, run = (X, h) if formula == "forward" else (r(X - h), r(2 * h))
    difference = r(cube(r(X + h)) - cube(below))
    return r(difference / run), abs(difference) / HEIGHT


def _point(formula, precision, position):
    """The place of one h on the curve: the decimal logarithms of h and of the error."""
    slope, _ = _measure(formula, precision, position)
    return math.log10(step_at(position)), math.log10(max(abs(slope - SLOPE), LOWEST))


def _clamp(digits, most):
    return min(max(digits, 0), most)


def _short(value):
    """A number as "5e−7", with two decimals where it has them; 0 as "0"."""
    if value == 0:
        return "0"
    digits, _, power = f"{value:.2e}".partition("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}e{number(int(power), 0)}"


def _grid(axes):
    """Grid lines at powers of ten, and the names of the axes."""
    parts = []
    for power in range(-16, 1, 4):
        x = axes.px(power)
        parts += [line(x, TOP, x, TOP + DOWN, GRID, 1),
                  label(x, TOP + DOWN + 18, _power(power), anchor="middle")]
    for power in range(-12, 1, 3):
        y = axes.py(power)
        parts += [line(LEFT, y, LEFT + ACROSS, y, GRID, 1),
                  label(LEFT - 6, y + 4.5, _power(power), anchor="end")]
    parts += [label(LEFT + ACROSS / 2, TOP + DOWN + 38, "h", anchor="middle"),
              label(LEFT, TOP - 11, "error")]
    return "".join(parts)


def _power(power):
    return "1" if power == 0 else f"1e{number(power, 0)}"


def _strip(row, filled, most, color, rest):
    """A strip of `most` squares under a row of the panel, the first `filled` in `color`."""
    y = TOP + 48 + 58 * row + 29
    return "".join(
        tag("rect", {"x": PANEL + 16 + 10 * i, "y": y, "width": 8, "height": 6, "rx": 1,
                     "fill": color if i < filled else rest}) for i in range(most))
