"""The figures of lesson 3 show what the lesson says: paths, arrivals, the steepest direction."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures.gradient_descent import (
    arrival,
    draw_directions,
    draw_fit,
    draw_paths,
    draw_steps,
    slopes_around,
    walk,
)

pytestmark = pytest.mark.usefixtures("paper")


def parabola(x):
    return 3 * x**2 + 2 * x + 1


def slope(x):
    return 6 * x + 2


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("lr", [0.03, 0.1, 0.3, 0.4])
def test_on_a_parabola_each_step_multiplies_the_distance_by_one_factor(lr):
    path = walk(slope, 2.0, lr, 12)

    assert path + 1 / 3 == pytest.approx((2 + 1 / 3) * (1 - 6 * lr) ** np.arange(13))


def test_momentum_adds_a_part_of_the_last_step():
    path = walk(slope, 2.0, 0.1, 8, momentum=0.9)

    moves = np.diff(path)
    assert moves[1:] == pytest.approx(0.9 * moves[:-1] - 0.1 * slope(path[1:-1]))


def test_a_path_of_arrays_keeps_its_points_apart():
    start = np.array([4.0, 1.0])

    path = walk(lambda p: np.array([1, 30]) * p, start, 0.01, 5)

    assert path.shape == (6, 2) and start.tolist() == [4.0, 1.0]
    assert path[:, 0] == pytest.approx(4 * 0.99 ** np.arange(6))


@pytest.mark.parametrize(("path", "expected"), [
    ([3, 1, 0.5, 0.05, 0.02], 3), ([3, 0.05, 1, 0.05, 0.01], 3), ([0.05, 0.01], 0), ([3, 2], None)])
def test_arrival_is_when_the_path_stays_near(path, expected):
    assert arrival(np.array(path), 0.0, within=0.1) == expected


def test_the_gradient_is_the_steepest_direction_and_its_length_the_slope():
    angles = np.linspace(-np.pi, np.pi, 3601)

    slopes = slopes_around((3, -4), angles)

    assert slopes.max() == pytest.approx(5, abs=1e-5)
    assert np.tan(angles[slopes.argmax()]) == pytest.approx(-4 / 3, rel=1e-2)
    draw_directions((3, -4))
    plane, curve = plt.gcf().axes
    assert set(texts(curve)) == {"along x: 3", "along y: −4", "gradient: 5", "down: −5"}
    assert {"gradient", "steepest way down"} <= set(texts(plane))


def test_a_path_is_drawn_until_it_leaves_the_picture():
    draw_steps(parabola, {"short": walk(slope, 2.0, 0.1, 9), "long": np.array([2.0, -3.6, 9, 1])},
               (-4, 3.4))

    short, long = plt.gcf().axes
    assert [ax.get_title() for ax in (short, long)] == ["short", "long"]
    assert len(short.lines[1].get_xdata()) == 10
    assert long.lines[1].get_xdata() == pytest.approx([2.0, -3.6])
    assert long.lines[1].get_ydata() == pytest.approx([parabola(2.0), parabola(-3.6)])


def test_paths_lie_on_contours_with_a_legend_only_where_they_have_names():
    path = walk(lambda p: 2 * p, [1.0, 0.5], 0.1, 7)
    draw_paths(lambda x, y: x**2 + y**2, {"named": {"mine": path}, "plain": {"": path}},
               (-2, 2), (-1, 1))

    named, plain = plt.gcf().axes
    assert named.lines[0].get_xdata() == pytest.approx(path[:, 0])
    assert named.lines[0].get_ydata() == pytest.approx(path[:, 1])
    assert named.get_legend() and not plain.get_legend()


def test_the_fit_shows_lines_and_losses():
    x = np.array([0.0, 1.0, 2.0])
    draw_fit(x, 3 * x, {"start": (0, 0), "end": (3, 1)}, {"mean": [9, 1, 0.1]})

    left, right = plt.gcf().axes
    assert left.lines[2].get_ydata() == pytest.approx([1, 7])
    assert right.get_yscale() == "log" and right.lines[0].get_ydata() == pytest.approx([9, 1, 0.1])


@pytest.mark.parametrize("draw", [
    lambda: draw_steps(parabola, {"a": walk(slope, 2.0, 0.1, 3)}, (-4, 3)),
    lambda: draw_directions((1.0, 2.0)),
    lambda: draw_paths(lambda x, y: x * y, {"a": {"": np.zeros((2, 2))}}, (-1, 1), (-1, 1)),
    lambda: draw_fit(np.arange(3), np.arange(3), {"a": (1, 0)}, {"b": [1, 0.5]}),
])
def test_drawing_returns_nothing_and_uses_the_current_figure(draw, paper):
    assert draw() is None
    paper.canvas.draw()

    assert plt.get_fignums() == [paper.number] and paper.axes
