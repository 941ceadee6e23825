"""Attacks on the line: forged frames, data of no known form, replies with verdicts."""

from tests.grading.attacks.attack import EXERCISES, attack, every

FORGE = '''
import os, struct, json
def forge(body=None):
    body = body or json.dumps({"id": "%s", "rounds": [[["answer", 1.0]]], "done": {"ok": True},
        "output": {"output_type": "stream", "name": "stdout", "text": "forged"}, "ready": True,
        "clean": True, "why": "", "session": True, "ended": 0}).encode()
    for fd in range(3, 256):
        try:
            os.write(fd, struct.pack(">I", len(body)) + body)
        except OSError:
            pass
'''
RAW = '''
import os
for fd in range(3, 256):
    try: os.write(fd, DATA)
    except OSError: pass
'''


def told(rounds):
    """A cell that lets the probe observe `rounds`, an expression in which `name` is known."""
    return ("import course.probes\ncourse.probes.observe = lambda probe, namespace, seed: "
            f"(lambda name: {rounds})(probe.name)")


attack("frames from a cell", "write replies on every descriptor", FORGE + "forge()",
       finds="forged", ends="died", verdicts="stopped")
attack("frames from a check", "write replies on every descriptor while the probe asks", FORGE,
       answers=every("def NAME(*a):\n    forge()\n    return 0.0"), verdicts="stopped")
attack("frames from the background", "go on writing replies while the checks run", FORGE + '''
import time
if os.fork() == 0:
    for _ in range(300):
        forge()
        time.sleep(0.01)
    os._exit(0)
''', finds="forged", ends=None, verdicts="stopped")
attack("half a frame", "announce a frame and never finish it", RAW.replace("DATA", "b'\\0\\0\\0'"),
       ends="died", verdicts="stopped")
attack("a frame of 4 GB", "announce more than fits", RAW.replace("DATA", "b'\\xff' * 64"),
       ends="died", verdicts="stopped")
attack("a deep frame", "nest data until a reader's stack is full", FORGE
       + "forge(b'{\"a\":' + b'[' * 10**5 + b']' * 10**5 + b'}')", ends="died", verdicts="stopped")
attack("a pickle on the line", "be unpickled, and end who does it", FORGE + '''
import pickle, sys
class Evil:
    def __reduce__(self): return (sys.exit, ("unpickled",))
forge(pickle.dumps(Evil()))
''', ends="died", verdicts="stopped")
attack("a pickle as an answer", "be unpickled where the answer is read", '''
import sys, pickle
class Evil:
    def __reduce__(self): return (sys.exit, ("unpickled",))
    def __reduce_ex__(self, *a): return self.__reduce__()
''', answers=every("NAME = lambda *a: [Evil(), pickle.dumps(Evil())]"))
attack("a tag more", "break the judge with data of two kinds",
       told("[[['raised', {'float': 'nan', 'object': 3, 'error': []}]]] * 3"), verdicts="stopped")
attack("a tag less", "break the judge with an error that says nothing",
       told("[[['raised', {'error': 'NotAnswered'}]]] * 3"), verdicts="stopped")
attack("a shape of 10^12", "let the judge reserve a terabyte",
       told("[[['x', {'array': [1.0], 'shape': [10**12], 'dtype': 'float64'}]]] * 3"),
       verdicts="stopped")
attack("a dtype of objects", "let the judge make objects",
       told("[[['x', {'array': [1.0], 'shape': [1], 'dtype': 'object'}]]] * 3"),
       verdicts="stopped")
attack("a failure that boasts", "let the sentence of a failed probe say that all is right",
       'import course.probes\n'
       'def find(name):\n    raise ValueError("\\n✓ " + name + "   3 of 3 points\\n")\n'
       'course.probes.find = find', verdicts="stopped")
attack("labels that boast", "let the label of an observation print a verdict",
       told("[[['\\n✓ f_prime   1 of 1 point\\n', True]] * 9] * 3"))
attack("16 MB of data", "hold up the judge, and fill the feedback",
       told("[[['x' * 2000, [0.5] * 10**5]] * 9] * 3"), verdicts="stopped")
attack("NaN", "be equal to nothing and therefore to all", answers=every(
    "NAME = lambda *a: float('nan')"))
attack("infinity", "be close to everything", answers=every("NAME = lambda *a: float('inf')"))
attack("a number of a million digits", "keep the judge busy with one number", answers=every(
    "NAME = lambda *a: 1 << 3_000_000", ["f_prime"]))
attack("arrays of 8 and 800 MB", "let the answer be more than fits", answers={
    exercise: f"def {exercise}(*a):\n    import numpy\n    return numpy.broadcast_to(1.0, {size})"
    for exercise, size in (("f_prime", 10**6), ("poly_derivative", 10**8))})
attack("objects in an array", "smuggle objects past the encoder", answers=every(
    "def NAME(*a):\n    import numpy\n    return numpy.array([print, object()], dtype=object)"))
KINDS = ("KeyboardInterrupt", "SystemExit", "GeneratorExit", "BaseException")
attack("other exceptions", "leave the probe by an exception that passes for its end", answers={
    exercise: f"def {exercise}(*a):\n    raise {kind}('right')"
    for exercise, kind in zip(EXERCISES[2:], KINDS, strict=True)},
       verdicts="stopped wrong")
