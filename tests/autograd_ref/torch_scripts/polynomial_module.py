"""A polynomial of degree three as a module of our own, with parameters and a method."""

import math


def run(torch):
    class Polynomial3(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.a = torch.nn.Parameter(torch.tensor(0.3))
            self.b = torch.nn.Parameter(torch.tensor(-0.2))
            self.c = torch.nn.Parameter(torch.tensor(0.1))
            self.d = torch.nn.Parameter(torch.tensor(0.05))

        def forward(self, x):
            return self.a + self.b * x + self.c * x**2 + self.d * x**3

        def string(self):
            a, b, c, d = (getattr(self, name).item() for name in "abcd")
            return f"y = {a:.3f} + {b:.3f} x + {c:.3f} x^2 + {d:.3f} x^3"

    x = torch.linspace(-math.pi, math.pi, 200)
    y = torch.sin(x)
    model = Polynomial3()
    criterion = torch.nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
    for t in range(300):
        y_pred = model(x)
        loss = criterion(y_pred, y)
        if t % 100 == 99:
            yield f"loss {t}", loss.item()

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    yield "result", model.string()
    yield "names", [name for name, _ in model.named_parameters()]
    yield "parameter", repr(model.a.detach() * 0 + 1)
    yield "model", repr(model)
