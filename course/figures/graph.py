"""A picture of a graph of numbers: every node with its value and its gradient.

It knows of a node `data`, `parents` and `op`, and `grad` where there is one, so it draws whatever
engine a student wrote.
"""

import base64
from html import escape

from IPython.display import display

from course.live.svg import BLUE, FAINT, FONT, INK, SOFT, at, label, tag

RED, PINK, PALE = "#b91c1c", "#fdecec", "#eef3fd"
BOX, GAP = (128, 62), (170, 84)
EDGE = 14
MOST = 40
LONGEST = 13  # characters of a node's name and formula, so that they fit into its box


def draw_graph(out, /, expected=None, **names):
    """None; shows the graph that `out` came from. `x=x` in the call lets a node be called x.

    With `expected`, `{node: gradient}`, a node that holds another gradient is drawn in red.
    """
    display(Drawing(out, expected or {}, {id(node): name for name, node in names.items()}))


class Drawing:
    """The picture: a node stands right of its parents; what is said of it is `texts(node)`."""

    def __init__(self, out, expected, names):
        self.expected, self.names = expected, names
        self.nodes = _found_from(out)
        if len(self.nodes) > MOST:
            raise ValueError(f"draw_graph shows {MOST} nodes at the most; this graph has "
                             f"{len(self.nodes)}.")
        self.places = _places(self.nodes)

    def wrong(self, node):
        """True if another gradient was expected at `node`."""
        return node in self.expected and abs(self.expected[node] - node.grad) > 1e-9 * max(
            1.0, abs(node.grad))

    def texts(self, node):
        """What stands in the node's box: name or operation, value, gradient."""
        name = self.names.get(id(node), "")
        title = " = ".join(filter(None, (name, self._formula(node)))) or "number"
        if not hasattr(node, "grad"):
            return title, _short(node.data), ""
        should = f", not {_short(self.expected[node])}" if self.wrong(node) else ""
        return title, _short(node.data), f"grad {_short(node.grad)}{should}"

    def _formula(self, node):
        """How the node was made: "x * y"; where that is too long or a parent has no name, "*"."""
        parents = [self.names.get(id(p), "" if p.parents else _short(p.data))
                   for p in node.parents]
        told = node.op
        if all(parents) and len(parents) == 2:
            told = f"{parents[0]} {node.op} {parents[1]}"
        elif all(parents) and node.op.isidentifier():
            told = f"{node.op}({parents[0]})"
        room = LONGEST - len(self.names.get(id(node), ""))
        return told if len(told) <= room else node.op

    def _repr_html_(self):
        data = base64.b64encode(self.svg().encode()).decode()
        return (f'<img alt="{escape(repr(self))}" style="max-width:100%" '
                f'src="data:image/svg+xml;base64,{data}">')

    def __repr__(self):
        told = [f"{title}: {', '.join(filter(None, rest))}"
                for title, *rest in map(self.texts, self.nodes)]
        return f"A graph of {len(told)} nodes, the result first. " + "; ".join(told) + "."

    def svg(self):
        """The picture as SVG text."""
        wide = max(x for x, _ in self.places.values()) + BOX[0] / 2 + EDGE
        high = max(y for _, y in self.places.values()) + BOX[1] / 2 + EDGE
        edges = [self._edge(parent, node, twin) for node in self.nodes
                 for parent, twin in _with_twins(node.parents)]
        boxes = [self._box(node) for node in self.nodes]
        return tag("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONT,
                           "viewBox": f"0 0 {at(wide)} {at(high)}", "width": at(wide),
                           "height": at(high)},
                   tag("rect", {"width": "100%", "height": "100%", "rx": 8, "fill": "#fff"})
                   + "".join(edges + boxes))

    def _edge(self, parent, node, twin):
        """A curve from `parent` to `node`, by the way that was kept free; twins keep apart."""
        way = [(parent, None), *_way(parent, node, self.places), (node, None)]
        points = [self.places[key if stop is None else (key, stop)] for key, stop in way]
        (x, y), *rest = points
        path, x = f"M {at(x + BOX[0] / 2)} {at(y + twin)}", x + BOX[0] / 2
        for i, (x2, y2) in enumerate(rest):
            x2 -= BOX[0] / 2 if i == len(rest) - 1 else 0
            middle = (x + x2) / 2
            path += (f" C {at(middle)} {at(y + twin)} {at(middle)} {at(y2 + twin)} "
                     f"{at(x2)} {at(y2 + twin)}")
            x, y = x2, y2
        return tag("path", {"d": path, "fill": "none", "stroke": FAINT, "stroke-width": 2})

    def _box(self, node):
        x, y = self.places[node]
        wrong = self.wrong(node)
        fill = PINK if wrong else PALE if not node.parents else "#fff"
        title, value, grad = self.texts(node)
        middle = y if grad else y + 9
        return (tag("rect", {"x": at(x - BOX[0] / 2), "y": at(y - BOX[1] / 2), "width": BOX[0],
                             "height": BOX[1], "rx": 8, "fill": fill,
                             "stroke": RED if wrong else BLUE if not node.parents else SOFT,
                             "stroke-width": 2.5 if wrong else 1.2})
                + label(x, middle - 13, title, INK, 14, "middle", 600)
                + label(x, middle + 4, value, INK, 13, "middle")
                + label(x, middle + 22, grad, RED if wrong else SOFT, 13, "middle"))


def _short(x):
    return f"{x:.5g}".replace("-", "−")


def _found_from(out):
    """All nodes from `out` on, each once."""
    found, todo = {out: None}, [out]
    while todo:
        for parent in todo.pop(0).parents:
            if parent not in found:
                found[parent] = None
                todo.append(parent)
    return list(found)


def _with_twins(parents):
    """Each parent, and how far up or down its edge is moved if the node has it twice."""
    seen = []
    for parent in parents:
        twice = parents.count(parent) > 1
        yield parent, (14 if parent in seen else -14) if twice else 0
        seen.append(parent)


def _columns(nodes):
    """`{node: column}`: right of all parents; a leaf stands just left of its first user."""
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:  # the longest way has fewer steps than there are nodes
        for node in nodes:
            column[node] = max((column[p] + 1 for p in node.parents), default=0)
    for leaf in (n for n in nodes if not n.parents):
        column[leaf] = min((column[n] - 1 for n in nodes if leaf in n.parents), default=0)
    return column


def _places(nodes):
    """`{node: (x, y)}`, and `{((parent, node), column): (x, y)}` where an edge passes a column."""
    column = _columns(nodes)
    parents = {node: list(dict.fromkeys(node.parents)) for node in nodes}
    columns = [[] for _ in range(max(column.values()) + 1)]
    for node in nodes:
        columns[column[node]].append(node)
    neighbours = {node: [] for node in nodes}
    for node in nodes:
        for parent in parents[node]:
            before = parent
            for c in range(column[parent] + 1, column[node]):
                stop = ((parent, node), c)
                columns[c].append(stop)
                neighbours[stop] = [before]
                neighbours[before].append(stop)
                before = stop
            neighbours[before].append(node)
            neighbours[node].append(before)
    row = {key: i - (len(keys) - 1) / 2 for keys in columns for i, key in enumerate(keys)}
    for sweep in range(6):  # each to the middle of its neighbours, from one side, then the other
        for keys in columns[::-1] if sweep % 2 == 0 else columns:
            keys.sort(key=lambda k: sum(row[n] for n in neighbours[k]) / max(1, len(neighbours[k])))
            row.update({key: i - (len(keys) - 1) / 2 for i, key in enumerate(keys)})
    top = min(row.values())
    return {key: (EDGE + BOX[0] / 2 + GAP[0] * c, EDGE + BOX[1] / 2 + GAP[1] * (row[key] - top))
            for c, keys in enumerate(columns) for key in keys}


def _way(parent, node, places):
    """The stops of the edge from `parent` to `node` between their columns, in order."""
    stops = [key for key in places if isinstance(key, tuple) and key[0] == (parent, node)]
    return sorted(stops, key=lambda key: key[1])
