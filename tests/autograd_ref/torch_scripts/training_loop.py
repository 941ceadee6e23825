"""Gradients gathered over batches and clipped, a learning rate that falls, dropout switched off."""


def run(torch):
    nn = torch.nn

    x = torch.sin(torch.arange(64.0) * 1.3).reshape(16, 4)
    y = (x * torch.tensor([1.0, -2.0, 0.5, 3.0])).sum(1, keepdim=True)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(p=0.0), nn.Linear(8, 1))
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.cos(torch.arange(float(p.numel())) * 1.9).reshape(p.shape) * 0.5)

    body = [p for name, p in model.named_parameters() if not name.startswith("3")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": 0.01}, {"params": model[3].parameters()}],
        lr=0.05,
        weight_decay=0.01,
    )
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)

    accumulate = 4
    for epoch in range(6):
        optimizer.zero_grad(set_to_none=True)
        running = 0.0
        for i in range(0, len(x), accumulate):
            loss = nn.functional.mse_loss(model(x[i : i + 4]), y[i : i + 4]) / accumulate
            loss.backward()
            running += loss.item()
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        yield f"epoch {epoch}", [running, norm.item(), scheduler.get_last_lr()[0]]
        optimizer.zero_grad()
        yield f"no gradients {epoch}", all(p.grad is None for p in model.parameters())

    model.eval()
    yield "modes", [module.training for module in model]
    with torch.inference_mode():
        out = model(x)
    yield "output", out.flatten()[:4].clone()
    yield "parameters", sum(p.numel() for p in model.parameters() if p.requires_grad)
    yield "norms", [p.norm().item() for p in model.parameters()]
