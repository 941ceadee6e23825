"""grad, vjp, jvp, jacrev, jacfwd, hessian: functions that make functions into derivatives.

    torch.func.grad(lambda x: x**3)(torch.tensor(2.0))    # tensor(12.)

They can be nested, and arguments and results may be tuples, lists and dicts of tensors. PyTorch
has forward-mode differentiation for jvp, jacfwd and hessian. Here J v takes two reverse walks;
autograd/functional.py says how.
"""

import functools

import autograd_ref as torch
from autograd_ref.autograd.functional import gradients, pulled_back
from autograd_ref.func.levels import Level, out_of_level
from autograd_ref.func.trees import leaves, like, spec, structure

VJP, JVP = "vjp(f, *primals)", "jvp(f, primals, tangents)"


def grad(func, argnums=0, has_aux=False):
    """A function that returns the gradient of func, whose result is one number."""
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def gradient(*args, **kwargs):
        found, value = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


def grad_and_value(func, argnums=0, has_aux=False):
    """A function that returns (gradient, func's result), or (gradient, (result, aux))."""
    api = "grad_and_value(f)(*args)"

    @functools.wraps(func)
    def gradient_and_value(*args, **kwargs):
        with Level() as level:
            args, chosen = level.into_arguments(args, argnums)
            output, aux = _split(func(*args, **kwargs), has_aux, api)
            if not isinstance(output, torch.Tensor):
                raise RuntimeError(
                    f"{api}: Expected f(*args) to return a Tensor, got {type(output)}"
                )
            if output.dim() != 0:
                raise RuntimeError(
                    f"{api}: Expected f(*args) to return a scalar Tensor, got tensor with"
                    f" {output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            found = _filled(gradients((output,), leaves(chosen), None, True), leaves(chosen))
        found, output = out_of_level((like(chosen, found), output))
        return found, (output, out_of_level(aux)) if has_aux else output

    return gradient_and_value


def vjp(func, *primals, has_aux=False):
    """(func(*primals), a function from v to the tuple v J): the latter may be called often."""
    level = Level()
    with level:
        inputs = level.into(primals)
        output, aux = _split(func(*inputs), has_aux, VJP)
        outputs = _checked(output, VJP)
        _check_floating(outputs)

    def vjp_fn(cotangents, retain_graph=True, create_graph=None):
        del create_graph  # it is recorded as far as something outside asks for it
        if spec(cotangents) != spec(output):
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of"
                f" outputs to the function. cotangents: {structure(cotangents)},"
                f" primal output: {structure(output)}"
            )
        with level:
            products = gradients(outputs, leaves(inputs), leaves(cotangents), True, retain_graph)
            products = _filled(products, leaves(inputs))
        return out_of_level(like(primals, products))

    value = out_of_level(output)
    return (value, vjp_fn, out_of_level(aux)) if has_aux else (value, vjp_fn)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """(func(*primals), J tangents): the change of the results along the tangents."""
    _check_tangents(primals, tangents)
    with Level() as level:
        inputs = level.into(primals)
        output, aux = _split(func(*inputs), has_aux, JVP)
        outputs = _checked(output, JVP)
        if strict and not all(out.requires_grad for out in outputs):
            raise RuntimeError(
                "jvp(f, primals, tangents, strict=True): The output of f is independent of the"
                " inputs. This is not allowed with strict=True."
            )
        moving = [out for out in outputs if out.requires_grad]
        u, products = pulled_back(moving, leaves(inputs), moving)
        moved = iter(_filled(gradients(products, u, leaves(tangents), True), moving))
        moved = [next(moved) if out.requires_grad else torch.zeros_like(out) for out in outputs]
    value, moved = out_of_level((output, like(output, moved)))
    return (value, moved, out_of_level(aux)) if has_aux else (value, moved)


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    """A function that returns func's Jacobian, by one reverse walk for each number in the result.

    For each tensor in the result and each in the arguments: the shape of the first, followed by
    the shape of the second. `chunk_size` changes nothing here.
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args):
        with Level() as level:
            args, chosen = level.into_arguments(args, argnums)
            output, aux = _split(func(*args), has_aux, VJP)
            outputs = _checked(output, VJP)
            _check_floating(outputs)
            blocks = [like(chosen, _rows(out, leaves(chosen))) for out in outputs]
        blocks = out_of_level(like(output, blocks))
        return (blocks, out_of_level(aux)) if has_aux else blocks

    return jacobian


def jacfwd(func, argnums=0, has_aux=False, *, chunk_size=None, randomness="error"):
    """A function that returns func's Jacobian, by one J v for each number in the arguments.

    The same as of `jacrev`. `chunk_size` and `randomness` change nothing here.
    """
    del randomness
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacfwd: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args):
        with Level() as level:
            args, chosen = level.into_arguments(args, argnums)
            output, aux = _split(func(*args), has_aux, JVP)
            outputs = _checked(output, JVP)
            columns = _columns(outputs, leaves(chosen))
            blocks = [like(chosen, row) for row in zip(*columns, strict=True)]
        blocks = out_of_level(like(output, blocks))
        return (blocks, out_of_level(aux)) if has_aux else blocks

    return jacobian


def hessian(func, argnums=0):
    """A function that returns func's second derivatives: jacfwd(jacrev(func)), as in PyTorch."""
    return jacfwd(jacrev(func, argnums), argnums)


def _rows(out, inputs):
    """The Jacobian of one output for each input, row by row."""
    flat = out.reshape(-1)
    rows = [
        _filled(gradients((flat[k],), inputs, None, True, True), inputs) for k in range(len(flat))
    ]
    return [
        torch.stack(column).view(out.shape + x.shape)
        for column, x in zip(zip(*rows, strict=True), inputs, strict=True)
    ]


def _columns(outputs, inputs):
    """For each input, for each output: the Jacobian, column by column."""
    moving = [out for out in outputs if out.requires_grad]
    u, products = pulled_back(moving, inputs, moving)
    blocks = []
    for x, product in zip(inputs, products, strict=True):
        columns = [[] for _ in outputs]
        for k in range(x.numel()):
            along = torch.zeros(x.numel(), dtype=x.dtype)
            along[k] = 1
            moved = gradients((product,), u, (along.reshape(x.shape),), True, True)
            moved = iter(_filled(moved, moving))
            for column, out in zip(columns, outputs, strict=True):
                column.append(next(moved) if out.requires_grad else torch.zeros_like(out))
        blocks.append(
            [
                torch.stack(column, -1).view(out.shape + x.shape)
                for column, out in zip(columns, outputs, strict=True)
            ]
        )
    return blocks


def _filled(found, like_these):
    """The gradients, zeros in place of None."""
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, like_these, strict=True)]


def _split(result, has_aux, api):
    """(output, aux) of what func returned."""
    if not has_aux:
        return result, None
    if not (isinstance(result, tuple) and len(result) == 2):
        raise RuntimeError(
            f"{api}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return result


def _checked(output, api):
    """The tensors in func's output."""
    outputs = leaves(output)
    if not outputs:
        raise RuntimeError(
            f"{api}: Expected f to be a function that has non-empty output (got output = [])"
        )
    for out in outputs:
        if not isinstance(out, torch.Tensor):
            raise RuntimeError(
                f"{api}: expected f(*primals) to return only tensors, got unsupported type"
                f" {type(out)}"
            )
    return outputs


def _check_floating(outputs):
    """None; an error if an output has no derivative for its dtype."""
    for out in outputs:
        if not out.is_floating_point():
            raise RuntimeError(
                "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got"
                f" Tensor with dtype {out.dtype}"
            )


def _check_tangents(primals, tangents):
    """None; an error if the tangents don't match the primals."""
    if not isinstance(primals, tuple):
        raise RuntimeError(
            f"{JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    if spec(primals) != spec(tangents):
        raise RuntimeError(
            f"{JVP}: Expected primals and tangents to have the same python structure. For example,"
            " if primals is a tuple of 3 tensors, tangents also must be. Got primals with structure"
            f" {spec(primals)} and tangents with structure {spec(tangents)}"
        )
    for what, tree in (("primals", primals), ("tangents", tangents)):
        if not leaves(tree):
            raise RuntimeError(f"{JVP}: Expected {what} to contain at least one Tensor.")
        for each in leaves(tree):
            if not isinstance(each, torch.Tensor):
                raise RuntimeError(
                    f"{JVP}: Expected {what} to only contain Tensors, got {type(each)}"
                )
    for x, tangent in zip(leaves(primals), leaves(tangents), strict=True):
        if x.shape != tangent.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the"
                f" original Tensor, this is not supported. Tensor is of size {list(x.shape)} while"
                f" the given forward gradient is of size {list(tangent.shape)}."
            )
