"""Figures of lesson 5: how many paths a small graph has, and a neuron that learns."""

import math

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

PATHS, ONCE, GREY = "#D55E00", "#0072B2", "#666666"
SHADES = ("#9ecae1", "#4292c6", "#08519c")


def draw_calls(layers, by_paths):
    """None; how many rules are called over the layers of a graph: by paths, and once a node."""
    _, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
    ax.semilogy(layers, by_paths, "o-", color=PATHS, label="along every path")
    ax.semilogy(layers, layers, "o-", color=ONCE, label="each node once")
    ax.set(xlabel="k: how often y = y + y was run", ylabel="rules called",
           title="Few nodes, many paths")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()


def snapshots(history):
    """The first, an early and the last entry of `history`, each with its number, or fewer."""
    last = len(history) - 1
    return [(k, history[k]) for k in sorted({0, min(10, last), last}) if 0 <= k <= last]


def draw_learning(points, history):
    """None; the points, tanh(w x + b) at three steps, and the loss of each step.

    `history` holds `(w, b, loss)` of each step; where it is empty, the points stand alone.
    """
    _, (ax, losses) = plt.subplots(1, 2, figsize=(10, 3.6),
                                   gridspec_kw={"left": 0.07, "right": 0.99, "bottom": 0.15})
    xs = [-2.3 + 4.6 * i / 200 for i in range(201)]
    for shade, (step, (w, b, _)) in zip(SHADES, snapshots(history), strict=False):
        ax.plot(xs, [math.tanh(w * x + b) for x in xs], color=shade, linewidth=2.5,
                label=f"step {step}")
    ax.plot(*zip(*points, strict=True), "o", color="black", markersize=5, label="data")
    ax.set(xlabel="x", ylabel="y", ylim=(-1.25, 1.25))
    ax.legend(loc="center left", fontsize="small")
    losses.plot([loss for _, _, loss in history], color=ONCE)
    losses.set(xlabel="step", ylabel="loss", ylim=(0, None))
    for each, title in ((ax, "tanh(w·x + b)"), (losses, "The loss goes down")):
        # drawn for each student while grading, and most of it is ticks, and finding titles a place
        each.set_title(title, y=1.0)
        each.locator_params(nbins=3)
