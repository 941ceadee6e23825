"""Logistic regression: one large matrix-vector product and little else."""

import numpy as np

from benchmarks.workload import Workload, rng


class Logistic(Workload):
    """The gradient of the log loss of 10,000 points with 100 features."""

    needs = ("arrays",)

    title = "logistic regression, 10,000 × 100"

    def data(self):
        """The points, their labels, the weights and the bias."""
        draw = rng()
        X, y = draw.normal(size=(10_000, 100)), (draw.random(10_000) < 0.4).astype(float)
        return X, y, 0.1 * draw.normal(size=100), np.float64(0.2)

    def start(self, engine):
        X, y, w, b = self.data()
        X, y = engine.constant(X), engine.constant(y)
        sigmoid, log = engine.sigmoid, engine.log

        def loss(w, b):
            p = sigmoid(X @ w + b)
            return -(y * log(p) + (1 - y) * log(1 - p)).mean()

        return engine.gradient(loss, [w, b])

    def by_hand(self):
        X, y, w, b = self.data()

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
