"""Figures of lesson 4: what the two directions cost."""

import matplotlib.pyplot as plt

FORWARD, BACKWARD = "#D55E00", "#0072B2"


def draw_costs(inputs, forward, backward):
    """None; slopes multiplied over the number of inputs, for both directions."""
    _, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
    ax.plot(inputs, forward, "o-", color=FORWARD, label="forward: one pass for each input")
    ax.plot(inputs, backward, "o-", color=BACKWARD, label="reverse: one pass for all")
    ax.set(xlabel="number of inputs", ylabel="slopes multiplied",
           title="All slopes of one result", ylim=(0, None))
    ax.legend()
