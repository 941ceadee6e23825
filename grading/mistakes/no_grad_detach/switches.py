"""no_grad, windows and copies, freezing."""

from grading.mistakes import but, mistake

# --- no_grad -------------------------------------------------------------------------------

NO_GRAD = """
class no_grad:
    def __enter__(self):
        self.before = ag.is_grad_enabled()
        ag.set_grad_enabled(False)

    def __exit__(self, *error):
        ag.set_grad_enabled(self.before)

    def __call__(self, function):
        @functools.wraps(function)
        def inside(*args, **kwargs):
            with no_grad():
                return function(*args, **kwargs)
        return inside
"""
BACK = "        ag.set_grad_enabled(self.before)\n"
BLOCK = ("            with no_grad():\n                return function(*args, **kwargs)\n")

mistake("no_grad", "always on afterwards",
        "At the end of a block this switches recording on, even if it was off before. After an "
        "inner block, the rest of the outer one is recorded.",
        but(NO_GRAD, (BACK, "        ag.set_grad_enabled(True)\n")))
mistake("no_grad", "never on again",
        "After a block recording stays off, for the rest of the program. __enter__ has to read the "
        "state before it switches, and __exit__ to put that state back.",
        but(NO_GRAD, (BACK, "        pass\n")))
mistake("no_grad", "not switched off",
        "Inside the block everything is recorded as usual: __enter__ only remembers the state.",
        but(NO_GRAD, ("        ag.set_grad_enabled(False)\n", "")))
mistake("no_grad", "the state of the beginning of time",
        "The state is remembered once for all blocks. An inner block overwrites what the outer "
        "one remembered: keep it in self, one object for each block.",
        but(NO_GRAD, ("self.before = ag", "no_grad.before = ag"),
            (BACK, "        ag.set_grad_enabled(no_grad.before)\n")))
mistake("no_grad", "the state when the object was made",
        "The state is read in __init__, when the object is made. A block may begin later, when "
        "recording is off: read the state in __enter__.",
        but(NO_GRAD, ("    def __enter__(self):\n        self.before",
                      "    def __init__(self):\n        self.before"),
            ("        ag.set_grad_enabled(False)\n",
             "\n    def __enter__(self):\n        ag.set_grad_enabled(False)\n")))
mistake("no_grad", "put back only if all went well",
        "After an error in the block recording stays off: __exit__ puts the state back only "
        "where there was no error.",
        but(NO_GRAD, (BACK, "        if error[0] is None:\n    " + BACK)))
mistake("no_grad", "errors swallowed",
        "__exit__ returns True, which tells Python that the error is dealt with. The program goes "
        "on as if nothing had happened; return nothing, and the error goes on.",
        but(NO_GRAD, (BACK, BACK + "        return True\n")))
mistake("no_grad", "self entered for each call",
        "A decorated function that calls itself enters the same object twice, and the second "
        "entry overwrites self.before. Open a new no_grad() for each call.",
        but(NO_GRAD, ("with no_grad():", "with self:")))
mistake("no_grad", "off from the moment of decoration",
        "The block is open while the function is decorated, not while it is called: what the "
        "function computes later is recorded.",
        but(NO_GRAD, ("        @functools.wraps(function)\n"
                      "        def inside(*args, **kwargs):\n" + BLOCK + "        return inside\n",
                      "        with no_grad():\n            return function\n")))
mistake("no_grad", "called at once",
        "__call__ calls the function there and then. As a decorator it has to return a new "
        "function, which calls the old one later, with the arguments it is given.",
        but(NO_GRAD, ("        @functools.wraps(function)\n"
                      "        def inside(*args, **kwargs):\n" + BLOCK + "        return inside\n",
                      "        with no_grad():\n            return function()\n")))
mistake("no_grad", "an error in a decorated function",
        "After an error in a decorated function recording stays off: the line that puts the state "
        "back is never reached. Call the function inside `with no_grad():`.",
        but(NO_GRAD, (BLOCK, "            block = no_grad()\n            block.__enter__()\n"
                      "            result = function(*args, **kwargs)\n"
                      "            block.__exit__()\n            return result\n")))
mistake("no_grad", "only the result detached",
        "What a decorated function returns has no graph, but inside it everything is recorded as "
        "usual. Open a block around the call.",
        but(NO_GRAD, (BLOCK, "            return function(*args, **kwargs).detach()\n")))
mistake("no_grad", "the result lost",
        "The decorated function returns None: `return` is missing before function(...).",
        but(NO_GRAD, ("return function(*", "function(*")))
mistake("no_grad", "no named arguments",
        "The decorated function takes no named arguments: pass on **kwargs as well as *args.",
        but(NO_GRAD, ("def inside(*args, **kwargs)", "def inside(*args)"),
            ("function(*args, **kwargs)", "function(*args)")))
mistake("no_grad", "the name lost",
        "All is right except the name: the decorated function is called `inside`. "
        "functools.wraps(function) gives it its own name and docstring.",
        but(NO_GRAD, ("        @functools.wraps(function)\n", "")))


# --- window_and_copy -----------------------------------------------------------------------

BOTH = """
def window_and_copy(x):
    return x.detach(), x.detach().clone()
"""
PAIR = "x.detach(), x.detach().clone()"

mistake("window_and_copy", "the wrong way round",
        "The copy comes first and the window second: swap them.",
        but(BOTH, (PAIR, "x.detach().clone(), x.detach()")))
mistake("window_and_copy", "two windows",
        "The second one is a window too: detach() shares memory, so a write into x shows in both.",
        but(BOTH, (PAIR, "x.detach(), x.detach()")))
mistake("window_and_copy", "two copies",
        "The first one is a copy too: clone() has memory of its own, so a write into x does not "
        "show in it.",
        but(BOTH, (PAIR, "x.detach().clone(), x.detach().clone()")))
mistake("window_and_copy", "the copy has a history",
        "clone() is recorded like any operation, so gradients flow through the copy. Detach it.",
        but(BOTH, (PAIR, "x.detach(), x.clone()")))
mistake("window_and_copy", "x itself",
        "The first one is x itself, with its history: gradients flow through it.",
        but(BOTH, (PAIR, "x, x.detach().clone()")))
mistake("window_and_copy", "x cut off as well",
        "detach_() cuts off x itself: from here on, no gradient goes back through x. detach() "
        "makes a new tensor and leaves x as it is.",
        but(BOTH, (PAIR, "x.detach_(), x.clone()")))
mistake("window_and_copy", "a window nobody watches",
        "x.data shares the memory, but the engine does not notice writes through it: backward() "
        "used a value that had been overwritten, without a word. Use detach().",
        but(BOTH, (PAIR, "x.data, x.data.clone()")))
mistake("window_and_copy", "through a list",
        "x.tolist() makes copies, in a new dtype. A window has to share its memory with x.",
        but(BOTH, (PAIR, "ag.tensor(x.tolist()), ag.tensor(x.tolist())")))


# --- prepare -------------------------------------------------------------------------------

PREPARE = """
def prepare(model, lr):
    for param in model.body.parameters():
        param.requires_grad = False
    return ag.optim.SGD(model.fc.parameters(), lr=lr)
"""
RETURN = "    return ag.optim.SGD(model.fc.parameters(), lr=lr)\n"
NEW_HEAD = "    model.fc = ag.nn.Linear(model.fc.in_features, model.fc.out_features)\n"

mistake("prepare", "the tutorial's program",
        "This is the tutorial's program: it freezes fc as well. Nothing requires grad, so "
        "backward() has no graph.", but(PREPARE, ("model.body.param", "model.param")))
mistake("prepare", "the body not frozen",
        "The optimizer moves fc alone, but gradients of the body are still computed, in every "
        "step, for nothing. Switch off the flag of each of its parameters: a no_grad block, or an "
        "attribute of the module, does not do that.",
        but(PREPARE, ("        param.requires_grad = False\n", "        pass\n")))
mistake("prepare", "the head replaced too late",
        "The optimizer was made before the new head, so it holds the parameters of the old one. "
        "The new head gets gradients, and nobody moves it.",
        but(PREPARE, (RETURN, "    optimizer = ag.optim.SGD(model.fc.parameters(), lr=lr)\n"
                      + NEW_HEAD + "    return optimizer\n")))
mistake("prepare", "body and head confused",
        "The head is frozen here, and the body is left to be trained.",
        but(PREPARE, ("model.body.param", "model.fc.param"),
            ("SGD(model.fc.param", "SGD(model.body.param")))
mistake("prepare", "only the weight thawed",
        "fc has two parameters, weight and bias. Here the bias stays frozen.",
        but(PREPARE, ("model.body.param", "model.param"),
            (RETURN, "    model.fc.weight.requires_grad = True\n" + RETURN)))
mistake("prepare", "lr forgotten",
        "The head is trained, but with another learning rate: pass lr on to the optimizer.",
        but(PREPARE, ("lr=lr", "lr=0.001")))
mistake("prepare", "no optimizer",
        "Nothing comes back. The function has to return the optimizer.",
        but(PREPARE, ("    return ag", "    ag")))


# --- freeze --------------------------------------------------------------------------------

FREEZE = """
def freeze(module, pattern):
    frozen = []
    for name, p in module.named_parameters():
        if fnmatchcase(name, pattern):
            p.requires_grad_(False)
            p.grad = None
            frozen.append(name)
    return frozen
"""
FLAG, NONE = "            p.requires_grad_(False)\n", "            p.grad = None\n"

mistake("freeze", ".grad left as it was",
        "The flags are right, but .grad is still a tensor. An optimizer with momentum or weight "
        "decay goes on moving the parameter until .grad is None.", but(FREEZE, (NONE, "")))
mistake("freeze", "zeros in .grad",
        "Zeros in .grad do not stop an optimizer with momentum or weight decay, and a parameter "
        "that never had a gradient has no zero_(). Put None there.",
        but(FREEZE, (NONE, "            p.grad.zero_()\n")))
mistake("freeze", "only .grad cleared",
        "The gradients are gone, but the parameters still require grad: the next backward() "
        "fills .grad again. Each parameter has a flag of its own, p.requires_grad.",
        but(FREEZE, (FLAG, "")))
mistake("freeze", "all gradients cleared",
        "Every .grad is set to None, also those of parameters that do not match. They were to be "
        "left alone.",
        but(FREEZE, (NONE, ""), ("        if fn", "        p.grad = None\n        if fn")))
mistake("freeze", "the others thawed",
        "Parameters that do not match get requires_grad = True, even those that were frozen "
        "before. They were to stay as they are.",
        but(FREEZE, ("    return",
                     "        else:\n            p.requires_grad_(True)\n    return")))
mistake("freeze", "the others frozen",
        "It is the wrong way round: what matches the pattern is left, all others are frozen.",
        but(FREEZE, ("if fn", "if not fn")))
mistake("freeze", "part of a name",
        "Only a name that is the pattern letter for letter is found, star and all. In "
        "fnmatchcase(name, pattern) a * stands for any text; the name comes first.",
        but(FREEZE, ("fnmatchcase(name, pattern)", "pattern in name")))
mistake("freeze", "the star cut out",
        "This looks for what is left of the pattern without its stars, anywhere in the name. The "
        "text for which a star stands has a place: use fnmatchcase(name, pattern).",
        but(FREEZE, ("fnmatchcase(name, pattern)", 'pattern.replace("*", "") in name')))
mistake("freeze", "only names given back",
        "The names are right, but nothing is frozen: p.detach() returns a new tensor and leaves "
        "p as it is.", but(FREEZE, (FLAG, "            p = p.detach()\n")))
mistake("freeze", "only the new ones named",
        "A parameter that matches and was frozen before is missing in the list. All names that "
        "match were asked for.",
        but(FREEZE, ("if fnmatchcase(name, pattern)",
                     "if p.requires_grad and fnmatchcase(name, pattern)")))
