"""A polynomial of degree three fitted to sin(x), with numpy and gradients by hand."""

import math

import numpy as np


def run(torch):
    x = np.linspace(-math.pi, math.pi, 200)
    y = np.sin(x)
    a, b, c, d = 0.3, -0.2, 0.1, 0.05

    learning_rate = 1e-5
    for t in range(300):
        y_pred = a + b * x + c * x**2 + d * x**3
        loss = np.square(y_pred - y).sum()
        if t % 100 == 99:
            yield f"loss {t}", float(loss)

        grad_y_pred = 2.0 * (y_pred - y)
        a -= learning_rate * grad_y_pred.sum()
        b -= learning_rate * (grad_y_pred * x).sum()
        c -= learning_rate * (grad_y_pred * x**2).sum()
        d -= learning_rate * (grad_y_pred * x**3).sum()

    coefficients = torch.from_numpy(np.array([a, b, c, d]))
    yield "coefficients", coefficients
    yield "dtype", str(coefficients.dtype)
