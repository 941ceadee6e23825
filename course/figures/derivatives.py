"""Figures of lesson 1: secants closing on a tangent, f above f′, and what a magnifier shows.

The data (`secants`, `tangents`, `magnified`) are functions of their own, so that they can be
tested; each `draw_*` draws into the current figure.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

CURVE, TANGENT, SECANT = "#1f2937", "#1d4ed8", "#c2410c"  # as in the live figures
RISING, FALLING = "#0d9488", "#a21caf"
POINTS = 401


@dataclass(frozen=True)
class Line:
    """The straight line through (x0, y0) with a slope; `line(x)` is its height at `x`."""

    x0: float
    y0: float
    slope: float

    def __call__(self, x):
        return self.y0 + self.slope * (np.asarray(x) - self.x0)


def secants(f, x0, hs):
    """The secants of `f` through its points at `x0` and `x0 + h`, one `Line` for each h."""
    return [Line(x0, f(x0), (f(x0 + h) - f(x0)) / h) for h in hs]


def tangents(f, df, at):
    """The tangent lines of `f` at the points `at`, given its derivative `df`."""
    return [Line(x0, f(x0), df(x0)) for x0 in at]


def magnified(f, x0, width):
    """`f` within `width` of `x0` under a magnifier: both axes start there and count in widths."""
    t = np.linspace(-1, 1, POINTS)
    return t, (f(x0 + width * t) - f(x0)) / width


def draw_secants(f, x0, slope, hs=(3, 2, 1, 0.3)):
    """Draw `f`, the secants from x0 to x0 + h (darker as h shrinks), and the tangent at x0."""
    ax = _panels(7, 4.2)
    left, right = x0 - 0.9 * max(hs), x0 + 1.1 * max(hs)
    x = np.linspace(left, right, POINTS)
    ax.plot(x, f(x), color=CURVE, lw=2.5, label="the curve f")
    for h, line, shade in zip(hs, secants(f, x0, hs), np.linspace(0.3, 0.9, len(hs)), strict=True):
        ax.plot(x, line(x), color=SECANT, alpha=shade, lw=1.3,
                label=f"secant, h = {h:g}: slope {line.slope:.2f}")
        ax.plot(x0 + h, f(x0 + h), "o", color=SECANT, alpha=shade, ms=6)
    ax.plot(x, Line(x0, f(x0), slope)(x), color=TANGENT, lw=2,
            label=f"tangent: slope {slope:.2f}")
    ax.plot(x0, f(x0), "o", color=TANGENT, ms=8, zorder=3)
    ax.set(xlabel="x", ylabel="f(x)", xlim=(left, right),
           ylim=(f(x).min() - 0.2 * np.ptp(f(x)), f(x).max()))
    ax.legend(frameon=False, loc="upper left")
    _open(ax)


def draw_derivative(f, df, at, name="f", xlim=(-2, 2)):
    """Draw `f`, called `name`, with its tangents at the points `at`, and below it f′."""
    upper, lower = _panels(7, 6, nrows=2, sharex=True)
    x = np.linspace(*xlim, POINTS)
    upper.plot(x, f(x), color=CURVE, lw=2.5)
    lower.plot(x, df(x), color=CURVE, lw=2.5)
    lower.fill_between(x, df(x), where=df(x) >= 0, color=RISING, alpha=0.15, lw=0,
                       label=f"slope above 0: {name} rises")
    lower.fill_between(x, df(x), where=df(x) <= 0, color=FALLING, alpha=0.12, lw=0,
                       label=f"slope below 0: {name} falls")
    lower.axhline(0, color="black", lw=0.8)
    for line in tangents(f, df, at):
        near = line.x0 + np.array([-0.55, 0.55])
        upper.plot(near, line(near), color=TANGENT, lw=2)
        upper.plot(line.x0, line.y0, "o", color=TANGENT, ms=7)
        upper.annotate(f"slope {_signed(line.slope)}", (line.x0, line.y0),
                       (10, -18 if line.slope >= 0 else 10), textcoords="offset points",
                       color=TANGENT)
        lower.plot([line.x0, line.x0], [0, line.slope], color=TANGENT, lw=2)
        lower.plot(line.x0, line.slope, "o", color=TANGENT, ms=7)
        lower.annotate(_signed(line.slope), (line.x0, line.slope), (-8, 8),
                       textcoords="offset points", color=TANGENT, ha="right")
    upper.set(ylabel=f"{name}(x)", title=f"the curve {name}, with tangents", xlim=xlim)
    lower.set(xlabel="x", ylabel=f"{name}′(x)",
              title=f"the derivative {name}′: the slope of {name} at each x")
    lower.legend(frameon=False, loc="upper center")
    _open(upper, lower)


def draw_zoom(functions, x0=0.0, widths=(1, 0.1, 0.01)):
    """Draw each of `functions` ({name: f}) near `x0`, magnified more from panel to panel."""
    axes = _panels(7.5, 2.6 * len(functions), nrows=len(functions), ncols=len(widths),
                   squeeze=False)
    plt.gcf().get_layout_engine().set(wspace=0.08, hspace=0.06)
    for row, (name, f) in zip(axes, functions.items(), strict=True):
        for ax, width in zip(row, widths, strict=True):
            ax.plot(*magnified(f, x0, width), color=CURVE, lw=2.5)
            ax.plot(0, 0, "o", color=TANGENT, ms=6)
            ax.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xticks=[-1, 0, 1], yticks=[],
                   xticklabels=[f"{x:g}".replace("-", "−") for x in (x0 - width, x0, x0 + width)])
            ax.set_title(f"{max(widths) / width:g} ×", fontsize=11)
            ax.spines[:].set_color("#bbbbbb")
        row[0].set_ylabel(name, fontsize=12)


def _panels(width, height, **layout):
    """The axes of the current figure, which takes this size in inches."""
    figure = plt.gcf()
    figure.set_size_inches(width, height)
    figure.set_layout_engine("constrained")
    return figure.subplots(**layout)


def _signed(slope):
    return f"{slope:.2f}".replace("-", "−")


def _open(*axes):
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
