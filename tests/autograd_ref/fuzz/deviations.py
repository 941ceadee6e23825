"""Where our engine differs from PyTorch and is meant to: the whole list, with reasons."""

import re
from math import isfinite

from tests.autograd_ref.fuzz.facts import flat

WRITES_INSIDE = re.compile(r" @ |matmul|linear\(|autograd\.grad|\.grad\b|\.apply\(")
PRODUCTS = re.compile(r" @ |matmul|linear\(|einsum")
LAYOUT = re.compile(r"stride\(\)|is_contiguous|_base is None")
OF_MEMORY = re.compile(
    "more than one element|some elements of the input|A view was created in no_grad"
    "|read-only|a view and is being modified|or another view of its base"
)
ORIGIN = re.compile(
    r" \[torch\.\w+Tensor \[[\d, ]*\]\](, which is output 0 of [\w:]+,)?|Output \d of \w+"
)
FAILED_WALK = re.compile("Trying to backward|one of the variables needed")
REFUSED_AT_ONCE = re.compile(
    "grad can be implicitly|element [0-9]+ of tensors does not|Mismatch in shape|One of the"
    "|Expected|The differentiated Tensor|'NoneType' object has no attribute"
)


def _counts_writes_of_its_own(fault):
    """PyTorch's products and derivatives write inside, and so begin with version 1 at times.

    And what is written through `.data` is counted here where a view is looked through.
    """
    own = WRITES_INSIDE.search(fault.statement.code) or fault.name in fault.facts.versions
    own = own or fault.name in fault.facts.gradients
    return fault.field == "version" and (own or fault.facts.data)


def _names_the_gradient_of_a_rule(fault):
    """PyTorch has a node for the derivative of a derivative; ours records what a rule does."""
    same = fault.statement.kind in ("view", "alias") and fault.name in fault.facts.gradients
    return fault.field == "grad_fn" and ("create_graph" in fault.statement.code or same)


def _says_whether_a_constant_wants_a_gradient(fault):
    """The gradient of what has straight pieces is constant: PyTorch says so in some rules."""
    if not fault.facts.graph or fault.field not in ("grad", "requires_grad", "is_leaf", "error"):
        return False
    if fault.field == "grad":
        plain = [g and g._replace(requires_grad=None, grad_fn=None) for g in fault.sides()]
        return None not in plain and fault.alike(*plain)
    return fault.field != "error" or "does not require grad" in f"{fault.theirs}{fault.ours}"


def _refuses_after_it_wrote(fault):
    """PyTorch refuses to write into an inference tensor when it has written already."""
    refused = str(fault.raised).startswith("Inplace update to inference tensor")
    return refused and fault.field in ("values", "grad")


def _computes_with_bool(fault):
    """PyTorch's CPU has no code for some functions of bools, or refuses them; numpy has."""
    refused = re.search(
        "not implemented for .Bool|with a bool tensor|Autograd not support", str(fault.theirs)
    )
    return fault.field == "error" and refused is not None


def _differentiates_with_regard_to_a_result(fault):
    """Where a result is what is asked for, PyTorch runs its node, too, and asks before its hooks.

    So that node is freed, may fail, and a hook on the result does not change what grad() returns.
    """
    if not fault.facts.by_results:
        return False
    if fault.field in ("error", "message"):
        failed = FAILED_WALK.search(str(fault.theirs)) or fault.ours == "runs"
        return fault.statement.kind == "backward" and bool(failed)
    asked = re.search(r"inputs=|autograd\.grad\(", fault.statement.code)
    return asked is not None and fault.field in ("values", "grad", "value")


def _saves_a_cast(fault):
    """An operand of another dtype is saved as its cast: to write into it later is no error."""
    missed = FAILED_WALK.search(fault.theirs if fault.field == "error" else "")
    return len(fault.facts.dtypes) > 1 and bool(missed) and fault.ours == "runs"


def _keeps_the_node_of_a_view(fault):
    """A view of a leaf keeps its node when memory is written that autograd does not see.

    PyTorch gives it a new node (AsStrided), or, of one of several views, refuses to tell it.
    """
    theirs = str(fault.theirs)
    if "or another view of its base" in theirs:
        return fault.field in ("grad_fn", "value", "error", "message")
    if fault.field in ("requires_grad", "is_leaf") and fault.theirs is None:
        return True
    unused = "not have been used in the graph" in theirs
    kept = fault.field == "grad" and fault.facts.by_results  # the old node gets the gradient
    return fault.facts.unrecorded and (unused or kept or "AsStrided" in theirs)


def _takes_a_hidden_view_for_a_leaf(fault):
    """A view made where nothing is recorded counts here as a leaf of its own; there as nothing."""
    unused = "not have been used in the graph" in f"{fault.theirs}{fault.ours}"
    asked = fault.statement.kind == "backward" and fault.field == "values"
    return fault.facts.hidden_views and (fault.field == "grad" or unused or asked)


def _keeps_the_flags_of_views(fault):
    """requires_grad_() says nothing to the views that a tensor has; in PyTorch they follow."""
    if fault.field in ("error", "message"):
        text = str(fault.theirs)
        return fault.facts.flags and bool(re.search("a view of a leaf|detached in-place", text))
    return fault.facts.flags and fault.field in ("requires_grad", "is_leaf", "grad_fn")


def _gives_gradients_memory_of_their_own(fault):
    """PyTorch may give one number, expanded: writes into it, strides and bases are its own."""
    touched = {*fault.statement.touched(), fault.name}
    if fault.statement.kind == "write" and (touched & fault.facts.gradients):
        return fault.field in ("values", "grad") or bool(OF_MEMORY.search(fault.said()))
    walks = fault.facts.overwritten and fault.statement.kind == "backward"
    return walks and bool(FAILED_WALK.search(fault.said()))


def _lays_results_out_in_rows(fault):
    """Operands of mixed layouts, and empty ones, give results in row-major order here."""
    if fault.field == "value":
        return LAYOUT.search(fault.statement.code) is not None
    if fault.field == "version":  # a copy here, a view there
        return "reshape(" in fault.statement.code
    if fault.field == "grad_fn":
        names = ("ViewBackward0", "ReshapeAliasBackward0", "UnsafeViewBackward0", "CloneBackward0")
        return {fault.theirs, fault.ours} <= set(names)
    return "view size is not compatible" in fault.said()


def _has_a_node_for_each_part(fault):
    """One of several results has a node of its own here, and its hooks get a gradient or nothing.

    PyTorch calls them with a gradient, or None, for each of the results.
    """
    if fault.field == "value" and fault.name == "log":
        return fault.facts.many
    if "next_functions" in fault.statement.code or (fault.field == "grad" and fault.ours is None):
        return fault.facts.many
    return fault.field == "error" and "'NoneType'" in str(fault.theirs)


def _knows_inference_tensors_by_one_mark(fault):
    """Leaves, views and gradients made in inference mode are inference tensors in fewer cases."""
    if not fault.facts.inference:
        return False
    told = re.search("nference|Can't detach views|out=", fault.said()) is not None
    return told or fault.field in ("requires_grad", "is_leaf", "grad", "grad_fn", "version")


def _saves_values_not_tensors(fault):
    """What was saved is the value: `x.data = ...` after that does not change the gradient."""
    written = fault.facts.data_written and fault.statement.kind == "backward"
    if written and fault.field in ("grad", "values", "value"):
        return True
    return fault.facts.new_data and fault.field not in ("dtype", "shape")


def _multiplies_in_its_own_way(fault):
    """Products of more than two dimensions are folded to matrices in another way."""
    product = PRODUCTS.search(fault.statement.code) is not None
    refused = re.search("shapes cannot be multiplied|Expected size for first two", fault.said())
    if fault.facts.products and fault.theirs == "runs" and FAILED_WALK.search(str(fault.ours)):
        return True  # what PyTorch has saved is a copy then
    return product and (fault.field in ("grad_fn", "message") or refused is not None)


def _names_another_writer(fault):
    """An error about an overwritten value may name the base where PyTorch names the view."""
    theirs, ours = (ORIGIN.sub("", str(each)) for each in fault.sides())
    return fault.field == "message" and theirs == ours


def _checks_memory_first(fault):
    """Memory that many elements share, or both operands, is refused before all else, and always.

    And where PyTorch has written memory that many elements share, its backward() refuses it.
    """
    if OF_MEMORY.search(str(fault.ours)):
        return fault.field == "message" or fault.theirs == "runs"
    return "more than one element" in str(fault.theirs) and fault.statement.kind == "backward"


def _leads_from_a_written_part_to_the_write(fault):
    """What was written into a part is an operation of its own here; there it has no node."""
    return "next_functions" in fault.statement.code and "Copy" in fault.said()


def _tells_zeros_apart(fault):
    """Which of 0.0 and -0.0 is the larger is chance, and their reciprocals are inf and -inf."""
    theirs, ours = (re.sub(r"-(?=inf|0\.0*[],)])", "", str(each)) for each in fault.sides())
    return fault.field in ("values", "value") and theirs == ours


def _computes_of_nothing(fault):
    """Without elements PyTorch may not come to where it refuses something, or refuses it late."""
    touched = {*fault.statement.touched(), fault.name}
    return fault.field in ("error", "message") and bool(touched & fault.facts.empty)


def _is_the_same_tensor(fault):
    """A node's name that was left out once is left out for other names of that tensor, too."""
    touched = set(fault.statement.touched())
    same = fault.statement.kind in ("view", "alias", "cast") or "positive" in fault.statement.code
    return same and fault.field == "grad_fn" and bool(touched & fault.facts.nodes)


def _cuts_off_the_last_digit(fault):
    """Where one engine computes 1 and the other the number before it, whole numbers differ.

    And so does what is printed: 1. and 1.0000.
    """
    if "repr(" in fault.statement.code:
        theirs, ours = (re.sub(r"[.]0+(?=\D|$)", ".", str(each)) for each in fault.sides())
        return theirs == ours
    return fault.statement.kind == "cast" and fault.field == "values"


def _marks_dirty_in_its_own_way(fault):
    """A Function that writes into its operand makes it, in PyTorch, a new tensor in some respects.

    What a person had put into `.grad` is gone; without recording, no gradient is wanted.
    """
    fields = ("grad", "requires_grad", "is_leaf")
    if fault.facts.own and "not have been used in the graph" in fault.said():
        return True
    return fault.field in fields and "Doubled.apply(" in fault.statement.code


def _stops_at_none(fault):
    """Where a Function returns None nothing goes on; PyTorch goes on with nothing, and frees it."""
    failed = FAILED_WALK.search(str(fault.theirs)) is not None
    return fault.facts.own and failed and fault.ours == "runs"


def _computes_otherwise_what_is_not_finite(fault):
    """Other formulas give nan where PyTorch's give inf, and the other way round."""
    values = [getattr(each, "values", each) for each in fault.sides()]
    if fault.field not in ("values", "grad") or None in values:
        return False
    pairs = list(zip(*map(flat, values), strict=False))
    rest = [(a, b) for a, b in pairs if isfinite(a) and isfinite(b)]
    return len(rest) < len(pairs) and all(fault.alike(float(a), float(b)) for a, b in rest)


def _writes_all_of_a_view_of_a_constant(fault):
    """PyTorch takes a view of a constant for a leaf when all of it is written for a second time.

    `v[...] += w` writes twice: the sum, and then what came of it.
    """
    refused = str(fault.theirs).startswith("RuntimeError: a leaf Variable that requires grad")
    whole = re.search(r"\[(\.\.\.|:|\(\))\] .?=", fault.statement.code) is not None
    return refused and whole and fault.ours == "runs"


def _reads_what_is_written(fault):
    """A write whose operand is other elements of the same memory reads some of them too late."""
    refused = OF_MEMORY.search(str(fault.theirs)) is not None
    other = fault.field in ("values", "grad") and None not in fault.sides()
    return fault.facts.overlaps and (refused or other)


def _shows_no_node_of_whole_numbers(fault):
    """In PyTorch integers have a node after a write of something that wants a gradient."""
    plain = re.sub(r",\s+grad_fn=<\w+>|, requires_grad=True", "", str(fault.theirs))
    return fault.field == "value" and plain == fault.ours and fault.theirs != fault.ours


def _refuses_in_another_order(fault):
    """Where a backward() is refused for two reasons, the other one is told."""
    walk = (FAILED_WALK.match(str(each)) for each in fault.sides())
    at_once = (REFUSED_AT_ONCE.match(str(each)) for each in fault.sides())
    both = [a or b for a, b in zip(walk, at_once, strict=True)]
    return fault.field == "message" and fault.statement.kind == "backward" and all(both)


def _finds_no_place(fault):
    """Places that were written behind autograd's back are out of bounds in numpy's words."""
    return fault.field in ("error", "message") and fault.said().count("is out of bounds") == 2


KNOWN = tuple(value for name, value in list(globals().items()) if name[0] == "_" and name[1] != "_")


def is_known(fault):
    """Whether a disagreement is one of the list."""
    return any(tells(fault) for tells in KNOWN)
