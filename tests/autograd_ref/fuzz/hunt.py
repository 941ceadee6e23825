"""Many programs in a row, each kind of disagreement told once, shortened: for people who hunt.

python -m tests.autograd_ref.fuzz.hunt --programs 2000 --seed 1
"""

import argparse
import collections
import importlib
import time
import warnings

from tests.autograd_ref.fuzz.programs import at_random, written


def main():
    """None; prints what was found."""
    args = arguments()
    warnings.simplefilter("ignore")
    torch, ours = importlib.import_module("torch"), importlib.import_module(args.ours)
    torch.set_num_threads(1)
    kinds, absent, statements = {}, collections.Counter(), 0
    start = time.process_time()
    for seed in range(args.seed, args.seed + args.programs):
        found = written(
            torch,
            ours,
            *at_random(seed, args.length),
            every_message=args.every_message,
            ignored=tuple(args.ignore),
        )
        statements += len(found.program)
        absent.update(found.absent)
        if found.fault is not None:
            kinds.setdefault(found.fault.signature(), []).append((seed, found))
    spent = time.process_time() - start

    for found in sorted(kinds.values(), key=len, reverse=True)[: args.kinds]:
        seed, shortest = min(found, key=lambda one: len(one[1].program))
        print(f"## {len(found)} times (seed {seed})\n{shortest.shortened(torch, ours).told(torch)}")
    for text, count in absent.most_common():
        print(f"absent {count:5d} {text}")
    wrong = sum(map(len, kinds.values()))
    print(
        f"{args.programs} programs, {statements} statements: {wrong} disagree, in {len(kinds)}"
        f" kinds; {1000 * spent / args.programs:.1f} ms a program"
    )


def arguments():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="of the first program")
    parser.add_argument("--length", type=int, default=24, help="statements at most")
    parser.add_argument("--ours", default="autograd_ref", help="the module that is compared")
    parser.add_argument("--every-message", action="store_true", help="compare each error's words")
    parser.add_argument("--ignore", nargs="*", default=[], help="aspects such as grad_fn")
    parser.add_argument("--kinds", type=int, default=40, help="tell so many kinds at most")
    return parser.parse_args()


if __name__ == "__main__":
    main()
