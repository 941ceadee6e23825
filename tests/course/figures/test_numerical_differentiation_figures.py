"""The figures of lesson 2 show what the lesson says: secants, V-curves, and a cut corner."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures.numerical_differentiation import (
    LOWEST,
    difference,
    draw_across_a_kink,
    draw_errors,
    draw_two_secants,
    errors,
    secant,
)

pytestmark = pytest.mark.usefixtures("paper")


def cube(x):
    return x * x * x


def relu(x):
    return max(x, 0.0)


@pytest.mark.parametrize(("formula", "error"), [
    ("forward", lambda h: 6 * h + h * h), ("central", lambda h: h * h),
    ("complex", lambda h: h * h)])
def test_the_error_for_large_h_is_the_one_found_by_pencil(formula, error):
    hs = np.array([0.1, 0.02, 0.003])

    assert errors(formula, cube, 12, 2.0, hs) == pytest.approx(error(hs), rel=1e-6)


def test_only_the_complex_step_survives_a_tiny_h():
    found = {name: difference(name, cube, 2.0, 1e-200)
             for name in ("forward", "central", "complex")}

    assert found == {"forward": 0, "central": 0, "complex": 12}


def test_a_secant_goes_through_both_points():
    line = secant(cube, 1, 3)

    assert (line.slope, line(1), line(3)) == (13, 1, 27)


def test_the_two_secants_are_named_with_their_slopes():
    draw_two_secants(cube, lambda x: 3 * x * x, x0=2, h=1)

    ax, = plt.gcf().axes
    labels = [line.get_label() for line in ax.lines if line.get_label()[0] != "_"]
    assert labels == ["the curve f", "tangent: slope 12.00", "forward: slope 19.00",
                      "central: slope 13.00"]


def test_the_v_curves_turn_where_rounding_begins():
    hs = 10.0 ** np.arange(-16.5, 0.1, 0.25)
    draw_errors(cube, 12, 2.0, hs, formulas=["forward", "central", "complex"],
                guides=[("truncation", lambda h: 6 * h, 0.8)])

    ax, = plt.gcf().axes
    lowest = {}
    for line in ax.lines[:3]:
        x, y = line.get_data()
        lowest[line.get_label()] = x[np.argmin(y)]
        assert y.min() >= LOWEST
    assert 1e-9 < lowest["forward"] < 1e-7 < 1e-6 < lowest["central"] < 1e-4
    assert lowest["complex"] < 1e-7
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [text.get_text() for text in ax.texts] == ["truncation"]


def test_across_a_kink_each_panel_says_its_slope():
    draw_across_a_kink(relu, [-2e-5, -5e-6, 0.0, 5e-6, 2e-5], 1e-5)

    titles = [ax.get_title() for ax in plt.gcf().axes]
    assert titles == ["x = −2 h:  0.00", "x = −0.5 h:  0.25", "x = 0:  0.50",
                      "x = 0.5 h:  0.75", "x = 2 h:  1.00"]


@pytest.mark.parametrize("draw", [
    lambda: draw_two_secants(cube, lambda x: 3 * x * x, 2, 1),
    lambda: draw_errors(cube, 12, 2.0, [0.1, 0.01]),
    lambda: draw_across_a_kink(relu, [-1.0, 1.0], 0.5),
])
def test_drawing_returns_nothing_and_uses_the_current_figure(draw, paper):
    assert draw() is None
    paper.canvas.draw()

    assert plt.get_fignums() == [paper.number] and paper.axes
