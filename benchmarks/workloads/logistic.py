"""Logistic regression: one large matrix-vector product and little else."""

import numpy as np

from benchmarks.workload import Workload, rng


class Logistic(Workload):
    """The gradient of the log loss of 10,000 points with 100 features."""

    needs = ("arrays",)

    title = "logistic regression, 10,000 × 100"

    def __init__(self, **settings):
        super().__init__(**settings)
        draw = rng()
        self.X = draw.normal(size=(10_000, 100))
        self.y = (draw.random(10_000) < 0.4).astype(float)
        self.values = [0.1 * draw.normal(size=100), np.float64(0.2)]

    def start(self, engine):
        X, y = engine.constant(self.X), engine.constant(self.y)
        sigmoid, log = engine.sigmoid, engine.log

        def loss(w, b):
            p = sigmoid(X @ w + b)
            return -(y * log(p) + (1 - y) * log(1 - p)).mean()

        return engine.gradient(loss, self.values)

    def by_hand(self):
        X, y, (w, b) = self.X, self.y, self.values

        def step():
            p = X @ w
            p += b
            np.negative(p, out=p)
            np.exp(p, out=p)
            p += 1
            np.divide(1, p, out=p)
            q = 1 - p
            np.log(q, out=q)
            log_p = np.log(p)
            log_p -= q
            loss = -(np.dot(y, log_p) + q.sum()) / len(y)  # noqa: F841 - part of the work
            p -= y
            p *= 1 / len(y)
            return [p @ X, p.sum()]

        return step
