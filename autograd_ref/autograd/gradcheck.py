"""gradcheck and gradgradcheck: derivatives compared with finite differences.

    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    torch.autograd.gradcheck(lambda x: x**2, x)    # True, or a GradcheckError with both Jacobians

The numerical Jacobian is (f(x + eps) - f(x - eps)) / 2 eps, one column for each number in the
inputs; the analytical one is a reverse walk for each number in the outputs. Both are written as
PyTorch writes them: one row for each number in the input. Use float64: in float32 the difference
has three digits left.
"""

import warnings

import numpy as np

import autograd_ref as torch
from autograd_ref.autograd.jacobians import (
    as_tuple,
    by_differences,
    by_walks,
    pulled_back,
    requiring_grad,
)


class GradcheckError(RuntimeError):
    """What gradcheck and gradgradcheck raise if the derivatives differ."""


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_batched_forward_grad=False,
    check_forward_ad=False,
    check_backward_ad=True,
    fast_mode=False,
    masked=None,
):
    """True if func's derivatives are right at these inputs; else an error, or False if asked for.

    With `fast_mode` the whole Jacobians are compared all the same, where PyTorch compares random
    projections of them. Some settings find nothing more here: `check_undefined_grad`, because the
    walks are from one output at a time, so that the others' gradients are missing already;
    `check_grad_dtypes`, because a gradient has its tensor's dtype; `check_batched_grad`, because
    walks are not batched. `masked` is for sparse tensors.
    """
    del check_undefined_grad, check_grad_dtypes, fast_mode, masked
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    if check_batched_grad and not check_backward_ad:
        raise AssertionError(
            "Setting check_batched_grad=True requires check_backward_ad to be True"
        )
    if check_batched_forward_grad and not check_forward_ad:
        raise AssertionError(
            "Setting check_batched_forward_grad=True requires check_forward_ad to be True"
        )
    if check_forward_ad:
        raise NotImplementedError("autograd_ref has no forward mode; PyTorch has.")
    inputs = as_tuple(inputs)
    _check_inputs(inputs)
    try:
        outputs = as_tuple(func(*inputs))
        differentiable = [at for at, out in enumerate(outputs) if out.requires_grad]
        numerical = by_differences(func, inputs, outputs, eps)
        if not differentiable and any(each.ne(0).any() for row in numerical for each in row):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        for number, at in enumerate(differentiable):
            analytical = _analytical(outputs[at], inputs, nondet_tol)
            _compare(number, analytical, numerical[at], rtol, atol)
        if differentiable:
            _check_scaled(outputs, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func,
    inputs,
    grad_outputs=None,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    gen_non_contig_grad_outputs=False,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_fwd_over_rev=False,
    check_rev_over_rev=True,
    fast_mode=False,
    masked=False,
):
    """As gradcheck, of func's first derivatives: that they can be differentiated once more.

    They are checked as a function of the inputs and of `grad_outputs`, random ones if not given.
    """
    del gen_non_contig_grad_outputs
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError(
            "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
        )
    for wanted, setting in (
        (check_undefined_grad, "check_undefined_grad"),
        (check_batched_grad, "check_batched_grad"),
    ):
        if wanted and not check_rev_over_rev:
            raise AssertionError(f"Setting {setting}=True requires check_rev_over_rev to be True")
    inputs = as_tuple(inputs)
    if grad_outputs is None:
        outputs = requiring_grad(func(*inputs))
        grad_outputs = [
            (torch.rand(x.shape, dtype=x.dtype) * 2 - 1).requires_grad_() for x in outputs
        ]
    grad_outputs = tuple(as_tuple(grad_outputs))

    def first_derivatives(*arguments):
        point, cotangents = arguments[: len(inputs)], arguments[len(inputs) :]
        outputs = requiring_grad(func(*point))
        found = torch.autograd.grad(
            outputs, requiring_grad(point), cotangents, create_graph=True, allow_unused=True
        )
        return tuple(g for g in found if g is not None)

    return gradcheck(
        first_derivatives,
        inputs + grad_outputs,
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )


def _check_inputs(inputs):
    """None; a warning about inputs in less than double precision, an error if none is checked."""
    for at, x in enumerate(inputs):
        if isinstance(x, torch.Tensor) and x.requires_grad and x.dtype != torch.float64:
            warnings.warn(
                f"Input #{at} requires gradient and is not a double precision floating point or"
                " complex. This check will likely fail if all the inputs are not of double"
                " precision floating point or complex. ",
                stacklevel=3,
            )
    if not requiring_grad(inputs):
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them"
            " have requires_grad=True."
        )


def _analytical(out, inputs, nondet_tol):
    """For each checked input: the Jacobian by reverse walks, which are made twice to compare."""
    first, second = by_walks(out, inputs), by_walks(out, inputs)
    for a, b in zip(first, second, strict=True):
        if a.numel() and (a - b).abs().max() > nondet_tol:
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output"
                " multiple times gives different values, although analytical gradient matches"
                f" numerical gradient.The tolerance for nondeterminism was {nondet_tol}."
            )
    return first


def _compare(number, analytical, numerical, rtol, atol):
    """None; an error with both Jacobians of output `number` if they differ."""
    for at, (a, n) in enumerate(zip(analytical, numerical, strict=True)):
        if not np.allclose(a.numpy(), n.numpy(), rtol, atol):
            raise GradcheckError(
                f"Jacobian mismatch for output {number} with respect to input {at},\n"
                f"numerical:{n}\nanalytical:{a}\n"
            )


def _check_scaled(outputs, inputs):
    """None; an error if a gradient of zero does not give zero: a rule forgot to multiply by it."""
    outputs = requiring_grad(outputs)
    zeros = [torch.zeros_like(out) for out in outputs]
    for g in pulled_back(outputs, requiring_grad(inputs), zeros):
        if g.ne(0).any():
            raise GradcheckError("backward not multiplied by grad_output")
