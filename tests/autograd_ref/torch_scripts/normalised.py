"""Batch and layer normalisation: running statistics in training, and their use in evaluation."""


def run(torch):
    nn = torch.nn

    x = torch.sin(torch.arange(30.0) * 1.3).reshape(6, 5) * 2 + 1
    y = x.cumsum(1)[:, ::2]
    model = nn.Sequential(
        nn.Linear(5, 4), nn.BatchNorm1d(4), nn.GELU(), nn.Linear(4, 4), nn.LayerNorm(4), nn.SiLU()
    )
    model.append(nn.Linear(4, 3))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name[0] not in "14":
                p.copy_(torch.cos(torch.arange(float(p.numel())) * 1.7).reshape(p.shape) * 0.5)
    yield "model", repr(model)
    yield "names", list(model.state_dict())

    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    for step in range(8):
        loss = nn.functional.smooth_l1_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield f"loss {step}", loss.item()

    for name, buffer in model.named_buffers():
        yield name, buffer
    train = model(x[:3])
    model.eval()
    yield "differs", not torch.allclose(train, model(x[:3]))
    yield "output", model(x[:2])
    yield "scale", model[1].weight
