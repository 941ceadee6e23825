"""What the figures of lesson 6 show: their data, against the engine and against the theory."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import autograd_ref as ag
from course.exercises.accumulation import STEP_LINES
from course.figures import accumulation as figures
from grading.lessons import find


@pytest.fixture(autouse=True)
def paper():
    """Figures that no window shows, closed after the test."""
    plt.switch_backend("agg")
    yield
    plt.close("all")


def engine_descent(f, x0, lr, steps, zero):
    """The path that the engine itself takes."""
    x = ag.tensor(x0, dtype=ag.float64, requires_grad=True)
    path = [x.detach().numpy().copy()]
    for _ in range(steps):
        if zero:
            x.grad = None
        f(x).backward()
        with ag.no_grad():
            x -= lr * x.grad
        path.append(x.detach().numpy().copy())
    return np.array(path)


def test_shares_add_up_to_the_accumulated_gradient():
    assert figures.shares([14.0, 3.0, -5.0]) == [[14.0], [14.0, 3.0], [14.0, 3.0, -5.0]]


@pytest.mark.parametrize("zero", [True, False])
def test_descent_is_the_path_of_the_engine(zero, rng):
    start = rng.uniform(1.0, 1.8)

    path = figures.descent(figures.double_well_slope, start, 0.013, 60, zero)

    assert path == pytest.approx(engine_descent(figures.double_well, start, 0.013, 60, zero))


@pytest.mark.parametrize("zero", [True, False])
def test_regression_is_the_training_of_the_engine(zero):
    losses = figures.regression(3, 0.03, zero, batch=8, epochs=2)

    rng = np.random.default_rng(3)
    X = rng.normal(size=(64, 2))
    y = X @ [2.0, -1.0] + 0.3 * rng.normal(size=64)
    batches = [rows for _ in range(2) for rows in rng.permutation(64).reshape(-1, 8)]
    X, y = (ag.tensor(a.tolist(), dtype=ag.float64) for a in (X, y))
    turn = iter(batches)

    def batch_loss(w):
        rows = next(turn).tolist()
        return ((X[rows] @ w - y[rows]) ** 2).mean()

    path = engine_descent(batch_loss, [0.0, 0.0], 0.03, 16, zero)
    residuals = X.numpy() @ path[1:].T - y.numpy()[:, None]
    assert losses == pytest.approx((residuals**2).mean(axis=0).tolist())


def test_the_borders_are_two_with_clearing_and_four_without():
    below, above = [1.0, 1.99], [2.05, 3.0]
    assert figures.farthest(below, 300, True) == pytest.approx([1.0, 1.0])
    assert (figures.farthest(above, 300, True) > 1e6).all()
    assert (figures.farthest([*below, *above, 3.99], 300, False) < 21).all()
    assert figures.farthest([4.01], 300, False)[0] > 1e6


@pytest.mark.parametrize("product, period", [(1.0, 6), (2.0, 4), (3.0, 3)])
def test_the_swing_repeats_after_six_four_and_three_steps(product, period):
    path = figures.descent(lambda x: product * x, 1.0, 1.0, 40, zero=False)

    back = [k for k in range(1, 20) if np.allclose(path[k:k + 20], path[:20])]
    assert back[0] == period


def test_the_numbers_that_the_lesson_states_about_eighteen_runs():
    final = {(batch, zero): [losses[-1] for losses in figures.regressions(zero, batch)]
             for batch in (64, 8) for zero in (True, False)}

    assert all(len(losses) == 18 for losses in final.values())
    assert max(final[64, True]) < 0.13 and max(final[8, True]) < 0.13
    assert max(final[64, False]) < 6.3
    assert max(final[8, False]) == pytest.approx(1675.47, rel=1e-4)
    assert all(len(losses) == 160 for losses in figures.regressions(False, 64))


def test_only_the_high_start_crosses_the_hill():
    high = figures.descent(figures.double_well_slope, 2.0, 0.01, 100, zero=False)
    low = figures.descent(figures.double_well_slope, 1.3, 0.01, 100, zero=False)
    plain = figures.descent(figures.double_well_slope, 2.0, 0.01, 100, zero=True)

    assert figures.double_well(high).min() == pytest.approx(-3.51, abs=0.005)
    assert low.min() > 0.9
    assert plain[-1] == pytest.approx(1.13, abs=0.005)
    assert figures.double_well(plain[-1]) == pytest.approx(-1.07, abs=0.005)


def test_the_bars_are_stacked_and_named_by_their_sum():
    figures.draw_accumulation([14.0, 14.0, 14.0])

    ax = plt.gca()
    assert [round(bar.get_y()) for bar in ax.patches] == [0, 0, 14, 0, 14, 28]
    named = [text.get_text() for text in ax.texts if "grad" in text.get_text()]
    assert named == [".grad = 14", ".grad = 28", ".grad = 42"]


def test_the_two_descents_are_drawn_as_they_were_given():
    cleared, kept = [2.0, 0.6, 0.04], [2.0, 0.6, -1.36]

    figures.draw_descents(cleared, kept, minimum=-1 / 3)

    left, right = plt.gcf().axes
    drawn = {line.get_label(): list(line.get_ydata()) for line in left.lines}
    assert drawn["cleared each step"] == cleared and drawn["never cleared"] == kept
    assert [bar.get_height() for bar in right.patches] == pytest.approx([1.4, 0.56, 1.4, 1.96])


def test_the_other_figures_show_what_their_legends_say():
    figures.draw_stability(steps=50)
    assert {line.get_xdata()[0] for line in plt.gca().lines[2:]} == {2, 4}

    figures.draw_minibatches()
    assert [len(ax.lines) for ax in plt.gcf().axes] == [36, 36]

    figures.draw_double_well(starts=(2.0, 1.3), steps=30)
    heights = [ax.lines[1].get_ydata()[0] for ax in plt.gcf().axes]
    assert heights == pytest.approx([figures.double_well(2.0), figures.double_well(1.3)])
    assert heights[0] > figures.double_well(0.17) > heights[1]


def test_the_lines_to_put_in_order_are_those_the_lesson_prints():
    text = "\n".join(cell.source for cell in find("accumulation").read().cells)

    for letter, line in STEP_LINES.items():
        assert f"{letter}   {line}\n" in text
