"""`choose_order`: the nodes of a small graph send their gradients back, in the order you choose."""

from typing import NamedTuple

from traitlets import List, TraitError, Unicode, observe, validate

from course.live.figure import LiveFigure, module
from course.live.svg import (
    BLUE,
    FAINT,
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

BOX = (92, 66)
TWIN = 13


class Node(NamedTuple):
    """One number of a graph: `parents` are pairs of a name and the slope in it."""

    formula: str
    value: float
    parents: tuple
    place: tuple


GRAPHS = {
    "a·a + a": {
        "y": Node("y = m + a", 42, (("m", 1), ("a", 1)), (446, 230)),
        "m": Node("m = a·a", 36, (("a", 6), ("a", 6)), (318, 100)),
        "a": Node("a = 3·x", 6, (("x", 3),), (200, 230)),
        "x": Node("x", 2, (), (54, 230)),
    },
    "(b + a)·b": {
        "y": Node("y = s·b", 1512, (("s", 36), ("b", 42)), (446, 200)),
        "s": Node("s = b + a", 42, (("b", 1), ("a", 1)), (318, 320)),
        "b": Node("b = a·a", 36, (("a", 6), ("a", 6)), (318, 80)),
        "a": Node("a = 3·x", 6, (("x", 3),), (200, 200)),
        "x": Node("x", 2, (), (54, 200)),
    },
}


def choose_order(graph="a·a + a", sent=()):
    """A live figure: press a node, and it sends to its parents what it holds at that moment.

    `graph` is "a·a + a" or "(b + a)·b"; `sent` are the names of the nodes that have sent, in order.
    """
    return SendingOrder(graph=graph, sent=list(sent))


class SendingOrder(LiveFigure):
    """A graph of which the nodes in `sent` have sent their gradients back, in that order."""

    _esm = module("svg", "order")
    graph = Unicode("a·a + a").tag(sync=True, live=True)
    sent = List(Unicode()).tag(sync=True, live=True)
    note = "Run this cell to choose the order yourself."

    @validate("graph")
    def _known_graph(self, proposal):
        if proposal["value"] not in GRAPHS:
            raise TraitError(f"graph must be one of {', '.join(GRAPHS)}; got {proposal['value']!r}")
        return proposal["value"]

    @validate("sent")
    def _once_each(self, proposal):
        names = proposal["value"]
        can = [name for name, node in GRAPHS.get(self.graph, {}).items() if node.parents]
        if len(set(names)) < len(names) or not set(names) <= set(can):
            raise TraitError(f"sent must be some of {', '.join(can)}, each once; got {names!r}")
        return names

    @observe("graph")
    def _other_nodes(self, change):
        self.sent = [name for name in self.sent if name in GRAPHS[self.graph]]

    def walk(self):
        """`(grads, shares, early)`: what each holds, what each edge carried, who sent too early."""
        nodes = GRAPHS[self.graph]
        grads = {name: 1 if name == "y" else 0 for name in nodes}
        shares, early = {}, []
        for k, name in enumerate(self.sent):
            users = {n for n, node in nodes.items() if name in dict(node.parents)}
            if not users <= set(self.sent[:k]):
                early.append(name)
            for i, (_, slope) in enumerate(nodes[name].parents):
                shares[name, i] = slope * grads[name]
            for parent, slope in nodes[name].parents:
                grads[parent] += slope * grads[name]
        return grads, shares, early

    def slope(self):
        """The slope of y in x: what x holds when every node has waited for all its users."""
        nodes = GRAPHS[self.graph]
        return SendingOrder(graph=self.graph, sent=[n for n in nodes if n != "x"]).walk()[0]["x"]

    def describe(self):
        grads, _, early = self.walk()
        told = f"sent so far: {', '.join(self.sent)}" if self.sent else "no node has sent yet"
        fault = f"; too early: {', '.join(early)}" if early else ""
        return (f"The graph of y = {self.graph}, a = 3·x at x = 2; {told}{fault}. "
                f"x.grad is {grads['x']}, the slope is {self.slope()}.")

    def svg(self):
        nodes = GRAPHS[self.graph]
        grads, shares, early = self.walk()
        lines, tags = [], []
        for name, node in nodes.items():
            for i, (parent, _) in enumerate(node.parents):
                twin = len(node.parents) == 2 and node.parents[0][0] == node.parents[1][0]
                lift = (TWIN if i else -TWIN) if twin else 0
                (x1, y1), (x2, y2) = nodes[parent].place, node.place
                carried = (name, i) in shares
                color = (ORANGE if name in early else BLUE) if carried else FAINT
                lines.append(line(x1 + lift, y1 + lift, x2 + lift, y2 + lift, color, 2))
                if carried:
                    tags.append(_share((x1 + x2) / 2 + lift, (y1 + y2) / 2 + lift,
                                       shares[name, i], color))
        boxes = [_box(name, node, grads[name], self.sent, early) for name, node in nodes.items()]
        done = len(self.sent) == len(nodes) - 1
        right = grads["x"] == self.slope()
        rows = [("sent, in this order", ", ".join(self.sent) or "nothing yet", SOFT),
                ("sent too early", ", ".join(early) or "none", ORANGE if early else SOFT),
                ("x.grad", number(grads["x"], 0), (BLUE if right else ORANGE) if done else SOFT),
                ("slope of y in x", number(self.slope(), 0), SOFT)]
        return picture([*lines, *tags, *boxes, panel(f"y = {self.graph}", rows)])


def _share(x, y, value, color):
    """What an edge carried, on a white spot."""
    text = f"+{number(value, 0)}"
    wide = 10 + 8 * len(text)
    return (tag("rect", {"x": at(x - wide / 2), "y": at(y - 10), "width": wide, "height": 20,
                         "rx": 6, "fill": "#fff"})
            + label(x, y + 5, text, color, 14, "middle", 600))


def _box(name, node, grad, sent, early):
    x, y = node.place
    color = ORANGE if name in early else BLUE if name in sent else FAINT
    fill = "#fff1e8" if name in early else "#eef3fd" if name in sent else "#fff"
    return (tag("rect", {"x": at(x - BOX[0] / 2), "y": at(y - BOX[1] / 2), "width": BOX[0],
                         "height": BOX[1], "rx": 8, "fill": fill, "stroke": color,
                         "stroke-width": 2})
            + label(x, y - 13, node.formula, INK, 14, "middle", 600)
            + label(x, y + 6, f"value {number(node.value, 0)}", SOFT, 13, "middle")
            + label(x, y + 24, f"grad {number(grad, 0)}", INK, 14, "middle", 600))
