"""The happy path: what an honest notebook gives."""

import pytest

from grading.sandbox import Sandbox, isolation

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not isolation().available, reason=isolation().why_not or "available"),
]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def job(*sources):
    """A job of these cells, called "0", "1", ..."""
    steps = [{"kind": "cell", "id": str(i), "source": s} for i, s in enumerate(sources)]
    return {"lesson": "test", "seed": 1, "autograd_ref": True, "steps": steps, "files": {}}


def test_cells_share_one_namespace(sandbox):
    raw = sandbox.run(job("x = 20", "x + 1"))

    assert raw["cells"]["1"]["status"] == "ok"
    assert raw["cells"]["1"]["outputs"] == [{
        "output_type": "execute_result", "data": {"text/plain": "21"}, "metadata": {},
        "execution_count": 2}]
