"""The gradient of each example by functional_call, grad and vmap; an ensemble of models."""

import copy


def run(torch):
    nn, F = torch.nn, torch.nn.functional
    functional_call, grad, vmap = torch.func.functional_call, torch.func.grad, torch.func.vmap

    class SimpleNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1 = nn.Linear(4, 5)
            self.fc2 = nn.Linear(5, 3)

        def forward(self, x):
            return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=-1)

    def filled(model, phase):
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(torch.cos(torch.arange(float(p.numel())) + phase).reshape(p.shape))
        return model

    data = torch.sin(torch.arange(24.0)).reshape(6, 4)
    targets = torch.tensor([0, 1, 2, 2, 1, 0])
    model = filled(SimpleNet(), 0.0)
    params = {k: v.detach() for k, v in model.named_parameters()}
    buffers = {k: v.detach() for k, v in model.named_buffers()}

    def compute_loss(params, buffers, sample, target):
        predictions = functional_call(model, (params, buffers), (sample.unsqueeze(0),))
        return F.nll_loss(predictions, target.unsqueeze(0))

    ft_compute_sample_grad = vmap(grad(compute_loss), in_dims=(None, None, 0, 0))
    per_sample = ft_compute_sample_grad(params, buffers, data, targets)
    yield from per_sample.items()
    for k in range(2):
        model.zero_grad()
        F.nll_loss(model(data[k : k + 1]), targets[k : k + 1]).backward()
        same = torch.allclose(model.fc1.weight.grad, per_sample["fc1.weight"][k], atol=1e-6)
        yield f"example {k} alone", same
    yield "model untouched", torch.equal(model.fc1.weight, params["fc1.weight"])

    models = [filled(SimpleNet(), phase) for phase in (0.0, 1.0, 2.0)]
    params, buffers = torch.func.stack_module_state(models)
    base_model = copy.deepcopy(models[0])

    def fmodel(params, buffers, x):
        return functional_call(base_model, (params, buffers), (x,))

    predictions = vmap(fmodel, in_dims=(0, 0, None))(params, buffers, data)
    yield "stacked", [[name, list(p.shape)] for name, p in params.items()]
    yield "predictions", predictions[:, 0]
    yield "as one by one", torch.allclose(predictions[2], models[2](data), atol=1e-6)
