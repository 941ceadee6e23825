"""Exercises of lesson 3: gradient descent."""

import numpy as np

from course.probes import probe
from course.problems import draw, signed_term


def _vector(rng, *shape):
    """Random numbers of either sign, away from zero and from one another."""
    return np.round(rng.uniform(0.4, 2.0, size=shape) * rng.choice([-1.0, 1.0], size=shape), 2)


@probe(
    "gd_step",
    points=2,
    hints=(
        "If the slope is above 0, on which side is it lower? What does lr do to the slope?",
        "Down is against the slope, so subtract. The distance is lr times the slope. Make a new "
        "value: -= would write into the caller's array.",
        "def gd_step(x, slope, lr):\n    return x ... lr * ...",
    ),
)
def gd_step(answer, rng):
    """Numbers and arrays, slopes of both signs, whole numbers, and whether x stays as it is."""
    for low, high in [(2, 9), (-9, -2)]:
        x, slope, lr = draw(rng, (-3, 3), (low, high), (0.05, 0.4))
        yield f"x = {x:.2f}, slope {slope:.2f}, lr = {lr:.2f}", answer.gd_step(x, slope, lr)
    whole = int(rng.integers(3, 9)), int(rng.integers(-9, -3))
    lr, = draw(rng, (0.05, 0.4))
    yield f"x = {whole[0]}, slope {whole[1]}, lr = {lr:.2f}", answer.gd_step(*whole, lr)
    x, slope = _vector(rng, 2), _vector(rng, 2)
    yield f"x = {x.tolist()}, slope {slope.tolist()}", answer.gd_step(x, slope, lr)
    yield "    x afterwards", x
    yield "    the slope afterwards", slope


@probe(
    "descend",
    points=3,
    hints=(
        "How many points has a path of n steps? Where is the gradient taken at each step?",
        "Begin with a list that holds x0 alone. n times: take the gradient at the newest point, "
        "make a new point from it, append that.",
        "def descend(grad, x0, lr, n):\n    path = [x0]\n    for _ in range(n):\n"
        "        x = path[-1]\n        path.append(...)\n    return path",
    ),
)
def descend(answer, rng):
    """Random paths in one dimension and in three, and whether the start stays as it is."""
    a, c, x0, lr = draw(rng, (0.7, 1.9), (-1, 1), (2, 4), (0.1, 0.4))
    n = int(rng.integers(3, 6))
    yield (f"slope {a:.2f}(x{signed_term(-c)}), x0 = {x0:.2f}, lr = {lr:.2f}, n = {n}",
           answer.descend(lambda x: a * (x - c), x0, lr, n))
    b, lr = draw(rng, (0.2, 0.5), (0.05, 0.2))
    whole, n = int(rng.integers(-3, -1)), int(rng.integers(3, 6))
    yield (f"slope {b:.2f}x³ − 1, x0 = {whole}, lr = {lr:.2f}, n = {n}",
           answer.descend(lambda x: b * x**3 - 1, whole, lr, n))
    curvatures, start = np.round(rng.uniform(0.5, 3.0, size=3), 2), _vector(rng, 3)
    lr, n, given = *draw(rng, (0.1, 0.3)), int(rng.integers(2, 5)), start.tolist()
    yield (f"gradient {curvatures.tolist()} * x, x0 = {given}, lr = {lr:.2f}, n = {n}",
           answer.descend(lambda x: curvatures * x, start, lr, n))
    yield "    x0 afterwards", start


@probe(
    "max_stable_lr",
    points=2,
    hints=(
        "By which factor does one step multiply the distance from the bottom? When is its size 1?",
        "In one direction the border is 2 / curvature. With several directions, none may diverge: "
        "which of the borders comes first?",
        "def max_stable_lr(curvatures):\n    return ... / ...(curvatures)",
    ),
)
def max_stable_lr(answer, rng):
    """Bowls with one curvature and with several, and whether the list stays as it is."""
    for count in (1, 2, 4, 5):
        curvatures = rng.permutation(np.round(0.7 * 2.1 ** np.arange(count)
                                              * rng.uniform(0.8, 1.3, size=count), 2)).tolist()
        yield f"curvatures {curvatures}", answer.max_stable_lr(curvatures)
    yield "    first and last of that list afterwards", [curvatures[0], curvatures[-1]]


@probe(
    "steepest_direction",
    points=3,
    hints=(
        "Which way does the gradient point: up or down? How long is it, and how long is a "
        "direction?",
        "Turn it round and divide by its length, np.linalg.norm(grad). A flat place has length 0: "
        "treat it as a case of its own.",
        "    length = np.linalg.norm(grad)\n    if length == 0:\n        return ...\n"
        "    return ... / length",
    ),
)
def steepest_direction(answer, rng):
    """Gradients of two and of more inputs, very short and very long ones, and zero."""
    for size, scale in [(2, 1.0), (4, 30.0), (3, 1e-20), (2, 1e9)]:
        gradient = _vector(rng, size) * scale
        yield f"gradient {_short(gradient)}", answer.steepest_direction(gradient)
        yield "    that gradient afterwards", _short(gradient)
    whole = rng.integers(2, 9, size=3) * rng.choice([-1, 1], size=3)
    yield f"whole numbers: {whole.tolist()}", answer.steepest_direction(whole)
    flat = np.zeros(int(rng.integers(2, 6)))
    yield f"a flat place with {flat.size} inputs", answer.steepest_direction(flat)


def _short(gradient):
    """The gradient as text with three digits: 1e-20 and 0 differ in it."""
    return np.array2string(gradient, precision=3)


@probe(
    "fit_line",
    points=4,
    hints=(
        "How far is each prediction w * x + b from its y? How does the loss change if w grows a "
        "little, and if b does?",
        "With the residuals r = w * x + b - y, the slopes of the summed squares are "
        "(2 * r * x).sum() and (2 * r).sum(). For the mean, divide both by the number of points. "
        "Take both slopes before you move either number.",
        "    w = b = 0.0\n    for _ in range(steps):\n        r = ...\n        slope_w = ...\n"
        "        slope_b = ...\n        if reduction == \"mean\":\n            ...\n"
        "        w, b = ..., ...\n    return w, b",
    ),
)
def fit_line(answer, rng):
    """Random points, summed and averaged, after one step and after several."""
    for steps, reduction in [(1, "mean"), (1, "sum"), (4, "mean"), (4, "sum"), (60, "mean")]:
        count = int(rng.integers(4, 8))
        x, y = rng.uniform(0.3, 1.8, size=count), rng.uniform(-2, 3, size=count)
        lr, = draw(rng, (0.02, 0.09))
        yield f"{count} points, lr = {lr:.2f}, {steps} steps, {reduction}", (
            answer.fit_line(x, y, lr, steps, reduction))
    yield "    sum of x and sum of y afterwards", [x.sum(), y.sum()]
