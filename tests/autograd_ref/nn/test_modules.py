"""Modules at a prompt: what they print, hold, find, save, refuse; as with PyTorch."""

import copy
import gc
from pathlib import Path

import pytest

import autograd_ref as ag
from autograd_ref import nn
from tests.autograd_ref.nn.setup import MODULES as SETUP
from tests.autograd_ref.prompt import Recorded

PRINTED = [
    "Net()",
    "nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU(), nn.Sequential()), nn.Dropout(0.1))",
    "nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), Net(), Net(), nn.ReLU()]), nn.ModuleList()",
    "nn.ModuleDict({'a': nn.ReLU(), 'b': nn.Sequential(nn.Tanh())}), nn.ModuleDict()",
    "nn.ParameterList([T([1.0]), T([[1.0, 2.0]]), 3]), nn.ParameterList()",
    "nn.Sequential(OrderedDict(hidden=nn.Linear(1, 2), out=nn.Identity(3, a=4)))",
    "nn.Linear(2, 3, False), nn.Flatten(), nn.Flatten(0, 1), nn.Identity(), nn.Dropout()",
    "nn.Embedding(3, 4), nn.Embedding(3, 4, -1), nn.Embedding(3, 4, max_norm=2.0, sparse=True)",
    "nn.BatchNorm1d(3), nn.BatchNorm1d(3, 1e-3, None, False), nn.BatchNorm1d(3, bias=False)",
    "nn.LayerNorm(3), nn.LayerNorm([2, 3], 1e-6, False), nn.LayerNorm((2,), bias=False)",
    "nn.ReLU(), nn.ReLU(True), nn.SiLU(), nn.SiLU(inplace=True), nn.GELU(), nn.GELU('tanh')",
    "nn.LeakyReLU(), nn.LeakyReLU(0.2, True), nn.ELU(), nn.ELU(2.0), nn.Softplus(), nn.Softplus(2)",
    "nn.Tanh(), nn.Sigmoid(), nn.LogSigmoid(), nn.Softsign(), nn.Tanhshrink(), nn.Softmin(1)",
    "nn.Softmax(), nn.Softmax(dim=-1), nn.LogSoftmax(1)",
    "nn.MSELoss(), nn.L1Loss(), nn.CrossEntropyLoss(), nn.NLLLoss(), nn.BCELoss(), nn.HuberLoss()",
    "nn.BCEWithLogitsLoss(), nn.SmoothL1Loss(beta=2.0)",
    "class M(nn.Module):\n"
    "    def extra_repr(self): return 'first\\nsecond'\n"
    "m = M(); a = repr(m); m.child = nn.ReLU(); print(a, m)",
    "class M(nn.Module):\n"
    "    def extra_repr(self): return 'k=1'\n"
    "m = M(); a = repr(m); m.child = nn.ReLU(); m.none = None; print(a, m)",
    "m = nn.Module(); m.a = nn.ReLU(); m.a = None; m",
    "nn.Module(), nn.Parameter(T([1.0, 2.0])), nn.Parameter(T([1.0]), requires_grad=False)",
]
MEMBERS = [
    "m = Net(); [n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()]",
    "m = Net(); [n for n, _ in m.named_parameters(prefix='net', recurse=False)]",
    "m = Net(); [n for n, _ in m.named_modules()], [n for n, _ in m.named_children()]",
    "m = Net(); [p.shape for p in m.parameters()], len(list(m.buffers())), len(list(m.modules()))",
    "m = nn.Sequential(nn.Linear(1, 1), nn.ReLU()); m.append(m[0])\n"
    "[n for n, _ in m.named_parameters()], [n for n, _ in m.named_modules()], len(m)",
    "m = nn.Sequential(nn.Linear(1, 1)); m.append(m[0])\n"
    "[n for n, _ in m.named_parameters(remove_duplicate=False)], list(m.state_dict())",
    "m = Net(); m.two.weight = m.one.bias; [n for n, _ in m.named_parameters()]",
    "m = nn.Linear(1, 1); m.weight = nn.Parameter(T([[2.0]])); [*m._parameters]",
    "m = Net(); m.two = m.one; [n for n, _ in m.named_children()], len(list(m.children()))",
    "m = Net(); m.one = nn.Linear(2, 1); m.scale = nn.Parameter(T(1.0)); list(m.state_dict())",
    "m = Net(); m.get_submodule('one'), m.get_submodule('') is m, m.get_parameter('one.bias').ndim",
    "m = Net(); m.get_buffer('seen'), m.get_submodule('three')",
    "Net().get_submodule('one.weight')",
    "Net().get_parameter('one')",
    "Net().get_parameter('one.wight')",
    "Net().get_buffer('scale')",
    "Net().nonsense",
    "Net().one.wieght",
    "m = Net(); m.nonsense = 3; m.nonsense, 'nonsense' in m.__dict__, 'one' in m.__dict__",
    "m = Net(); del m.one, m.scale, m.seen; m, list(m.state_dict())",
    "m = Net(); del m.nonsense",
    "m = Net(); m.one = None; m.scale = None; m.seen = None; m, list(m.state_dict())",
    "m = Net(); m.one = 3",
    "m = Net(); m.scale = T(3.0)",
    "m = Net(); m.scale = 3",
    "m = Net(); m.seen = 3",
    "m = Net(); m.seen = T([5.0]); m.hidden = T([6.0]); dict(m.named_buffers()), [*m.state_dict()]",
    "m = Net(); m.seen = nn.Parameter(T([5.0])); [n for n, _ in m.named_parameters()]",
    "m = Net(); m.scale = Net()",
    "m = Net(); m.fresh = T([5.0]); list(m.state_dict()), m.fresh",
    "class M(nn.Module):\n    def __init__(self): self.a = nn.Linear(1, 1)\nM()",
    "class M(nn.Module):\n    def __init__(self): self.a = nn.Parameter(T(1.0))\nM()",
    "class M(nn.Module):\n    def __init__(self): self.a = 3\nM().a",
    "class M(nn.Module):\n    def __init__(self): self.register_buffer('a', T(1.0))\nM()",
    "class M(nn.Module):\n    def __init__(self): self.register_parameter('a', None)\nM()",
    "nn.Module(3)",
    "nn.Module(a=3)",
    "nn.Module()(3)",
    "Net().register_parameter('forward', None)",
    "Net().register_parameter('a.b', None)",
    "Net().register_parameter('', None)",
    "Net().register_parameter(3, None)",
    "Net().register_parameter('a', T(1.0))",
    "Net().register_buffer('one', None)",
    "Net().register_buffer('a.b', None)",
    "Net().register_buffer('a', 3)",
    "Net().register_buffer(3, None)",
    "m = Net(); m.register_buffer('seen', T([7.0]), persistent=False); list(m.state_dict())",
    "Net().add_module('a', 3)",
    "Net().add_module('a.b', nn.ReLU())",
    "Net().add_module('', nn.ReLU())",
    "Net().add_module(3, nn.ReLU())",
    "Net().add_module('scale', nn.ReLU())",
    "m = Net(); m.add_module('three', nn.ReLU()); m.register_module('four', None); m",
    "[n for n in dir(nn.Sequential(Net())[0]) if n in ('one', 'two', 'scale', 'seen', 'training')]",
    "m = Net(); hash(m) == hash(m), m == m, m == Net(), len({m, m})",
]
STATE = [
    "fixed(Net()).state_dict()",
    "m = fixed(Net()); s = m.state_dict(); s['scale'].requires_grad, s['scale'] is m.scale",
    "m = fixed(Net()); s = m.state_dict(); s['scale'].fill_(7.0); m.scale",
    "m = Net(); [*m.state_dict(prefix='net.')], m.state_dict(keep_vars=True)['scale'] is m.scale",
    "nn.BatchNorm1d(2).state_dict(), nn.CrossEntropyLoss(T([1.0, 2.0])).state_dict()",
    "nn.BCEWithLogitsLoss(T([1.0]), pos_weight=T([2.0])).double().state_dict()",
    "nn.Sequential(Net(), nn.ReLU()).state_dict()._metadata",
    "m = Net(); m.load_state_dict(fixed(Net()).state_dict()), m.scale, m.one.bias",
    "m = Net(); v = m.scale._version; m.load_state_dict(fixed(Net()).state_dict())\n"
    "m.scale._version - v, m.scale.is_leaf, m.scale.requires_grad",
    "Net().load_state_dict({})",
    "Net().load_state_dict({'a': T(1.0), 'one.c': T(1.0), 'three.x': T(1.0)})",
    "m = fixed(Net()); m.load_state_dict({'a': T(1.0), 'scale': T(5.0)}, strict=False), m.scale",
    "s = Net().state_dict(); s['one.weight'] = torch.ones(2, 2); s['x'] = T(1.0); del s['scale']\n"
    "Net().load_state_dict(s)",
    "s = Net().state_dict(); s['one.weight'] = 3; Net().load_state_dict(s, strict=False)",
    "s = Net().state_dict(); s['scale'] = T([3.0]); m = Net(); m.load_state_dict(s); m.scale",
    "s = fixed(Net()).double().state_dict(); m = Net(); m.load_state_dict(s); m.one.bias",
    "Net().load_state_dict(3)",
    "nn.Sequential(Net()).load_state_dict(Net().state_dict())",
    "s = fixed(Net()).double().state_dict(); m = Net(); m.load_state_dict(s, assign=True)\n"
    "m.one.bias, type(m.one.bias).__name__, m.one.bias.data_ptr() == s['one.bias'].data_ptr()",
    "m = nn.BatchNorm1d(2); s = m.state_dict(); del s['num_batches_tracked']\nm.load_state_dict(s)",
    "m = nn.BatchNorm1d(2); s = dict(m.state_dict()); del s['num_batches_tracked']\n"
    "m.load_state_dict(s)",
    "m = fixed(Net()); c = copy.deepcopy(m); c.scale.data.fill_(9.0); m.scale, c.scale, type(c)",
    "m = Net(); m.two.weight = m.one.weight; c = copy.deepcopy(m); c.two.weight is c.one.weight",
]
WORK = [
    "m = fixed(Net()); y = m(torch.ones(2, 2)); y.sum().backward()\n"
    "y, m.one.weight.grad, m.scale.grad",
    "m = fixed(Net()); m(torch.ones(1, 2)).sum().backward(); m.zero_grad(); m.scale.grad",
    "m = fixed(Net()); m(torch.ones(1, 2)).sum().backward(); g = m.scale.grad\n"
    "m.zero_grad(set_to_none=False); g is m.scale.grad, m.scale.grad, m.one.bias.grad",
    "m = Net(); a = m.training; m.eval(); b = m.training, m.one.training; m.train() is m, a, b",
    "Net().train(1)",
    "m = Net().requires_grad_(False); [p.requires_grad for p in m.parameters()]",
    "m = Net(); m.one.requires_grad_(False)\n"
    "[n for n, p in m.named_parameters() if p.requires_grad]",
    "m = Net(); p = m.scale; m.double(); m.scale is p, m.scale.dtype, m.seen.dtype",
    "m = Net(); m.to(torch.float64).one.weight.dtype, m.to('cpu') is m, m.float().seen.dtype",
    "m = Net().to(torch.ones(1, dtype=torch.float64)); m.scale.dtype",
    "m = Net().to('cpu', torch.float64); m.scale.dtype, m.half().scale.dtype, m.cpu() is m",
    "Net().to(torch.int64)",
    "m = nn.BatchNorm1d(2).double(); m.running_var.dtype, m.num_batches_tracked.dtype",
    "m = fixed(Net()); m(torch.ones(1, 2)).sum().backward(); m.double(); m.scale.grad.dtype",
    "seen = []; m = nn.Sequential(Net(), nn.ReLU())\n"
    "m.apply(lambda x: seen.append(x._get_name()))\n"
    "seen",
    "def fill(x):\n    if isinstance(x, nn.Linear): x.weight.data.fill_(0.5); x.bias.data.zero_()\n"
    "m = nn.Sequential(nn.Linear(2, 2), nn.ReLU()); m.apply(fill)(torch.ones(1, 2))",
    "m = nn.Linear(2, 3, dtype=torch.float64, device='cpu'); m.weight.dtype, m.bias.dtype",
    "nn.Linear(2, 3)(torch.ones(4, 3))",
    "nn.Linear(2, 3)(torch.ones(4, 2, dtype=torch.float64))",
    "m = fixed(nn.Linear(2, 3)); m(torch.ones(2)), m(torch.ones(2, 1, 2)), m(torch.ones(0, 2))",
    "m = fixed(nn.Linear(2, 3, False)); m(torch.ones(2, 2)), m(torch.ones(2, 1, 2))",
    "nn.Linear(0, 3)",
    "m = fixed(nn.Embedding(4, 2, padding_idx=1)); y = m(T([1, 3, 1, 0, 3])); y.sum().backward()\n"
    "y, m.weight.grad, m.padding_idx",
    "m = nn.Embedding(3, 2, padding_idx=-1); m.weight[2]",
    "m = nn.Embedding.from_pretrained(T([[1.0, 2.0]])); m(T(0)), m.weight.requires_grad",
    "nn.Embedding(3, 2, padding_idx=3)",
    "nn.Embedding(3, 2)(T([3]))",
    "nn.Dropout(1.5)",
    "m = nn.Dropout(0.5).eval(); x = torch.ones(3); m(x) is x, nn.Dropout(0.0)(x) is x",
    "nn.Dropout(1.0)(T([1.0, 2.0]))",
    "nn.Flatten()(torch.ones(2, 3, 4)).shape, nn.Flatten(0, 1)(torch.ones(2, 3, 4)).shape",
    "nn.Flatten(0, 1)(torch.ones(3, 1)).shape, nn.Identity(1, k=2)(3)",
    "m = nn.BatchNorm1d(2); y = m(T([[1.0, 2.0], [3.0, 6.0], [8.0, 1.0]])); y, m.state_dict()",
    "m = nn.BatchNorm1d(2, momentum=None); x = T([[1.0, 2.0], [3.0, 6.0]])\n"
    "m(x); m(3 * x); m.eval(); m(x), m.running_mean, m.running_var, m.num_batches_tracked",
    "m = nn.BatchNorm1d(2, track_running_stats=False).eval(); m(T([[1.0, 2.0], [3.0, 6.0]])), m",
    "m = nn.BatchNorm1d(2); m(torch.ones(3, 2, 2)); m(torch.ones(1, 2))",
    "nn.BatchNorm1d(2)(torch.ones(2))",
    "m = nn.BatchNorm1d(2); m(T([[1.0, 2.0], [3.0, 6.0]])); m.reset_parameters(); m.state_dict()",
    "m = nn.LayerNorm(3); m(T([[1.0, 2.0, 6.0]])), nn.LayerNorm((2, 3))(torch.eye(2, 3))",
    "nn.LayerNorm(3)(torch.ones(2, 4))",
    "x = T([-1.0, 2.0]); nn.ReLU(inplace=True)(x), x",
    "x = T([-1.0, 2.0], requires_grad=True); nn.ReLU(inplace=True)(x)",
    "x = T([-1.0, 2.0], requires_grad=True); y = x * 2; nn.ReLU(True)(y).sum().backward()\n"
    "y, x.grad, nn.LeakyReLU(0.5, True)(x * 1), nn.SiLU(True)(x * 1), nn.ELU(2.0, True)(x * 1)",
    "nn.CrossEntropyLoss()(T([[1.0, 2.0]]), T([1])), nn.NLLLoss()(T([[1.0, 2.0]]), T([1]))",
    "nn.HuberLoss(delta='a')",
    "nn.MSELoss(size_average=False)",
    "nn.MSELoss(reduction='x')(T([1.0]), T([2.0]))",
]
CONTAINERS = [
    "m = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.Sigmoid()); m[0], m[-1], m[1:], m[::2], len(m)",
    "m = nn.Sequential(nn.ReLU()); m[1]",
    "m = nn.Sequential(nn.ReLU(), nn.Tanh()); m[0] = nn.Sigmoid(); del m[1]; m.append(nn.GELU())",
    "m = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.GELU()); del m[0]; m, m.pop(0), m",
    "m = nn.Sequential(nn.ReLU(), nn.Tanh()); m.insert(1, nn.GELU()); m.insert(-1, nn.SiLU()); m",
    "nn.Sequential(nn.ReLU()).insert(3, nn.GELU())",
    "nn.Sequential(nn.ReLU()) + nn.Sequential(nn.Tanh()), 2 * nn.Sequential(nn.ReLU())",
    "m = nn.Sequential(nn.ReLU()); m += nn.Sequential(nn.Tanh()); m *= 2; m.extend([nn.GELU()])",
    "nn.Sequential() + [nn.ReLU()]",
    "nn.Sequential(nn.ReLU(), 3)",
    "nn.Sequential(lambda x: x)",
    "nn.Sequential()(3), nn.Sequential(nn.ReLU(), nn.Flatten(0))(T([[-1.0, 2.0]]))",
    "m = nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh())); m.a, m[1], m[1:], m",
    "m = nn.ModuleList([nn.ReLU(), nn.Tanh()]); m[0], m[-1], m[:1], len(m), [*m]",
    "m = nn.ModuleList([nn.ReLU()]); m.append(nn.Tanh()).extend([nn.GELU()])\n"
    "m.insert(1, nn.SiLU()); m += [nn.ELU()]; a = m.pop(0); m[0] = nn.Sigmoid(); del m[1]\n"
    "m, a, m + [nn.ReLU()]",
    "nn.ModuleList([nn.ReLU()])[1]",
    "nn.ModuleList([nn.ReLU()])(3)",
    "nn.ModuleList(3)",
    "m = nn.ModuleDict({'a': nn.ReLU()}); m['b'] = nn.Tanh(); 'a' in m, len(m), [*m], m['b'], m.b",
    "m = nn.ModuleDict([('a', nn.ReLU()), ('b', nn.Tanh())]); m.pop('a'), m.keys(), [*m.items()]",
    "m = nn.ModuleDict({'a': nn.ReLU()}); m.update({'a': nn.Tanh()}); del m['a']; m['a']",
    "nn.ModuleDict(3)",
    "p = nn.ParameterList([T([1.0]), T([2.0])]); p.append(T([3.0])); p[0] = T([4.0])\n"
    "[*p], len(p), p[1:]",
    "p = nn.ParameterList([T([1.0])]); p += [T([2.0])]; list(p.state_dict()), p[-1].requires_grad",
    "nn.ParameterList([T([1.0])])[1]",
    "nn.ParameterList(T([1.0]))",
    "nn.ParameterList()(3)",
]
CASES = PRINTED + MEMBERS + STATE + WORK + CONTAINERS
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_a_module_answers_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def test_a_copy_of_a_model_learns_by_itself():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.BatchNorm1d(2))
    x = ag.tensor([[1.0, 2.0], [3.0, 5.0]])

    twin = copy.deepcopy(model)

    assert repr(twin) == repr(model) and twin(x).equal(model(x))
    with ag.no_grad():
        twin[0].weight.add_(1.0)
    assert not twin[0].weight.equal(model[0].weight)


def test_a_call_without_hooks_leaves_no_cycle_behind():
    """A step of training leaves nothing to the cycle collector."""
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Dropout(0.5), nn.LayerNorm(2))
    loss = nn.CrossEntropyLoss()
    gc.collect()

    for _ in range(3):
        loss(model(ag.ones(3, 2)), ag.tensor([0, 1, 1])).backward()
        model.zero_grad()

    assert gc.collect() == 0


@pytest.mark.parametrize("name", ["cuda", "compile", "share_memory"])
def test_what_modules_have_not_says_so(name):
    with pytest.raises(AttributeError, match=f"autograd_ref has no Module.{name} yet; PyTorch has"):
        getattr(nn.ReLU(), name)
    assert not hasattr(nn.ReLU(), name)
