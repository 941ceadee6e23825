"""Graphs of single numbers: a polynomial, chains, a ladder, and one node with many uses."""

from benchmarks.workload import Workload


class Polynomial(Workload):
    """3x² + 2x + 1: the fixed costs of a small graph."""

    title = "3x² + 2x + 1"
    scalar = True

    def start(self, engine):
        return engine.gradient(lambda x: 3 * x**2 + 2 * x + 1, [0.7])

    def by_hand(self):
        x = 0.7

        def step():
            y = 3 * x**2 + 2 * x + 1  # noqa: F841 - the value is part of the work
            return [3 * 2 * x + 2]

        return step


class Chain(Workload):
    """x * c * c * ...: one multiplication after another."""

    scalar = True

    def __init__(self, length, **settings):
        super().__init__(**settings)
        self.length, self.title = length, f"chain of {length:,} multiplications"

    def data(self):
        """The factors, all near 1."""
        return [1 + (i % 7 - 3) * 1e-3 for i in range(self.length)]

    def start(self, engine):
        factors = self.data()

        def chain(x):
            for c in factors:
                x = x * c
            return x

        return engine.gradient(chain, [0.7])

    def by_hand(self):
        factors = self.data()

        def step():
            x = 0.7
            for c in factors:
                x = x * c
            g = 1.0
            for c in reversed(factors):
                g = g * c
            return [g]

        return step


class Ladder(Workload):
    """y = y/2 + y/2, level after level: 2 to the 400 paths, 1200 nodes."""

    title = "ladder y = ½y + ½y, 400 levels"
    scalar = True
    levels = 400

    def start(self, engine):
        def ladder(y):
            for _ in range(self.levels):
                y = 0.5 * y + 0.5 * y
            return y

        return engine.gradient(ladder, [0.7])

    def by_hand(self):
        def step():
            y = 0.7
            for _ in range(self.levels):
                y = 0.5 * y + 0.5 * y
            g = 1.0
            for _ in range(self.levels):
                g = 0.5 * g + 0.5 * g
            return [g]

        return step


class FanOut(Workload):
    """One result that is used ten thousand times."""

    title = "one node with 10,000 uses"
    scalar = True
    weights = [(i % 11 - 4) * 1e-2 for i in range(10_000)]

    def start(self, engine):
        weights = self.weights

        def fan(x):
            y = x * 1.5
            total = y * weights[0]
            for w in weights[1:]:
                total = total + y * w
            return total

        return engine.gradient(fan, [0.7])

    def by_hand(self):
        weights = self.weights

        def step():
            y = 0.7 * 1.5
            total = 0.0
            for w in weights:
                total = total + y * w
            g = 0.0
            for w in weights:
                g = g + w
            return [g * 1.5]

        return step
