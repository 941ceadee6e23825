"""What a model and an optimiser hold, kept and put back: training goes on as it would have."""

import copy


def run(torch):
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Linear(2, 3)
            self.second = torch.nn.Linear(3, 1)

        def forward(self, x):
            return self.second(torch.relu(self.first(x)))

    def steps(model, optimizer, count):
        for _ in range(count):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        return loss.item()

    x = torch.sin(torch.arange(10.0)).reshape(5, 2)
    y = x.prod(1, keepdim=True)
    model = Net()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.cos(torch.arange(float(p.numel()))).reshape(p.shape))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    steps(model, optimizer, 5)

    yield from model.state_dict().items()
    group = optimizer.state_dict()["param_groups"][0]
    yield "optimizer", [group[name] for name in ("lr", "momentum", "nesterov", "params")]

    checkpoint = {
        "epoch": 5,
        "model": copy.deepcopy(model.state_dict()),
        "optimizer": copy.deepcopy(optimizer.state_dict()),
    }
    onward = steps(model, optimizer, 5)
    yield "onward", onward

    again = Net()
    answer = again.load_state_dict(checkpoint["model"])
    yield "loaded", repr(answer)
    optimizer = torch.optim.SGD(again.parameters(), lr=0.5)
    optimizer.load_state_dict(checkpoint["optimizer"])
    yield "the same way again", steps(again, optimizer, 5) == onward

    del checkpoint["model"]["second.bias"]
    try:
        again.load_state_dict(checkpoint["model"])
    except RuntimeError as error:
        yield "missing", str(error)
    yield "not strict", repr(again.load_state_dict(checkpoint["model"], strict=False))
