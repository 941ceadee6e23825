"""What an engine is to the benchmarks: how it makes a leaf, runs backward, takes a step of SGD.

A workload is written once, with an engine as its parameter. What an engine gives back is a step: a
function without arguments that computes gradients anew and returns them in the engine's own types.
"""

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
