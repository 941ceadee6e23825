"""A pytest plugin: with `--processor-seconds N`, a run fails whose processes used more than that.

Processor time, not a clock's: a busy machine must not fail a run. On an idle one with a single
processor the two are the same.
"""

import resource

import pytest


def pytest_addoption(parser):
    parser.addoption("--processor-seconds", type=float, metavar="N",
                     help="fail if this run and the processes it starts use more than N seconds")


@pytest.hookimpl(trylast=True)  # when pytest-xdist has ended its workers, and they their kernels
def pytest_sessionfinish(session):
    limit = session.config.option.processor_seconds
    if limit is None or hasattr(session.config, "workerinput"):
        return
    used = sum(sum(resource.getrusage(who)[:2])
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    session.config.stash[USED] = f"{used:.0f} seconds of processor time; {limit:g} are allowed"
    if used > limit:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


USED = pytest.StashKey()


def pytest_terminal_summary(terminalreporter, config):
    if USED in config.stash:
        terminalreporter.section("processor time")
        terminalreporter.line(config.stash[USED])
