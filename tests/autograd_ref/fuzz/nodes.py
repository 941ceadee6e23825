"""Where the same graph has other nodes, layouts and counts of writes than in PyTorch, and why."""

import re

from tests.autograd_ref.fuzz.facts import COPIES, PRODUCTS
from tests.autograd_ref.fuzz.words import LAYOUT, NO_PRODUCT, SAVED, WRITES_INSIDE


def _counts_writes_of_its_own(fault):
    """PyTorch's products and derivatives write inside, and so begin with version 1 at times.

    And so does all that is made of a tensor of inference mode elsewhere.
    """
    own = WRITES_INSIDE.search(fault.statement.code) or fault.name in fault.facts.versions
    own = own or fault.name in fault.facts.gradients
    own = own or any("nference" in str(version) for version in fault.shown("version"))
    if fault.field != "version" or not own:
        return False
    return all(isinstance(each, int) for each in fault.sides()) and fault.theirs > fault.ours


def _names_the_gradient_of_a_rule(fault):
    """PyTorch has a node for the derivative of a derivative; ours records what a rule does."""
    same = fault.statement.kind in ("view", "alias") and fault.name in fault.facts.gradients
    return fault.field == "grad_fn" and ("create_graph" in fault.statement.code or same)


def _is_the_same_tensor(fault):
    """A node's name that was left out once is left out for other names of that tensor, too."""
    touched = set(fault.statement.touched())
    same = fault.statement.kind in ("view", "alias", "cast") or "positive" in fault.statement.code
    return same and fault.field == "grad_fn" and bool(touched & fault.facts.nodes)


def _multiplies_in_its_own_way(fault):
    """Products of more than two dimensions are folded to matrices in another way."""
    if not fault.facts.products:
        return False
    if fault.field == "error":  # what PyTorch has saved is a copy then, or the result is a view
        saved = fault.theirs == "runs" and re.search(f"{SAVED.pattern}|hook '", fault.ours)
        return bool(saved) or re.search("Can't detach views|Inference tensors", fault.theirs)
    own = fault.field == "grad_fn" and fault.ours == "UnsafeViewBackward0"
    own = own or (fault.field == "message" and NO_PRODUCT.search(fault.said()))
    return bool(own) and PRODUCTS.search(fault.statement.code) is not None


def _lays_results_out_in_rows(fault):
    """Operands of mixed layouts, and empty ones, give results in row-major order here."""
    if fault.field == "value":
        return LAYOUT.search(fault.statement.code) is not None
    strided = not fault.facts.strided.isdisjoint(fault.statement.touched())
    if strided and COPIES.search(fault.statement.code):
        return True
    if fault.statement.kind == "write" and fault.field in ("version", "values", "grad_fn"):
        return not fault.facts.reshaped.isdisjoint(fault.statement.touched())
    if fault.field == "grad_fn":  # a copy here, a view there, or the other way round
        kinds = {"ViewBackward0", "UnsafeViewBackward0", "ReshapeAliasBackward0"}
        cloned = "contiguous()" in fault.statement.code and "CloneBackward0" in fault.sides()
        return cloned or kinds.issuperset(fault.sides())
    return "view size is not compatible" in fault.said()


def _leads_from_a_written_part_to_the_write(fault):
    """What was written into a part is an operation of its own here; there it has no node."""
    before = len(fault.ours) - 1
    into_part = "torch::autograd::CopySlices" in fault.shown("grad_fn")
    return into_part and fault.theirs[:before] == fault.ours[:before]


def _indexes_in_one_step(fault):
    """An index of several parts is one operation here, and one for each part there."""
    return not fault.facts.steps.isdisjoint(fault.statement.touched())


def _casts_first(fault):
    """An operand of another dtype, or times alpha, is an operation of its own here."""
    pairs = zip(fault.theirs, fault.ours, strict=False)
    return all(a == b or b in ("ToCopyBackward0", "MulBackward1") for a, b in pairs)


def _leads_from_a_product_to_what_it_folds(fault):
    """Products of more than two dimensions are folded to matrices in another way."""
    return fault.facts.products


def _leads_to_what_a_rule_did(fault):
    """PyTorch has a node for the derivative of a derivative; ours records what a rule does."""
    return fault.facts.graph and not fault.facts.gradients.isdisjoint(fault.statement.touched())


OF_NEXT_FUNCTIONS = (
    _leads_to_what_a_rule_did,
    _leads_from_a_written_part_to_the_write,
    _indexes_in_one_step,
    _casts_first,
    _leads_from_a_product_to_what_it_folds,
)


def _leads_to_other_nodes(fault):
    """The graph has other nodes in between, for one of these reasons."""
    if "next_functions" not in fault.statement.code or fault.field != "value":
        return False
    lists = all(isinstance(each, list) for each in fault.sides())
    return lists and any(tells(fault) for tells in OF_NEXT_FUNCTIONS)


KNOWN = (
    _counts_writes_of_its_own,
    _names_the_gradient_of_a_rule,
    _is_the_same_tensor,
    _multiplies_in_its_own_way,
    _lays_results_out_in_rows,
    _leads_to_other_nodes,
)
