"""Figures of lesson 3: paths on a curve, paths on contours, and the steepest of all directions.

`walk` makes the paths and `slopes_around` the slopes, so that they can be tested; each `draw_*`
draws into the current figure.
"""

import matplotlib.pyplot as plt
import numpy as np

from course.figures.derivatives import CURVE, SECANT, TANGENT

COLORS = (TANGENT, SECANT, "#0d9488", "#a21caf")
CONTOUR, SOFT = "#b6bfcb", "#6b7280"


def walk(grad, x0, lr, n, momentum=0.0):
    """The n + 1 points of gradient descent from x0, as an array; with `momentum`, steps add up."""
    path, step = [np.array(x0, dtype=float)], 0.0
    for _ in range(n):
        step = momentum * step + np.asarray(grad(path[-1]))
        path.append(path[-1] - lr * step)
    return np.array(path)


def arrival(path, target, within=1e-3):
    """The number of steps after which `path` stays `within` reach of `target`; None if never."""
    points = np.reshape(path, (len(path), -1)) - np.ravel(target)
    far = np.nonzero(np.linalg.norm(points, axis=1) > within)[0]
    after = int(far[-1]) + 1 if far.size else 0
    return after if after < len(path) else None


def slopes_around(grad, angles):
    """The slope met when walking in each direction of `angles` (radians), given the gradient."""
    return grad[0] * np.cos(angles) + grad[1] * np.sin(angles)


def draw_steps(f, paths, xlim):
    """Draw `f` once for each of `paths`, {title: path}, with the points of the path on it."""
    x = np.linspace(*xlim, 301)
    panels = _panels(10, 3.2, len(paths), sharey=True)
    panels[0].set_ylabel("f(x)")
    for ax, (title, path) in zip(panels, paths.items(), strict=True):
        ax.plot(x, f(x), color=CURVE, lw=2)
        shown = path[np.minimum.accumulate((path > xlim[0]) & (path < xlim[1]))]
        ax.plot(shown, f(shown), color=TANGENT, lw=1, marker="o", ms=5, alpha=0.8)
        ax.plot(path[0], f(path[0]), "o", color=SECANT, ms=8)
        ax.set(xlim=xlim, ylim=(f(x).min() - 0.06 * np.ptp(f(x)), f(x).max()), xlabel="x")
        ax.set_title(title, fontsize=11)


def draw_directions(grad):
    """Draw the gradient among all directions, and the slope in each of them."""
    plane, curve = _panels(9, 3.8, 2)
    length = np.hypot(*grad)
    unit = np.array(grad) / length
    t = np.linspace(-1.6, 1.6, 61)
    x, y = np.meshgrid(t, t)
    plane.contour(x, y, grad[0] * x + grad[1] * y, levels=11, colors=CONTOUR, linestyles="-",
                  linewidths=1)
    circle = np.linspace(0, 2 * np.pi, 181)
    plane.plot(np.cos(circle), np.sin(circle), color=SOFT, lw=1)
    for end, color, name in ((unit, SECANT, "gradient"), (-unit, TANGENT, "steepest way down")):
        plane.annotate("", end, (0, 0), arrowprops={"arrowstyle": "-|>", "color": color, "lw": 2.5})
        plane.text(*(1.12 * end), name, color=color, ha="left" if end[0] > 0 else "center",
                   va="center" if end[0] > 0 else "bottom",
                   bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    plane.set(aspect="equal", xlabel="x", ylabel="y", title="contour lines and the gradient")
    degrees = np.arange(-180, 181)
    curve.plot(degrees, slopes_around(grad, np.radians(degrees)), color=CURVE, lw=2)
    curve.axhline(0, color="black", lw=0.8)
    ways = ((0, SOFT, "along x", (8, 6)), (90, SOFT, "along y", (-10, -14)),
            (np.degrees(np.arctan2(grad[1], grad[0])), SECANT, "gradient", (8, 6)),
            (np.degrees(np.arctan2(-grad[1], -grad[0])), TANGENT, "down", (4, -16)))
    for angle, color, name, (right, up) in ways:
        height = slopes_around(grad, np.radians(angle))
        curve.plot(angle, height, "o", color=color, ms=7)
        curve.annotate(f"{name}: {height:.0f}".replace("-", "−"), (angle, height), (right, up),
                       textcoords="offset points", color=color, ha="left" if right > 0 else "right")
    curve.set(xlabel="direction, in degrees", ylabel="slope", xticks=[-180, -90, 0, 90, 180],
              ylim=(-1.35 * length, 1.35 * length), title="the slope in every direction")


def draw_paths(f, panels, xlim, ylim, levels=14):
    """Draw contours of `f(x, y)` with paths, once for each of `panels`: {title: {name: path}}."""
    x, y = np.meshgrid(np.linspace(*xlim, 161), np.linspace(*ylim, 121))
    axes = _panels(10, 3.6, len(panels), sharey=True)
    axes[0].set_ylabel("y")
    for ax, (title, paths) in zip(axes, panels.items(), strict=True):
        ax.contour(x, y, f(x, y), levels=levels, colors=CONTOUR, linewidths=0.9, linestyles="-")
        for (name, path), color in zip(paths.items(), COLORS, strict=False):
            ax.plot(*path.T, color=color, lw=1.4, marker=".", ms=6, label=name)
            ax.plot(*path[0], "o", color=color, ms=7)
        ax.set(xlim=xlim, ylim=ylim, xlabel="x")
        ax.set_title(title, fontsize=11)
        if any(paths):
            ax.legend(loc="upper left", fontsize=9, framealpha=0.9)


def draw_fit(x, y, lines, losses):
    """Draw the points with `lines`, {name: (w, b)}, and the `losses`, {name: values}, by step."""
    left, right = _panels(9.5, 3.6, 2)
    left.plot(x, y, ".", color=SOFT)
    ends = np.array([x.min(), x.max()])
    for (name, (w, b)), shade in zip(lines.items(), np.linspace(0.3, 1, len(lines)), strict=True):
        left.plot(ends, w * ends + b, color=TANGENT, alpha=shade, lw=2, label=name)
    left.set(xlabel="x", ylabel="y", title="the line")
    left.legend(frameon=False, fontsize=9)
    for (name, values), color in zip(losses.items(), COLORS, strict=False):
        right.semilogy(values, color=color, lw=2, label=name)
    right.set(xlabel="step", ylabel="mean squared residual", title="the loss")
    right.legend(frameon=False, fontsize=9)


def _panels(width, height, count, **options):
    """`count` axes side by side in the current figure, which takes this size in inches."""
    figure = plt.gcf()
    figure.set_size_inches(width, height)
    figure.set_layout_engine("constrained")
    axes = figure.subplots(1, count, squeeze=False, **options)[0]
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
    return axes
