"""Records anew what PyTorch answers to the expressions in torch_answers_statistics.json.

    python -m tests.autograd_ref.record_answers

A new expression needs only {"code": "..."} there; this fills in its "outcome".
"""

import json
from pathlib import Path

import torch

from tests.autograd_ref.test_rows import outcome

ANSWERS = Path(__file__).with_name("torch_answers_statistics.json")


def main():
    torch.manual_seed(0)
    cases = json.loads(ANSWERS.read_text(encoding="utf-8"))
    rows = [{"code": case["code"], "outcome": outcome(torch, case["code"])} for case in cases]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    ANSWERS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} answers of PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
