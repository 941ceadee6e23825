"""Looking at what flows: hooks on tensors and modules, retain_grad on what is in between."""


def run(torch):
    nn = torch.nn
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    seen = []
    handle = x.register_hook(lambda grad: seen.append(grad.tolist()))
    (x**2).sum().backward()
    handle.remove()
    (x**2).sum().backward()
    yield "seen once", seen
    yield "added twice", x.grad

    z = x * 3
    z.register_hook(lambda grad: grad * 10)
    z.sum().backward()
    yield "changed on the way", x.grad

    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 1))
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.cos(torch.arange(float(p.numel()))).reshape(p.shape))

    outputs = {}

    def keep(name):
        def hook(module, args, output):
            output.retain_grad()
            outputs[name] = output

        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in model.named_children()]
    loss = model(torch.tensor([[1.0, -1.0], [0.5, 2.0]])).pow(2).mean()
    loss.backward()
    for handle in handles:
        handle.remove()
    for name, output in outputs.items():
        yield f"output {name}", output
        yield f"gradient {name}", output.grad
        yield f"size of gradient {name}", output.grad.abs().mean().item()

    outputs.clear()
    model(torch.zeros(1, 2))
    yield "hooks are gone", len(outputs)
    node, names = loss.grad_fn, []
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    yield "the first path back", names
