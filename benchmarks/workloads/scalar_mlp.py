"""A small network of single numbers on a hundred points, as in micrograd's demonstration."""

from benchmarks.workload import Workload, rng

SIZES = (2, 16, 16, 1)
POINTS = 100
RATE = 0.01


class ScalarMLP(Workload):
    """A step of SGD on the hinge loss of 100 points: 65,000 operations on numbers."""

    title = "scalar MLP 2-16-16-1, 100 points, step"
    scalar = True

    def data(self):
        """The weights and biases, the points, and their labels."""
        draw = rng()
        values = [
            float(v)
            for n, m in zip(SIZES, SIZES[1:], strict=False)
            for v in draw.uniform(-1, 1, (n + 1) * m) / n**0.5
        ]
        points = draw.uniform(-1, 1, (POINTS, 2)).tolist()
        return values, points, [1.0 if x * y > 0 else -1.0 for x, y in points]

    def start(self, engine):
        values, points, labels = self.data()
        relu = engine.relu

        def loss(*values):
            layers, total = split(values), 0.0
            for point, label in zip(points, labels, strict=True):
                h = point
                for layer in layers:
                    h = [neuron(weights, bias, h) for weights, bias in layer]
                    if layer is not layers[-1]:
                        h = [relu(x) for x in h]
                total = total + relu(1.0 - label * h[0])
            return total * (1 / POINTS)

        return engine.train(loss, values, RATE)

    def by_hand(self):
        values, points, labels = self.data()

        def step():
            layers = split(values)
            gradients = [[([0.0] * len(w), 0.0) for w, _ in layer] for layer in layers]
            for point, label in zip(points, labels, strict=True):
                point_by_hand(layers, gradients, point, label)
            flat = [g for layer in gradients for ws, b in layer for g in (*ws, b)]
            for i, g in enumerate(flat):
                values[i] -= RATE * g
            return flat

        return step


def split(values):
    """The values as layers of neurons, each (weights, bias)."""
    layers, values = [], iter(values)
    for n, m in zip(SIZES, SIZES[1:], strict=False):
        layers.append([([next(values) for _ in range(n)], next(values)) for _ in range(m)])
    return layers


def neuron(weights, bias, inputs):
    """bias + weights · inputs."""
    total = bias
    for w, x in zip(weights, inputs, strict=True):
        total = total + w * x
    return total


def point_by_hand(layers, gradients, point, label):
    """None; adds the derivative of one point's loss to the gradients."""
    inputs = [point]
    for layer in layers[:-1]:
        h = [neuron(weights, bias, inputs[-1]) for weights, bias in layer]
        inputs.append([x if x > 0 else 0.0 for x in h])
    weights, bias = layers[-1][0]
    if 1.0 - label * neuron(weights, bias, inputs[-1]) <= 0:
        return
    gs = [-label / POINTS]
    for layer, its_gradients, xs in zip(layers[::-1], gradients[::-1], inputs[::-1], strict=True):
        g_in = [0.0] * len(xs)
        for index, ((weights, _), g) in enumerate(zip(layer, gs, strict=True)):
            if g == 0.0:
                continue
            g_weights, g_bias = its_gradients[index]
            for i, x in enumerate(xs):
                g_weights[i] += g * x
                g_in[i] += g * weights[i]
            its_gradients[index] = (g_weights, g_bias + g)
        gs = [g if x > 0 else 0.0 for g, x in zip(g_in, xs, strict=True)]
