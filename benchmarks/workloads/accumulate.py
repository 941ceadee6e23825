"""Several backwards into one large leaf."""

from benchmarks.workload import Workload, rng


class Accumulate(Workload):
    """Three backwards of Σ w x, each with weights of its own, into x of 1,000,000 elements."""

    needs = ("arrays", "accumulation")

    title = "3 backwards into one leaf of 1,000,000"

    def data(self):
        """x, and three arrays of weights."""
        draw = rng()
        return draw.normal(size=1_000_000), [draw.normal(size=1_000_000) for _ in range(3)]

    def start(self, engine):
        x, weights = self.data()

        def weighted(w):
            return lambda x: (w * x).sum()

        return engine.accumulate([weighted(engine.constant(w)) for w in weights], x)

    def by_hand(self):
        x, weights = self.data()

        def step():
            losses = [w @ x for w in weights]  # noqa: F841 - the values are part of the work
            g = weights[0].copy()
            for w in weights[1:]:
                g += w
            return [g]

        return step
