"""The live figure of lesson 8: what it says of its layers, against the engine."""

from itertools import product

import pytest

import autograd_ref as ag
from course.live import gradient_switches
from course.live.no_grad_detach import LAYERS, WAYS

STATES = list(product(WAYS, LAYERS))


def switched(way, layer):
    """Three layers with one of them switched off: their outputs' graphs, and the loss."""
    layers = {name: ag.nn.Linear(2, 2) for name in LAYERS}
    h, recorded = ag.tensor([[0.5, -1.2], [1.7, 0.4]]), []
    for name, module in layers.items():
        here = name == layer
        if here and way == "flag":
            module.requires_grad_(False)
        if here and way == "eval":
            module.eval()
        with ag.set_grad_enabled(not (here and way == "no_grad")):
            h = module(h)
        recorded.append(h.requires_grad)
        if here and way == "detach":
            h = h.detach()
    return layers, recorded, (h**2).mean()


@pytest.mark.parametrize(("way", "layer"), STATES)
def test_the_figure_says_what_the_engine_does(way, layer):
    """Which layers are recorded, which get a gradient, and whether backward() works."""
    figure = gradient_switches(way, layer)

    layers, recorded, loss = switched(way, layer)

    assert figure.recorded() == recorded
    assert figure.passes()[-1] == loss.requires_grad
    if loss.requires_grad:
        loss.backward()
    assert figure.learns() == [module.weight.grad is not None for module in layers.values()]


def test_the_answers_that_the_lesson_gives():
    """One layer stays: five settings. backward() fails: two."""
    one_stays = [(way, layer) for way, layer in STATES
                 if sum(gradient_switches(way, layer).learns()) == 2]
    fails = [(way, layer) for way, layer in STATES
             if not gradient_switches(way, layer).passes()[-1]]

    assert one_stays == [("flag", "a"), ("flag", "b"), ("flag", "c"), ("no_grad", "a"),
                         ("detach", "a")]
    assert fails == [("no_grad", "c"), ("detach", "c")]


def test_the_words_name_the_switch_and_who_learns():
    """For those who don't see the picture."""
    assert gradient_switches("detach", "b").describe() == (
        "Three layers a, b, c in a row and a loss, detach() its output for layer b: backward() "
        "works; layers that get a gradient: c.")
    assert "fails: no graph" in gradient_switches("no_grad", "c").describe()
