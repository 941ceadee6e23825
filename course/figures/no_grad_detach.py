"""Figures of lesson 8: what is recorded, what learns, what moves, and what is kept."""

import matplotlib.pyplot as plt
import numpy as np

LEARNS, STAYS, GREY, INK = "#0072B2", "#D55E00", "#666666", "#1f2937"
POINTS = ("#D55E00", "#0072B2")
LAYERS = ("a", "b", "c")


def chain(tensor):
    """The names of the nodes behind `tensor`, from the leaf on; each node's first known operand.

    `[]` if nothing was recorded.
    """
    names, node = [], tensor.grad_fn
    while node is not None:
        names.append(node.name().rpartition("::")[2])
        node = next((before for before, _ in node.next_functions if before is not None), None)
    return names[::-1]


def draw_chains(tensors):
    """None; a row per entry of `{title: tensor}`: its graph as boxes, or that there is none."""
    _, ax = plt.subplots(figsize=(10, 0.3 + 0.6 * len(tensors)), layout="constrained")
    longest = max(len(chain(tensor)) for tensor in tensors.values())
    for row, (title, tensor) in enumerate(tensors.items()):
        y, names = -row, chain(tensor)
        ax.text(0.0, y, title, ha="right", va="center", family="monospace")
        if not names:
            ax.text(0.25, y, "no graph: only the number is left", va="center", color=STAYS)
        for i, name in enumerate(names):
            ax.text(0.25 + i, y, name, va="center", fontsize=10, color="white",
                    bbox={"boxstyle": "round,pad=0.5", "facecolor": LEARNS, "edgecolor": "none"})
            if i:
                ax.annotate("", (i + 0.17, y), (i + 0.02, y),
                            arrowprops={"arrowstyle": "<-", "color": GREY})
    ax.set(xlim=(-1.1, longest + 0.4), ylim=(0.6 - len(tensors), 0.6))
    ax.axis("off")


def draw_ways(measured):
    """None; for each way `{title: (a, b, c)}`, which of the layers got a gradient."""
    _, axes = plt.subplots(len(measured), 1, figsize=(8, 0.65 * len(measured)),
                           layout="constrained", squeeze=False)
    for ax, (title, gets) in zip(axes[:, 0], measured.items(), strict=True):
        for i, (layer, learns) in enumerate(zip(LAYERS, gets, strict=True)):
            ax.text(i, 0, f"{layer}: {'gradient' if learns else 'no gradient'}", ha="center",
                    va="center", color="white", bbox={
                        "boxstyle": "round,pad=0.6", "edgecolor": "none",
                        "facecolor": LEARNS if learns else STAYS})
            if i:
                ax.annotate("", (i - 0.38, 0), (i - 0.62, 0),
                            arrowprops={"arrowstyle": "->", "color": GREY})
        ax.text(-0.6, 0, title, ha="right", va="center", family="monospace")
        ax.set(xlim=(-2.4, 2.5), ylim=(-0.5, 0.5))
        ax.axis("off")


def draw_momentum(paths):
    """None; `{title: values of a frozen weight}` over the steps after it was frozen."""
    _, ax = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
    for (title, path), color in zip(paths.items(), (STAYS, LEARNS), strict=True):
        ax.plot(path, color=color, marker="o", markersize=4)
        middle = len(path) // 2
        ax.annotate(title, (middle, path[middle]), xytext=(6, 8), color=color,
                    textcoords="offset points")
    ax.set(xlabel="step after freezing", ylabel="the frozen weight",
           title="Frozen, and yet it moves")
    ax.margins(y=0.2)


def grid(points, fine=120):
    """Coordinates of a square lattice over the points: two axes, and all pairs as rows."""
    low, high = points.min(axis=0) - 0.4, points.max(axis=0) + 0.4
    xs, ys = (np.linspace(low[i], high[i], fine) for i in (0, 1))
    across, up = np.meshgrid(xs, ys)
    return xs, ys, np.column_stack([across.ravel(), up.ravel()])


def draw_boundaries(panels):
    """None; per entry of `{title: (score, points, labels)}`, where the model says which class.

    `score` takes rows of coordinates and gives one number per row: above 0 means class 1.
    """
    _, axes = plt.subplots(1, len(panels), figsize=(2.6 * len(panels), 2.8),
                           layout="constrained", squeeze=False)
    for ax, (title, (score, points, labels)) in zip(axes[0], panels.items(), strict=True):
        xs, ys, rows = grid(points)
        values = np.asarray(score(rows)).reshape(len(ys), len(xs))
        ax.contourf(xs, ys, values > 0, levels=[-0.5, 0.5, 1.5], colors=POINTS, alpha=0.18)
        ax.contour(xs, ys, values, levels=[0], colors=INK)
        for label, marker in ((0, "o"), (1, "s")):
            ax.scatter(*points[labels == label].T, s=14, marker=marker, color=POINTS[label])
        ax.set(title=title, xticks=[], yticks=[], aspect="equal")


def draw_bytes(kept):
    """None; horizontal bars for `{title: bytes}` that a forward pass keeps for the backward."""
    _, ax = plt.subplots(figsize=(8, 0.7 + 0.55 * len(kept)), layout="constrained")
    bars = ax.barh(list(kept), list(kept.values()), color=LEARNS)
    ax.bar_label(bars, [f"{value:,} bytes" for value in kept.values()], padding=4)
    ax.set(xlabel="bytes kept for the backward", xlim=(0, 1.25 * max(*kept.values(), 1)))
    ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)
