"""torch.autograd.functional: Jacobians, Hessians, and their products with vectors, of functions.

    jacobian(lambda x: x**2, torch.tensor([1.0, 2.0]))    # tensor([[2., 0.], [0., 4.]])

One reverse walk gives a product u J of a vector and the Jacobian; all that is here is made of such
walks. `inputs` and what `func` returns are a tensor or a tuple of tensors, and results have the
same form. Results are constants unless `create_graph`. What does not depend on an input has
derivative zero there; with `strict` it is an error.
"""

import autograd_ref as torch
from autograd_ref.autograd.calls import CONSTANT_GRADIENT, CONSTANT_JACOBIAN, Call, demand_grad
from autograd_ref.modes import enable_grad


@enable_grad()
def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(*inputs), v J): the product of a vector, sized as the outputs, and the Jacobian."""
    call = Call("vjp", func, inputs, create_graph, strict)
    outputs = call.outputs()
    if v is not None:
        v = call.direction(v, outputs, call.several_outputs)
    elif len(outputs) != 1 or outputs[0].numel() != 1:
        raise RuntimeError(
            "The vector v can only be None if the user-provided function returns a single Tensor"
            " with a single element."
        )
    products = gradients(outputs, call.inputs, v, create_graph)
    products = call.found(products, call.inputs, "back")
    return (
        call.given_back(outputs, call.several_outputs),
        call.given_back(products, call.several_inputs),
    )


@enable_grad()
def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(*inputs), J v): the product of the Jacobian and a vector, sized as the inputs.

    A reverse walk only knows u J. But u J is linear in u, and its own Jacobian with respect to u
    is J transposed: a second reverse walk, from u J back to u and with v, gives J v, at any u.
    Source: J. Townsend, "A new trick for calculating Jacobian vector products", 2017.
    """
    call = Call("jvp", func, inputs, create_graph, strict)
    v = call.input_direction(
        v,
        "The vector v can only be None if the input to the user-provided function is a single"
        " Tensor with a single element.",
    )
    outputs = call.outputs()
    u, products = pulled_back(outputs, call.inputs, outputs)
    if strict:
        demand_grad(products, CONSTANT_GRADIENT)
    products = call.found(gradients(products, u, v, create_graph), outputs, "back_trick")
    return (
        call.given_back(outputs, call.several_outputs),
        call.given_back(products, call.several_outputs),
    )


@enable_grad()
def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(*inputs), v H): the product of a vector and the Hessian of a function to a number."""
    call, v, outputs, slopes = _slopes("vhp", func, inputs, v, create_graph, strict)
    products = gradients(slopes, call.inputs, v, create_graph)
    products = call.found(products, call.inputs, "double_back")
    return call.given_back(outputs, False), call.given_back(products, call.several_inputs)


@enable_grad()
def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(*inputs), H v): as vhp, but by the trick of `jvp`, as in PyTorch: vhp is faster."""
    call, v, outputs, slopes = _slopes("hvp", func, inputs, v, create_graph, strict)
    u, products = pulled_back(slopes, call.inputs, call.inputs)
    products = gradients(products, u, v, create_graph)
    products = call.found(products, call.inputs, "double_back_trick")
    return call.given_back(outputs, False), call.given_back(products, call.several_inputs)


def _slopes(name, func, inputs, v, create_graph, strict):
    """(the call, v, its single output, the gradient of that for each input)."""
    call = Call(name, func, inputs, create_graph, strict)
    v = call.input_direction(
        v,
        "The vector v can only be None if the input to the user-provided function is a single"
        " Tensor with a single element.",
    )
    outputs = call.scalar()
    slopes = gradients(outputs, call.inputs, create_graph=True)
    if strict:
        demand_grad(slopes, CONSTANT_JACOBIAN)
    return call, v, outputs, slopes


@enable_grad()
def jacobian(
    func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"
):
    """d outputs / d inputs: a tensor with the size of the output followed by the input's.

    A tuple over the inputs if they are one, and over the outputs if they are one: J[i][j] is of
    output i with respect to input j. One reverse walk per number in the outputs; `vectorize`
    changes nothing here, in PyTorch it makes one batched walk of them.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your'
            ' function has more outputs than inputs, "forward-mode" tends to be more performant.'
            ' Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        _refuse_forward_mode(create_graph, strict, vectorize)
    call = Call("jacobian", func, inputs, create_graph, strict)
    outputs = call.outputs()
    if vectorize and strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not"
            " supported together. Please either set `strict=False` or `vectorize=False`."
        )
    rows = [_row(call, at, out) for at, out in enumerate(outputs)]
    return tuple(rows) if call.several_outputs else rows[0]


def _row(call, at, out):
    """The Jacobian of output number `at`, in the form of the inputs."""
    blocks = [[] for _ in call.inputs]
    for k in range(out.numel()):
        slopes = gradients((out.reshape(-1)[k],), call.inputs, None, call.create_graph, True)
        for j, (slope, x) in enumerate(zip(slopes, call.inputs, strict=True)):
            if call.strict and slope is None:
                raise RuntimeError(
                    f"Output {at} of the user-provided function is independent of input {j}."
                    " This is not allowed in strict mode."
                )
            if call.strict and call.create_graph and not slope.requires_grad:
                raise RuntimeError(
                    f"The jacobian of the user-provided function is independent of input {at}."
                    " This is not allowed in strict mode when create_graph=True."
                )
            blocks[j].append(torch.zeros_like(x) if slope is None else slope)
    blocks = [
        torch.stack(block).view(out.size() + x.size())
        for block, x in zip(blocks, call.inputs, strict=True)
    ]
    return call.given_back(blocks, call.several_inputs)


def hessian(
    func,
    inputs,
    create_graph=False,
    strict=False,
    vectorize=False,
    outer_jacobian_strategy="reverse-mode",
):
    """The second derivatives of a function to a number: the Jacobian of its Jacobian.

    A tensor with the input's size twice; for a tuple of inputs H[i][j] is of inputs i and j.
    """
    several = Call("hessian", func, inputs, False, strict).several_inputs
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def number(*point):
        return Call("hessian", func, point, True, strict).scalar()[0].squeeze()

    def slopes(*point):
        found = jacobian(number, point, create_graph=True)
        if strict:
            demand_grad(found, CONSTANT_JACOBIAN)
        return found if several else found[0]

    return jacobian(slopes, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)


def _refuse_forward_mode(create_graph, strict, vectorize):
    """None; an error: PyTorch's for what it can't do either, ours for what it can."""
    for wanted, setting in ((create_graph, "create_graph"), (strict, "strict")):
        if wanted:
            kind = NotImplementedError if setting == "create_graph" else RuntimeError
            raise kind(
                f"torch.autograd.functional.jacobian: `{setting}=True` and"
                ' `strategy="forward-mode"` are not supported together (yet). Please either set'
                f' `{setting}=False` or `strategy="reverse-mode"`.'
            )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly"
            " implemented for `vectorize=True`."
        )
    raise NotImplementedError(
        "autograd_ref has no forward mode; PyTorch has."
        ' strategy="reverse-mode" gives the same Jacobian.'
    )


def gradients(outputs, inputs, cotangents=None, create_graph=False, retain_graph=None):
    """The gradient for each input, None where no output depends on it (all may be constants)."""
    if cotangents is None:
        cotangents = (None,) * len(outputs)
    pairs = [
        (out, g)
        for out, g in zip(outputs, cotangents, strict=True)
        if out is not None and out.requires_grad
    ]
    if not pairs:
        return (None,) * len(inputs)
    outputs, cotangents = zip(*pairs, strict=True)
    return torch.autograd.grad(
        outputs, inputs, cotangents, retain_graph, create_graph, allow_unused=True
    )


def pulled_back(outputs, inputs, like):
    """(u, u J): with u = 0, which costs nothing, and u J recorded as a function of u."""
    u = tuple(torch.zeros_like(x, requires_grad=True) for x in like)
    return u, gradients(outputs, inputs, u, create_graph=True)
