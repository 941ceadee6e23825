"""The tutorial that the course began with: its code runs with one import changed."""

from contextlib import redirect_stdout
from io import StringIO

import pytest

SEED_3_2 = """
import autograd_ref as torch

def myfunction(x):
    return 3 * x ** 2 + 2 * x + 1

if __name__ == '__main__':
    t = torch.tensor(2.0, requires_grad=True)
    result = myfunction(t)
    result.backward()
    print('打印梯度:', t.grad)
"""

SEED_4_1 = """
import autograd_ref as torch

def myfunction(x):
    return 3 * x ** 2 + 2 * x + 1

def doBackward(var: torch.tensor):
    result = myfunction(var)
    result.backward()
    print('打印梯度:', var.grad)

if __name__ == '__main__':
    t = torch.tensor(2.0, requires_grad=True)
    for i in range(3):
        doBackward(t)
"""

SEED_4_2 = """
import autograd_ref as torch

def myfunction(x):
    return 3 * x ** 2 + 2 * x + 1

t = torch.tensor(2.0, requires_grad=True)
optimizer = torch.optim.SGD([t], lr=0.1)

def doBackward(var: torch.tensor):
    result = myfunction(var)
    optimizer.zero_grad()
    result.backward()
    print('计算结果:', var.grad)

for i in range(3):
    doBackward(t)
"""

SEED_5 = """
import autograd_ref as torch

w = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
with torch.no_grad():
    for param in [w]:
        param.requires_grad = False
with torch.no_grad():
    output = w * 3
    loss = (output - 1).mean()
print(w.requires_grad, output.requires_grad, loss)
"""

PRINTS = {
    SEED_3_2: "打印梯度: tensor(14.)\n",
    SEED_4_1: "打印梯度: tensor(14.)\n打印梯度: tensor(28.)\n打印梯度: tensor(42.)\n",
    SEED_4_2: "计算结果: tensor(14.)\n" * 3,
    SEED_5: "False False tensor(3.5000)\n",
}


@pytest.mark.parametrize(("code", "printed"), PRINTS.items(), ids=["3.2", "4.1", "4.2", "5"])
def test_the_seed_prints_what_it_says(code, printed):
    shown = StringIO()
    with redirect_stdout(shown):
        exec(code, {"__name__": "__main__"})

    assert shown.getvalue() == printed
