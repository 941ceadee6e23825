"""PyTorch, and the engine that is imported in its place."""

import importlib

import numpy as np

from benchmarks.engines.base import Engine


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
