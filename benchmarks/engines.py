"""The engines: how each makes a leaf, runs backward, takes a step of SGD, and what it lacks.

A workload is written once, with an engine as its parameter. What an engine gives back is a step: a
function without arguments that computes gradients anew and returns them in the engine's own types.
"""

import importlib
import importlib.metadata
import importlib.util

import numpy as np


class Engine:
    """One engine.

    name, title   what it is called on the command line and in sentences
    module        what is imported
    package       what pip installs
    lacks         {what a workload may need: the sentence that this engine lacks it}
    """

    name = title = module = package = None
    lacks = {}

    @classmethod
    def missing(cls):
        """None, or why the engine can't run here."""
        if importlib.util.find_spec(cls.module) is None:
            return f"{cls.title} is not installed: pip install {cls.package}"
        return None

    @classmethod
    def version(cls):
        """The version of the installed package."""
        return importlib.metadata.version(cls.package)

    def gradient(self, f, values):
        """A step that returns the gradient of f(*leaves) for every leaf."""
        raise NotImplementedError

    def train(self, f, values, rate):
        """A step of SGD that returns the gradients it used; the leaves move on."""
        raise NotImplementedError

    def derivatives(self, f, x, orders):
        """A step that returns the first derivatives of f at a number, up to an order."""
        raise NotImplementedError

    def hessian_vector(self, f, x, v):
        """A step that returns the Hessian of f at x times v."""
        raise NotImplementedError

    def accumulate(self, fs, x):
        """A step that returns one gradient, added up over a backward of each f."""
        raise NotImplementedError

    def numbers(self, gradients):
        """The gradients as a list of arrays."""
        return [np.array(g, dtype=np.float64) for g in gradients]


class TorchLike(Engine):
    """PyTorch, and whatever can be imported in its place."""

    def __init__(self):
        T = self.T = importlib.import_module(self.module)
        self.exp, self.log, self.tanh = T.exp, T.log, T.tanh
        self.relu, self.sigmoid, self.swap = T.relu, T.sigmoid, T.transpose
        functional = importlib.import_module(f"{self.module}.nn.functional")
        self.cross_entropy = functional.cross_entropy

    def constant(self, array):
        """The array as a tensor without a gradient."""
        return self.T.tensor(array)

    def leaves(self, values):
        """The values as leaves that require grad."""
        T = self.T
        return [T.tensor(value, dtype=T.float64, requires_grad=True) for value in values]

    def gradient(self, f, values):
        leaves = self.leaves(values)

        def step():
            for leaf in leaves:
                leaf.grad = None
            f(*leaves).backward()
            return [leaf.grad for leaf in leaves]

        return step

    def train(self, f, values, rate):
        leaves, no_grad = self.leaves(values), self.T.no_grad

        def step():
            for leaf in leaves:
                leaf.grad = None
            f(*leaves).backward()
            with no_grad():
                for leaf in leaves:
                    leaf -= rate * leaf.grad
            return [leaf.grad for leaf in leaves]

        return step

    def derivatives(self, f, x, orders):
        (x,), grad = self.leaves([x]), self.T.autograd.grad

        def step():
            found, y = [], f(x)
            for order in range(1, orders + 1):
                (y,) = grad(y, x, create_graph=order < orders)
                found.append(y)
            return found

        return step

    def hessian_vector(self, f, x, v):
        (x,), v, grad = self.leaves([x]), self.constant(v), self.T.autograd.grad

        def step():
            (g,) = grad(f(x), x, create_graph=True)
            return grad((g * v).sum(), x)

        return step

    def accumulate(self, fs, x):
        (x,) = self.leaves([x])

        def step():
            x.grad = None
            for f in fs:
                f(x).backward()
            return [x.grad]

        return step

    def softmax(self, x):
        """The softmax along the last dimension."""
        return self.T.softmax(x, -1)

    def numbers(self, gradients):
        return [np.array(g.detach().numpy(), dtype=np.float64) for g in gradients]


class Ours(TorchLike):
    """The engine of this course."""

    name, title, module, package = "ours", "autograd_ref", "autograd_ref", "autograd-course"


class Torch(TorchLike):
    """PyTorch, eager, on one thread."""

    name, title, module, package = "torch", "PyTorch", "torch", "torch"

    def __init__(self):
        super().__init__()
        self.T.set_num_threads(1)


class MyGrad(Engine):
    """MyGrad without memory guarding, which is its fast mode."""

    name, title, module, package = "mygrad", "MyGrad", "mygrad", "mygrad"
    lacks = {
        "higher": "has no derivatives of derivatives",
        "accumulation": "clears the gradient of a leaf that is used again",
    }

    def __init__(self):
        import mygrad
        from mygrad.nnet import activations, losses

        mygrad.turn_memory_guarding_off()
        self.mygrad = mygrad
        self.exp, self.log, self.tanh = mygrad.exp, mygrad.log, mygrad.tanh
        self.relu, self.sigmoid = activations.relu, activations.sigmoid
        self.swap = mygrad.swapaxes
        self.softmax, self.cross_entropy = activations.softmax, losses.softmax_crossentropy

    def constant(self, array):
        """The array: numpy's arrays are constants."""
        return array

    def gradient(self, f, values):
        leaves = [self.mygrad.tensor(value) for value in values]

        def step():
            f(*leaves).backward()
            return [leaf.grad for leaf in leaves]

        return step

    def train(self, f, values, rate):
        leaves = [self.mygrad.tensor(value) for value in values]

        def step():
            f(*leaves).backward()
            gradients = [leaf.grad for leaf in leaves]
            for leaf, g in zip(leaves, gradients, strict=True):
                leaf.data -= rate * g
            return gradients

        return step


class HIPS(Engine):
    """HIPS autograd: functions of numpy's arrays, differentiated."""

    name, title, module, package = "hips", "HIPS autograd", "autograd", "autograd"

    def __init__(self):
        import autograd
        import autograd.numpy as anp
        from autograd.tracer import getval

        self.grad, self.np, self.getval = autograd.grad, anp, getval
        self.exp, self.log, self.tanh, self.swap = anp.exp, anp.log, anp.tanh, anp.swapaxes

    def constant(self, array):
        """The array: numpy's arrays are constants."""
        return array

    def relu(self, x):
        """x, or 0 where x is negative."""
        return self.np.maximum(x, 0.0)

    def sigmoid(self, x):
        """1 / (1 + exp(-x))."""
        return 1 / (1 + self.np.exp(-x))

    def softmax(self, x):
        """The softmax along the last dimension."""
        e = self.np.exp(x - self.getval(x).max(axis=-1, keepdims=True))
        return e / self.np.sum(e, axis=-1, keepdims=True)

    def cross_entropy(self, z, labels):
        """The mean cross entropy of logits and labels."""
        anp = self.np
        z = z - self.getval(z).max(axis=1, keepdims=True)
        log_p = z - anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True))
        return -anp.mean(log_p[np.arange(len(labels)), labels])

    def gradient(self, f, values):
        gradient = self.grad(f, argnum=tuple(range(len(values))))
        return lambda: gradient(*values)

    def train(self, f, values, rate):
        values = [np.array(value) for value in values]
        gradient = self.grad(f, argnum=tuple(range(len(values))))

        def step():
            gradients = gradient(*values)
            for value, g in zip(values, gradients, strict=True):
                value -= rate * g
            return gradients

        return step

    def derivatives(self, f, x, orders):
        functions = []
        for _ in range(orders):
            f = self.grad(f)
            functions.append(f)
        return lambda: [f(x) for f in functions]

    def hessian_vector(self, f, x, v):
        gradient = self.grad(f)
        product = self.grad(lambda x: self.np.dot(gradient(x), v))
        return lambda: [product(x)]

    def accumulate(self, fs, x):
        gradients = [self.grad(f) for f in fs]

        def step():
            total = gradients[0](x)
            for gradient in gradients[1:]:
                total += gradient(x)
            return [total]

        return step


class Micrograd(Engine):
    """micrograd: numbers, closures, a recursive sort."""

    name, title, module, package = "micrograd", "micrograd", "micrograd", "micrograd"
    lacks = {
        "arrays": "has numbers only, no arrays",
        "higher": "has no derivatives of derivatives",
    }

    def __init__(self):
        from micrograd.engine import Value

        self.Value = Value

    def gradient(self, f, values):
        leaves = [self.Value(value) for value in values]

        def step():
            for leaf in leaves:
                leaf.grad = 0
            f(*leaves).backward()
            return [leaf.grad for leaf in leaves]

        return step

    def train(self, f, values, rate):
        leaves = [self.Value(value) for value in values]

        def step():
            for leaf in leaves:
                leaf.grad = 0
            f(*leaves).backward()
            for leaf in leaves:
                leaf.data -= rate * leaf.grad
            return [leaf.grad for leaf in leaves]

        return step

    def relu(self, x):
        """x, or 0 where x is negative."""
        return x.relu()


ENGINES = {engine.name: engine for engine in (Ours, Torch, MyGrad, HIPS, Micrograd)}
