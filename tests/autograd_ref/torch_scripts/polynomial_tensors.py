"""A polynomial of degree three fitted to sin(x), with tensors and gradients by hand."""

import math


def run(torch):
    dtype = torch.float
    device = torch.device("cpu")
    # device = torch.device("cuda:0")  # to run on a GPU

    x = torch.linspace(-math.pi, math.pi, 200, device=device, dtype=dtype)
    y = torch.sin(x)
    a = torch.tensor(0.3, device=device, dtype=dtype)
    b = torch.full((), -0.2, device=device, dtype=dtype)
    c = torch.full((), 0.1, device=device, dtype=dtype)
    d = torch.full((), 0.05, device=device, dtype=dtype)

    learning_rate = 1e-5
    for t in range(300):
        y_pred = a + b * x + c * x**2 + d * x**3
        loss = (y_pred - y).pow(2).sum().item()
        if t % 100 == 99:
            yield f"loss {t}", loss

        grad_y_pred = 2.0 * (y_pred - y)
        a -= learning_rate * grad_y_pred.sum()
        b -= learning_rate * (grad_y_pred * x).sum()
        c -= learning_rate * (grad_y_pred * x**2).sum()
        d -= learning_rate * (grad_y_pred * x**3).sum()

    yield "result", f"y = {a.item():.3f} + {b.item():.3f} x + {c.item():.3f} x^2 + {d:.3f} x^3"
    yield "device", str(a.device)
