"""`two_paths`: the two ways by which x changes y, and what they add up to."""

from traitlets import Float

from course.live.figure import LiveFigure, module
from course.live.svg import (
    BLUE,
    INK,
    ORANGE,
    SOFT,
    at,
    label,
    line,
    number,
    panel,
    picture,
    tag,
)

BOX = (104, 56)
PLACES = {"x": (62, 200), "u": (246, 90), "v": (246, 310), "y": (430, 200)}


def two_paths(x=1.0):
    """A live figure of y = u·v with u = x² and v = 3 − x, for an `x` from -1 to 4."""
    return TwoPaths(x=x)


class TwoPaths(LiveFigure):
    """The diamond x → u, v → y with its values, its local slopes and its two paths."""

    _esm = module("svg", "paths")
    x = Float(1.0, min=-1.0, max=4.0).tag(sync=True, live=True)
    note = "Run this cell to change x."

    def values(self):
        """u, v and y."""
        u, v = self.x * self.x, 3 - self.x
        return u, v, u * v

    def shares(self):
        """What x sends to y by way of u, and by way of v: the products of the slopes."""
        u, v, _ = self.values()
        return v * (2 * self.x), u * -1

    def describe(self):
        by_u, by_v = self.shares()
        return (f"The graph of y = u·v, u = x², v = 3 − x at x = {number(self.x, 1)}. By way of u "
                f"x gets {number(by_u, 2)}, by way of v {number(by_v, 2)}: the slope is "
                f"{number(by_u + by_v, 2)}.")

    def svg(self):
        u, v, y = self.values()
        by_u, by_v = self.shares()
        edges = [_edge("x", "u", f"2x = {number(2 * self.x, 1)}", BLUE, -12),
                 _edge("u", "y", f"v = {number(v, 1)}", BLUE, -12),
                 _edge("x", "v", "−1", ORANGE, 24),
                 _edge("v", "y", f"u = {number(u, 2)}", ORANGE, 24)]
        boxes = [_box("x", "x", number(self.x, 1)), _box("u", "u = x²", number(u, 2)),
                 _box("v", "v = 3 − x", number(v, 1)), _box("y", "y = u·v", number(y, 3))]
        rows = [("by way of u:  v · 2x", number(by_u, 2), BLUE),
                ("by way of v:  u · (−1)", number(by_v, 2), ORANGE),
                ("together: slope of y in x", number(by_u + by_v, 2), INK)]
        return picture([*edges, *boxes, panel(f"x = {number(self.x, 1)}", rows)])


def _edge(start, end, slope, color, lift):
    (x1, y1), (x2, y2) = PLACES[start], PLACES[end]
    side = "end" if start == "x" else "start"  # labels stand outside the diamond
    return line(x1, y1, x2, y2, color, 2.5) + label(
        (x1 + x2) / 2, (y1 + y2) / 2 + lift, slope, color, 14, side, 600)


def _box(name, formula, value):
    x, y = PLACES[name]
    return (tag("rect", {"x": at(x - BOX[0] / 2), "y": at(y - BOX[1] / 2), "width": BOX[0],
                         "height": BOX[1], "rx": 8, "fill": "#fff", "stroke": SOFT,
                         "stroke-width": 1.5})
            + label(x, y - 5, formula, INK, 14, "middle", 600)
            + label(x, y + 16, value, SOFT, 14, "middle"))
