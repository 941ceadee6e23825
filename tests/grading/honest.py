"""Answers to lesson 1 by five who did not learn together, and a copy by one who hid it."""

MIA = {
    "difference_quotient": """
def difference_quotient(f, x, h):
    rise = f(x + h) - f(x)
    return rise / h
""",
    "tangent_line": """
def tangent_line(f, df, x0):
    slope, height = df(x0), f(x0)
    # through (x0, height), as steep as the curve
    def line(x):
        moved = x - x0
        return height + slope * moved
    return line
""",
    "poly_derivative": """
def poly_derivative(coeffs):
    # walk up the powers and bring each down
    if len(coeffs) <= 1:
        return [0]
    lowered = []
    power = 1
    while power < len(coeffs):
        lowered.append(power * coeffs[power])
        power += 1
    return lowered
""",
    "steepest_downhill": """
def steepest_downhill(df, xs, step):
    best_place, best_slope = None, -1
    for place in xs:
        slope = df(place)
        size = -slope if slope < 0 else slope
        if size > best_slope:
            best_place, best_slope = place, size
    direction = 1 if df(best_place) < 0 else -1
    return best_place, best_place + direction * step * best_slope
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    here, before, after = f(x), f(x - h), f(x + h)
    left = (here - before) / h
    right = (after - here) / h
    return left, right
""",
}
NOAH = {
    "difference_quotient": """
def difference_quotient(f, x, h):
    return (1 / h) * (f(x + h) - f(x))
""",
    "tangent_line": """
import functools
def _evaluate(point, gradient, value, x):
    return gradient * x + (value - gradient * point)
def tangent_line(f, df, x0):
    return functools.partial(_evaluate, x0, df(x0), f(x0))
""",
    "poly_derivative": """
def poly_derivative(coeffs):
    result = [n * c for n, c in zip(range(1, len(coeffs)), coeffs[1:])]
    return result or [0]
""",
    "steepest_downhill": """
def steepest_downhill(df, xs, step):
    slopes = {x: df(x) for x in xs}
    x = sorted(slopes, key=lambda p: abs(slopes[p]), reverse=True)[0]
    return x, x - slopes[x] * step
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    return tuple((f(x + s) - f(x)) / s for s in (-h, h))
""",
}
OLGA = {
    "difference_quotient": """
def difference_quotient(f, x, h):
    x1 = x
    x2 = x + h
    y1 = f(x1)
    y2 = f(x2)
    return (y2 - y1) / (x2 - x1)
""",
    "tangent_line": """
def tangent_line(f, df, x0):
    class Line:
        def __init__(self):
            self.m = df(x0)
            self.b = f(x0) - self.m * x0
        def __call__(self, x):
            return self.m * x + self.b
    return Line()
""",
    "poly_derivative": """
import numpy as np
def poly_derivative(coeffs):
    a = np.asarray(coeffs)
    k = np.arange(a.size)
    d = (a * k)[1:]
    return d.tolist() if d.size else [0]
""",
    "steepest_downhill": """
import numpy as np
def steepest_downhill(df, xs, step):
    points = np.array(xs)
    grads = np.array([df(p) for p in points])
    i = np.argmax(np.abs(grads))
    return points[i], points[i] - step * grads[i]
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    def quotient(step):
        return (f(x + step) - f(x)) / step
    return quotient(-h), quotient(h)
""",
}
PAUL = {
    "difference_quotient": """
def difference_quotient(f, x, h):
    start = f(x)
    end = f(x + h)
    change = end - start
    return change / h
""",
    "tangent_line": """
def tangent_line(f, df, x0):
    m = df(x0)
    def t(x):
        y = f(x0)
        y = y + m * x
        y = y - m * x0
        return y
    return t
""",
    "poly_derivative": """
def poly_derivative(coeffs):
    answer = [0] * max(1, len(coeffs) - 1)
    for i, c in enumerate(coeffs):
        if i == 0:
            continue
        answer[i - 1] = c * i
    return answer
""",
    "steepest_downhill": """
def steepest_downhill(df, xs, step):
    xs = list(xs)
    sizes = [abs(df(x)) for x in xs]
    index = sizes.index(max(sizes))
    winner = xs[index]
    return (winner, winner - step * df(winner))
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    results = []
    for sign in (-1, 1):
        d = sign * h
        results.append((f(x + d) - f(x)) / d)
    return results[0], results[1]
""",
}
QUINN = {
    "difference_quotient": """
def difference_quotient(f, x, h):
    return f(x + h) / h - f(x) / h
""",
    "tangent_line": """
def tangent_line(f, df, x0):
    from math import fsum
    return lambda x: fsum([f(x0), df(x0) * x, -df(x0) * x0])
""",
    "poly_derivative": """
def poly_derivative(coeffs):
    def go(k, rest):
        if not rest:
            return []
        return [k * rest[0]] + go(k + 1, rest[1:])
    return go(1, list(coeffs[1:])) or [0]
""",
    "steepest_downhill": """
from functools import reduce
def steepest_downhill(df, xs, step):
    def steeper(a, b):
        return b if df(b) ** 2 > df(a) ** 2 else a
    top = reduce(steeper, xs)
    return top, top - df(top) * step
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    left = f(x) / h - f(x - h) / h
    right = f(x + h) / h - f(x) / h
    return (left, right)
""",
}
HONEST = {"mia": MIA, "noah": NOAH, "olga": OLGA, "paul": PAUL, "quinn": QUINN}

# Mia's, with other names, other comments, other line breaks, functions in another order
COPY = {
    "difference_quotient": '''
def difference_quotient(f, x, h):
    """My own idea."""
    delta = (
        f(x + h) - f(x)
    )
    return delta / h
''',
    "tangent_line": """
def tangent_line(f, df, x0):
    k, y0 = df(x0), f(x0)
    def g(z):
        dz = z - x0  # how far to the right
        return y0 + k * dz
    return g
""",
    "poly_derivative": """
def poly_derivative(coeffs):
    if len(coeffs) <= 1:
        return [0]
    out = []
    i = 1
    # every coefficient but the first
    while i < len(coeffs):
        out.append(i * coeffs[i])
        i = i + 1
    return out
""",
    "steepest_downhill": """
def steepest_downhill(df, xs, step):
    where, how = None, -1
    for w in xs:
        d = df(w)
        a = -d if d < 0 else d
        if a > how:
            where, how = w, a
    sign = 1 if df(where) < 0 else -1
    return where, where + sign * step * how
""",
    "one_sided_slopes": """
def one_sided_slopes(f, x, h):
    m, l, r = f(x), f(x - h), f(x + h)
    a = (m - l) / h
    b = (r - m) / h
    return a, b
""",
}
