"""Where our engine differs from PyTorch and is meant to: the whole list, with reasons."""

import re

WRITES_INSIDE = re.compile(r" @ |matmul|linear\(|autograd\.grad")


def _counts_writes_of_its_own(fault):
    """PyTorch's products and derivatives write inside, and so begin with version 1 at times."""
    return fault.aspect.startswith("version") and WRITES_INSIDE.search(fault.statement.code)


def _names_the_gradient_of_a_rule(fault):
    """PyTorch has a node for the derivative of a derivative; ours records what a rule does."""
    return fault.aspect.startswith("grad_fn") and "create_graph" in fault.statement.code


def _refuses_after_it_wrote(fault):
    """PyTorch refuses to write into an inference tensor when it has written already."""
    refused = str(fault.raised).startswith("Inplace update to inference tensor")
    return refused and fault.aspect.startswith("values")


def _has_no_kernel_for_bool(fault):
    """PyTorch's CPU has no code for some functions of bools; numpy has."""
    return fault.aspect == "error" and "not implemented for 'Bool'" in fault.theirs


KNOWN = (
    _counts_writes_of_its_own,
    _names_the_gradient_of_a_rule,
    _refuses_after_it_wrote,
    _has_no_kernel_for_bool,
)


def is_known(fault):
    """Whether a disagreement is one of the list."""
    return any(tells(fault) for tells in KNOWN)
