"""`python -m benchmarks.speed`: times the workloads in every engine and prints the ratios."""

import click
import numpy as np

from benchmarks import measure
from benchmarks.workloads import WORKLOADS


@click.command()
@click.option("--workloads", default="all")
@click.option("--engines", default="ours,torch")
@click.option("--samples", default=9)
@click.option("--alone", is_flag=True)
@click.option("--memory", is_flag=True)
def main(workloads, engines, samples, alone, memory):
    names = list(WORKLOADS) if workloads == "all" else workloads.split(",")
    asked = ["numpy", *engines.split(",")]
    for name in names:
        taking = [e for e in asked if measure.why_not(e, name) is None]
        if memory:
            print(
                name,
                {k: f"{v / 1e6:.1f}MB" for k, v in measure.peaks(name, taking).items()},
                flush=True,
            )
            continue
        seconds, reasons = measure.speeds(name, taking, samples, alone)
        line = " ".join(f"{e} {np.median(t) * 1e6:.1f}us" for e, t in seconds.items())
        ratios = " ".join(
            f"/{e} {measure.ratio(seconds, 'ours', e):.3f}" for e in seconds if e != "ours"
        )
        print(f"{name:16s} {line}   ours {ratios} {reasons or ''}", flush=True)


if __name__ == "__main__":
    main()
