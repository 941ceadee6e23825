"""Programs: how one is written while it runs, made as short as it goes, and told as a script."""

import random
import re
import textwrap
from typing import NamedTuple

from tests.autograd_ref.fuzz import functions, gradients, shapes, values, writes
from tests.autograd_ref.fuzz.agreement import Disagreement, Over, Pair
from tests.autograd_ref.fuzz.sessions import Session, Statement
from tests.autograd_ref.fuzz.writer import Writer

BYTES = 20  # of choices for one statement
FIRST_LEAVES = 2
AUTHORS = [
    author
    for module in (values, shapes, writes, gradients, functions)
    for weight, author in module.AUTHORS
    for _ in range(weight)
]


class Finding(NamedTuple):
    """A program, where the engines differ on it (or None), and what ours has not."""

    program: list
    fault: Disagreement | None
    absent: list
    settings: dict

    def shortened(self, torch, ours):
        """The finding without the statements that its fault does not need."""
        kept, fault = list(self.program), self.fault
        for at in reversed(range(len(kept))):
            for fewer in without(kept, at):
                found = replayed(torch, ours, fewer, **self.settings)
                if found is not None and found.signature()[0] == fault.signature()[0]:
                    kept, fault = fewer, found
                    break
        return self._replace(program=kept, fault=fault)

    def told(self, torch):
        """The script, and what each engine says at its end."""
        fault = self.fault
        said = f"{fault.aspect}\n  torch: {fault.theirs}\n  ours:  {fault.ours}"
        return script(torch, self.program) + "\n# " + said.replace("\n", "\n# ") + "\n"


def without(program, at):
    """The program without one statement, plainly; then with an operand in place of its result."""
    before, left_out, after = program[:at], program[at], program[at + 1 :]
    yield before + after
    if len(left_out.targets) == 1:
        name = re.compile(rf"\b{left_out.targets[0]}\b")
        for operand in sorted({*left_out.touched()} - {*left_out.targets}):
            yield before + [each._replace(code=name.sub(operand, each.code)) for each in after]


def written(torch, ours, form, choices, **settings):
    """The Finding of the program that these bytes choose; it ends where the engines differ."""
    pair = Pair(torch, ours, **settings)
    writer = Writer(pair.torch, form)
    program, fault = [], None
    try:
        for nth, choice in enumerate(choices):
            writer.take(choice)
            statement = values.leaf(writer) if nth < FIRST_LEAVES else next_statement(writer)
            if statement is not None:
                program.append(statement)
                pair.step(statement)
        pair.finish(program[-1])
    except Disagreement as found:
        fault = found
    except Over:
        pass
    finally:
        pair.close()
    return Finding(program, fault, pair.absent, settings)


def next_statement(writer):
    """The statement that the writer's bytes choose, or None."""
    if writer.session.blocks and writer.chance(25):
        return Statement("end", "end")
    for _ in range(3):
        statement = writer.of(AUTHORS)(writer)
        if statement is not None:
            return statement
    return None


def replayed(torch, ours, program, **settings):
    """The Disagreement of a program that is written already, or None."""
    pair = Pair(torch, ours, **settings)
    try:
        for statement in program:
            pair.step(statement)
        if program:
            pair.finish(program[-1])
    except Disagreement as found:
        return found
    except Over:
        return None
    finally:
        pair.close()
    return None


def script(torch, program):
    """The program as Python that runs with either engine, over what raises in PyTorch as well."""
    session = Session(torch)
    lines, depth = ["import torch  # and then: import autograd_ref as torch"], 0
    if any("log.append" in statement.code for statement in program):
        lines.append("log = []")
    for statement in program:
        error = session.run(statement)
        if statement.kind == "end":
            depth = max(depth - 1, 0)
            continue
        margin = "    " * depth
        if error is not None and statement is not program[-1]:
            lines.append(f"{margin}with contextlib.suppress({type(error).__name__}):")
            lines[0] = "import contextlib\n\n" + lines[0].removeprefix("import contextlib\n\n")
            margin += "    "
        lines.append(textwrap.indent(statement.code, margin))
        depth += statement.kind == "with"
    session.close()
    return "\n".join(lines)


def at_random(seed, length):
    """(form, choices) of a program, without Hypothesis."""
    rng = random.Random(seed)
    return rng.randbytes(4), [rng.randbytes(BYTES) for _ in range(rng.randint(4, length))]
