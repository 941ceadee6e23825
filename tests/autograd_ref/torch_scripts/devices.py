"""What scripts say about devices and dtypes, where there is nothing but the CPU."""


def run(torch):
    device = (
        torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
    )
    yield "device", device
    yield "cuda", torch.cuda.is_available()
    cpu = torch.device("cpu")
    yield "type", [cpu.type, str(cpu), repr(cpu)]

    x = torch.ones(2, 3, device=device, dtype=torch.float)
    yield "x", [str(x.device), str(x.dtype), x.device == cpu]
    yield "to", [str(x.to(cpu).dtype), str(x.to(device, torch.float64).dtype)]
    yield "the same object", x.to(device) is x and x.cpu() is x
    yield "double", str(x.double().dtype)
    yield "like", str(torch.zeros_like(x, device=device, dtype=torch.long).dtype)

    model = torch.nn.Linear(3, 1).to(device)
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(0.5)
    yield "model's device", str(next(model.parameters()).device)
    yield "output", model(x)
    model = model.double()
    yield "model's dtype", str(model.weight.dtype)
    yield "in double", model(x.double()).detach()
    y = torch.tensor([[1.0], [2.0]], dtype=torch.float64).to(device)
    loss = torch.nn.functional.mse_loss(model(x.to(torch.float64)), y)
    loss.backward()
    yield "gradient", model.weight.grad
    yield "gradient's dtype", str(model.weight.grad.dtype)
    try:
        model(x)
    except RuntimeError as error:
        yield "mixed dtypes", str(error)
