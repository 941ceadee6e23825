"""Tensors: how they are made, what they know about themselves, and what is done with them."""

import numpy as np


def run(torch):
    data = [[1, 2], [3, 4]]
    x_data = torch.tensor(data)
    x_np = torch.from_numpy(np.array(data))
    yield "from data", [x_data.tolist(), str(x_data.dtype), bool((x_data == x_np).all())]
    yield "ones", repr(torch.ones_like(x_data))
    yield "shape of rand", list(torch.rand_like(x_data, dtype=torch.float).shape)
    shape = (2, 3)
    yield "zeros", repr(torch.zeros(shape))

    tensor = torch.ones(4, 4)
    yield "first row", tensor[0]
    yield "last column", tensor[..., -1]
    tensor[:, 1] = 0
    yield "written", repr(tensor)
    t1 = torch.cat([tensor, tensor, tensor], dim=1)
    yield "joined", list(t1.shape)

    y1 = tensor @ tensor.T
    y2 = tensor.matmul(tensor.T)
    y3 = torch.empty_like(y1)
    torch.matmul(tensor, tensor.T, out=y3)
    yield "matrix products", [y1.tolist(), torch.equal(y1, y2), torch.equal(y1, y3)]
    z1 = tensor * tensor
    z2 = tensor.mul(tensor)
    yield "elementwise products", [z1.sum().item(), torch.equal(z1, z2)]

    agg = tensor.sum()
    yield "one number", [agg.item(), type(agg.item()).__name__]
    tensor.add_(5)
    yield "added in place", repr(tensor)

    t = torch.ones(5)
    n = t.numpy()
    t.add_(1)
    yield "numpy sees it", n.tolist()
    n = np.ones(5)
    t = torch.from_numpy(n)
    np.add(n, 1, out=n)
    yield "and is seen", repr(t)

    m = torch.arange(24.0).reshape(2, 3, 4)
    yield "sizes", [list(m.size()), m.dim(), m.numel(), m.ndim]
    yield "views", [list(m.view(6, -1).shape), list(m.permute(2, 0, 1).shape)]
    yield "statistics", [m.mean().item(), m.std().item(), m.max().item(), m.argmin().item()]
    values, indices = m[0].max(dim=1)
    yield "max", [values.tolist(), indices.tolist()]
    yield "stacked", torch.stack([m[0, 0], m[1, 2]], dim=1)
    yield "chosen", torch.where(m > 20, m, torch.zeros_like(m))[1, 2]
    yield "clamped", m[0].clamp(min=2, max=5)
