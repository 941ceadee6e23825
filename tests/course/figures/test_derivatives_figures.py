"""The figures of lesson 1 show what the lesson says: slopes, labels, and what a magnifier shows."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures.derivatives import (
    draw_derivative,
    draw_secants,
    draw_zoom,
    magnified,
    secants,
    tangents,
)

pytestmark = pytest.mark.usefixtures("paper")


def parabola(x):
    return 3 * x**2 + 2 * x + 1


def labels(ax):
    return [line.get_label() for line in ax.lines]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_secants_go_through_both_points_and_close_on_slope_14():
    hs = [3, 2, 1, 0.3, -0.3]

    lines = secants(parabola, 2, hs)

    assert [line.slope for line in lines] == pytest.approx([14 + 3 * h for h in hs])
    for h, line in zip(hs, lines, strict=True):
        assert (line(2), line(2 + h)) == pytest.approx((17, parabola(2 + h)))


def test_tangents_have_the_height_of_the_curve_and_its_slope():
    first, second = tangents(parabola, lambda x: 6 * x + 2, [2, -1.5])

    assert (first(2), first(3)) == (17, 31)
    assert (second(-1.5), second.slope) == (parabola(-1.5), -7)


@pytest.mark.parametrize("width", [1, 0.1, 0.01])
def test_a_magnifier_shows_a_parabola_straighter_and_a_kink_unchanged(width):
    t, curve = magnified(lambda x: (x - 3) ** 2 + x / 2, 3, width)
    _, corner = magnified(lambda x: abs(x - 3) + 1, 3, width)

    assert np.abs(curve - t / 2).max() == pytest.approx(width)
    assert corner == pytest.approx(np.abs(t))


def test_the_figure_of_secants_names_every_slope():
    draw_secants(parabola, 2, 14, hs=[3, 0.5])

    ax, = plt.gcf().axes
    assert [text for text in labels(ax) if not text.startswith("_")] == [
        "the curve f", "secant, h = 3: slope 23.00", "secant, h = 0.5: slope 15.50",
        "tangent: slope 14.00"]
    tangent = ax.lines[labels(ax).index("tangent: slope 14.00")]
    x, y = tangent.get_data()
    assert y == pytest.approx(17 + 14 * (x - 2))


def test_the_lower_curve_is_the_slope_of_the_upper_one():
    draw_derivative(lambda x: x**3 - 3 * x, lambda x: 3 * x**2 - 3, at=[0, 1.2], name="g")

    upper, lower = plt.gcf().axes
    (x, f), (same_x, slope) = upper.lines[0].get_data(), lower.lines[0].get_data()
    assert x == pytest.approx(same_x)
    assert np.gradient(f, x, edge_order=2) == pytest.approx(slope, abs=1e-2)
    assert (upper.get_ylabel(), lower.get_ylabel()) == ("g(x)", "g′(x)")
    assert texts(upper) == ["slope −3.00", "slope 1.32"] and texts(lower) == ["−3.00", "1.32"]


def test_the_zoom_has_a_row_for_each_function_and_a_column_for_each_width():
    draw_zoom({"x²": np.square, "abs(x)": abs}, x0=0, widths=[1, 0.1, 0.01])

    axes = plt.gcf().axes
    assert [ax.get_title() for ax in axes] == ["1 ×", "10 ×", "100 ×"] * 2
    assert [axes[0].get_ylabel(), axes[3].get_ylabel()] == ["x²", "abs(x)"]
    assert [tick.get_text() for tick in axes[1].get_xticklabels()] == ["−0.1", "0", "0.1"]


@pytest.mark.parametrize("draw", [
    lambda: draw_secants(parabola, 2, 14),
    lambda: draw_derivative(np.sin, np.cos, at=[0.5]),
    lambda: draw_zoom({"abs(x)": abs}),
])
def test_drawing_returns_nothing_and_uses_the_current_figure(draw, paper):
    assert draw() is None
    paper.canvas.draw()

    assert plt.get_fignums() == [paper.number] and paper.axes
