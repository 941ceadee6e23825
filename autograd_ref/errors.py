"""PyTorch's sentences, word for word: students will meet them again."""

import math

import numpy as np

NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
    " attribute won't be populated during autograd.backward(). If you indeed want the .grad field"
    " to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you"
    " access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See"
    " github.com/pytorch/pytorch/pull/30531 for more information."
)
EMPTY_RANGE = "random_ expects 'from' to be less than 'to', but got from={} >= to={}"
FLAG_ON_RESULT = "you can only change requires_grad flags of leaf variables."
FLAG_OFF_RESULT = (
    f"{FLAG_ON_RESULT} If you want to use a computed variable in a subgraph that doesn't require"
    " differentiation use var_no_grad = var.detach()."
)
SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after"
    " they have already been freed). Saved intermediate values of the graph are freed when you call"
    " .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the"
    " graph a second time or if you need to access saved tensors after calling backward."
)
CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter"
    " and its gradient which can cause a memory leak. We recommend using autograd.grad when"
    " creating the graph to avoid this. If you have to use this function, make sure to reset the"
    " .grad fields of your parameters to None after use to break the cycle and avoid the leak."
)
INFERENCE_SAVED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference"
    " mode in computation tracked by autograd. To work around this, you can make a clone to get a"
    " normal tensor and use it in autograd, or use `torch.no_grad()` instead of"
    " `torch.inference_mode()`."
)
INFERENCE_FLAG = (
    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
)
INFERENCE_WRITTEN = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone"
    " to get a normal tensor before doing inplace update.See"
    " https://github.com/pytorch/rfcs/pull/17 for more details."
)
NOT_COPIED = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at"
    " the moment.  If you were attempting to deepcopy a module, this may be because of a"
    " torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
)
NONE_REPLACED = "can't replace a None gradient with a non-None value"
LEAF_WRITTEN = "a leaf Variable that requires grad is being used in an in-place operation."
DETACHED_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel"
    " (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP"
    " buckets, and hence detach_() cannot be called on these gradients. To fix this error, please"
    " refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
WRITE_TO_OPERAND = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a"
    " single memory location. Please clone() the tensor before performing the operation."
)
WRITE_TO_EXPANDED = (
    "unsupported operation: more than one element of the written-to tensor refers to a single"
    " memory location. Please clone() the tensor before performing the operation."
)
BEING_WRITTEN = " and is being modified inplace."
VIEW_MADE = {  # where a view was made that may not be written: how the error begins, how it ends
    "no_grad": ("no_grad mode and is being modified inplace with grad mode enabled.", "no_grad"),
    "inference": ("inference mode and is being modified inplace in normal mode.", "inference_mode"),
    "many": ("no_grad mode and is being modified inplace with grad mode enabled.", None),
}
MADE_ELSEWHERE = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your"
    " code by moving both the view and the inplace either both inside the {} block (if you don't"
    " want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
ONE_OF_MANY = (
    " This view is the output of a function that returns multiple views. Such functions do not"
    " allow the output views to be modified inplace. You should replace the inplace operation by an"
    " out-of-place one."
)
HINT = (
    " Hint: enable anomaly detection to find the operation that failed to compute its gradient,"
    " with torch.autograd.set_detect_anomaly(True, check_nan=False)."
)
HINT_ABOVE = (
    " Hint: the backtrace further above shows the operation that failed to compute its gradient."
    " The variable in question was changed in there or anywhere later. Good luck!"
)
MINUS_BOOL = "Subtraction, the `-` operator, with"
XOR = "Use the `^` or `logical_xor()` operator instead."
UINT8_MASK = (
    "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."
)
ONE_BOOL = (
    f"{MINUS_BOOL} a bool tensor is not supported. If you are trying to invert a mask, use the `~`"
    " or `logical_not()` operator instead."
)
NEGATIVE_BOOL = (
    "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a"
    " mask, use the `~` or `logical_not()` operator instead."
)
C_NAMES = {"float32": "float", "float64": "double", "int64": "long int", "int32": "int"}


def c_name(x):
    """The name of x's dtype in PyTorch's C++ messages."""
    return C_NAMES.get(x.dtype.name, x.dtype.name)


def of_shapes(error, xd, yd):
    """PyTorch's error for one of numpy's."""
    text = str(error)
    if "integer powers" in text.lower():
        return RuntimeError("Integers to negative integer powers are not allowed.")
    if "boolean subtract" in text:
        return RuntimeError(f"{MINUS_BOOL} two bool tensors is not supported. {XOR}")
    if "boolean negative" in text:
        return RuntimeError(NEGATIVE_BOOL)
    if not isinstance(error, ValueError):
        return error
    x_shape, y_shape = np.shape(xd), np.shape(yd)
    for back in range(1, min(len(x_shape), len(y_shape)) + 1):
        a, b = x_shape[-back], y_shape[-back]
        if a != b and a != 1 and b != 1:
            dim = max(len(x_shape), len(y_shape)) - back
            return RuntimeError(
                f"The size of tensor a ({a}) must match the size of tensor b ({b})"
                f" at non-singleton dimension {dim}"
            )
    return error


def of_grad(x, new):
    """None, or PyTorch's error for what can't be the `.grad` of x; a Tensor has `_data`."""
    if not hasattr(new, "_data"):
        kind = type(new).__name__
        return TypeError(
            f"assigned grad expected to be a Tensor or None but got grad of type {kind}"
        )
    if new._data.dtype != x._data.dtype:
        return RuntimeError(
            f"attempting to assign a gradient with dtype '{c_name(new)}' to a"
            f" tensor with grad_dtype '{x.dtype.legacy}'. The gradient must match the"
            " tensor's grad_dtype (defaults to the tensor's dtype). You can set the"
            " tensor's grad_dtype attribute with a specific dtype, or None to allow any"
            " dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its"
            " gradient may break downstream systems that assume they match."
        )
    if new._data.shape != x._data.shape:
        return RuntimeError(
            f"attempting to assign a gradient of size '{list(new._data.shape)}' to a tensor"
            f" of size '{list(x._data.shape)}'. Please ensure that the gradient and the"
            " tensor are the same size"
        )
    return None


def of_view(made, node):
    """PyTorch's error for a write into a view of this node, made as Rare.made says."""
    kind, at = made
    where, block = VIEW_MADE[kind]
    text = f"A view was created in {where}"
    if node is not None:
        text = f"Output {at} of {node.op.label()} is a view"
        text += f" of a view which was created in {where}" if block else BEING_WRITTEN
    return RuntimeError(text + (MADE_ELSEWHERE.format(block) if block else ONE_OF_MANY))


def of_matmul(x, y):
    """PyTorch's error for two tensors that can't be multiplied."""
    (xs, ys) = x._data.shape, y._data.shape
    if not xs or not ys:
        return RuntimeError(
            "both arguments to matmul need to be at least 1D,"
            f" but they are {len(xs)}D and {len(ys)}D"
        )
    fits = xs[-1] == (ys[0] if len(ys) == 1 else ys[-2])
    rows = math.prod(xs[:-1])  # PyTorch makes one matrix of many
    if len(xs) == len(ys) == 1:
        if x.dtype is not y.dtype:
            text = "dot : expected both vectors to have same dtype, but found"
            text += f" {x.dtype.legacy} and {y.dtype.legacy}"
        else:
            text = f"inconsistent tensor size, expected tensor [{xs[0]}] and src [{ys[0]}] to have"
            text += f" the same number of elements, but got {xs[0]} and {ys[0]} elements"
            text += " respectively"
    elif len(ys) == 1:
        text = f"size mismatch, got input ({rows}), mat ({rows}x{xs[-1]}), vec ({ys[0]})"
        if fits:
            kinds = f"{y.dtype.legacy}, {x.dtype.legacy}, and {y.dtype.legacy}"
            text = f"addmv input tensors must have the same dtype, but got {kinds}"
    elif len(ys) == 2:
        text = f"mat1 and mat2 shapes cannot be multiplied ({rows}x{xs[-1]} and {ys[0]}x{ys[1]})"
        if fits:
            text = "expected m1 and m2 to have the same dtype, but got:"
            text += f" {c_name(x)} != {c_name(y)}"
    elif fits:
        text = f"expected scalar type {x.dtype.legacy} but found {y.dtype.legacy}"
    else:
        try:
            batch = math.prod(np.broadcast_shapes(xs[:-2], ys[:-2]))
        except ValueError as error:
            return of_shapes(error, np.empty(xs[:-2]), np.empty(ys[:-2]))
        text = "Expected size for first two dimensions of batch2 tensor to be:"
        text += f" [{batch}, {xs[-1]}] but got: [{batch}, {ys[-2]}]."
    return RuntimeError(text)


def of_index(error, x, parts, by_tensor=False):
    """PyTorch's error for one of numpy's."""
    shape = x._data.shape
    for part in parts:
        if isinstance(part, str):
            return TypeError("new(): invalid data type 'str'")
        if not isinstance(part, (int, slice, type(None), type(...), np.ndarray, np.integer)):
            return IndexError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables"
                f" are valid indices (got {type(part).__name__})"
            )
    if not shape and isinstance(parts[0], slice) and len(parts) == 1:
        return IndexError("slice() cannot be applied to a 0-dim tensor.")
    if not shape and len(parts) == 1 and isinstance(parts[0], int) and not by_tensor:
        if parts[0]:
            return IndexError(f"index {parts[0]} is out of bounds for dimension 0 with size 0")
        return IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or"
            " `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        )
    if sum(part is not None and part is not Ellipsis for part in parts) > len(shape):
        return IndexError(f"too many indices for tensor of dimension {len(shape)}")
    for place, part in enumerate(parts):  # PyTorch counts what stands before it in the index
        before = parts[:place]
        dim = sum(each is not None and each is not Ellipsis for each in before)
        if any(each is Ellipsis for each in before):
            after = sum(each is not None for each in parts[place:])
            dim = len(shape) - after
        if isinstance(part, int) and not -shape[dim] <= part < shape[dim]:
            return IndexError(
                f"index {part} is out of bounds for dimension {place} with size {shape[dim]}"
            )
        if isinstance(part, np.ndarray) and part.dtype.kind == "b":
            for at, (extent, wanted) in enumerate(zip(part.shape, shape[dim:], strict=False)):
                if extent != wanted:
                    return IndexError(
                        f"The shape of the mask {list(part.shape)} at index {at} does not match the"
                        f" shape of the indexed tensor {list(shape)} at index {dim + at}"
                    )
    if "shape mismatch" in str(error):
        shapes = [str(list(part.shape)) for part in parts if isinstance(part, np.ndarray)]
        return IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes"
            f" {', '.join(shapes)}"
        )
    return IndexError(str(error).replace("for axis", "for dimension"))


def of_argument(name, argument, position, value):
    """PyTorch's error for an argument that is no Tensor."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    where = f"argument '{argument}' (position {position})"
    return TypeError(f"{name}(): {where} must be Tensor, not {kind}")


def of_shape(shape, count):
    """PyTorch's error for a shape that so many elements do not have."""
    for at, extent in enumerate(shape):
        if extent < -1:
            return RuntimeError(
                f"invalid shape dimension {extent} at index {at} of shape {list(shape)}"
            )
    if shape.count(-1) > 1:
        return RuntimeError("only one dimension can be inferred")
    if -1 in shape and 0 in shape and not count:
        return RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified"
            " dimension size -1 can be any value and is ambiguous"
        )
    return RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}")


def of_expand(given, wanted):
    """PyTorch's error for a value that does not fit into the part it is written to."""
    for back in range(1, len(given) + 1 if len(given) <= len(wanted) else 0):
        if given[-back] not in (1, wanted[-back]):
            return RuntimeError(
                f"The expanded size of the tensor ({wanted[-back]}) must match the existing size"
                f" ({given[-back]}) at non-singleton dimension {len(wanted) - back}. "
                f" Target sizes: {list(wanted)}.  Tensor sizes: {list(given)}"
            )
    return RuntimeError(
        f"expand(torch.FloatTensor{{{list(given)}}}, size={list(wanted)}): the number of sizes"
        f" provided ({len(wanted)}) must be greater or equal to the number of dimensions in the"
        f" tensor ({len(given)})"
    )
