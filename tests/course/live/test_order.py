"""The live figure of lesson 5: which orders lead to the slope."""

from itertools import permutations

import pytest
from traitlets import TraitError

from course.live import choose_order
from course.live.order import GRAPHS


def ends(graph):
    """`{order: what x holds at the end}` of all orders in which each node sends once."""
    names = [name for name in GRAPHS[graph] if name != "x"]
    return {order: choose_order(graph, order).walk()[0]["x"] for order in permutations(names)}


@pytest.mark.parametrize(("graph", "slope", "right"), [
    ("a·a + a", 39, ("y", "m", "a")), ("(b + a)·b", 2916, ("y", "s", "b", "a"))])
def test_one_order_alone_leads_to_the_slope(graph, slope, right):
    """That in which each node waits for all its users; a central difference says the same."""
    f = {"a·a + a": lambda a: a * a + a, "(b + a)·b": lambda a: (a * a + a) * a * a}[graph]
    quotient = (f(3 * 2.001) - f(3 * 1.999)) / 0.002

    assert quotient == pytest.approx(slope, rel=1e-4)
    assert choose_order(graph).slope() == slope
    assert [order for order, x in ends(graph).items() if x == slope] == [right]
    assert choose_order(graph, right).walk()[2] == []


def test_the_answers_in_the_lesson_are_so():
    """3 in x and 13 left in a; the two orders that end with 108."""
    grads, _, early = choose_order(sent=["y", "a", "m"]).walk()

    assert (grads["x"], grads["a"], early) == (3, 13, ["a"])
    assert {"".join(order) for order, x in ends("(b + a)·b").items() if x == 108} == {
        "ysab", "bysa"}


def test_an_order_that_cannot_be_is_refused():
    """No node twice, no leaf, no name of another graph, no other graph."""
    for sent in (["y", "y"], ["x"], ["s"]):
        with pytest.raises(TraitError, match="each once"):
            choose_order(sent=sent)
    with pytest.raises(TraitError, match="must be one of"):
        choose_order("a + b")


def test_another_graph_forgets_nodes_that_it_does_not_have():
    """`m` is in one graph only; `y` is in both."""
    figure = choose_order(sent=["y", "m"])

    figure.graph = "(b + a)·b"

    assert figure.sent == ["y"]
    assert figure.walk()[0]["s"] == 36
