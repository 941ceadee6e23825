"""Where our engine differs from PyTorch and is meant to: the whole list, with reasons."""

import re
from math import inf, isfinite

from tests.autograd_ref.fuzz import nodes
from tests.autograd_ref.fuzz.facts import apart, flat
from tests.autograd_ref.fuzz.words import (
    FAILED_WALK,
    JUMPS,
    NUMBER,
    OF_MEMORY,
    ORIGIN,
    REFUSED_BACKWARD,
    SAVED,
    UNUSED,
    WRITTEN_TWICE,
    last_digit_at_most,
)


def _says_whether_a_constant_wants_a_gradient(fault):
    """The gradient of what has straight pieces is constant: PyTorch says so in some rules."""
    touched = {*fault.statement.touched(), fault.name}
    if "create_graph" not in fault.statement.code and not touched & fault.facts.gradients:
        return False
    if fault.field not in ("grad", "requires_grad", "error"):
        return False
    if fault.field == "grad":
        plain = [g and g._replace(requires_grad=None, grad_fn=None) for g in fault.sides()]
        return None not in plain and fault.alike(*plain)
    refused = re.search(f"does not require grad|a leaf Variable|{UNUSED}", fault.said())
    return fault.field != "error" or refused is not None


def _refuses_after_it_wrote(fault):
    """PyTorch refuses to write into an inference tensor when it has written already."""
    refused = str(fault.raised).startswith("Inplace update to inference tensor")
    return refused and fault.field in ("values", "shape")


def _records_nothing_in_inference_mode(fault):
    """enable_grad() is without effect there; PyTorch's numpy() asks for what it has switched on."""
    return fault.facts.inference and "Can't call numpy" in str(fault.theirs)


def _computes_with_bool(fault):
    """PyTorch's CPU has no code for some functions of bools, or refuses them; numpy has."""
    refused = re.search("not implemented for .Bool|with a bool tensor", str(fault.theirs))
    return fault.field == "error" and refused is not None


def _differentiates_with_regard_to_a_result(fault):
    """Where a result is what is asked for, PyTorch runs its node, too, and asks before its hooks.

    So that node is freed, may fail, and a hook on the result does not change what grad() returns.
    """
    if not fault.facts.by_results:
        return False
    if "materialize_grads" in fault.statement.code and fault.facts.graph:
        return True  # whether a rule that is differentiated leads to its result, too
    if fault.field == "error":
        failed = FAILED_WALK.search(str(fault.theirs)) or fault.ours == "runs"
        return fault.statement.kind == "backward" and bool(failed)
    if fault.name == "log":
        return "autograd.grad(" in fault.statement.code or "inputs=" in fault.statement.code
    return fault.field in ("value", "values") and "autograd.grad(" in fault.statement.code


def _saves_a_cast(fault):
    """An operand of another dtype is saved as its cast: to write into it later is no error.

    Nor does it count what is written by .data; and what is cast leads to a node.
    """
    if len(fault.facts.dtypes) < 2:
        return False
    if fault.field == "error":
        return "runs" in fault.sides() and SAVED.search(fault.said()) is not None
    walks = fault.statement.kind == "backward" and fault.field in ("grad", "value", "values")
    return walks and fault.facts.behind


def _keeps_the_node_of_a_view(fault):
    """A view keeps its node when memory is written that autograd does not see, or by another view.

    PyTorch gives it a new node (AsStrided), or, of one of several views, refuses to tell it.
    """
    theirs = str(fault.theirs)
    if fault.theirs is None and fault.field == "requires_grad":
        return True  # it refuses this, too
    if fault.field == "error" and fault.statement.kind == "backward":
        told = FAILED_WALK.search(fault.said()) or UNUSED in fault.said()
        return bool(told) and "AsStridedBackward0" in fault.shown("grad_fn")
    if "or another view of its base" in theirs:
        return fault.field == "value"
    if not fault.facts.unrecorded and fault.name not in fault.facts.gradients:
        return False
    if fault.name == "log":
        hooked = (fault.look(name).grad_fn for name in fault.facts.hooked)
        return "AsStridedBackward0" in (*fault.shown("grad_fn"), *hooked)
    if fault.field == "grad":  # the node that was asked for, or kept it, is not the one it has now
        nodes = [fault.look(fault.name).grad_fn, *fault.shown("grad_fn")]
        return fault.facts.by_results or "AsStridedBackward0" in nodes
    return fault.field in ("grad_fn", "value") and "AsStrided" in theirs


def _goes_on_where_pytorch_breaks(fault):
    """What PyTorch itself calls a fault of its own."""
    broken = re.search("INTERNAL ASSERT FAILED|unallocated storage", str(fault.theirs))
    return fault.field == "error" and broken is not None


def _keeps_the_gradient_of_what_was_turned(fault):
    """After t_() and its kin PyTorch keeps the gradient of the old shape, and then comes to grief.

    Of a write after that it says INTERNAL ASSERT FAILED; new hooks join the old ones.
    """
    if fault.statement.kind == "backward" and fault.field in ("error", "grad", "value"):
        return bool(fault.facts.turned)
    return fault.field == "grad" and fault.name in fault.facts.turned


def _keeps_the_flags_of_views(fault):
    """requires_grad_() says nothing to the views that a tensor has, detach_() to what saved it."""
    if not fault.facts.flags:
        return False
    if fault.field == "requires_grad":
        return fault.theirs is True or fault.name in fault.facts.hidden
    if fault.field == "value":  # of what holds such views
        theirs, ours = (re.sub("requires_grad=[TF]", "", str(each)) for each in fault.sides())
        return theirs.replace("rue,", "alse,") == ours
    if fault.field == "grad_fn":  # of a base that is a constant now
        return fault.statement.kind == "write" and "AsStrided" in str(fault.theirs)
    if fault.field == "is_leaf":
        return fault.statement.kind == "write" and not fault.theirs
    if fault.field == "error" and fault.theirs == "runs":  # from a view that hears of it there
        return re.search("not require grad|requires_grad=False", str(fault.ours)) is not None
    refused = "a view of a leaf|has been detached in-place|A view was created in no_grad"
    refused += "|leaf variable has been moved|Can't call numpy|you can only change requires_grad"
    refused = re.search(refused, str(fault.theirs))
    return fault.field in ("error", "message") and refused is not None


def _has_a_node_for_each_part(fault):
    """One of several results has a node of its own here, and its hooks get a gradient or nothing.

    PyTorch calls them with a gradient, or None, for each of the results.
    """
    if fault.field == "grad":  # of a result that was passed on the way to a part, but is not needed
        asked = re.search(r"autograd\.grad\(|inputs=", fault.statement.code)
        kept = not fault.look(fault.name).is_leaf
        touched = {*fault.statement.touched(), fault.name}
        return bool(asked) and kept and not touched.isdisjoint(fault.facts.parts)
    told = fault.field == "error" and ("'NoneType'" in fault.theirs or UNUSED in fault.ours)
    return fault.facts.part_hooks and (told or fault.name == "log")


def _passes_over_what_has_no_derivative(fault):
    """Where nothing comes or goes, a node without a derivative is passed over, and not refused."""
    nothing = fault.facts.own or fault.facts.hidden
    return bool(nothing) and "derivative for aten::" in str(fault.theirs)


def _keeps_what_it_was_made_of(fault):
    """The derivative is of kept exponentials, whatever was written by .data into the result."""
    walks = fault.statement.kind == "backward" and fault.field in ("grad", "value", "values")
    return fault.facts.behind and fault.facts.exponentials and walks


def _frees_what_saved_nothing(fault):
    """An operation that leads nowhere saves nothing there, and twice through it is no error."""
    twice = "Trying to backward through the graph a second time" in str(fault.ours)
    return bool(fault.facts.hidden) and twice and fault.theirs == "runs"


def _saves_values_not_tensors(fault):
    """What was saved is the value: `x.data = ...` after that does not change the gradient.

    And from then on the writes of the new memory are counted, and are not those of its views.
    """
    if not fault.facts.new_data:
        return False
    if fault.statement.kind != "backward":
        return fault.field in ("version", "grad_fn")
    failed = fault.field == "error" and FAILED_WALK.search(fault.theirs)
    return fault.field in ("grad", "value", "values") or bool(failed)


def _takes_what_is_not_finite_for_a_whole_number(fault):
    """Where inf is written among whole numbers under a mask, PyTorch refuses it."""
    return fault.field == "error" and "without overflow" in str(fault.theirs)


def _stays_of_inference_mode_when_detached(fault):
    """What is detached from a tensor of inference mode may not be written here, either."""
    if fault.field not in ("version", "error") or "nference tensor" not in str(fault.ours):
        return False
    detached = re.search(r"detach\(\)|\.data", fault.statement.code)
    names = {fault.name, *fault.statement.touched()}
    return bool(detached or names & fault.facts.versions)


def _gives_gradients_memory_of_their_own(fault):
    """PyTorch may give one number, expanded: writes into it, strides and bases are its own.

    Two leaves may have their gradients in one memory there; what is added to one counts in both.
    """
    if fault.statement.kind == "backward" and fault.field == "grad":
        other = None not in fault.sides() and fault.theirs._replace(values=fault.ours.values)
        return fault.name in fault.facts.twins and other == fault.ours
    touched = {*fault.statement.touched(), fault.name}
    writes = fault.statement.kind in ("write", "own")
    if writes and fault.field == "grad_fn":  # it looks at others' here
        ours = "AsStrided" in str(fault.ours) and fault.name in fault.facts.gradients
        return ours or fault.name in fault.facts.shared
    if writes and (touched & fault.facts.shared):
        refused = OF_MEMORY.search(fault.said()) or "Can't detach views" in str(fault.theirs)
        shown = ("values", "version", "requires_grad", "shape")
        return fault.field in shown or bool(refused)
    walks = fault.facts.overwritten and fault.statement.kind == "backward"
    return walks and bool(FAILED_WALK.search(fault.said()))


def _names_another_writer(fault):
    """An error about an overwritten value may name the base where PyTorch names the view."""
    theirs, ours = (ORIGIN.sub("", str(each)) for each in fault.sides())
    return fault.field == "message" and theirs == ours


def _checks_memory_first(fault):
    """Memory that many elements share, or both operands, is refused before all else, and always.

    So is that of inference mode; PyTorch looks at shapes and dtypes before.
    And where PyTorch has written memory that many elements share, its backward() refuses it.
    """
    if fault.statement.kind == "backward":
        return "more than one element of the written" in str(fault.theirs)
    shared = WRITTEN_TWICE.search(str(fault.ours)) is not None
    if fault.field == "error":
        return shared and fault.theirs == "runs"
    first = re.match("output with|shape mismatch|result type|The size", str(fault.theirs))
    shared = shared or "Inplace update to inference tensor" in str(fault.ours)
    return fault.field == "message" and shared and first is not None


def _tells_zeros_apart(fault):
    """Which of 0.0 and -0.0 is the larger is chance, and their reciprocals are inf and -inf."""
    theirs, ours = (re.sub(r" |-(?=inf|0\.0*[],)])", "", str(each)) for each in fault.sides())
    return fault.field in ("values", "value") and theirs == ours


def _computes_of_nothing(fault):
    """Without elements PyTorch may not come to where it refuses something, or refuses it late.

    And what is a copy there may be the same nothing here.
    """
    touched = {*fault.statement.touched(), fault.name}
    return fault.field in ("error", "message", "version") and bool(touched & fault.facts.empty)


def _prints_what_cancels(fault):
    """What terms leave where they cancel, 0 or 1e-17, is in the print of all elements."""
    numbers = [list(map(float, NUMBER.findall(str(each)))) for each in fault.sides()]
    left = any(0 < abs(each) < 1e-6 for each in sum(numbers, []))
    return "repr(" in fault.statement.code and left and fault.alike(*numbers)


def _rounds_where_the_last_digit_decides(fault):
    """Of two values that are the same up to rounding, the last digit in print may not be."""
    if "repr(" not in fault.statement.code:
        return False
    theirs, ours = (NUMBER.findall(str(each)) for each in fault.sides())
    same_words = NUMBER.sub("", str(fault.theirs)) == NUMBER.sub("", str(fault.ours))
    rounded = any(map(fault.apart, fault.statement.touched()))
    return (
        same_words
        and rounded
        and all(
            last_digit_at_most(a, b) or fault.alike(float(a), float(b))
            for a, b in zip(theirs, ours, strict=True)
        )
    )


def _loses_more_where_terms_cancelled(fault):
    """A result of few digits that are left, since terms cancelled, has fewer."""
    operands = [name for name in fault.statement.touched() if name != fault.name]
    before = max(map(fault.apart, operands), default=0)
    few = fault.field == "values" and 0 < before < inf
    return few and apart(*fault.sides()) <= 10 * before


def _jumps_where_the_last_digit_decides(fault):
    """Where terms cancel to 0 in one engine and to 1e-18 in the other, a sign is not the same."""
    jumps = fault.statement.kind == "cast" or JUMPS.search(fault.statement.code)
    operands = [name for name in fault.statement.touched() if name != fault.name]
    return fault.field in ("values", "shape") and jumps and any(map(fault.apart, operands))


def _marks_dirty_in_its_own_way(fault):
    """A Function that writes into its operand makes it, in PyTorch, a new tensor in some respects.

    What a person had put into `.grad` is gone; without recording, no gradient is wanted.
    """
    if fault.facts.own and "not have been used in the graph" in fault.said():
        return True
    return fault.field in ("grad", "requires_grad") and "Doubled.apply(" in fault.statement.code


def _looks_at_what_a_write_saved(fault):
    """What was written into a part is one node in PyTorch, which looks at nothing if None comes.

    Here it is two, and the second looks at what it saved as all others do, in PyTorch as well.
    """
    written = "torch::autograd::CopySlices" in str(fault.ours) and SAVED.search(str(fault.ours))
    return fault.facts.own and fault.field == "error" and fault.theirs == "runs" and bool(written)


def _computes_otherwise_what_is_not_finite(fault):
    """Other formulas give nan where PyTorch's give inf, and the other way round."""
    values = [getattr(each, "values", each) for each in fault.sides()]
    if fault.field not in ("values", "grad") or None in values:
        return False
    pairs = list(zip(*map(flat, values), strict=False))
    rest = [(a, b) for a, b in pairs if isfinite(a) and isfinite(b)]
    return len(rest) < len(pairs) and all(fault.alike(float(a), float(b)) for a, b in rest)


def _refuses_in_another_order(fault):
    """What is refused for two reasons is refused for the other one: a backward(), a saved value."""
    if fault.field == "message" and fault.theirs.startswith("Inference tensors cannot be saved"):
        return True
    refused = (REFUSED_BACKWARD.match(str(each)) for each in fault.sides())
    return fault.field == "message" and fault.statement.kind == "backward" and all(refused)


def _reads_what_is_written(fault):
    """A write whose operand is other elements of the same memory reads some of them too late."""
    if fault.statement.kind != "write" or not fault.facts.overlaps:
        return False
    return fault.field == "values" or OF_MEMORY.search(str(fault.theirs)) is not None


def _writes_all_of_a_view_of_a_constant(fault):
    """PyTorch takes a view of a constant for a leaf when all of it is written for a second time.

    `v[...] += w` writes twice: the sum, and then what came of it.
    """
    refused = str(fault.theirs).startswith("RuntimeError: a leaf Variable that requires grad")
    whole = re.search(r"\[(\.\.\.|:|\(\))\] .?=", fault.statement.code) is not None
    return refused and whole and fault.ours == "runs"


def _has_no_size(fault):
    """Where an index is out of a single number's bounds, PyTorch tells of what is in that memory.

    It reads the size of dimension 0, which is not there, and is 0 only as a rule.
    """
    theirs, ours = (re.sub(r"size \d+$", "", str(each)) for each in fault.sides())
    single = () in fault.shown("shape")
    return fault.field == "message" and single and theirs == ours and "out of bounds" in ours


def _finds_no_place(fault):
    """Places that were written behind autograd's back are out of bounds in numpy's words."""
    return fault.field == "error" and fault.said().count("is out of bounds") == 2


KNOWN = nodes.KNOWN + tuple(
    value for name, value in list(globals().items()) if name[0] == "_" and name[1] != "_"
)


def is_known(fault):
    """Whether a disagreement is one of the list."""
    return any(tells(fault) for tells in KNOWN)
