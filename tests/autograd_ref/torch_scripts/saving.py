"""torch.save and torch.load with a buffer in memory: tensors, a state_dict, a checkpoint."""

import io


def run(torch):
    def through_memory(thing):
        buffer = io.BytesIO()
        torch.save(thing, buffer)
        buffer.seek(0)
        return torch.load(buffer, weights_only=True)

    x = torch.arange(6.0).reshape(2, 3)
    yield "tensor", through_memory(x)
    yield "parts", [t.tolist() for t in through_memory([x, {"y": x[0]}["y"]])]

    model = torch.nn.Linear(3, 2)
    with torch.no_grad():
        model.weight.copy_(torch.sin(x))
        model.bias.fill_(0.25)
    loaded = through_memory(model.state_dict())
    yield "names", list(loaded)
    again = torch.nn.Linear(3, 2)
    again.load_state_dict(loaded)
    again.eval()
    yield "outputs", again(x).detach()
    yield "equal", torch.equal(again(x), model(x))

    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model(x).sum().backward()
    optimizer.step()
    checkpoint = through_memory(
        {"epoch": 3, "loss": 0.5, "optimizer": optimizer.state_dict(), "model": model.state_dict()}
    )
    other = torch.optim.Adam(again.parameters(), lr=0.5)
    other.load_state_dict(checkpoint["optimizer"])
    yield "lr", other.param_groups[0]["lr"]
    yield "exp_avg", other.state_dict()["state"][0]["exp_avg"]
    yield "epoch", checkpoint["epoch"]
