"""A function at a point: what goes in and comes out as tuples, and what PyTorch says if it can't.

`Call` is what the functions in functional.py have in common.
"""

import autograd_ref as torch

# What is said with strict=True, as PyTorch says it; {} is the number of the tensor.
STRICT = " This is not allowed in strict mode."
CONSTANT_OUTPUT = (
    "Output {} of the user-provided function does not require gradients. The outputs must be"
    " computed in a differentiable manner from the input when running in strict mode."
)
INDEPENDENT = "The output of the user-provided function is independent of input {}." + STRICT
CONSTANT_GRADIENT = (
    "The gradient with respect to input {} is independent of the inputs of the user-provided"
    " function." + STRICT
)
CONSTANT_JACOBIAN = (
    "While computing the hessian, found that the jacobian of the user-provided function with"
    " respect to input {} is independent of the input. This is not allowed in strict mode. You"
    " should ensure that your function is twice differentiable and that the jacobian depends on"
    " the inputs (this would be violated by a linear function for example)."
)
# By the walk that found no gradient: vjp's, jvp's second, vhp's second, hvp's third.
NOT_FOUND = {
    "back": INDEPENDENT,
    "back_trick": (
        "The gradient with respect to the input is independent of entry {} in the grad_outputs"
        " when using the double backward trick to compute forward mode gradients." + STRICT
    ),
    "double_back": (
        "The jacobian of the user-provided function is independent of input {}." + STRICT
    ),
    "double_back_trick": (
        "The hessian of the user-provided function is independent of entry {} in the"
        " grad_jacobian. This is not allowed in strict mode as it prevents from using the double"
        " backward trick to replace forward mode AD."
    ),
}
CONSTANT_PRODUCT = (
    "The {} of the user-provided function is independent of input {}. This is not allowed in"
    " strict mode when create_graph=True."
)


class Call:
    """One call of `func` at `inputs`, for the derivative called `name`."""

    def __init__(self, name, func, inputs, create_graph, strict):
        self.name, self.func = name, func
        self.create_graph, self.strict = create_graph, strict
        self.several_inputs, inputs = self.as_tuple(inputs, "inputs")
        self.inputs = self.apart(inputs, True)

    def as_tuple(self, given, what):
        """(whether a tuple was given, the tuple); only tensors are allowed in it."""
        several = isinstance(given, tuple)
        for at, each in enumerate(given if several else (given,)):
            if not isinstance(each, torch.Tensor):
                where = f"value at index {at}" if several else f"given {what}"
                raise TypeError(
                    f"The {what} given to {self.name} must be either a Tensor or a tuple of"
                    f" Tensors but the {where} has type {type(each)}."
                )
        return several, given if several else (given,)

    def apart(self, tensors, requires_grad):
        """New tensors with the same values: func may hold the given ones as constants."""
        return tuple(
            x.view(x.shape)
            if self.create_graph and x.requires_grad
            else x.detach().requires_grad_(requires_grad)
            for x in tensors
        )

    def outputs(self):
        """What func returns, as a tuple."""
        result = self.func(*self.inputs)
        self.several_outputs, outputs = self.as_tuple(
            result, "outputs of the user-provided function"
        )
        if self.strict:
            demand_grad(outputs, CONSTANT_OUTPUT)
        return outputs

    def scalar(self):
        """What func returns: it has to be a single number."""
        outputs = self.outputs()
        if self.several_outputs:
            raise RuntimeError(f"The function given to {self.name} should return a single Tensor")
        if outputs[0].numel() != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {self.name} should contain a"
                " single element"
            )
        return outputs

    def direction(self, v, like, several):
        """v as a tuple of tensors with the sizes of those it is multiplied with."""
        _, v = self.as_tuple(v, "v")
        v = self.apart(v, False)
        if len(v) != len(like):
            if not several:
                raise RuntimeError("The given v should contain a single Tensor.")
            raise RuntimeError(
                f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}."
            )
        for at, (given, x) in enumerate(zip(v, like, strict=True)):
            if given.size() != x.size():
                entry = f"Entry {at} in " if several else ""
                raise RuntimeError(
                    f"{entry}v has invalid size: should be {x.size()} but got {given.size()}."
                )
        return v

    def input_direction(self, v, only_without):
        """v as a tuple of the inputs' sizes; None stands for 1 if the input is one number."""
        if v is not None:
            return self.direction(v, self.inputs, self.several_inputs)
        if len(self.inputs) != 1 or self.inputs[0].numel() != 1:
            raise RuntimeError(only_without)
        return None

    def found(self, products, like, walk):
        """The products, zeros in place of None; with strict, None is an error."""
        filled = []
        for at, (product, x) in enumerate(zip(products, like, strict=True)):
            if product is None and self.strict:
                raise RuntimeError(NOT_FOUND[walk].format(at))
            if product is not None and self.strict and self.create_graph:
                kind = "hessian" if "double" in walk else "jacobian"
                if not product.requires_grad:
                    raise RuntimeError(CONSTANT_PRODUCT.format(kind, at))
            filled.append(torch.zeros_like(x) if product is None else product)
        return filled

    def given_back(self, tensors, several):
        """The tensors as they are returned: one or a tuple, on the graph only if asked for."""
        if not self.create_graph:
            tensors = [x.detach() for x in tensors]
        return tuple(tensors) if several else tensors[0]


def demand_grad(tensors, sentence):
    """None; an error if one of the tensors is missing or does not require a gradient."""
    for at, x in enumerate(tensors):
        if x is None:
            raise RuntimeError(INDEPENDENT.format(at))
        if not x.requires_grad:
            raise RuntimeError(sentence.format(at))
