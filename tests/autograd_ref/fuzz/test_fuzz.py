"""Random programs, run statement by statement here and in a live PyTorch, which have to agree.

    FUZZ_PROGRAMS=20000 FUZZ_SEED=7 python -m pytest -m parity tests/autograd_ref/fuzz

A disagreement is printed as a short script that runs with either engine. Without FUZZ_SEED each
run writes other programs; the seed is printed with what it found.
"""

import collections
import contextlib
import os
import random
import re
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import autograd_ref as ours
from tests.autograd_ref.fuzz.agreement import Disagreement, Pair
from tests.autograd_ref.fuzz.programs import BYTES, Finding, at_random, replayed, written
from tests.autograd_ref.fuzz.sessions import Session
from tests.autograd_ref.fuzz.writer import binds

pytestmark = pytest.mark.parity

PROGRAMS = int(os.environ.get("FUZZ_PROGRAMS", "300"))
SEED = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(2**32))
STRICT = os.environ.get("FUZZ_STRICT", "1") != "0"  # whether an operation that is absent is a fault

settings.register_profile(
    "fuzz",
    max_examples=PROGRAMS,
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=True,
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def torch():
    """PyTorch, on one thread; what either engine warns about is not compared."""
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield torch
    torch.set_num_threads(threads)


@pytest.mark.timeout(3600)
def test_random_programs_agree_with_pytorch_after_every_statement(torch):
    absent, findings = collections.Counter(), []

    @settings(settings.get_profile("fuzz"))
    @seed(SEED)
    @given(
        st.binary(min_size=4, max_size=4),
        st.lists(st.binary(min_size=BYTES, max_size=BYTES), min_size=10, max_size=40),
    )
    def agree(form, choices):
        finding = written(torch, ours, form, choices)
        absent.update(finding.absent)
        if finding.fault:
            findings.append(finding)
            raise finding.fault

    with contextlib.suppress(Disagreement):
        agree()

    if findings:
        told = findings[-1].shortened(torch, ours).told(torch)
        where = f"FUZZ_SEED={SEED} finds a program on which the engines differ:"
        pytest.fail(f"{where}\n\n{told}", pytrace=False)
    if absent:
        told = "\n".join(f"{count:6d} x {text}" for text, count in absent.most_common())
        print(told)
        assert not STRICT, f"operations of the programs that autograd_ref has not:\n{told}"


def test_pytorch_agrees_with_itself(torch):
    for nth in range(100):
        assert written(torch, torch, *at_random(nth, 24)).fault is None


MUTANTS = {
    "a value is wrong": (r"\.sin\(\)", ".cos()"),
    "a gradient is cut off": (r"\.exp\(\)", ".exp().detach()"),
    "a gradient is doubled": (r"\.sum\(\)\.backward", ".mul(2).sum().backward"),
    "gradients are not accumulated": (
        r"^(t\d+\S*\.backward)",
        r"[setattr(t, 'grad', None) for t in globals().values() if torch.is_tensor(t)]; \1",
    ),
    "the graph stays after backward": (r"\.backward\(\)", ".backward(retain_graph=True)"),
    "an operation in place is out of place": (r"^(t\d+) \+= (.*)", r"\1 = \1 + \2"),
    "a write is not counted": (r"^(t\d+)\.mul_", r"\1.data.mul_"),
    "a view is a copy": (r"\.view\((.*)\)$", r".view(\1).clone()"),
    "a view's gradient is cut off": (r"(\[.*\])$", r"[...]\1.detach()"),
    "detach copies": (r"\.detach\(\)$", ".detach().clone()"),
    "retain_grad does nothing": (r"\.retain_grad\(\)", ".is_leaf"),
    "a dtype is wrong": (r" > ", " - "),
    "a shape is wrong": (r", keepdim=True", ""),
    "an error is missing": (r"\.item\(\)", ".sum().detach()"),
    "create_graph does nothing": (r"create_graph=True", "retain_graph=True"),
}


class Mutant(Session):
    """A session of an engine with one fault."""

    pattern = replacement = ""

    def run(self, statement):
        """As Session.run, of the statement with the fault put in."""
        code = re.sub(self.pattern, self.replacement, statement.code)
        return super().run(statement._replace(code=code))


@pytest.fixture
def mutate(monkeypatch):
    """A function that gives our side of every pair one fault of the table."""

    def mutate(fault):
        Mutant.pattern, Mutant.replacement = MUTANTS[fault]
        monkeypatch.setattr(Pair, "OURS", Mutant)

    return mutate


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_fuzzer_notices_when(torch, fault, mutate):
    mutate(fault)

    assert any(written(torch, torch, *at_random(nth, 24)).fault for nth in range(600))


def test_a_node_that_a_rule_made_is_no_fault(torch):
    codes = ["torch.tensor([0.25, -1.0], requires_grad=True)", "t0.norm(dim=0)"]
    codes += ["torch.autograd.grad(t1, [t0], create_graph=True)[0]"]
    program = [binds("any", code, f"t{nth}") for nth, code in enumerate(codes)]
    program += [binds("any", "[f.name() for f, _ in t2.grad_fn.next_functions if f]", "r")]

    assert replayed(torch, ours, program) is None


def test_a_finding_is_shortened_to_what_it_needs_and_runs_as_a_script(torch, mutate):
    mutate("a gradient is cut off")
    codes = ["torch.ones(3, requires_grad=True)", "t0 + 1", "t0.exp()", "t1 * t2", "-t3"]
    program = [binds("any", code, f"t{nth}") for nth, code in enumerate(codes)]

    found = Finding(program, replayed(torch, torch, program), [], {}).shortened(torch, torch)

    assert [statement.code[:2] for statement in found.program] == ["t0", "t2"]
    names = {}
    exec(found.told(torch), names)
    assert names["t2"].grad_fn is not None
