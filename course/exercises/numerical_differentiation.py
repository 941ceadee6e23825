"""Exercises of lesson 2: numerical differentiation and its pitfalls."""

import numpy as np

from course.probes import probe
from course.problems import draw, signed_term


@probe(
    "central_diff",
    points=2,
    hints=(
        "Which two points of the curve does this secant join? How far apart are they?",
        "One point lies h to the left of x, the other h to the right. So the run is 2 * h, and "
        "both the rise and the run need brackets.",
        "def central_diff(f, x, h):\n    rise = f(...) - f(...)\n    return rise / (...)",
    ),
)
def central_diff(answer, rng):
    """A random cubic and a random curve that falls, at floats and at a whole number."""
    a, b, c = draw(rng, (0.5, 2), (-2, -0.5), (0.5, 2))
    for low, high in [(0.6, 1.4), (0.05, 0.2)]:
        x, h = draw(rng, (0.6, 3), (low, high))
        slope = answer.central_diff(lambda x: a * x**3 + b * x + c, x, h)
        yield f"f(x) = {a:.2f}x³{signed_term(b)}x{signed_term(c)}, x = {x:.2f}, h = {h:.2f}", slope
    for low, high in [(0.6, 1.4), (0.05, 0.2)]:
        x, h = draw(rng, (-3, -0.6), (low, high))
        slope = answer.central_diff(lambda x: a * np.exp(c * x) - 5 * x, x, h)
        yield f"f(x) = {a:.2f} exp({c:.2f}x) − 5x, x = {x:.2f}, h = {h:.2f}", slope
    whole, (h,) = int(rng.integers(3, 7)), draw(rng, (0.3, 0.9))
    slope = answer.central_diff(lambda x: a * x**3 - b * x**2, whole, h)
    yield f"f(x) = {a:.2f}x³{signed_term(-b)}x², x = {whole}, h = {h:.2f}", slope


FORMULAS = {
    "order 1, to the right": lambda f, x, h: (f(x + h) - f(x)) / h,
    "order 1, to the left": lambda f, x, h: (f(x) - f(x - h)) / h,
    "order 2, three points to the right":
        lambda f, x, h: (-3 * f(x) + 4 * f(x + h) - f(x + 2 * h)) / (2 * h),
    "order 3": lambda f, x, h: (f(x - 2 * h) - 6 * f(x - h) + 3 * f(x) + 2 * f(x + h)) / (6 * h),
    "order 4": lambda f, x, h: (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h))
        / (12 * h),
}


@probe(
    "observed_order",
    points=3,
    rtol=1e-7,  # a right answer may round the small errors in another order
    hints=(
        "If the error is C * h**p, what is the error at h / 2? How many times smaller is that?",
        "error(h) / error(h / 2) is 2**p. A logarithm gives you p. The error is the distance of "
        "the formula's slope from the true one, df(x).",
        "def observed_order(diff, f, df, x, h):\n    error = abs(diff(f, x, h) - ...)\n"
        "    error_of_half = ...\n    return np.log2(...)",
    ),
)
def observed_order(answer, rng):
    """Formulas of order 1 to 4, in random order, on random exponential curves."""
    for name in rng.permutation(list(FORMULAS)).tolist():
        a, b, c, x, h = draw(rng, (0.5, 2), (0.7, 1.6), (-2, -0.5), (-0.9, 0.9), (0.2, 0.4))
        order = answer.observed_order(
            FORMULAS[name], lambda x, a=a, b=b, c=c: a * np.exp(b * x) + c * x,
            lambda x, a=a, b=b, c=c: a * b * np.exp(b * x) + c, x, h)
        yield f"{name}, x = {x:.2f}, h = {h:.2f}", order


@probe(
    "best_h",
    points=3,
    rtol=2e-3,  # so that arithmetic in float16 itself, where eps is a float16, is right too
    hints=(
        "Where do the two lines of the V meet? Write that down as an equation for h.",
        "h**order = eps / h means h**(order + 1) = eps. Then stretch h by |x|, but only if |x| "
        "is larger than 1. np.finfo(dtype).eps is eps.",
        "def best_h(order, dtype, x):\n    eps = float(np.finfo(dtype).eps)\n"
        "    return eps ** (...) * max(..., ...)",
    ),
)
def best_h(answer, rng):
    """Random orders, three precisions, and x far from 0 and near it, on both sides."""
    for low, high in [(30, 900), (0.05, 0.6), (-90, -3), (-0.6, -0.05)]:
        order = int(rng.integers(1, 6))
        dtype = [np.float64, np.float32, np.float16][rng.integers(3)]
        x, = draw(rng, (low, high))
        yield f"order {order}, {dtype.__name__}, x = {x:.2f}", answer.best_h(order, dtype, x)
    for order, dtype in [(int(rng.integers(2, 5)), np.float32), (1, np.float64)]:
        x, = draw(rng, (2, 20))
        yield f"order {order}, {dtype.__name__}, x = {x:.2f}", answer.best_h(order, dtype, x)


@probe(
    "numerical_gradient",
    points=4,
    rtol=1e-7,  # a right answer may round x + h and the two values otherwise
    hints=(
        "For one entry of the gradient, which entries of x move? Where does the array come from "
        "that you move them in?",
        "Make a float64 copy for each side, move one entry of it, and call f with the whole copy. "
        "np.ndindex(x.shape) goes through the places of an array of any shape.",
        "    for i in np.ndindex(x.shape):\n        right, left = x.copy(), x.copy()\n"
        "        right[i] += ...\n        left[i] -= ...\n        gradient[i] = ...",
    ),
)
def numerical_gradient(answer, rng):
    """Vectors and matrices, of floats, whole numbers and float32, and whether x stays as it is."""
    def vector(values):
        return values[0] ** 2 * values[1] + np.exp(0.4 * values[2]) - 3 * values[1]

    def matrix(values):
        return (weights * values**3).sum() + values[0, 1] * values[1, 0] * values[1, 2]

    weights = rng.uniform(0.5, 2.0, size=(2, 3))
    h, = draw(rng, (0.05, 0.2))
    x = np.round(rng.uniform(0.5, 2.0, size=3) * [1, -1, 1], 2)
    yield from _gradient(answer, "a vector", vector, x, h)
    grid = np.round(rng.uniform(-2.0, 2.0, size=(2, 3)), 2)
    yield from _gradient(answer, "a matrix, 2 × 3", matrix, grid, h)
    turned = np.round(rng.uniform(-2.0, 2.0, size=(3, 2)), 2).T
    yield from _gradient(answer, "a transposed matrix", matrix, turned, h)
    whole = rng.integers(2, 6, size=3)
    yield from _gradient(answer, "whole numbers", vector, whole, h)
    single = rng.uniform(0.5, 2.0, size=3).astype(np.float32)
    yield from _gradient(answer, "float32, a small h", vector, single, h * 1e-4)


def _gradient(answer, name, f, x, h):
    given = x.tolist()
    gradient = answer.numerical_gradient(f, x, h)
    yield f"{name}, h = {h:.3g}: {_few(given)}", gradient
    yield "    x afterwards, every digit", str(x.tolist())


def _few(values):
    """The numbers as text, without digits that nobody reads."""
    return str(np.round(values, 2).tolist())


@probe(
    "relative_error",
    points=2,
    hints=(
        "What is the error divided by, so that 1e8 and 1e-8 are treated alike? What if that is 0?",
        "The larger one of |a| and |b|, entry by entry: np.maximum. Where it is 0, divide by "
        "something else: both entries are 0 there, so the difference is 0 too.",
        "    larger = np.maximum(..., ...)\n"
        "    return np.max(abs(a - b) / np.where(larger == 0, ..., larger))",
    ),
)
def relative_error(answer, rng):
    """Arrays of large, small and zero entries, in both orders, and single numbers."""
    size = rng.uniform(0.5, 2.0, size=4) * rng.choice([-1.0, 1.0], size=4)
    scale = 10.0 ** rng.permutation([-9, -3, 2, 6])
    wrong = 1 + rng.uniform(0.02, 0.3, size=4) * rng.choice([-1.0, 1.0], size=4)
    a = np.append(size * scale, 0.0)
    b = np.append(size * scale * wrong, 0.0)
    yield "a and b of four sizes, one place 0 in both", answer.relative_error(a, b)
    yield "the same, b before a", answer.relative_error(b, a)
    far = a[:4].reshape(2, 2)
    yield "matrices of opposite sign", answer.relative_error(far, -far * rng.uniform(0.3, 0.9))
    tiny = a * np.append(1 + 1e-9 * rng.uniform(1, 9, size=4), 1.0)
    yield "almost equal", 1e9 * np.asarray(answer.relative_error(a, tiny))
    p, q = draw(rng, (0.5, 2), (2.1, 4))
    yield f"two numbers: {-p:.2f} and {-q:.2f}", answer.relative_error(-p, -q)
    zeros = [answer.relative_error(0.0, 0.0), answer.relative_error(0.0, q)]
    yield f"0 and 0; 0 and {q:.2f}; {p:.2f} and {q:.2f}", [*zeros, answer.relative_error(p, q)]
