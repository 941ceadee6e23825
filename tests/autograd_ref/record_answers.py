"""Records anew what PyTorch answers to the code in the files torch_answers*.json.

    python -m tests.autograd_ref.record_answers

New code needs only {"code": "..."} there; this fills in its "outcome".
"""

import json
from pathlib import Path

import torch

from tests.autograd_ref.test_rows import outcome

ANSWERS = sorted(Path(__file__).parent.glob("torch_answers*.json"))


def main():
    outcome(torch, "(T(1., requires_grad=True) ** 2).backward(create_graph=True)")  # warns once
    for path in ANSWERS:
        torch.manual_seed(0)
        cases = json.loads(path.read_text(encoding="utf-8"))
        rows = [{"code": case["code"], "outcome": outcome(torch, case["code"])} for case in cases]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{path.name}: {len(rows)} answers of PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
