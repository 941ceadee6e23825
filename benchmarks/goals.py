"""What the engine has to reach, and the sentences that say where it does not."""

import numpy as np

from benchmarks.measure import interval, ratio

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


def verdicts(results):
    """[(reached, sentence)] for every goal on which the run has something to say."""
    found = []
    for name, figures in results["workloads"].items():
        found += _ratios(name, figures, results["engines"])
        found += _memory(name, figures)
    return [*found, *_chains(results["workloads"])]


def missed(results):
    """A sentence for every goal that was missed, or asked for and not measured."""
    found = verdicts(results)
    if not found:
        return ["No goal was checked: none is about what was measured."]
    return [sentence for reached, sentence in found if not reached]


def _ratios(name, figures, engines):
    """The verdicts on one workload's times."""
    for place, said in PLACES.items():
        seconds = figures.get(place, {})
        for other, limit in RATIOS[name].items():
            if place not in figures or other not in engines or "ours" not in engines:
                continue
            absent = next((engine for engine in ("ours", other) if engine not in seconds), None)
            if absent is not None:
                why = figures["reasons"][absent]
                yield False, f"{name}: nothing to compare, {said}. {absent}: {why}."
                continue
            times = ratio(seconds, "ours", other)
            low, high = interval(seconds, "ours", other)
            sentence = (
                f"{name}: {times:.3g} times the time of {other} ({low:.3g} to {high:.3g}), {said};"
                f" the goal is {limit:g}."
            )
            yield times <= limit, sentence


def _memory(name, figures):
    """The verdicts on one workload's memory."""
    peak, garbage = figures.get("peak", {}), figures.get("garbage", {})
    if "ours" in peak and "torch" in peak:
        ours, torchs = (f"{peak[engine] / 1e6:.1f} MB" for engine in ("ours", "torch"))
        yield (
            peak["ours"] < peak["torch"],
            (f"{name}: a peak of {ours}; torch's is {torchs}, and the goal is less."),
        )
    if "ours" in garbage:
        left = garbage["ours"]
        yield (
            left == 0,
            (f"{name}: a step leaves {left} objects to the collector of cycles; the goal is none."),
        )


def _chains(workloads):
    """The verdicts on the longest chain: its bytes, and its time beside a shorter one's."""
    longest, shorter = workloads.get("chain_1e6", {}), workloads.get("chain_1e5", {})
    if "ours" in longest.get("peak", {}):
        each = longest["peak"]["ours"] / 1e6
        yield (
            each <= BYTES_PER_NODE,
            (f"chain_1e6: {each:.0f} bytes a node; the goal is {BYTES_PER_NODE}."),
        )
    for place, said in PLACES.items():
        if "ours" in longest.get(place, {}) and "ours" in shorter.get(place, {}):
            times = [np.median(figures[place]["ours"]) for figures in (longest, shorter)]
            growth = times[0] / 10 / times[1]
            yield (
                growth <= LINEAR,
                (
                    f"chain_1e6: a node takes {growth:.2g} times what it takes in a chain of 1e5,"
                    f" {said}; the goal is {LINEAR:g}."
                ),
            )
