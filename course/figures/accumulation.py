"""Figures of lesson 6: gradients that are added up, and what a descent does with the sum."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

CLEARED, KEPT, GREY = "#0072B2", "#D55E00", "#666666"
RATES, SEEDS, BATCH = (0.01, 0.03, 0.1), range(6), 8


def shares(gradients):
    """`[[g1], [g1, g2], ...]`: what `.grad` is made of after each of the backward calls."""
    return [list(gradients[:k]) for k in range(1, len(gradients) + 1)]


def descent(slope, x0, lr, steps, zero):
    """The path x0, x1, ... of gradient descent; without `zero`, the gradients add up."""
    path, kept = [np.asarray(x0, dtype=float)], 0.0
    for _ in range(steps):
        g = slope(path[-1])
        kept = g if zero else kept + g
        path.append(path[-1] - lr * kept)
    return np.array(path)


def farthest(products, steps, zero):
    """The largest |x| within `steps` steps on a parabola, from x = 1, for each product ηλ."""
    with np.errstate(over="ignore", invalid="ignore"):
        path = descent(lambda x: np.asarray(products) * x, np.ones(len(products)), 1, steps, zero)
    return np.abs(path).max(axis=0)


def regression(seed, lr, zero, batch=BATCH, epochs=20):
    """The loss on all 64 points after each step of a regression with two weights."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(64, 2))
    y = X @ [2.0, -1.0] + 0.3 * rng.normal(size=64)
    w, kept, losses = np.zeros(2), np.zeros(2), []
    for _ in range(epochs):
        for rows in rng.permutation(64).reshape(-1, batch):
            g = 2 * X[rows].T @ (X[rows] @ w - y[rows]) / batch
            kept = g if zero else kept + g
            w = w - lr * kept
            losses.append(float(((X @ w - y) ** 2).mean()))
    return losses


@cache  # the lesson prints the last losses, then draws them all
def regressions(zero, batch=BATCH):
    """The losses of 18 runs, a list for each: three learning rates, six seeds each.

    Every run makes 160 steps, whatever the size of its batches.
    """
    epochs = 160 * batch // 64
    return [regression(seed, lr, zero, batch, epochs) for lr in RATES for seed in SEEDS]


def double_well(x):
    """x^4 - 3x^2 + x: a deep valley on the left, a shallow one on the right."""
    return x**4 - 3 * x**2 + x


def double_well_slope(x):
    """The derivative of `double_well`."""
    return 4 * x**3 - 6 * x + 1


def draw_accumulation(gradients):
    """None; `.grad` after each backward call, as stacked shares, the newest in another colour."""
    _, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
    for k, parts in enumerate(shares(gradients), start=1):
        bottom = 0.0
        for i, part in enumerate(parts):
            ax.bar(k, part, bottom=bottom, color=CLEARED if i < k - 1 else KEPT,
                   edgecolor="white", width=0.6)
            ax.text(k, bottom + part / 2, f"{part:g}", ha="center", va="center", color="white")
            bottom += part
        ax.text(k, bottom, f".grad = {bottom:g}", ha="center", va="bottom")
    ax.set_xticks(range(1, len(gradients) + 1))
    ax.set(xlabel="after backward call number", ylabel=".grad",
           ylim=(0, 1.15 * sum(gradients)), title="Each call adds its own share")


def draw_descents(cleared, kept, minimum):
    """None; two paths over the steps: with .grad cleared, and with .grad kept."""
    _, (ax, bars) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    ax.axhline(minimum, color=GREY, linestyle=":", label="minimum")
    ax.plot(kept, color=KEPT, marker=".", label="never cleared")
    ax.plot(cleared, color=CLEARED, marker=".", label="cleared each step")
    ax.set(xlabel="step", ylabel="x", title="Where x is")
    ax.legend(loc="upper right", ncols=3, fontsize="small")
    ax.set_ylim(min(kept) - 0.3, max(kept) + 1.0)
    for path, color, shift in ((cleared, CLEARED, -0.2), (kept, KEPT, 0.2)):
        moves = np.abs(np.diff(path))[:12]
        bars.bar(np.arange(1, len(moves) + 1) + shift, moves, width=0.4, color=color)
    bars.set(xlabel="step", ylabel="how far x moved", title="The size of the first updates")


def draw_stability(steps=200):
    """None; how far x gets from the minimum, over ηλ, cleared and not."""
    products = np.linspace(0.02, 5, 499)
    _, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
    for zero, color in ((True, CLEARED), (False, KEPT)):
        ax.semilogy(products, farthest(products, steps, zero), color=color)
    for border, color, name in ((2, CLEARED, "cleared each step"), (4, KEPT, "never cleared")):
        ax.axvline(border, color=GREY, linestyle=":")
        ax.text(border - 0.07, 4e6, f"{name}:\nbounded up to {border}", color=color, ha="right",
                va="top")
    ax.set(xlabel="ηλ   (learning rate times curvature)", xlim=(0, 5), ylim=(0.5, 1e7),
           ylabel=f"largest |x| in {steps} steps", title="A parabola, started at distance 1")
    ax.yaxis.set_minor_locator(NullLocator())


def draw_minibatches():
    """None; the loss in 18 runs each: full batch and mini-batches, cleared and not."""
    _, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True, layout="constrained")
    for ax, batch, title in zip(axes, (64, BATCH), ("full batch (64 rows)",
                                                    f"mini-batches ({BATCH} rows)"), strict=True):
        for zero, color, label in ((False, KEPT, "never cleared"),
                                   (True, CLEARED, "cleared each step")):
            for i, losses in enumerate(regressions(zero, batch)):
                ax.semilogy(losses, color=color, alpha=0.6, linewidth=0.9,
                            label=label if i == 0 else None)
        ax.set(xlabel="step", title=title, ylim=(0.03, 3e4))
        ax.yaxis.set_minor_locator(NullLocator())
    axes[0].set_ylabel("loss on all 64 points")
    axes[0].legend(loc="upper left", fontsize="small")


def draw_double_well(starts=(2.0, 1.3), lr=0.01, steps=100):
    """None; the double well, and from each start both paths on it."""
    x = np.linspace(-2.35, 2.15, 400)
    _, axes = plt.subplots(1, len(starts), figsize=(10, 4), sharey=True, layout="constrained")
    for ax, start in zip(axes, starts, strict=True):
        ax.plot(x, double_well(x), color=GREY)
        ax.axhline(double_well(start), color=GREY, linestyle="--", linewidth=0.8)
        for zero, color, label, lift in ((False, KEPT, "never cleared", 0.0),
                                         (True, CLEARED, "cleared each step", 0.4)):
            path = descent(double_well_slope, start, lr, steps, zero)
            ax.plot(path, double_well(path) + lift, ".", color=color, markersize=5, label=label)
        ax.plot(start, double_well(start), "o", color="black", markersize=7, label="start")
        ax.set(xlabel="x", title=f"start at {start:g}, {steps} steps", ylim=(-4.5, 9))
    axes[0].set_ylabel("f(x)")
    axes[0].legend(loc="upper center", fontsize="small")
