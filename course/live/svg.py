"""Pictures at rest, as SVG text: line for line the twin of svg.js, which draws in the browser.

A test in the browser holds the two together, byte for byte.
"""

import math

INK, SOFT, FAINT, GRID = "#1f2937", "#5b6676", "#a9b3c1", "#e5e9ef"
BLUE, ORANGE = "#1d4ed8", "#c2410c"
FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
WIDTH, HEIGHT = 720, 400
LEFT, TOP, ACROSS, DOWN = 48, 28, 450, 324
PANEL = 526


def tag(name, attributes, text=""):
    """One SVG element as text."""
    pairs = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{text}</{name}>"


def number(value, digits):
    """`value` with `digits` decimals, a real minus sign, and no minus before zero."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "" if float(text) == 0 else "−")


def at(value):
    """A coordinate, to a tenth of a pixel; far outside is far enough."""
    # halves go up, as in JavaScript; Python's own rounding takes them to the even neighbour
    return f"{math.floor(min(max(value, -9999), 9999) * 10 + 0.5) / 10:.1f}"


def line(x1, y1, x2, y2, stroke, width, dash="none"):
    """A straight line between two places of the picture."""
    return tag("line", {"x1": at(x1), "y1": at(y1), "x2": at(x2), "y2": at(y2),
                        "stroke": stroke, "stroke-width": width, "stroke-dasharray": dash})


def dot(x, y, radius, fill):
    """A disc with a white rim."""
    return tag("circle", {"cx": at(x), "cy": at(y), "r": radius, "fill": fill,
                          "stroke": "#fff", "stroke-width": 2})


def label(x, y, text, fill=SOFT, size=13, anchor="start", weight=400):
    """A short text at a place of the picture."""
    return tag("text", {"x": at(x), "y": at(y), "fill": fill, "font-size": size,
                        "text-anchor": anchor, "font-weight": weight}, text)


def ticks(low, high):
    """About six round numbers from `low` to `high`, and the decimals they need."""
    rough = (high - low) / 6
    power = math.floor(math.log10(rough))
    digit = next(m for m in (1, 2, 5, 10) if m * 10**power >= rough)
    step, power = digit * 10**power, power + (digit == 10)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [k * step for k in range(first, last + 1)], max(0, -power)


class Axes:
    """A window on the plane, and the part of the picture it fills."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def px(self, x):
        """Where `x` stands in the picture."""
        return LEFT + ACROSS * (x - self.x[0]) / (self.x[1] - self.x[0])

    def py(self, y):
        """Where `y` stands in the picture."""
        return TOP + DOWN * (1 - (y - self.y[0]) / (self.y[1] - self.y[0]))

    def grid(self, across, up):
        """Grid lines, their numbers, and the names of the two axes."""
        parts = []
        values, digits = ticks(*self.x)
        for value in values:
            x = self.px(value)
            parts += [line(x, TOP, x, TOP + DOWN, FAINT if value == 0 else GRID, 1),
                      label(x, TOP + DOWN + 18, number(value, digits), anchor="middle")]
        values, digits = ticks(*self.y)
        for value in values:
            y = self.py(value)
            parts += [line(LEFT, y, LEFT + ACROSS, y, FAINT if value == 0 else GRID, 1),
                      label(LEFT - 8, y + 4.5, number(value, digits), anchor="end")]
        parts += [label(LEFT + ACROSS / 2, TOP + DOWN + 38, across, anchor="middle"),
                  label(LEFT, TOP - 11, up)]
        return "".join(parts)

    def path(self, points, stroke, width, dash="none"):
        """A line through `points`, pairs of x and y."""
        places = " ".join(f"{at(self.px(x))},{at(self.py(y))}" for x, y in points)
        return tag("polyline", {"points": places, "fill": "none", "stroke": stroke,
                                "stroke-width": width, "stroke-dasharray": dash,
                                "stroke-linejoin": "round"})


def inside(parts):
    """`parts` of the picture, cut off at the edge of the axes."""
    return tag("svg", {"x": LEFT, "y": TOP, "width": ACROSS, "height": DOWN,
                       "viewBox": f"{LEFT} {TOP} {ACROSS} {DOWN}"}, "".join(parts))


def panel(title, rows):
    """The column beside the axes: a title, and rows of (name, value, colour)."""
    parts = [label(PANEL, TOP + 8, title, INK, 17, weight=600)]
    for i, (name, value, color) in enumerate(rows):
        y = TOP + 48 + 58 * i
        parts += [line(PANEL + 2, y - 13, PANEL + 2, y + 25, color, 4),
                  label(PANEL + 16, y, name),
                  label(PANEL + 16, y + 23, value, INK, 20 if len(value) < 14 else 16, weight=600)]
    return "".join(parts)


def picture(parts):
    """The whole picture as one SVG document on a white card."""
    card = tag("rect", {"width": WIDTH, "height": HEIGHT, "rx": 8, "fill": "#fff"})
    return tag("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}",
                       "font-family": FONT}, card + "".join(parts))
