"""Exercises of lesson 1: derivatives and tangents."""

from course.probes import probe


@probe(
    "tangent_line",
    points=3,
    hints=(
        "What is the line's value at x0 itself, and how much does it rise per unit of x?",
        "A line through the point (x0, y0) with slope m is y = y0 + m * (x - x0).",
        "def tangent_line(f, df, x0):\n    return lambda x: ... + ... * (x - x0)",
    ),
)
def tangent_line(answer, rng):
    """The tangent of a random parabola, read off at a few x."""
    a, b, c, x0 = rng.uniform(0.5, 2.0, size=4)
    line = answer.tangent_line(lambda x: a * x**2 + b * x + c, lambda x: 2 * a * x + b, x0)
    for x in rng.uniform(-3, 3, size=3):
        yield f"height at x = {x:.2f}", line(x)
