"""A polynomial of degree three fitted to sin(x): backward() finds the gradients."""

import math


def run(torch):
    dtype = torch.float
    device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    torch.set_default_device(device)

    x = torch.linspace(-math.pi, math.pi, 200, dtype=dtype)
    y = torch.sin(x)
    a = torch.tensor(0.3, dtype=dtype, requires_grad=True)
    b = torch.full((), -0.2, dtype=dtype, requires_grad=True)
    c = torch.tensor(0.1, dtype=dtype, requires_grad=True)
    d = torch.tensor(0.05, dtype=dtype, requires_grad=True)

    learning_rate = 1e-5
    for t in range(300):
        y_pred = a + b * x + c * x**2 + d * x**3
        loss = (y_pred - y).pow(2).sum()
        if t % 100 == 99:
            yield f"loss {t}", loss.item()

        loss.backward()
        with torch.no_grad():
            a -= learning_rate * a.grad
            b -= learning_rate * b.grad
            c -= learning_rate * c.grad
            d -= learning_rate * d.grad

            a.grad = None
            b.grad = None
            c.grad = None
            d.grad = None

    yield "result", f"y = {a.item():.3f} + {b.item():.3f} x + {c.item():.3f} x^2 + {d:.3f} x^3"
    yield "a leaf", a.is_leaf and a.requires_grad
    torch.set_default_device(None)
