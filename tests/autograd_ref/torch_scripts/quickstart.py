"""A classifier in the form most scripts have: datasets, a class, train() and test() in epochs."""


def run(torch):
    nn = torch.nn
    Dataset, DataLoader = torch.utils.data.Dataset, torch.utils.data.DataLoader

    class Pictures(Dataset):
        """Stripes of three directions, four by four."""

        def __init__(self, count):
            self.count = count

        def __len__(self):
            return self.count

        def __getitem__(self, at):
            label = at % 3
            i, j = torch.arange(4.0).reshape(4, 1), torch.arange(4.0)
            phase = (i, j.expand(4, 4), i + j)[label] * 1.5
            return torch.sin(phase + 0.7 * at).expand(4, 4), label

    class NeuralNetwork(nn.Module):
        def __init__(self):
            super().__init__()
            self.flatten = nn.Flatten()
            self.linear_relu_stack = nn.Sequential(
                nn.Linear(4 * 4, 12), nn.ReLU(), nn.Linear(12, 12), nn.ReLU(), nn.Linear(12, 3)
            )

        def forward(self, x):
            x = self.flatten(x)
            return self.linear_relu_stack(x)

    device = "cpu"
    train_dataloader = DataLoader(Pictures(60), batch_size=10)
    test_dataloader = DataLoader(Pictures(30), batch_size=8)
    for X, y in test_dataloader:
        yield "first batch", [list(X.shape), list(y.shape), str(y.dtype)]
        break
    model = NeuralNetwork().to(device)
    yield "model", repr(model)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.sin(torch.arange(float(p.numel())) * 2.3).reshape(p.shape) * 0.4)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-1)

    for epoch in range(5):
        model.train()
        for X, y in train_dataloader:
            X, y = X.to(device), y.to(device)
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()

        model.eval()
        test_loss, correct = 0, 0
        with torch.no_grad():
            for X, y in test_dataloader:
                pred = model(X.to(device))
                test_loss += loss_fn(pred, y).item()
                correct += (pred.argmax(1) == y).type(torch.float).sum().item()
        test_loss /= len(test_dataloader)
        correct /= len(test_dataloader.dataset)
        yield f"epoch {epoch}", [test_loss, correct]
