"""The workloads by name, in the order of the table."""

from benchmarks.workloads.accumulate import Accumulate
from benchmarks.workloads.attention import Attention
from benchmarks.workloads.elementwise import Elementwise
from benchmarks.workloads.higher import Derivatives, HessianVector
from benchmarks.workloads.logistic import Logistic
from benchmarks.workloads.mlp import MLP
from benchmarks.workloads.scalar_mlp import ScalarMLP
from benchmarks.workloads.scalars import Chain, FanOut, Ladder, Polynomial

WORKLOADS = {
    "polynomial": Polynomial(),
    "scalar_mlp": ScalarMLP(),
    "chain_1e3": Chain(1000),
    "chain_1e5": Chain(100_000),
    "chain_1e6": Chain(1_000_000, only=("numpy", "ours", "torch")),
    "ladder": Ladder(),
    "fan_out": FanOut(),
    "mlp_32": MLP(32),
    "mlp_1024": MLP(1024),
    "elementwise_1e5": Elementwise(200, 500),
    "elementwise_1e6": Elementwise(1000, 1000),
    "logistic": Logistic(),
    "derivatives": Derivatives(),
    "hvp": HessianVector(),
    "accumulate": Accumulate(),
    "attention": Attention(),
}
