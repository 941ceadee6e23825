"""`gradient_switches`: one of three layers switched off in one of five ways, and what it does."""

from traitlets import Enum

from course.live.figure import LiveFigure, module
from course.live.svg import BLUE, FAINT, INK, ORANGE, SOFT, label, line, panel, picture, tag

LAYERS = ("a", "b", "c")
WAYS = {"nothing": "nothing", "flag": "requires_grad off", "no_grad": "no_grad() around it",
        "detach": "detach() its output", "eval": "eval()"}
WIDE, HIGH, GAP, EDGE, ROW = 96, 84, 46, 40, 128


def gradient_switches(way="nothing", layer="b"):
    """A live figure: layers a, b and c in a row, one of them switched off, and who learns.

    `way` is "nothing", "flag", "no_grad", "detach" or "eval"; `layer` is "a", "b" or "c".
    """
    return Switches(way=way, layer=layer)


class Switches(LiveFigure):
    """Which layers are recorded, which get a gradient, and how far the gradient comes."""

    _esm = module("svg", "no_grad_detach")
    way = Enum(list(WAYS), "nothing").tag(sync=True, live=True)
    layer = Enum(list(LAYERS), "b").tag(sync=True, live=True)
    note = "Run this cell to choose the layer and the switch."

    def recorded(self):
        """For each layer, whether its operations are in a graph."""
        off = LAYERS.index(self.layer)
        # nothing asks for a gradient in a frozen first layer: neither its weight nor its input
        return [not (i == off and (self.way == "no_grad" or (self.way == "flag" and i == 0)))
                for i in range(len(LAYERS))]

    def learns(self):
        """For each layer, whether its weight gets a gradient."""
        off = LAYERS.index(self.layer)
        cut = off if self.way in ("no_grad", "detach") else -1
        return [i > cut and not (self.way == "flag" and i == off) for i in range(len(LAYERS))]

    def passes(self):
        """For the place after each layer, whether the gradient comes back through it."""
        learns = self.learns()
        return [any(learns[:i + 1]) for i in range(len(LAYERS))]

    def describe(self):
        switch = "nothing switched off" if self.way == "nothing" else (
            f"{WAYS[self.way]} for layer {self.layer}")
        return (f"Three layers a, b, c in a row and a loss, {switch}: backward() "
                f"{_verdict(self.passes())}; layers that get a gradient: {_names(self.learns())}.")

    def svg(self):
        recorded, learns, passes = self.recorded(), self.learns(), self.passes()
        parts = [label(EDGE - 20, ROW + HIGH / 2 + 5, "x", INK, 17, "middle", 600)]
        for i, name in enumerate(LAYERS):
            left = EDGE + i * (WIDE + GAP)
            parts += [*_box(left, name, recorded[i], learns[i], name == self.layer
                            and self.way != "nothing"), *_link(left + WIDE, passes[i])]
        parts += [label(EDGE + 3 * (WIDE + GAP) + 18, ROW + HIGH / 2 + 5, "loss", INK, 15, "middle",
                        600),
                  *_key()]
        rows = [("switched off", WAYS[self.way], SOFT),
                ("backward()", _verdict(passes), BLUE if passes[-1] else ORANGE),
                ("get a gradient", _names(learns), BLUE),
                ("stay as they are", _names([not learn for learn in learns]), ORANGE),
                ("are recorded", _names(recorded), SOFT)]
        return picture([*parts, panel(f"layer {self.layer}", rows)])


def _verdict(passes):
    return "works" if passes[-1] else "fails: no graph"


def _names(flags):
    return ", ".join(name for name, flag in zip(LAYERS, flags, strict=True) if flag) or "none"


def _box(left, name, recorded, learns, chosen):
    """A layer: filled if it gets a gradient, with a dashed rim if it isn't recorded."""
    middle, color = left + WIDE / 2, BLUE if learns else ORANGE
    return [tag("rect", {"x": left, "y": ROW, "width": WIDE, "height": HIGH, "rx": 8,
                         "fill": color, "fill-opacity": 0.12, "stroke": color,
                         "stroke-width": 2, "stroke-dasharray": "none" if recorded else "6 5"}),
            label(middle, ROW + 36, name, INK, 22, "middle", 600),
            label(middle, ROW + 62, "gradient" if learns else "no gradient", color, 14, "middle"),
            label(middle, ROW - 14, "switched off here" if chosen else "", SOFT, 13, "middle")]


def _link(left, passes):
    """The way from a layer to the next: values forward, gradients back."""
    right, up, down = left + GAP - 6, ROW + 26, ROW + 58
    color = BLUE if passes else FAINT
    return [line(left + 6, up, right, up, INK, 2), *_head(right, up, 1, INK),
            line(left + 6, down, right, down, color, 2, "none" if passes else "2 4"),
            *(_head(left + 6, down, -1, color) if passes else ())]


def _head(x, y, side, color):
    """The head of an arrow that points right (1) or left (-1)."""
    return [line(x, y, x - 6 * side, y - 5, color, 2), line(x, y, x - 6 * side, y + 5, color, 2)]


def _key():
    """What the two arrows and the rims mean."""
    y = ROW + HIGH + 54
    return [line(EDGE, y, EDGE + 30, y, INK, 2), label(EDGE + 40, y + 4.5, "values go forward"),
            line(EDGE, y + 28, EDGE + 30, y + 28, BLUE, 2),
            label(EDGE + 40, y + 32.5, "gradients come back"),
            line(EDGE, y + 56, EDGE + 30, y + 56, FAINT, 2, "2 4"),
            label(EDGE + 40, y + 60.5, "no gradient comes back"),
            line(EDGE + 230, y, EDGE + 260, y, SOFT, 2),
            label(EDGE + 270, y + 4.5, "rim: recorded"),
            line(EDGE + 230, y + 28, EDGE + 260, y + 28, SOFT, 2, "6 5"),
            label(EDGE + 270, y + 32.5, "rim: not recorded")]
