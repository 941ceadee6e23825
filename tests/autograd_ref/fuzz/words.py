"""What code and errors say: the patterns that the comparison goes by."""

import re
from decimal import Decimal

# Of these errors a student reads every word; of others the type is compared.
READ_BY_STUDENTS = re.compile(
    "|".join(
        (
            "Trying to backward through the graph a second time",
            "one of the variables needed for gradient computation has been modified",
            "a leaf Variable that requires grad",
            "a view of a leaf Variable that requires grad",
            "The size of tensor a",
            "grad can be implicitly created only for scalar outputs",
            "element 0 of tensors does not require grad",
            "Output 0 of ",
            "A view was created",
            "you can only change requires_grad flags",
            "The differentiated Tensor at index",
            "too many indices for tensor",
            "only one element tensors can be converted",
            "mat1 and mat2 shapes cannot be multiplied",
            "Mismatch in shape: grad_output",
            "only Tensors of floating point dtype can require gradients",
            "can't retain_grad",
            "cannot register a hook",
            "shape '.*' is invalid for input of size",
            "view size is not compatible",
            "Dimension out of range",
            "index -?[0-9]+ is out of bounds",
            "Boolean value of Tensor",
            "a Tensor with [0-9]+ elements cannot be converted",
            "Can't call numpy",
            "result type .* can't be cast",
            "output with shape",
            "Inference tensors",
            "Inplace update to inference tensor",
            "The expanded size of the tensor",
            "shape mismatch: value tensor",
        )
    )
)
WRITES_INSIDE = re.compile(r" @ |matmul|linear\(|autograd\.grad|\.grad\b|\.apply\(")
NO_PRODUCT = re.compile("shapes cannot be multiplied|Expected size for first two|expected scalar")
LAYOUT = re.compile(r"stride\(\)|is_contiguous|_base is None")
WRITTEN_TWICE = re.compile("more than one element of the written|some elements of the input")
OF_MEMORY = re.compile(
    f"{WRITTEN_TWICE.pattern}|A view was created in|view of a view which was created in"
    "|a view and is being modified|or another view of its base"
)
JUMPS = re.compile(r"\b(sign|floor|ceil|round|trunc|frac|fmod)\(| (?:[<>]=?|[=!]=) | % | // ")
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]\d+)?")
ORIGIN = re.compile(
    r" \[torch\.\w+Tensor \[[\d, ]*\]\](, which is output 0 of [\w:]+,)?|Output \d of \w+"
)
FAILED_WALK = re.compile("Trying to backward|one of the variables needed")
UNUSED = "not have been used in the graph"
SAVED = re.compile(f"{FAILED_WALK.pattern}|Inference tensors cannot be saved")
REFUSED_AT_ONCE = re.compile(
    "grad can be implicitly|element [0-9]+ of tensors does not|Mismatch in shape|One of the"
    "|Expected|The differentiated Tensor"
)
REFUSED_BACKWARD = re.compile(
    f"{FAILED_WALK.pattern}|{REFUSED_AT_ONCE.pattern}|hook '|'NoneType' object has no attribute"
    "|derivative for aten::"
)


def last_digit_at_most(a, b):
    """Whether two numbers in print differ by no more than one in the last digit of the first."""
    a, b = Decimal(a), Decimal(b)
    return abs(a - b) <= Decimal(1).scaleb(a.as_tuple().exponent)
