"""Plain data: the one thing that crosses from a student's program to the judge.

`encode` runs beside the student's code and turns what a probe saw into JSON values; `same` and
`show` run on the judge's side and only ever touch such values. Lists, tuples, arrays and tensors
of the same numbers count as the same answer.
"""

import math
import traceback

import numpy as np

MAX_NUMBERS = 100_000
MAX_TEXT = 2_000
MAX_SHOWN = 600  # characters of one value in a message
MAX_DEPTH = 12
PLAIN = (int, float)  # and not bool
EXACT_INT = 2**63
DTYPES = frozenset(["bool", "float16", "float32", "float64", "float128",
                    *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))])


def encode(value, depth=0):
    """`value` as JSON data: numbers, text, lists, or a tagged dict for the rest.

    Arrays and tensors become `{"array": flat list, "shape": ..., "dtype": ...}`, exceptions
    `{"error": type, "message": ..., "where": ...}`, dicts `{"dict": {...}}`, non-finite floats
    `{"float": "nan"}`. Anything else is only named: `{"object": type}`.
    """
    if depth > MAX_DEPTH:
        return {"object": "data nested too deeply"}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.longdouble):  # its .item() is itself
        return _encode_float(float(value))
    if isinstance(value, np.generic):
        return encode(value.item(), depth)
    if isinstance(value, int):
        return int(value) if abs(value) < EXACT_INT else {"object": "int beyond 64 bits"}
    if isinstance(value, float):
        return _encode_float(float(value))
    if isinstance(value, str):
        return str(value)[:MAX_TEXT]
    if isinstance(value, BaseException):
        return _encode_error(value)
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_NUMBERS:
            return {"object": f"{type(value).__name__} of {len(value)} elements"}
        return [encode(v, depth + 1) for v in value]
    if isinstance(value, dict):
        if len(value) > MAX_NUMBERS:
            return {"object": f"dict of {len(value)} elements"}
        return {"dict": {str(k)[:MAX_TEXT]: encode(v, depth + 1) for k, v in value.items()}}
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if hasattr(value, "detach") and hasattr(value, "numpy"):  # a tensor, torch's or ours
        return _encode_array(np.asarray(value.detach().numpy()))
    return {"object": type(value).__name__[:MAX_TEXT]}


def _encode_float(x):
    return x if math.isfinite(x) else {"float": str(x)}


def _encode_array(array):
    if array.dtype.kind not in "biuf":
        return {"object": f"array of dtype {array.dtype}"}
    if array.size > MAX_NUMBERS:
        return {"object": f"array of shape {array.shape}"}
    flat = [encode(v) for v in array.ravel().tolist()]
    return {"array": flat, "shape": list(array.shape), "dtype": str(array.dtype)}


def _encode_error(error):
    """Type, message and the line of the student's code that raised, for the message of a check."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename.startswith(("<", "/tmp/ipykernel"))
           or "ipykernel_" in f.filename or "ipython-input" in f.filename]
    where = f"line {own[-1].lineno}: {own[-1].line}" if own and own[-1].line else ""
    return {"error": type(error).__name__[:MAX_TEXT], "message": str(error)[:MAX_TEXT],
            "where": where[:MAX_TEXT]}


def well_formed(data, depth=0):
    """True if `data` is something that `encode` could have made.

    The judge asks this of all that comes out of a sandbox, before it looks any closer.
    """
    if data is None or isinstance(data, (bool, int, float)):
        return _well_formed_number(data)
    if isinstance(data, str):
        return len(data) <= MAX_TEXT
    if depth > MAX_DEPTH:
        return False
    if isinstance(data, list):
        return len(data) <= MAX_NUMBERS and all(well_formed(v, depth + 1) for v in data)
    return isinstance(data, dict) and _well_tagged(data, depth)


def _well_formed_number(data):
    if isinstance(data, float):
        return math.isfinite(data)
    return data is None or abs(data) < EXACT_INT


def _well_tagged(data, depth):
    """True for exactly the keys of one tag: what is read later must be there, and nothing else."""
    keys = set(data)
    if keys == {"float"}:
        return data["float"] in ("nan", "inf", "-inf")
    if keys == {"array", "shape", "dtype"}:
        return _well_formed_array(data)
    if keys == {"dict"}:
        inner = data["dict"]
        return isinstance(inner, dict) and len(inner) <= MAX_NUMBERS and all(
            len(k) <= MAX_TEXT and well_formed(v, depth + 1) for k, v in inner.items())
    return keys in ({"object"}, {"error", "message", "where"}) and all(
        isinstance(v, str) and len(v) <= MAX_TEXT for v in data.values())


def _well_formed_array(data):
    flat, shape, dtype = data["array"], data.get("shape"), data.get("dtype")
    if not (isinstance(flat, list) and isinstance(shape, list) and isinstance(dtype, str)):
        return False
    if not (len(shape) <= MAX_DEPTH and all(type(n) is int and n >= 0 for n in shape)):
        return False
    plain = all(isinstance(v, (bool, int, float)) and _well_formed_number(v)
                or isinstance(v, dict) and "float" in v and well_formed(v) for v in flat)
    return plain and math.prod(shape) == len(flat) <= MAX_NUMBERS and dtype in DTYPES


def same(expected, got, rtol, atol):
    """True if both are the same answer: equal data, numbers within `atol + rtol * |expected|`.

    Shapes must agree; a 0-d array equals a number. NaN equals NaN. Two errors are the same if
    their types are; a bool is never a number.
    """
    if type(expected) in PLAIN and type(got) in PLAIN:  # numpy is slow with a single number
        return abs(got - expected) <= atol + rtol * abs(expected)
    x, y = numbers(expected), numbers(got)
    if x is not None and y is not None:
        return (x.shape == y.shape and (x.dtype.kind == "b") == (y.dtype.kind == "b")
                and bool(np.allclose(y, x, rtol=rtol, atol=atol, equal_nan=True)))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(
            same(e, g, rtol, atol) for e, g in zip(expected, got, strict=True))
    if isinstance(expected, dict) and isinstance(got, dict):
        return _same_tagged(expected, got, rtol, atol)
    return type(expected) is type(got) and expected == got


def _same_tagged(expected, got, rtol, atol):
    if "error" in expected or "error" in got:
        return expected.get("error") == got.get("error")
    if "dict" in expected and "dict" in got:
        x, y = expected["dict"], got["dict"]
        return x.keys() == y.keys() and all(same(x[k], y[k], rtol, atol) for k in x)
    return expected == got


def numbers(data):
    """The numpy array that encoded `data` stands for, or None if it isn't made of numbers."""
    try:
        with np.errstate(all="ignore"):
            array = np.array(_plain(data))
    except (ValueError, TypeError, OverflowError):  # ragged, or no numbers at all
        return None
    return array if array.dtype.kind in "biuf" else None


def _plain(data):
    if isinstance(data, dict):
        if "float" in data:
            return float(data["float"])
        if "array" in data:
            flat = [_plain(v) for v in data["array"]]
            return np.array(flat, dtype=data["dtype"]).reshape(data["shape"])
        raise TypeError("not a number")
    if isinstance(data, list):
        return [_plain(v) for v in data]
    if isinstance(data, (bool, int, float)):
        return data
    raise TypeError("not a number")


def show(data, digits=5):
    """Encoded `data` as a short text for a person, numbers with `digits` significant digits."""
    return one_line(_show(data, digits), MAX_SHOWN)


def one_line(text, longest=MAX_TEXT):
    """`text` without line breaks or control characters, so that it can't pass for more than it is,
    and cut after `longest` characters."""
    text = "".join(c if c.isprintable() else " " for c in text[:longest + 1])
    return text if len(text) <= longest else text[:longest] + " …"


def _show(data, digits):
    if isinstance(data, dict) and "error" in data:
        message = f": {data['message']}" if data.get("message") else ""
        where = f"   ({data['where']})" if data.get("where") else ""
        return f"{data['error']}{message}{where}"
    if isinstance(data, dict) and "object" in data:
        article = "an" if data["object"][:1].lower() in "aeiou" else "a"
        return f"{article} {data['object']}"
    if isinstance(data, dict) and "dict" in data:
        return "{" + ", ".join(f"{k}: {show(v, digits)}" for k, v in data["dict"].items()) + "}"
    array = numbers(data)
    if array is not None:
        return _show_numbers(array, digits)
    if isinstance(data, list):
        return "[" + ", ".join(show(v, digits) for v in data) + "]"
    return repr(data)


def _show_numbers(array, digits):
    if array.dtype.kind in "biu":
        return np.array2string(array, separator=", ", threshold=12)
    form = {"float_kind": lambda v: f"{v:.{digits}g}"}
    text = np.array2string(array, separator=", ", threshold=12, formatter=form)
    return text.replace("\n", "")


def show_pair(expected, got):
    """The two texts of `expected` and `got`, with as many digits as it takes to tell them apart."""
    for digits in (5, 9, 17):
        texts = show(expected, digits), show(got, digits)
        if texts[0] != texts[1]:
            break
    return texts
