"""Figures of lesson 2: secants on one side and on both, V-curves of error, a kink between points.

The data (`errors`, `secant`) are functions of their own, so that they can be tested; each `draw_*`
draws into the current figure.
"""

import matplotlib.pyplot as plt
import numpy as np

from course.figures.derivatives import CURVE, SECANT, TANGENT, Line

COLORS = {"forward": SECANT, "central": TANGENT, "complex": "#0d9488"}  # as in the live figure
GUIDE = "#6b7280"
LOWEST = 1e-17  # an error of 0 has no place on a logarithmic scale; it is drawn here


def difference(formula, f, x, h):
    """The slope of `f` at `x` by the "forward", "central" or "complex" difference with step h."""
    if formula == "forward":
        return (f(x + h) - f(x)) / h
    if formula == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    return f(complex(x, h)).imag / h


def errors(formula, f, slope, x, hs):
    """How far `difference` is from the true `slope`, for each h of `hs`, as an array."""
    return np.array([abs(float(difference(formula, f, x, h)) - slope) for h in hs])


def secant(f, left, right):
    """The secant of `f` through its points at `left` and `right`, as a `Line`."""
    return Line(left, f(left), (f(right) - f(left)) / (right - left))


def draw_two_secants(f, df, x0, h):
    """Draw `f`, its tangent at x0, and the secants of the forward and the central difference."""
    ax = _axes(7, 4.2)
    x = np.linspace(x0 - 1.7 * h, x0 + 1.5 * h, 201)
    ax.plot(x, f(x), color=CURVE, lw=2.5, label="the curve f")
    ax.plot(x, Line(x0, f(x0), df(x0))(x), color="#9ca3af", lw=2, ls="--",
            label=f"tangent: slope {df(x0):.2f}")
    for left, name in ((x0, "forward"), (x0 - h, "central")):
        line, color = secant(f, left, x0 + h), COLORS[name]
        ax.plot(x, line(x), color=color, lw=1.6, label=f"{name}: slope {line.slope:.2f}")
        ax.plot([left, x0 + h], [f(left), f(x0 + h)], "o", color=color, ms=7)
    ax.plot(x0, f(x0), "o", color=COLORS["forward"], ms=7)
    ax.set_xticks([x0 - h, x0, x0 + h], ["x − h", "x", "x + h"])
    ax.set(ylabel="f(x)", ylim=(f(x).min() - 0.25 * np.ptp(f(x)), f(x).max()))
    ax.legend(frameon=False, loc="upper left")


def draw_errors(f, slope, x, hs, formulas=("forward", "central"), guides=()):
    """Draw the error of each of `formulas` over h, on logarithmic scales.

    `guides` are triples (name, error(h), place of the name along the line, from 0 to 1).
    """
    ax = _axes(7.5, 4.4)
    hs = np.asarray(hs)
    for name in formulas:
        seen = np.maximum(errors(name, f, slope, x, hs), LOWEST)
        ax.loglog(hs, seen, color=COLORS[name], lw=1.8, marker=".", ms=5, label=name)
    low, high = ax.get_ylim()
    for name, error, where in guides:
        line = error(hs)
        ax.loglog(hs, line, color=GUIDE, lw=1, ls="--")
        i = round(where * (len(hs) - 1))
        side = 1 if (line[-1] < line[0]) == (hs[-1] > hs[0]) else -1  # beside it, not on it
        ax.annotate(name, (hs[i], line[i]), (10 * side, 6), textcoords="offset points",
                    color=GUIDE, ha="left" if side > 0 else "right")
    ax.set(xlabel="h", ylabel="error of the slope", ylim=(low, max(high, 30)))
    ax.grid(color="#e5e7eb", lw=0.8)
    ax.legend(frameon=False, loc="best")


def draw_across_a_kink(f, places, h):
    """Draw `f` once for each x of `places`, with the secant from x − h to x + h."""
    figure = plt.gcf()
    figure.set_size_inches(8.5, 3)
    figure.set_layout_engine("constrained")
    x = np.linspace(-3.4 * h, 3.4 * h, 201)
    for ax, x0 in zip(figure.subplots(1, len(places), sharey=True), places, strict=True):
        line = secant(f, x0 - h, x0 + h)
        ax.plot(x, [f(v) for v in x], color=CURVE, lw=2.5)
        near = np.array([x0 - 1.4 * h, x0 + 1.4 * h])
        ax.plot(near, line(near), color=COLORS["central"], lw=1.6)
        ax.plot([x0 - h, x0 + h], [f(x0 - h), f(x0 + h)], "o", color=COLORS["central"], ms=6)
        ax.plot(x0, f(x0), "|", color=CURVE, ms=16)
        title = f"x = {x0 / h:g} h:  {line.slope:.2f}" if x0 else f"x = 0:  {line.slope:.2f}"
        ax.set_title(title.replace("-", "−"), fontsize=11)
        ax.set_xticks([-2 * h, 0, 2 * h], ["−2h", "0", "2h"])
        ax.set_yticks([])
        ax.spines[["top", "right"]].set_visible(False)


def _axes(width, height):
    """The axes of the current figure, which takes this size in inches."""
    figure = plt.gcf()
    figure.set_size_inches(width, height)
    figure.set_layout_engine("constrained")
    ax = figure.subplots()
    ax.spines[["top", "right"]].set_visible(False)
    return ax
