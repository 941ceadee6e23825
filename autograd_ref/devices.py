"""The one device there is, and the answers to scripts that ask for others."""


class device:
    """Where tensors are: `device("cpu")`, and nothing else here."""

    def __init__(self, type, index=None):
        name = str(type).partition(":")[0]
        if name != "cpu":
            raise RuntimeError(f"autograd_ref has no {name} device, only the CPU; PyTorch has.")
        self.type, self.index = name, index

    def __eq__(self, other):
        return isinstance(other, device)

    def __hash__(self):
        return hash("cpu")

    def __repr__(self):
        return "device(type='cpu')"

    def __str__(self):
        return "cpu"


CPU = device("cpu")


def set_default_device(wanted):
    """None; the CPU is the default, and nothing else can be."""
    check(wanted)


def get_default_device():
    """The CPU."""
    return CPU


def check(wanted):
    """None, or the error for a device that is not there."""
    if wanted is not None and not isinstance(wanted, device):
        device(wanted)


class Absent:
    """An accelerator that is not available, and says so when it is asked for."""

    def __init__(self, name):
        self._name = name

    def is_available(self):
        """False."""
        return False

    def device_count(self):
        """0."""
        return 0

    def current_accelerator(self):
        """None."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"autograd_ref has no {self._name}.{name}, only the CPU; PyTorch has.")


class Backends:
    """torch.backends, as far as a script asks whether something is available."""

    mps = Absent("torch.backends.mps")
    cuda = Absent("torch.backends.cuda")


accelerator, cuda, mps = Absent("torch.accelerator"), Absent("torch.cuda"), Absent("torch.mps")
backends = Backends()
