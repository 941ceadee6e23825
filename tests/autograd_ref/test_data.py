"""Datasets, samplers, batches: as at a prompt with PyTorch; and what chance decides, by itself."""

from pathlib import Path

import numpy as np
import pytest

import autograd_ref as ag
from autograd_ref.utils import data
from tests.autograd_ref.prompt import Recorded

SETUP = """\
from collections import OrderedDict, UserList, namedtuple
import numpy as np
data = torch.utils.data
Point = namedtuple('Point', ['x', 'y'])
x, y = torch.arange(10, dtype=torch.float32).reshape(5, 2), torch.arange(5)
pairs = data.TensorDataset(x, y)
class Squares(data.Dataset):
    def __len__(self):
        return 7
    def __getitem__(self, at):
        return at ** 2
class Doubled(data.TensorDataset):
    def __getitem__(self, at):
        return 2 * self.tensors[1][at]
class Odd(data.Subset):
    def __getitem__(self, at):
        return -self.indices[at]
    def __getitems__(self, indices):
        return [self[at] for at in indices]
class Stream(data.IterableDataset):
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return iter(range(self.n))
    def __len__(self):
        return self.n
class Many(Squares):
    def __getitems__(self, indices):
        return [-at for at in indices]
"""
DATASETS = [
    "len(pairs), pairs[3], pairs[-1], pairs[1:3]",
    "data.TensorDataset(x, y[:3])",
    "pairs.tensors[0] is x",
    "data.Dataset()[0]",
    "len(data.Dataset())",
    "both = Squares() + data.Subset(pairs, [2]); len(both), both[6], both[7], both[-1], both[-8]",
    "both = data.ConcatDataset([Squares(), Squares()]); both.cumulative_sizes, both[-15]",
    "data.ConcatDataset([])",
    "data.ConcatDataset([Squares(), Stream(3)])",
    "half = data.Subset(Squares(), [4, 2, 6]); len(half), [half[at] for at in range(3)]",
    "data.Subset(pairs, [4, 2])[[1, 0]]",
    "data.Subset(data.Subset(Squares(), [4, 2, 6]), [2, 0])[0]",
    "list(Stream(2) + Stream(3)), len(Stream(2) + Stream(3))",
    "list(data.ChainDataset([Stream(2), Squares()]))",
    "class Typed(data.Dataset[int]): pass\nTyped.__mro__[1].__name__",
]
SPLITS = [
    f"[len(each) for each in data.random_split(Squares(), {lengths})]"
    for lengths in ([3, 4], [7], [2, 5, 0], [0.5, 0.5], [0.3, 0.3, 0.4], [0.05, 0.95], [0.5, 0.25])
]
SPLITS += [
    "data.random_split(Squares(), [3, 3])",
    "data.random_split(Squares(), [1.5, -0.5])",
    "[len(each) for each in data.random_split(range(8), [1 / 3] * 3)]",
    "data.random_split(Squares(), [0.33, 0.56, 0.11])",
    "a, b = data.random_split(Squares(), [3, 4]); sorted(a.indices + b.indices), type(a).__name__",
]
SAMPLERS = [
    "list(data.SequentialSampler(Squares())), len(data.SequentialSampler(pairs))",
    "s = data.RandomSampler(Squares()); len(s), sorted(s)",
    "s = data.RandomSampler(Squares(), num_samples=17); len(s), len(list(s)), sorted(list(s)[:14])",
    "s = data.RandomSampler(Squares(), num_samples=3); len(s), len(set(s))",
    "s = data.RandomSampler(Squares(), replacement=True, num_samples=70)\n"
    "len(s), len(list(s)), set(s) <= set(range(7)), len(set(list(s)[:7])) in range(8)",
    "data.RandomSampler(Squares(), replacement=3)",
    "data.RandomSampler(Squares(), num_samples=0)",
    "data.RandomSampler([])",
    "s = data.SubsetRandomSampler([3, 5, 8]); len(s), sorted(s)",
    "s = data.BatchSampler(data.SequentialSampler(Squares()), 3, False); len(s), list(s)",
    "s = data.BatchSampler(data.SequentialSampler(Squares()), 3, True); len(s), list(s)",
    "s = data.BatchSampler(range(6), 3, False); len(s), list(s), list(s)",
    "data.BatchSampler(range(6), 0, False)",
    "data.BatchSampler(range(6), True, False)",
    "data.BatchSampler(range(6), 2.0, False)",
    "data.BatchSampler(range(6), 2, 1)",
    "list(data.Sampler())",
]
COLLATED = [
    "[1, 2, 3]",
    "[1.0, 2.5]",
    "[True, False]",
    "['a', 'b']",
    "[b'a', b'b']",
    "[T([1.0, 2.0]), T([3.0, 4.0])]",
    "[T(1), T(2)]",
    "[T([1.0]), T([3.0, 4.0])]",
    "[np.array([1, 2]), np.array([3, 4])]",
    "[np.array([1.0, 2.0], np.float32), np.array([3, 4], np.float32)]",
    "[np.array(1.5), np.array(2.5)]",
    "[np.float32(1.5), np.float32(2.5)]",
    "[np.float64(1.5), np.float64(2.5)]",
    "[np.int64(1), np.int64(2)]",
    "[np.bool_(True), np.bool_(False)]",
    "[np.array(['a']), np.array(['b'])]",
    "[(1, 2.0, 'a'), (3, 4.0, 'b')]",
    "[[1, 2.0], [3, 4.0]]",
    "[UserList([1, 2.0]), UserList([3, 4.0])]",
    "[(1, 2), (3,)]",
    "[(T([1.0]), (1, {'k': 2})), (T([2.0]), (3, {'k': 4}))]",
    "[{'a': 1, 'b': T([1.0])}, {'a': 2, 'b': T([2.0])}]",
    "[OrderedDict(a=1), OrderedDict(a=2)]",
    "[{'a': 1}, {'b': 2}]",
    "[Point(1, 2.0), Point(3, 4.0)]",
    "[range(2), range(2)]",
    "[None, None]",
    "[{1, 2}, {3}]",
    "[]",
]
COLLATED = [f"data.default_collate({each})" for each in COLLATED]
COLLATED += [
    "w = T([1.0, 2.0], requires_grad=True); batch = data.default_collate([w * 2, w])\n"
    "batch.sum().backward(); batch, w.grad",
    "type(data.default_collate([UserList([1]), UserList([2])])).__name__",
    "[data.default_convert(each) for each in (1, 1.5, 'a', None, T(2), np.array([1.0]))]",
    "[data.default_convert(each) for each in (np.float32(2), (1, np.array(2)), [np.array([3])])]",
    "[data.default_convert(each) for each in ({'a': np.array([1])}, Point(1, np.array(2)))]",
    "data.default_convert(range(3)), data.default_convert(np.array(['a'])).shape",
]
LOADERS = [
    "pairs, 2",
    "pairs, 2, drop_last=True",
    "pairs",
    "pairs, batch_size=None",
    "pairs, 5, sampler=[4, 0, 2]",
    "pairs, batch_sampler=[[1, 2], [0]]",
    "pairs, batch_size=None, sampler=[3, 1]",
    "Squares(), 3",
    "Squares(), 3, collate_fn=sum",
    "Squares(), batch_size=None, collate_fn=str",
    "[10, 20, 30], 2",
    "[{'a': 1}, {'a': 2}], 2",
    "Many(), 3",
    "data.Subset(pairs, [4, 0, 3]), 2",
    "data.Subset(data.Subset(pairs, [4, 0, 3]), [2, 1]), 2",
    "data.Subset(pairs, range(1, 4)), batch_sampler=[[-1], [0]]",
    "pairs, 2, sampler=torch.arange(3)",
    "data.TensorDataset(x.clone().requires_grad_()), 3",
    "data.TensorDataset(y), 3",
    "Doubled(x, y), 3",
    "Odd(pairs, [3, 1, 2]), 2",
    "pairs, 2, collate_fn=len",
    "Stream(5), 2",
    "Stream(5), 2, drop_last=True",
    "Stream(5), 2, collate_fn=list",
    "Stream(2), batch_size=None",
    "pairs, 2, pin_memory=True",
]
LOADERS = [f"d = data.DataLoader({each}); len(d), list(d), len(list(d))" for each in LOADERS]
LOADERS += [
    f"data.DataLoader({each})"
    for each in (
        "pairs, 0",
        "pairs, shuffle=True, sampler=[1]",
        "pairs, 2, batch_sampler=[[1]]",
        "pairs, batch_sampler=[[1]], drop_last=True",
        "pairs, batch_size=None, drop_last=True",
        "pairs, num_workers=-1",
        "pairs, timeout=-1",
        "pairs, prefetch_factor=2",
        "pairs, persistent_workers=True",
        "pairs, multiprocessing_context='fork'",
        "Stream(3), shuffle=True",
        "Stream(3), sampler=[1]",
        "Stream(3), batch_sampler=[[1]]",
        "[], shuffle=True",
    )
]
LOADERS += [
    "d = data.DataLoader(pairs, 2); d.batch_size = 3",
    "d = data.DataLoader(pairs, 2); d.dataset = 3",
    "d = data.DataLoader(pairs, 2); d.extra = 3; d.extra, d.batch_size, d.drop_last, d.num_workers",
    "d = data.DataLoader(pairs, 2, shuffle=True); d.dataset is pairs, type(d.sampler).__name__",
    "d = data.DataLoader(pairs, 2); type(d.batch_sampler).__name__, type(d.sampler).__name__",
    "d = data.DataLoader(pairs, batch_sampler=[[1]]); d.batch_size, d.batch_sampler",
    "it = iter(data.DataLoader(pairs, 4)); next(it), next(it), next(it, 'end')",
    "for x, y in data.DataLoader(data.TensorDataset(x, y * 10), 4): print(x.shape, y)",
    "d = data.DataLoader(pairs, 2, shuffle=True); sorted(at for _, y in d for at in y.tolist())",
    "list(data.DataLoader(pairs, sampler=[7]))",
    "list(data.DataLoader(data.Subset(pairs, [9]), 2))",
    "data.get_worker_info()",
]
CASES = DATASETS + SPLITS + SAMPLERS + COLLATED + LOADERS
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_data_answer_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def seeded(seed):
    """A generator of its own."""
    return ag.Generator().manual_seed(seed)


def shuffled(generator=None):
    """The order in which a loader of 50 examples gives them, in two epochs."""
    loader = data.DataLoader(range(50), 8, shuffle=True, generator=generator)
    return [[at for batch in loader for at in batch.tolist()] for _ in range(2)]


def sampled(generator=None):
    """Indices drawn with replacement, in two epochs."""
    sampler = data.RandomSampler(range(50), replacement=True, generator=generator)
    return [list(sampler) for _ in range(2)]


def some_of_them(generator=None):
    """A random order of given indices, in two epochs."""
    sampler = data.SubsetRandomSampler(range(100, 150), generator=generator)
    return [list(sampler) for _ in range(2)]


def halves(generator=None):
    """The indices of two random splits."""
    splits = (data.random_split(range(50), [0.5, 0.5], generator=generator) for _ in range(2))
    return [[*first.indices, *second.indices] for first, second in splits]


@pytest.mark.parametrize("draw", [shuffled, sampled, some_of_them, halves])
def test_chance_is_fresh_each_time_and_repeatable(draw):
    ag.manual_seed(3)
    first, second = draw()
    ag.manual_seed(3)
    again = draw()
    ag.manual_seed(4)
    other = draw()

    assert first != second and sorted(first) != first and len(first) == len(second) == 50
    assert again == [first, second] != other


@pytest.mark.parametrize("draw", [shuffled, sampled, some_of_them, halves])
def test_a_generator_is_used_in_place_of_the_stream(draw):
    ag.manual_seed(3)
    undisturbed = ag.rand(2).tolist()
    ag.manual_seed(3)

    ours = draw(seeded(5))

    assert ag.rand(2).tolist() == undisturbed
    assert ours == draw(seeded(5)) != draw(seeded(6))


def test_random_indices_reach_all_examples_evenly():
    sampler = data.RandomSampler(range(5), replacement=True, num_samples=5000, generator=seeded(1))

    counts = np.bincount(list(sampler))

    assert len(counts) == 5 and abs(counts - 1000).max() < 150


def test_worker_processes_are_not_there_and_say_so():
    with pytest.raises(NotImplementedError, match="has no worker processes .* PyTorch has"):
        data.DataLoader(range(3), num_workers=2)


def test_a_model_learns_from_batches():
    """The loop of every tutorial: it finds the line that the examples lie on."""
    ag.manual_seed(0)
    x = ag.linspace(-1.0, 1.0, 64)
    loader = data.DataLoader(data.TensorDataset(x, 3 * x - 1), batch_size=16, shuffle=True)
    w, b = ag.tensor(0.0, requires_grad=True), ag.tensor(0.0, requires_grad=True)
    optimizer = ag.optim.Adam([w, b], lr=0.1)
    scheduler = ag.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)

    for _ in range(40):
        for inputs, targets in loader:
            optimizer.zero_grad()
            ((w * inputs + b - targets) ** 2).mean().backward()
            optimizer.step()
        scheduler.step()

    np.testing.assert_allclose([w.item(), b.item()], [3, -1], atol=1e-2)
