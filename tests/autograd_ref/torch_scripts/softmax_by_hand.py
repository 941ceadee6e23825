"""Softmax regression with nothing but tensors: log_softmax, negative log likelihood, accuracy."""


def run(torch):
    n, c, k, bs = 48, 6, 3, 12
    x_train = torch.sin(torch.arange(n * c, dtype=torch.float32) * 1.7).view(n, c)
    y_train = (x_train[:, :k] + 0.3 * x_train[:, k:]).argmax(dim=1)
    yield "shapes", [list(x_train.shape), list(y_train.shape)]
    yield "labels", [y_train.min().item(), y_train.max().item(), str(y_train.dtype)]

    weights = torch.cos(torch.arange(c * k, dtype=torch.float32)).view(c, k) / c**0.5
    weights.requires_grad_()
    bias = torch.zeros(k, requires_grad=True)

    def log_softmax(x):
        return x - x.exp().sum(-1).log().unsqueeze(-1)

    def model(xb):
        return log_softmax(xb @ weights + bias)

    def nll(input, target):
        return -input[range(target.shape[0]), target].mean()

    def accuracy(out, yb):
        preds = torch.argmax(out, dim=1)
        return (preds == yb).float().mean()

    xb, yb = x_train[0:bs], y_train[0:bs]
    preds = model(xb)
    yield "first prediction", preds[0].detach()
    yield "loss before", nll(preds, yb).item()
    yield "accuracy before", accuracy(preds, yb).item()

    lr, epochs = 0.5, 4
    for _epoch in range(epochs):
        for i in range((n - 1) // bs + 1):
            start_i = i * bs
            end_i = start_i + bs
            xb = x_train[start_i:end_i]
            yb = y_train[start_i:end_i]
            loss = nll(model(xb), yb)

            loss.backward()
            with torch.no_grad():
                weights -= weights.grad * lr
                bias -= bias.grad * lr
                weights.grad.zero_()
                bias.grad.zero_()

    yield "loss after", nll(model(xb), yb).item()
    yield "accuracy after", accuracy(model(x_train), y_train).item()
    yield "weights", weights.detach()
    yield "cross_entropy", torch.nn.functional.cross_entropy(xb @ weights + bias, yb).item()
