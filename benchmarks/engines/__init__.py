"""The engines by name, in the order of the table."""

from benchmarks.engines.peers import HIPS, Micrograd, MyGrad
from benchmarks.engines.torch_like import Ours, Torch

ENGINES = {engine.name: engine for engine in (Ours, Torch, MyGrad, HIPS, Micrograd)}
