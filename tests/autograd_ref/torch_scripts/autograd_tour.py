"""Leaves and results, a gradient for a vector, a Jacobian product, retain_grad, detach, no_grad."""


def run(torch):
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    external_grad = torch.tensor([1.0, 1.0])
    Q.backward(gradient=external_grad)
    yield "dQ/da is 9 a^2", bool((9 * a**2 == a.grad).all())
    yield "dQ/db is -2 b", bool((-2 * b == b.grad).all())
    yield "Q", repr(Q)

    x = torch.ones(5)
    y = torch.zeros(3)
    w = torch.linspace(-1, 1, 15).reshape(5, 3).requires_grad_()
    bias = torch.tensor([0.1, -0.2, 0.3], requires_grad=True)
    z = torch.matmul(x, w) + bias
    z.retain_grad()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
    yield "who is a leaf", [t.is_leaf for t in (x, w, bias, z, loss)]
    yield "nodes", [t.grad_fn.name() for t in (z, loss)]
    loss.backward()
    yield "loss", loss.item()
    yield "w.grad", w.grad
    yield "b.grad", bias.grad
    yield "z.grad", z.grad

    with torch.no_grad():
        inside = torch.matmul(x, w) + bias
    yield "tracked", [z.requires_grad, inside.requires_grad, z.detach().requires_grad]

    inp = torch.eye(4, 5, requires_grad=True)
    out = (inp + 1).pow(2).t()
    out.backward(torch.ones_like(out), retain_graph=True)
    yield "first call", inp.grad.clone()
    out.backward(torch.ones_like(out), retain_graph=True)
    yield "second call", inp.grad.clone()
    inp.grad.zero_()
    out.backward(torch.ones_like(out), retain_graph=True)
    yield "after zeroing", inp.grad

    v = torch.tensor([1.0, 0.5, 0.25])
    u = torch.tensor([3.0, 4.0, 5.0], requires_grad=True)
    y = u * 2
    while y.data.norm() < 1000:
        y = y * 2
    y.backward(v)
    yield "u.grad", u.grad
