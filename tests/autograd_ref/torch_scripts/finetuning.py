"""A trained model is frozen, gets a new last layer, and only that is trained."""


def run(torch):
    from_to = torch.linspace

    model = torch.nn.Sequential()
    model.add_module("body", torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh()))
    model.add_module("fc", torch.nn.Linear(6, 1000))
    with torch.no_grad():
        model.body[0].weight.copy_(from_to(-1, 1, 24).reshape(6, 4))
        model.body[0].bias.zero_()

    for param in model.parameters():
        param.requires_grad = False
    model.fc = torch.nn.Linear(6, 3)
    with torch.no_grad():
        model.fc.weight.copy_(from_to(-0.5, 0.5, 18).reshape(3, 6))
        model.fc.bias.zero_()
    yield "trainable", [name for name, p in model.named_parameters() if p.requires_grad]

    before = model.body[0].weight.clone()
    data = torch.sin(from_to(0, 6, 32)).reshape(8, 4)
    labels = torch.cos(from_to(0, 6, 24)).reshape(8, 3)
    optim = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
    for step in range(20):
        prediction = model(data)
        optim.zero_grad()
        loss = ((prediction - labels) ** 2).mean()
        loss.backward()
        optim.step()
        if step % 5 == 0:
            yield f"loss {step}", loss.item()

    yield "body unchanged", torch.equal(before, model.body[0].weight)
    yield "no gradient there", model.body[0].weight.grad is None
    yield "fc.weight", model.fc.weight.detach()
    yield "fc.bias.grad", model.fc.bias.grad
