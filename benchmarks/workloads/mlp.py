"""A classifier of two hidden layers: one step of SGD."""

import numpy as np

from benchmarks.workload import Workload, rng

SIZES = (64, 128, 64, 10)
RATE = 0.1


class MLP(Workload):
    """64-128-64-10, ReLU, cross entropy, SGD."""

    needs = ("arrays",)

    def __init__(self, batch, **settings):
        super().__init__(**settings)
        self.title = f"MLP 64-128-64-10, batch of {batch:,}, step"
        self.batch = batch

    def data(self):
        """The weights and biases, the inputs, and their labels."""
        draw, values = rng(), []
        for n, m in zip(SIZES, SIZES[1:], strict=False):
            values += [draw.normal(0, (2 / n) ** 0.5, (n, m)), draw.normal(0, 0.1, m)]
        X = draw.normal(size=(self.batch, SIZES[0]))
        return values, X, draw.integers(0, SIZES[-1], self.batch)

    def start(self, engine):
        values, X, labels = self.data()
        X, labels = engine.constant(X), engine.constant(labels)
        relu, cross_entropy = engine.relu, engine.cross_entropy

        def loss(W1, b1, W2, b2, W3, b3):
            h = relu(X @ W1 + b1)
            h = relu(h @ W2 + b2)
            return cross_entropy(h @ W3 + b3, labels)

        return engine.train(loss, values, RATE)

    def by_hand(self):
        values, X, labels = self.data()
        W1, b1, W2, b2, W3, b3 = values
        rows = np.arange(self.batch)

        def step():
            h1 = X @ W1
            h1 += b1
            np.maximum(h1, 0, out=h1)
            h2 = h1 @ W2
            h2 += b2
            np.maximum(h2, 0, out=h2)
            z = h2 @ W3
            z += b3
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z)
            total = p.sum(axis=1, keepdims=True)
            loss = np.log(total).mean() - z[rows, labels].mean()  # noqa: F841 - part of the work
            p /= total
            p[rows, labels] -= 1
            p *= 1 / self.batch
            g2 = p @ W3.T
            g2 *= h2 > 0
            g1 = g2 @ W2.T
            g1 *= h1 > 0
            gradients = [X.T @ g1, g1.sum(0), h1.T @ g2, g2.sum(0), h2.T @ p, p.sum(0)]
            for value, g in zip(values, gradients, strict=True):
                value -= RATE * g
            return gradients

        return step
