"""A long expression of every element, with broadcasting."""

import numpy as np

from benchmarks.workload import Workload, rng

C = 0.7978845608028654  # sqrt(2 / pi)


class Elementwise(Workload):
    """The mean square of gelu(x * w + b), written out: a row w, a column b."""

    needs = ("arrays",)

    def __init__(self, rows, columns, **settings):
        super().__init__(**settings)
        self.title = f"elementwise with broadcasting, {rows * columns:,} elements"
        self.rows, self.columns = rows, columns

    def data(self):
        """x, a row w, a column b."""
        draw, n, m = rng(), self.rows, self.columns
        return draw.normal(size=(n, m)), draw.normal(size=m), draw.normal(size=(n, 1))

    def start(self, engine):
        tanh = engine.tanh

        def loss(x, w, b):
            z = x * w + b
            y = 0.5 * z * (1 + tanh(C * (z + 0.044715 * z * z * z)))
            return (y * y).mean()

        return engine.gradient(loss, self.data())

    def by_hand(self):
        x, w, b = self.data()

        def step():
            z = x * w
            z += b
            zz = z * z
            t = 0.044715 * zz
            t += 1
            t *= z
            t *= C
            np.tanh(t, out=t)
            half = 1 + t
            half *= 0.5  # dy/dz = half + z * (1 - t²) * (C/2) * (1 + 3 * 0.044715 z²)
            y = z * half
            loss = np.vdot(y, y) / y.size  # noqa: F841 - the value is part of the work
            y *= 2 / y.size
            zz *= 3 * 0.044715 * C / 2
            zz += C / 2
            zz *= z
            t *= t
            np.subtract(1, t, out=t)
            zz *= t
            zz += half
            zz *= y
            np.multiply(zz, x, out=t)
            g_w = t.sum(0)
            g_b = zz.sum(1, keepdims=True)
            zz *= w
            return [zz, g_w, g_b]

        return step
