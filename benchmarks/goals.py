"""What the engine has to reach, and the sentences that say where it does not."""

import numpy as np

from benchmarks.measure import ratio

# workload: {engine: the most that our time may be of its time}
RATIOS = {
    "polynomial": {"torch": 0.2, "micrograd": 0.6},
    "scalar_mlp": {"torch": 0.2, "micrograd": 0.2},
    "chain_1e3": {"torch": 0.2, "micrograd": 0.6},
    "chain_1e5": {"torch": 0.2},
    "chain_1e6": {"torch": 0.2},
    "ladder": {"torch": 0.2, "micrograd": 0.6},
    "fan_out": {"torch": 0.2, "micrograd": 0.6},
    "mlp_32": {"torch": 0.7, "numpy": 1.45},
    "mlp_1024": {"torch": 1.05, "numpy": 1.12},
    "elementwise_1e5": {"torch": 0.9},
    "elementwise_1e6": {"torch": 0.9},
    "logistic": {"torch": 0.8},
    "derivatives": {"torch": 0.3},
    "hvp": {"torch": 0.55},
    "accumulate": {"torch": 0.8},
    "attention": {"torch": 0.8},
}
PLACES = {"shared": "in one process", "alone": "in processes of their own"}
BYTES_PER_NODE = 200  # at the peak of the longest chain
LINEAR = 2.0  # a node of the longest chain may take as many times what one of the next takes


def missed(results):
    """A sentence for every goal that was missed, or that should have been checked and was not."""
    sentences = []
    for name, found in results["workloads"].items():
        sentences += _ratios(name, found, results["engines"])
        sentences += _memory(name, found)
    return [*sentences, *_chains(results["workloads"])]


def _ratios(name, found, engines):
    """The goals of one workload's times."""
    for place, said in PLACES.items():
        if place not in found:
            continue
        for other, limit in RATIOS[name].items():
            if other not in engines:
                continue
            if "ours" not in found[place] or other not in found[place]:
                why = found["reasons"].get(other) or found["reasons"].get("ours")
                yield f"{name}: not compared with {other}: {why}."
                continue
            reached = ratio(found[place], "ours", other)
            if reached > limit:
                yield (
                    f"{name}: {reached:.3g} times the time of {other}, {said};"
                    f" the goal is {limit:g}."
                )


def _memory(name, found):
    """The goals of one workload's memory."""
    peak, garbage = found.get("peak", {}), found.get("garbage", {})
    if "ours" in peak and "torch" in peak and peak["ours"] >= peak["torch"]:
        yield (
            f"{name}: a peak of {peak['ours'] / 1e6:.1f} MB; torch's is"
            f" {peak['torch'] / 1e6:.1f} MB, and the goal is less."
        )
    if garbage.get("ours"):
        yield (
            f"{name}: a step leaves {garbage['ours']} objects to the collector of cycles;"
            " the goal is none."
        )


def _chains(workloads):
    """The goals of the longest chain: its bytes, and its time beside a shorter one's."""
    longest, shorter = workloads.get("chain_1e6", {}), workloads.get("chain_1e5", {})
    if "ours" in longest.get("peak", {}):
        per_node = longest["peak"]["ours"] / 1e6
        if per_node > BYTES_PER_NODE:
            yield f"chain_1e6: {per_node:.0f} bytes a node; the goal is {BYTES_PER_NODE}."
    for place, said in PLACES.items():
        if "ours" in longest.get(place, {}) and "ours" in shorter.get(place, {}):
            times = [np.median(found[place]["ours"]) for found in (longest, shorter)]
            growth = times[0] / 10 / times[1]
            if growth > LINEAR:
                yield (
                    f"chain_1e6: a node takes {growth:.2g} times what it takes in a chain of 1e5,"
                    f" {said}; the goal is {LINEAR:g}."
                )
