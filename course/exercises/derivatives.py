"""Exercises of lesson 1: derivatives and tangents."""

import numpy as np

from course.probes import probe
from course.problems import draw, signed_term


@probe(
    "difference_quotient",
    points=2,
    hints=(
        "How much does the curve rise between x and x + h? And how far did you walk?",
        "Rise divided by step. Python divides before it subtracts, so mind the brackets.",
        "def difference_quotient(f, x, h):\n    return (... - ...) / h",
    ),
)
def difference_quotient(answer, rng):
    """A random cubic, a random curve that falls, with steps to the right and to the left."""
    a, b, c = draw(rng, (0.5, 2), (-2, -0.5), (0.5, 2))
    for low, high in [(0.5, 1.5), (0.05, 0.2), (-1.5, -0.5)]:
        x, h = draw(rng, (0.6, 3), (low, high))
        slope = answer.difference_quotient(lambda x: a * x**3 + b * x + c, x, h)
        yield f"f(x) = {a:.2f}x³{signed_term(b)}x{signed_term(c)}, x = {x:.2f}, h = {h:.2f}", slope
    for low, high in [(0.5, 1.5), (-0.2, -0.05)]:
        x, h = draw(rng, (-3, -0.6), (low, high))
        slope = answer.difference_quotient(lambda x: a * np.sin(c * x) - 5 * x, x, h)
        yield f"f(x) = {a:.2f} sin({c:.2f}x) − 5x, x = {x:.2f}, h = {h:.2f}", slope


@probe(
    "tangent_line",
    points=3,
    hints=(
        "How high is the line at x0 itself? How far is x from x0?",
        "Start at the height f(x0). Each unit to the right of x0 adds the slope at x0 once.",
        "def line(x):\n    return ... + ... * (x - x0)",
    ),
)
def tangent_line(answer, rng):
    """The tangents where one random curve rises and another falls, read off at a few x."""
    a, b, c, x0, x1 = draw(rng, (0.5, 2), (-2, -0.5), (0.5, 2), (1.2, 2), (-2, -0.6))
    cubic = answer.tangent_line(
        lambda x: a * x**3 + b * x + c, lambda x: 3 * a * x**2 + b, x0)
    sine = answer.tangent_line(
        lambda x: c * np.sin(a * x) - 5 * x, lambda x: a * c * np.cos(a * x) - 5, x1)
    for curve, line, at in [(f"{a:.2f}x³{signed_term(b)}x{signed_term(c)}", cubic, x0),
                            (f"{c:.2f} sin({a:.2f}x) − 5x", sine, x1)]:
        yield f"tangent of {curve} at x0 = {at:.2f}: height at x0", _height(line, at)
        yield "    one unit to the right of x0", _height(line, at + 1)
        for x in draw(rng, (-3, -2.1), (2.1, 3)):
            yield f"    height at x = {x:.2f}", _height(line, x)


def _height(line, x):
    """The line's height at `x`; an answer that isn't a function is shown as it is."""
    return line(x) if callable(line) else line


@probe(
    "f_prime",
    points=1,
    hints=(
        "Which rule does each of the three terms need?",
        "The power rule takes x² to 2x, a constant factor stays, a constant has slope 0.",
        "def f_prime(x):\n    return 3 * ... + ...",
    ),
)
def f_prime(answer, rng):
    """The slope of 3x² + 2x + 1 at random points on both sides of 0."""
    for x in draw(rng, (-4, -2), (-2, -0.4), (-0.3, 0), (0, 1), (1, 3), (30, 90)):
        yield f"slope at x = {x:.2f}", answer.f_prime(x)


@probe(
    "poly_derivative",
    points=2,
    hints=(
        "Which derivative does the term coeffs[k] · x**k have? Which power of x is in it?",
        "k · coeffs[k] goes to index k - 1. The constant, coeffs[0], drops out unless it is alone.",
        "[k * ... for k in range(1, len(coeffs))], and one case more for the constant",
    ),
)
def poly_derivative(answer, rng):
    """Random polynomials of degree 4, 2, 1 and 0, and whether the list stays as it was."""
    for degree in (4, 2, 1, 0):
        ranges = [(0.5, 3), (-3, -0.5), (0.5, 3), (0.5, 3), (-3, -0.5)]
        coeffs = [round(c, 1) for c in draw(rng, *ranges[:degree + 1])]
        given = str(coeffs)
        yield f"derivative of {given}", answer.poly_derivative(coeffs)
        yield "    that list afterwards", coeffs
    whole = rng.integers(2, 9, size=4).tolist()
    yield f"derivative of {whole}", answer.poly_derivative(whole)


@probe(
    "steepest_downhill",
    points=2,
    hints=(
        "Is the slope -3 steeper than the slope 2? On which side of x is it lower, if the "
        "slope is above 0?",
        "Steepness is abs(df(x)). The sign of df(x) says only where up is.",
        "x = max(xs, key=lambda x: ...)\nreturn x, x - step if ... else x + step",
    ),
)
def steepest_downhill(answer, rng):
    """Slopes of a random valley and a random hill; the steepest point is on either side."""
    a, c = draw(rng, (0.7, 1.9), (0.3, 0.9))
    for steepness, far in [(a, -1), (a, 1), (-a, -1), (-a, 1)]:
        away = [-far * 1.4, far * 0.6, -far * 0.3]
        rng.shuffle(away)
        away.insert(int(rng.integers(1, 3)), far * 2.3)  # the steepest is neither first nor last
        xs = [round(c + d + float(rng.uniform(-0.1, 0.1)), 1) for d in away]
        step, = draw(rng, (0.05, 0.3))
        given = str(xs)
        pair = answer.steepest_downhill(lambda x, s=steepness: s * (x - c), xs, step)
        yield f"df(x) = {steepness:.2f}(x − {c:.2f}), xs = {given}, step {step:.2f}", pair
    yield "    that list afterwards", xs


@probe(
    "one_sided_slopes",
    points=2,
    hints=(
        "Which two points of the curve does the left secant join? Which of them comes first?",
        "The left one joins x - h and x. The run is h on both sides, and it is positive.",
        "left = (f(x) - ...) / h\nright = (... - f(x)) / h\nreturn left, right",
    ),
)
def one_sided_slopes(answer, rng):
    """Random curves with a kink up, a kink down, none; once beside a kink, once with a tiny h."""
    a, b, c = draw(rng, (0.5, 2), (0.5, 2), (0.4, 1.5))
    curves = [
        (f"{a:.2f} abs(x − {c:.2f}) + {b:.2f}x²", lambda x: a * abs(x - c) + b * x**2),
        (f"{b:.2f}x − {a:.2f} relu(x − {c:.2f})", lambda x: b * x - a * np.maximum(x - c, 0)),
        (f"{a:.2f}x³ − {b:.2f}x", lambda x: a * x**3 - b * x),
    ]
    for text, f in curves:
        h, = draw(rng, (0.05, 0.3))
        yield f"f(x) = {text}, x = {c:.2f}, h = {h:.2f}", answer.one_sided_slopes(f, c, h)
    x, h = draw(rng, (-2, -1), (0.05, 0.12))
    text, f = curves[0]
    yield f"f(x) = {text}, x = {x:.2f}, h = {h:.2f}", answer.one_sided_slopes(f, x, h)
    (text, f), (x, h) = curves[2], draw(rng, (2, 3), (1, 3))
    yield f"f(x) = {text}, x = {x:.2f}, h = {h:.2f}e-5", answer.one_sided_slopes(f, x, h * 1e-5)
