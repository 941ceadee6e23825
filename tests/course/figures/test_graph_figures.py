"""The pictures of graphs, and the figures of lesson 5: what they say, and where it stands."""

import base64
import itertools
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest

from course.figures import computational_graphs
from course.figures import scalar_engine as figures
from course.figures.graph import BOX, MOST, RED, Drawing, draw_graph


class Node:
    """What a picture asks of a node."""

    def __init__(self, data, *parents, op="", grad=0.0):
        self.data, self.parents, self.op, self.grad = data, parents, op, grad


@pytest.fixture
def graph():
    """y = a * a + a with a = 3 * x: twins, and an edge that passes a column."""
    x, three = Node(2, grad=39), Node(3, grad=26)
    a = Node(6, three, x, op="*", grad=13)
    m = Node(36, a, a, op="*", grad=1)
    return SimpleNamespace(x=x, three=three, a=a, m=m, y=Node(42, m, a, op="+", grad=1))


def drawn(graph, expected=None):
    names = {id(node): name for name, node in vars(graph).items()}
    return Drawing(graph.y, expected or {}, names)


def svg_of(drawing):
    data = re.search(r"base64,([^\"]+)", drawing._repr_html_())[1]
    return ElementTree.fromstring(base64.b64decode(data))


def texts(root):
    return [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_node_stands_right_of_its_parents_and_no_two_overlap(graph):
    places = drawn(graph).places

    for node in vars(graph).values():
        for parent in node.parents:
            assert places[parent][0] + BOX[0] < places[node][0]
    for (x, y), (x2, y2) in itertools.combinations(places.values(), 2):
        assert abs(x - x2) >= BOX[0] or abs(y - y2) >= BOX[1]


def test_the_picture_is_an_image_whose_alt_text_has_every_number(graph):
    drawing = drawn(graph)
    alt = re.search(r'alt="([^"]+)"', drawing._repr_html_())[1]

    assert alt == repr(drawing)
    assert {"x", "39", "y = m + a", "42"} <= set(re.split(r"[:,.;] ?| grad |grad ", alt))
    assert "grad 26" in texts(svg_of(drawing))
    edges = list(svg_of(drawing).iter("{http://www.w3.org/2000/svg}path"))
    assert len(edges) == 6
    assert len({edge.get("d") for edge in edges}) == 6


def test_only_a_gradient_that_differs_is_red(graph):
    right, wrong = drawn(graph, {graph.a: 13.0}), drawn(graph, {graph.a: 14.0, graph.x: 39.0})

    assert RED not in right.svg()
    assert "grad 13, not 14" in texts(svg_of(wrong))
    assert wrong.svg().count(f'stroke="{RED}"') == 1


def test_a_node_without_a_gradient_shows_its_value_alone():
    plain = SimpleNamespace(data=2.5, parents=(), op="")
    plain = type("Plain", (), vars(plain))()

    assert repr(Drawing(plain, {}, {})) == "A graph of 1 nodes, the result first. number: 2.5."


def test_a_node_tells_its_formula_where_all_of_it_has_a_name(graph):
    t = Node(0.5, graph.y, op="tanh")
    long = Node(5.5, t, graph.y, op="+")

    def title(node, **names):
        return Drawing(node, {}, {id(n): name for name, n in names.items()}).texts(node)[0]

    assert title(graph.a, a=graph.a, x=graph.x) == "a = 3 * x"
    assert title(graph.a) == "3 * 2"
    assert title(graph.y, y=graph.y, a=graph.a) == "y = +"
    assert title(t, t=t, y=graph.y) == "t = tanh(y)"
    assert title(long, a_long_name=t, y=graph.y) == "+"
    assert title(Node(-0.5, t, op="neg"), t=t) == "neg(t)"
    assert title(Node(0.25, t, op="**2"), t=t) == "**2"


def test_a_graph_too_large_to_read_says_so():
    node = Node(1)
    for _ in range(MOST):
        node = Node(1, node, op="neg")

    with pytest.raises(ValueError, match=f"shows {MOST} nodes at the most; this graph has 41"):
        draw_graph(node)


def test_a_node_may_be_called_out(graph, capsys):
    draw_graph(graph.y, out=graph.y)

    assert "out = +: 42" in capsys.readouterr().out


@pytest.mark.parametrize(("steps", "shown"), [(0, []), (1, [0]), (5, [0, 4]), (101, [0, 10, 100])])
def test_a_neuron_is_shown_as_far_as_it_came(steps, shown):
    plt.switch_backend("agg")
    history = [(0.1 * k, 0.0, 1.0) for k in range(steps)]

    figures.draw_learning([(0.0, 1.0), (1.0, 0.5)], history)

    assert [k for k, _ in figures.snapshots(history)] == shown
    labels = [text.get_text() for text in plt.gcf().axes[0].get_legend().get_texts()]
    assert labels == [*(f"step {k}" for k in shown), "data"]
    plt.close("all")


def test_calls_are_drawn_as_they_were_counted():
    plt.switch_backend("agg")
    figures.draw_calls(range(1, 4), [1, 3, 7])

    paths, once = plt.gcf().axes[0].lines
    assert list(paths.get_ydata()) == [1, 3, 7] and list(once.get_ydata()) == [1, 2, 3]
    plt.close("all")


def test_costs_are_drawn_as_they_were_counted():
    plt.switch_backend("agg")
    computational_graphs.draw_costs([2, 4], [4, 24], [2, 6])

    forward, backward = plt.gcf().axes[0].lines
    assert list(forward.get_ydata()) == [4, 24] and list(backward.get_ydata()) == [2, 6]
    plt.close("all")
