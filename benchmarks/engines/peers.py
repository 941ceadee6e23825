"""Other engines in Python, each as its own users write it."""

import numpy as np

from benchmarks.engines.base import Engine


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
