"""Derivatives of derivatives."""

import math

import numpy as np

from benchmarks.workload import Workload, rng


class Derivatives(Workload):
    """First, second and third derivative of x⁵ + tanh(x) at a number."""

    title = "1st to 3rd derivative of x⁵ and of tanh x"
    needs = ("higher",)

    def start(self, engine):
        power = engine.derivatives(lambda x: x**5, 0.7, 3)
        tanh = engine.derivatives(engine.tanh, 0.7, 3)
        return lambda: power() + tanh()

    def by_hand(self):
        x = 0.7

        def step():
            t = math.tanh(x)
            d = 1 - t * t
            return [5 * x**4, 20 * x**3, 60 * x**2, d, -2 * t * d, 2 * d * (3 * t * t - 1)]

        return step


class HessianVector(Workload):
    """The Hessian of Σ tanh(Wx)² times a vector, W of 200 × 200."""

    title = "Hessian-vector product, 200 × 200, tanh"
    needs = ("arrays", "higher")

    def data(self):
        """The matrix W, the point x, and the vector v."""
        draw = rng()
        W = draw.normal(0, 0.07, (200, 200))
        return W, draw.normal(size=200), draw.normal(size=200)

    def start(self, engine):
        W, x, v = self.data()
        W, tanh = engine.constant(W), engine.tanh

        def f(x):
            h = tanh(W @ x)
            return (h * h).sum()

        return engine.hessian_vector(f, x, v)

    def by_hand(self):
        W, x, v = self.data()

        def step():
            h = np.tanh(W @ x)
            d = 1 - h * h  # f' = 2hd, and its derivative is 2d² - 4h²d
            g = (2 * h * d) @ W  # noqa: F841 - the gradient is computed on the way
            return [(2 * d * (d - 2 * h * h) * (W @ v)) @ W]

        return step
