"""Self-attention: batched products, a softmax, and changes of shape."""

import numpy as np

from benchmarks.workload import Workload, rng

BATCH, LENGTH, WIDTH, HEADS = 8, 32, 64, 4
EACH = WIDTH // HEADS


class Attention(Workload):
    """The gradient of the mean square of a block with 4 heads on 8 × 32 × 64 numbers."""

    needs = ("arrays",)

    title = "attention, 8 × 32 × 64, 4 heads"

    def data(self):
        """The input, and four square matrices."""
        draw = rng()
        x = draw.normal(size=(BATCH, LENGTH, WIDTH))
        return x, *(draw.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)) for _ in range(4))

    def start(self, engine):
        softmax, swap = engine.softmax, engine.swap

        def heads(x):
            return swap(x.reshape(BATCH, LENGTH, HEADS, EACH), 1, 2)

        def loss(x, Wq, Wk, Wv, Wo):
            q, k, v = heads(x @ Wq), heads(x @ Wk), heads(x @ Wv)
            a = softmax(q @ swap(k, 2, 3) * EACH**-0.5)
            out = swap(a @ v, 1, 2).reshape(BATCH, LENGTH, WIDTH) @ Wo
            return (out * out).mean()

        return engine.gradient(loss, self.data())

    def by_hand(self):
        x, Wq, Wk, Wv, Wo = self.data()
        flat = x.reshape(-1, WIDTH)

        def step():
            q, k, v = split(flat @ Wq), split(flat @ Wk), split(flat @ Wv)
            a = q @ k.swapaxes(2, 3)
            a *= EACH**-0.5
            a -= a.max(-1, keepdims=True)
            np.exp(a, out=a)
            a /= a.sum(-1, keepdims=True)
            mixed = merge(a @ v)
            out = mixed @ Wo
            loss = np.vdot(out, out) / out.size  # noqa: F841 - the value is part of the work
            out *= 2 / out.size
            g_mixed = split(out @ Wo.T)
            ga = g_mixed @ v.swapaxes(2, 3)
            ga *= a
            ga -= a * ga.sum(-1, keepdims=True)
            ga *= EACH**-0.5
            gq, gk = merge(ga @ k), merge(ga.swapaxes(2, 3) @ q)
            gv = merge(a.swapaxes(2, 3) @ g_mixed)
            gx = gq @ Wq.T
            gx += gk @ Wk.T
            gx += gv @ Wv.T
            gradients = [flat.T @ gq, flat.T @ gk, flat.T @ gv, mixed.T @ out]
            return [gx.reshape(x.shape), *gradients]

        return step


def split(x):
    """The heads of the rows: (batch, head, position, number)."""
    return x.reshape(BATCH, LENGTH, HEADS, EACH).swapaxes(1, 2)


def merge(x):
    """The rows of the heads: what split took apart."""
    return x.swapaxes(1, 2).reshape(-1, WIDTH)
