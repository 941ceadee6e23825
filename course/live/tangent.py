"""`drag_tangent`: a point dragged along a curve, its tangent, and a secant that closes on it."""

import math

from traitlets import Enum, Float, TraitError, validate

from course.live.figure import LiveFigure, module
from course.live.svg import (
    BLUE,
    DOWN,
    INK,
    ORANGE,
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
)

SMALLEST, LARGEST = 0.001, 2.0
SAMPLES = 160
# name: formula, f, f' (None where there is none), and the window it is looked at through
CURVES = {
    "parabola": ("3x² + 2x + 1", lambda x: 3 * x * x + 2 * x + 1, lambda x: 6 * x + 2,
                 (-2, 4), (-8, 60)),
    "cubic": ("x³ − 3x", lambda x: x * x * x - 3 * x, lambda x: 3 * x * x - 3,
              (-2.5, 2.5), (-6, 6)),
    "sine": ("sin x", math.sin, math.cos, (-5, 5), (-1.6, 1.6)),
    "abs": ("|x|", abs, lambda x: None if x == 0 else math.copysign(1, x), (-3, 3), (-1, 3.5)),
}


def drag_tangent(curve="parabola", x0=2.0, h=1.0):
    """A live figure: drag x0 along the curve, shrink h, and watch the secant become the tangent.

    `curve` is "parabola", "cubic", "sine" or "abs"; a negative `h` puts the second point left.
    """
    return Tangent(curve=curve, x0=x0, h=h)


class Tangent(LiveFigure):
    """A curve with the tangent at `x0` and the secant from `x0` to `x0 + h`."""

    _esm = module("svg", "tangent")
    curve = Enum(list(CURVES), "parabola").tag(sync=True, live=True)
    x0 = Float(2.0).tag(sync=True, live=True)
    h = Float(1.0).tag(sync=True, live=True)
    note = "Run this cell to drag the point and to change h."

    @validate("h")
    def _not_too_small(self, proposal):
        if not SMALLEST <= abs(proposal["value"]) <= LARGEST:
            raise TraitError(f"h must lie between {SMALLEST} and {LARGEST}, on either side of "
                             f"zero; got {proposal['value']}")
        return proposal["value"]

    def slopes(self):
        """The secant's slope and the tangent's, which is None at a kink."""
        _, f, df, _, _ = CURVES[self.curve]
        return (f(self.x0 + self.h) - f(self.x0)) / self.h, df(self.x0)

    def describe(self):
        secant, tangent = self.slopes()
        formula = CURVES[self.curve][0]
        touching = f"its tangent (slope {_slope(tangent)})" if tangent is not None else "no tangent"
        return (f"The curve f(x) = {formula} with {touching} at x₀ = {number(self.x0, 2)}, and the "
                f"secant for h = {_step(self.h)} (slope {_slope(secant)}).")

    def svg(self):
        formula, f, _, x, y = CURVES[self.curve]
        axes = Axes(x, y)
        secant, tangent = self.slopes()
        x0, x1 = self.x0, self.x0 + self.h
        y0, y1 = f(x0), f(x1)
        places = [x[0] + (x[1] - x[0]) * i / SAMPLES for i in range(SAMPLES + 1)]
        parts = [axes.path([(v, f(v)) for v in places], INK, 2.5)]
        if tangent is not None:
            parts.append(axes.path([(v, y0 + tangent * (v - x0)) for v in x], BLUE, 2.5))
        parts += [axes.path([(v, y0 + secant * (v - x0)) for v in x], ORANGE, 2.5, "8 5"),
                  *_triangle(axes, x0, y0, x1, y1),
                  dot(axes.px(x1), axes.py(y1), 6.5, ORANGE),
                  dot(axes.px(x0), axes.py(y0), 8.5, BLUE)]
        gap = "none" if tangent is None else _slope(secant - tangent)
        rows = [("x₀", number(x0, 2), SOFT), ("h", _step(self.h), SOFT),
                ("slope of the secant", _slope(secant), ORANGE),
                ("slope of the tangent", _slope(tangent), BLUE),
                ("secant − tangent", gap, SOFT)]
        return picture([axes.grid("x", "f(x)"), inside(parts), panel(f"f(x) = {formula}", rows)])


def _triangle(axes, x0, y0, x1, y1):
    """The drop lines of the two points, and run and rise between them."""
    left, right, low, high = axes.px(x0), axes.px(x1), axes.py(y0), axes.py(y1)
    foot, side = TOP + DOWN, 1 if x1 > x0 else -1
    parts = [line(left, low, left, foot, BLUE, 1, "2 3"),
             line(right, high, right, foot, ORANGE, 1, "2 3"),
             line(left, low, right, low, SOFT, 1.5), line(right, low, right, high, SOFT, 1.5),
             label(left - 6 * side, foot - 8, "x₀", BLUE, 14, "end" if side > 0 else "start", 600),
             label(right + 6 * side, foot - 8, "x₀ + h", ORANGE, 14,
                   "start" if side > 0 else "end", 600)]
    if abs(right - left) > 30:
        below = 17 if high < low else -8
        parts.append(label((left + right) / 2, low + below, "h", INK, 14, "middle", 600))
    if abs(high - low) > 30:
        parts.append(label(right + 8 * side, (low + high) / 2 + 5, "rise", INK, 14,
                           "start" if side > 0 else "end", 600))
    return parts


def _slope(value):
    return "none: a kink" if value is None else number(value, 4)


def _step(h):
    return f"{h:#.2g}".replace("-", "−")
