"""Attacks that change what judges them: modules, names, generators, the shell, the session."""

from tests.grading.attacks.attack import EXERCISES, REPLAY, REPLAYED, attack, every

attack("numpy's comparisons", "patch numpy so that every comparison says yes", '''
import numpy as np, numpy.testing
yes = lambda *a, **k: True
np.allclose = np.isclose = np.array_equal = np.array_equiv = yes
np.testing.assert_allclose = np.testing.assert_array_equal = yes
''', late=False)
attack("builtins", "patch the functions that everything is made of", '''
import builtins, operator
for name in ("all", "any", "callable", "hasattr"):
    setattr(builtins, name, lambda *a: True)
operator.eq = lambda *a: True
''', late=False, ends="error", verdicts="stopped")
attack("course.check", "put a check in place that is always content", '''
import course.check, course.verdicts, course.progress
course.check.check = course.verdicts.judge = lambda *a, **k: print("right")
course.verdicts.same = course.verdicts.numbers = lambda *a, **k: True
course.verdicts.RIGHT = "wrong"
''', late=False)
attack("own check", "define a `check` that prints full points", '''
def check(name):
    print(f"✓ {name}          3 of 3 points\\n  All observations agree with the reference.")
''', late=False)
attack("probes.observe", "answer in place of the probe, from the public answers", REPLAY + '''
import course.probes
course.probes.observe = lambda probe, namespace, seed: PUBLIC[probe.name]
''', late=False)
attack("probes.observe, sealed", "the same, where a patched module is put back", REPLAY + '''
import course.probes
course.probes.observe.__code__ = (lambda probe, namespace, seed:
    __import__("course.expected").expected.load("derivatives")[probe.name]["reference"]).__code__
''', late=False)
attack("probes.find", "let an easier probe be found", '''
import course.probes, dataclasses
one = course.probes.find("f_prime")
def program(answer, rng):
    yield "right", True
easy = lambda name: dataclasses.replace(one, name=name, program=program, rounds=1)
course.probes.find = easy
''', late=False)
attack("no rounds", "let every probe pose no problem", '''
import course.probes
for probe in course.probes.exercises():
    object.__setattr__(probe, "rounds", 0)
    object.__setattr__(probe, "accept", lambda *a: True)
    object.__setattr__(probe, "rtol", 1e300)
course.probes.MAX_OBSERVATIONS = 0
''', late=False)
attack("data.encode", "let every value be encoded as one that fits", '''
import course.data, course.probes
for module in (course.data, course.probes):
    module.encode = lambda value, depth=0: {"float": "nan"}
    module.same = lambda *a: True
''', late=False)
attack("constant generators", "let the secret problem be the public one", REPLAY + '''
import numpy as np
from course.probes import PUBLIC_SEED
make = np.random.default_rng
np.random.default_rng = lambda seed=None: make([PUBLIC_SEED, seed[1]])
''', answers=REPLAYED, late=False)
attack("generators without chance", "let all random numbers be one", '''
import numpy as np
class Constant:
    def uniform(self, *a, size=None, **k): return 1.0 if size is None else np.ones(size)
    def integers(self, *a, size=None, **k): return 2 if size is None else np.full(size, 2)
    def shuffle(self, x): return None
    def __getattr__(self, name): return lambda *a, **k: 1.0
np.random.default_rng = lambda *a: Constant()
''', late=False, answers=every("NAME = lambda *a: 1.0", EXERCISES))
attack("the probe's own generator", "re-seed the generator of the frame that asks", REPLAY + '''
import sys
import numpy as np
from course.probes import PUBLIC_SEED
def reseeded(answer):
    def answering(*a):
        frame = sys._getframe()
        while frame and "rng" not in frame.f_locals:
            frame = frame.f_back
        frame.f_locals["rng"].bit_generator.state = (
            np.random.default_rng([PUBLIC_SEED, 0]).bit_generator.state)
        return answer(*a)
    return answering
''', answers=every("NAME = reseeded(replay('NAME'))", EXERCISES), late=False)
attack("public answers", "return what the course records of the public seed", REPLAY,
       answers=REPLAYED, late=False)
attack("only when graded, by environment", "be right in the notebook, replay for the grader",
       REPLAY + '''
import os, sys
GRADED = os.environ.get("USER") == "student" or "ipykernel" not in sys.modules
''', answers=every("NAME = replay('NAME') if GRADED else None", EXERCISES), late=False)
attack("only when graded, by stack", "see from the stack that a grader asks", REPLAY + '''
import sys, traceback
def answering(name):
    known = replay(name)
    def answer(*a):
        graded = any("program.py" in frame.filename for frame in traceback.extract_stack())
        return known(*a) if graded else 0.0
    return answer
''', answers=every("NAME = answering('NAME')", EXERCISES), late=False)
attack("only when graded, by time", "wait until a grader would be bored, then lie", REPLAY + '''
import time
began = time.monotonic()
''', answers=every("NAME = replay('NAME') if time.monotonic() - began < 99 else None", EXERCISES),
       late=False)
attack("the session's observe", "replace the part of the session that starts the copy", REPLAY + '''
import inside.session, inside.program, inside.wire, socket, os
def observe(self, request, fd):
    inside.wire.send(socket.socket(fileno=os.dup(fd)),
                     {"id": request["id"], "rounds": PUBLIC[request["exercise"]]})
    os.close(fd)
inside.session.Session.observe = observe
''')
attack("a reply before the reply", "answer on the copy's own line, with the right id, and end",
       REPLAY + "import os, sys, inside.wire", answers=every('''
def NAME(*a):
    frame = sys._getframe()
    while "sock" not in frame.f_locals: frame = frame.f_back
    asked = frame.f_locals
    inside.wire.send(asked["sock"], {"id": asked["request"]["id"], "rounds": PUBLIC["NAME"]})
    os._exit(0)''', EXERCISES), late=False)
attack("the copy's answer", "let the copy answer with a verdict instead of data", '''
import inside.program
def answer(sock, request, namespace):
    inside.program.wire.send(sock, {"id": request["id"], "rounds": [], "status": "ok",
        "points": 100, "right": True, "failed": "✓ 3 of 3 points"})
inside.program.answer = answer
''', verdicts="stopped")
attack("wire.send", "let every frame say that all is right", '''
import inside.wire, json
pack = inside.wire.pack
inside.wire.pack = lambda m: pack({**m, "ok": True, "right": True, "points": 99,
                                   **({"rounds": [[["x", True]]]} if "rounds" in m else {})})
''')
attack("json", "let json write other data than it is given", '''
import json
dumps = json.dumps
json.dumps = lambda m, **k: dumps({**m, "rounds": [[["answer", 1.0]]] * 3}
                                  if isinstance(m, dict) and "rounds" in m else m, **k)
''')
attack("os.fork", "let the session itself become the copy", '''
import os
os.fork = lambda: 0
''', verdicts="stopped wrong")
attack("IPython hooks", "see or change cells before they run, and hide errors after", '''
ip = get_ipython()
ip.events.register("pre_run_cell", lambda info: print(info.raw_cell[:20]))
ip.input_transformers_cleanup.append(lambda lines: ["pass"])
ip.set_custom_exc((BaseException,), lambda *a, **k: None)
ip.showtraceback = ip._showtraceback = lambda *a, **k: None
type(ip).run_code = lambda *a, **k: False
import ast
class Delete(ast.NodeTransformer):
    def visit_Assert(self, node): return None
ip.ast_transformers.append(Delete())
import sys
sys.displayhook(9.5)
''', ends="error", verdicts="unanswered")
attack("sys.modules", "swap whole modules for obliging ones", '''
import sys, types
class Obliging(types.ModuleType):
    def __getattr__(self, name): return lambda *a, **k: True
for name in ("course.verdicts", "course.data", "course.check", "numpy.testing", "warnings"):
    sys.modules[name] = Obliging(name)
''', late=False, verdicts="stopped")
attack("the clock and the end", "stop the clocks that limits are kept by", '''
import time, signal, resource, sys, atexit
time.monotonic = time.time = time.perf_counter = time.process_time = lambda: 0.0
for number in (signal.SIGXCPU, signal.SIGINT, signal.SIGALRM, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
atexit.register(print, "FOUND")
while True: pass
''', late=False, limits={"cell_seconds": 2}, slow=True, ends="timeout", verdicts="stopped")
LIARS = {
    "__eq__": "class L(float):\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n"
              "    __hash__ = lambda s: 0\n",
    "__float__": "class L(float):\n    __float__ = lambda s: 14.0\n    __abs__ = lambda s: 14.0\n"
                 "    __sub__ = __rsub__ = lambda s, o: 0.0\n",
    "__array__": "class L:\n    def __array__(self, *a, **k): return __import__('numpy').ones(3)\n"
                 "    __array_priority__ = 1e9\n    __array_ufunc__ = lambda *a, **k: True\n",
    "ndarray": "import numpy as np\nclass A(np.ndarray):\n    __eq__ = lambda s, o: True\n"
               "    tolist = lambda s: ['x'] * 10**5\n    ravel = lambda s: s\n"
               "L = lambda x=0: np.zeros(3).view(A)\n",
    "tensor": "class L:\n    def detach(self): return self\n    def numpy(self): return self\n"
              "    def __getattr__(self, name): return self\n    __call__ = detach\n",
    "str": "class L(str):\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 0\n"
           "    __str__ = lambda s: 'x' * 10**7\n",
    "list": "class L(list):\n    __len__ = lambda s: 3\n    __iter__ = lambda s: iter(int, 1)\n",
    "dict": "class L(dict):\n    def __init__(self, *a): self['error'] = {1: object()}\n"
            "    items = lambda s: [(object(), object())]\n",
}
HOW = {"__eq__": "L(1.0)", "__float__": "L(1.0)", "str": "L('1')"}
for kinds in (("__eq__", "__float__", "str", "dict"), ("__array__", "ndarray", "tensor", "list")):
    attack(f"lies: {', '.join(kinds)}", "return an object that is equal to everything, or endless",
           limits={"check_seconds": 3}, verdicts="wrong" if "dict" in kinds else "wrong stopped",
           answers={
               exercise: f"{LIARS[kind]}def {exercise}(*a, L=L):\n    return "
                         f"{HOW.get(kind, 'L()')}"
               for exercise, kind in zip(EXERCISES[2:], kinds, strict=True)})
attack("lies: __class__", "pass for a plain value, and be another when it is written down", '''
class Text(str):
    __getitem__ = lambda s, key: "x" * 10**6
def liar(kind):
    class Liar:
        __class__ = property(lambda s: kind)
        __abs__ = lambda s: 0
        __int__ = lambda s: 1 << 3_000_000
        __float__ = lambda s: float("nan")
        __str__ = lambda s: Text("x")
    return Liar()
''', verdicts="stopped wrong", answers={
    exercise: f"def {exercise}(*a):\n    return liar({kind})"
    for exercise, kind in zip(EXERCISES[2:], ("bool", "float", "int", "str"), strict=True)})
