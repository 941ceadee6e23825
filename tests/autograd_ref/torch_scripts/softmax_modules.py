"""Softmax regression as Module, Linear, optim, TensorDataset and DataLoader; train and eval."""


def run(torch):
    nn, F, optim = torch.nn, torch.nn.functional, torch.optim
    TensorDataset, DataLoader = torch.utils.data.TensorDataset, torch.utils.data.DataLoader

    n, c, k, bs = 60, 6, 3, 16
    x = torch.sin(torch.arange(n * c, dtype=torch.float32) * 1.7).view(n, c)
    y = (x[:, :k] + 0.3 * x[:, k:]).argmax(dim=1)
    train_ds = TensorDataset(x[:44], y[:44])
    valid_ds = TensorDataset(x[44:], y[44:])
    yield "lengths", [len(train_ds), len(valid_ds)]
    train_dl = DataLoader(train_ds, batch_size=bs, shuffle=False)
    valid_dl = DataLoader(valid_ds, batch_size=bs * 2)
    yield "batches", [list(xb.shape) for xb, yb in train_dl]

    class Logistic(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(c, k)

        def forward(self, xb):
            return self.lin(xb)

    def loss_batch(model, loss_func, xb, yb, opt=None):
        loss = loss_func(model(xb), yb)
        if opt is not None:
            loss.backward()
            opt.step()
            opt.zero_grad()
        return loss.item(), len(xb)

    model = Logistic()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.cos(torch.arange(p.numel(), dtype=torch.float32)).view(p.shape))
    opt = optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    for epoch in range(4):
        model.train()
        for xb, yb in train_dl:
            loss_batch(model, F.cross_entropy, xb, yb, opt)
        model.eval()
        with torch.no_grad():
            losses, nums = zip(
                *[loss_batch(model, F.cross_entropy, xb, yb) for xb, yb in valid_dl], strict=True
            )
        yield f"epoch {epoch}", sum(a * b for a, b in zip(losses, nums, strict=True)) / sum(nums)

    yield "training", model.training
    yield "weights", model.lin.weight.detach()
    xb, yb = train_ds[:5]
    yield "predictions", model(xb).argmax(1).tolist()
