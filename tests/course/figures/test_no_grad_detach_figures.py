"""What the figures of lesson 8 show: their data, against the engine."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

import autograd_ref as ag
from course.figures import no_grad_detach as figures
from grading.lessons import find

TURNS = {17: 0.3, 46: 0.8, 90: math.pi / 2, 180: math.pi}


@pytest.fixture(autouse=True)
def paper():
    """Figures that no window shows, closed after the test."""
    plt.switch_backend("agg")
    yield
    plt.close("all")


def words():
    """All texts of the figure, joined."""
    return " ".join(text.get_text() for ax in plt.gcf().axes for text in ax.texts)


def test_a_chain_names_the_nodes_from_the_leaf_to_the_result():
    x = ag.tensor(2.0, requires_grad=True)

    names = figures.chain((3 * x).exp().sin())

    assert names == ["AccumulateGrad", "MulBackward0", "ExpBackward0", "SinBackward0"]


def test_what_was_not_recorded_has_no_chain_and_the_figure_says_so():
    x = ag.tensor(2.0, requires_grad=True)
    with ag.no_grad():
        silent = 3 * x

    figures.draw_chains({"recorded": 3 * x, "inside": silent})

    assert figures.chain(silent) == []
    assert "MulBackward0" in words() and "no graph" in words()


def test_each_way_has_a_row_that_says_who_got_a_gradient():
    figures.draw_ways({"flag": (True, False, True), "cut": (False, False, True)})

    first, second = ([text.get_text() for text in ax.texts if ":" in text.get_text()]
                     for ax in plt.gcf().axes)
    assert first == ["a: gradient", "b: no gradient", "c: gradient"]
    assert second == ["a: no gradient", "b: no gradient", "c: gradient"]


def test_the_path_of_a_frozen_weight_is_drawn_as_it_is():
    moved, kept = [0.9, 0.81, 0.729], [0.9, 0.9, 0.9]

    figures.draw_momentum({"zeros": moved, "None": kept})

    drawn = [line.get_ydata() for line in plt.gca().lines]
    assert np.array_equal(drawn, [moved, kept])


def test_the_lattice_covers_the_points_and_its_rows_are_pairs(rng):
    points = rng.normal(size=(20, 2))

    xs, ys, rows = figures.grid(points, fine=7)

    assert rows.shape == (49, 2)
    assert (rows.min(axis=0) < points.min(axis=0)).all()
    assert (rows.max(axis=0) > points.max(axis=0)).all()
    assert np.array_equal(rows.reshape(7, 7, 2)[2, 3], [xs[3], ys[2]])


def test_a_boundary_lies_where_the_score_is_zero():
    """The line x = y, for a score of x - y."""
    points = np.array([[-1.0, 1.0], [1.0, -1.0]])

    figures.draw_boundaries({"both": (lambda rows: rows[:, 0] - rows[:, 1], points,
                                      np.array([0, 1]))})

    places = np.concatenate([path.vertices for path in plt.gca().collections[1].get_paths()])
    assert len(places) > 10
    assert places[:, 0] == pytest.approx(places[:, 1])


def test_bars_carry_their_bytes():
    figures.draw_bytes({"all": 458752, "none": 0})

    assert [bar.get_width() for bar in plt.gca().patches] == [458752, 0]
    assert "458,752 bytes" in words() and "0 bytes" in words()


@pytest.fixture(scope="module")
def lesson():
    """The network, the moons and the training of the lesson's section 6, and its table."""
    names = {"ag": ag, "math": math}
    cells = find("no_grad_detach").read().cells
    for cell in cells:
        if cell.source.startswith(("class Net", "def moons", "def train")):
            exec(cell.source, names)
    rows = "\n".join(cell.source for cell in cells).splitlines()
    return names, {row.split()[1]: row for row in rows if " degrees | " in row}


def tuned(lesson, start, learns, few):
    """A network that starts where `start` is, with the parameters `learns` trained on `few`."""
    model = lesson["Net"]().double()
    if start:
        model.load_state_dict(start.state_dict())
    lesson["train"](model, learns(model).parameters(), *few, 150)
    return model


def accuracies(lesson, seed, turned_by):
    """On 400 points of the new task: not tuned, a new network, the body frozen, all trained."""
    ag.manual_seed(seed)
    old, start = lesson["moons"](100), lesson["Net"]().double()
    lesson["train"](start, start.parameters(), *old, 200)
    few, test = lesson["moons"](6, turned_by), lesson["moons"](400, turned_by)
    frozen = tuned(lesson, start, lambda model: model.fc, few)
    whole = tuned(lesson, start, lambda model: model, few)
    new = tuned(lesson, None, lambda model: model, few)
    return [lesson["accuracy"](model, *test) for model in (start, new, frozen, whole)]


@pytest.mark.slow
@pytest.mark.parametrize("degrees", TURNS)
def test_the_table_of_eight_seeds_is_what_comes_out(lesson, degrees):
    names, table = lesson

    seen = np.array([accuracies(names, seed, TURNS[degrees]) for seed in range(8)])

    means = " | ".join(f"{mean:.2f}" for mean in seen.mean(axis=0))
    wins = (seen[:, 2] > seen[:, 1]).sum()
    assert f"| {degrees} degrees | {means} | {wins} of 8 times |" == (
        table[str(degrees)].replace("**", ""))
