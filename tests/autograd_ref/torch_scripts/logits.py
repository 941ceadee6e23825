"""Binary cross entropy with logits: where exp would overflow, weights, several labels at once."""


def run(torch):
    F = torch.nn.functional
    target = torch.ones([4, 3], dtype=torch.float32)
    output = torch.full([4, 3], 1.5)
    pos_weight = torch.ones([3])
    criterion = torch.nn.BCEWithLogitsLoss(pos_weight=pos_weight)
    yield "-log(sigmoid(1.5))", criterion(output, target).item()
    heavy = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0, 1.0, 0.5]))
    yield "weighted", heavy(output, target).item()

    logits = torch.tensor([-200.0, -2.0, 0.0, 3.0, 90.0], requires_grad=True)
    labels = torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0])
    loss = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    yield "losses", loss.detach()
    loss.sum().backward()
    yield "sigmoid - label", logits.grad
    probabilities = torch.sigmoid(logits.detach()[1:4])
    by_hand = F.binary_cross_entropy(probabilities, labels[1:4])
    same = F.binary_cross_entropy_with_logits(logits.detach()[1:4], labels[1:4])
    yield "both", [by_hand.item(), same.item()]

    x = torch.sin(torch.arange(24.0)).reshape(8, 3)
    y = (x.sum(1, keepdim=True) > 0).float()
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.cos(torch.arange(float(p.numel()))).reshape(p.shape))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    loss_fn = torch.nn.BCEWithLogitsLoss()
    for step in range(30):
        logits = model(x)
        loss = loss_fn(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 0:
            yield f"loss {step}", loss.item()
    correct = ((torch.sigmoid(model(x)) > 0.5) == y.bool()).sum().item()
    yield "correct", f"{correct} of {len(x)}"
