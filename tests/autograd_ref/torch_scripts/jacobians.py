"""Jacobians, Hessians and their products, by torch.func, of a small layer."""


def run(torch):
    jacrev, jacfwd, hessian = torch.func.jacrev, torch.func.jacfwd, torch.func.hessian
    vmap, vjp, jvp = torch.func.vmap, torch.func.vjp, torch.func.jvp

    D = 4
    weight = torch.sin(torch.arange(16.0)).reshape(D, D)
    bias = torch.tensor([0.1, -0.2, 0.3, -0.4])
    x = torch.tensor([0.5, -1.0, 2.0, 0.25])

    def predict(weight, bias, x):
        return torch.nn.functional.linear(x, weight, bias).tanh()

    xp = x.clone().requires_grad_()
    unit_vectors = torch.eye(D)
    jacobian_rows = [
        torch.autograd.grad(predict(weight, bias, xp), xp, vec)[0] for vec in unit_vectors
    ]
    jacobian = torch.stack(jacobian_rows)
    yield "row by row", jacobian

    _, vjp_fn = vjp(lambda x: predict(weight, bias, x), x)
    (ft_jacobian,) = vmap(vjp_fn)(unit_vectors)
    yield "vmap of vjp", torch.allclose(ft_jacobian, jacobian)
    yield "jacrev", torch.allclose(jacrev(predict, argnums=2)(weight, bias, x), jacobian)
    yield "jacfwd", jacfwd(predict, argnums=2)(weight, bias, x)
    both = jacrev(predict, argnums=(0, 1))(weight, bias, x)
    yield "shapes", [list(each.shape) for each in both]
    yield "by the bias", both[1]

    hess = hessian(predict, argnums=2)(weight, bias, x)
    yield "hessian", hess
    again = jacrev(jacrev(predict, argnums=2), argnums=2)(weight, bias, x)
    yield "hessian by reverse twice", torch.allclose(hess, again, atol=1e-5)

    def loss(x):
        return x.sin().prod()

    tangent = torch.tensor([1.0, 0.0, -1.0, 0.5])
    hvp = jvp(torch.func.grad(loss), (x,), (tangent,))[1]
    yield "hessian times vector", hvp
    yield "the long way", hessian(loss)(x) @ tangent
    batch = torch.stack([x, 2 * x, x.flip(0)])
    yield (
        "for a batch",
        vmap(jacrev(predict, argnums=2), in_dims=(None, None, 0))(weight, bias, batch),
    )
