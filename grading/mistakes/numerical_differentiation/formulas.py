"""Known mistakes in one dimension: the central difference, its order, the best step."""

import numpy as np

from grading.mistakes import mistake


@mistake(
    "central_diff", "forward",
    "This is the forward difference, with x + h and x. The central one joins x - h and x + h.",
)
def central_diff(f, x, h):
    return (f(x + h) - f(x)) / h


@mistake(
    "central_diff", "backward",
    "This is the backward difference, with x and x - h. The central one joins x - h and x + h.",
)
def central_diff(f, x, h):
    return (f(x) - f(x - h)) / h


@mistake(
    "central_diff", "divided by h",
    "Every slope is twice as large as it should be: from x - h to x + h the run is 2 * h, not h.",
)
def central_diff(f, x, h):
    return (f(x + h) - f(x - h)) / h


@mistake(
    "central_diff", "forward rise, central run",
    "The run is 2 * h, but this rise covers only the right half of it, from x to x + h.",
)
def central_diff(f, x, h):
    return (f(x + h) - f(x)) / (2 * h)


@mistake(
    "central_diff", "divided by 2, times h",
    "Without brackets, `/ 2 * h` divides by 2 and then multiplies by h. Write `/ (2 * h)`.",
)
def central_diff(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h


@mistake(
    "central_diff", "rise without brackets",
    "Only f(x - h) is divided here, because / binds tighter than -. The whole rise has to be "
    "divided.",
)
def central_diff(f, x, h):
    return f(x + h) - f(x - h) / (2 * h)


@mistake(
    "central_diff", "left minus right",
    "Every slope has the wrong sign: the rise is the height on the right minus the one on the "
    "left.",
)
def central_diff(f, x, h):
    return (f(x - h) - f(x + h)) / (2 * h)


@mistake(
    "central_diff", "half steps",
    "This is a central difference, but with points h / 2 from x. Here both points are h away "
    "from x, and the run is 2 * h.",
)
def central_diff(f, x, h):
    return (f(x + h / 2) - f(x - h / 2)) / h


@mistake(
    "central_diff", "the rise alone",
    "This is the rise from x - h to x + h. Divide it by the run, 2 * h, to get a slope.",
)
def central_diff(f, x, h):
    return f(x + h) - f(x - h)


@mistake(
    "central_diff", "the points instead of the heights",
    "Rise over run, but of the points: (x + h) - (x - h) is always 2 * h, so this is always 1. "
    "The rise needs f at both points.",
)
def central_diff(f, x, h):
    return ((x + h) - (x - h)) / (2 * h)


@mistake(
    "central_diff", "divided by 2",
    "The rise is divided by 2, and h is missing: the run is 2 * h.",
)
def central_diff(f, x, h):
    return (f(x + h) - f(x - h)) / 2


@mistake(
    "central_diff", "the second derivative",
    "This measures the second derivative: how fast the slope itself changes. For the slope, "
    "the height at x is not needed.",
)
def central_diff(f, x, h):
    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


@mistake(
    "observed_order", "no logarithm",
    "This is how many times smaller the error became: 2**p. The order is the exponent p: take "
    "the logarithm to base 2.",
)
def observed_order(diff, f, df, x, h):
    return abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 2) - df(x))


@mistake(
    "observed_order", "natural logarithm",
    "This is the natural logarithm of 2**p, which is p times 0.693. Divide by np.log(2), or use "
    "np.log2.",
)
def observed_order(diff, f, df, x, h):
    return np.log(abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 2) - df(x)))


@mistake(
    "observed_order", "logarithm to base 10",
    "The step was halved, so the error falls by 2**p, and the logarithm has to be the one to "
    "base 2. This one is to base 10.",
)
def observed_order(diff, f, df, x, h):
    return np.log10(abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 2) - df(x)))


@mistake(
    "observed_order", "upside down",
    "The size is right, the sign is not: the larger error, the one with h, belongs on top.",
)
def observed_order(diff, f, df, x, h):
    return np.log2(abs(diff(f, x, h / 2) - df(x)) / abs(diff(f, x, h) - df(x)))


@mistake(
    "observed_order", "slopes instead of errors",
    "This compares the two slopes themselves, and they are nearly the same. Take df(x) away from "
    "each first: the order is about the errors.",
)
def observed_order(diff, f, df, x, h):
    return np.log2(abs(diff(f, x, h)) / abs(diff(f, x, h / 2)))


@mistake(
    "observed_order", "f instead of df",
    "The slopes are compared with the height f(x). The true slope is df(x).",
)
def observed_order(diff, f, df, x, h):
    return np.log2(abs(diff(f, x, h) - f(x)) / abs(diff(f, x, h / 2) - f(x)))


@mistake(
    "observed_order", "2h instead of h / 2",
    "This doubles the step and compares h with 2h. That measures an order, too, but the exercise "
    "asks for h and h / 2.",
)
def observed_order(diff, f, df, x, h):
    return np.log2(abs(diff(f, x, 2 * h) - df(x)) / abs(diff(f, x, h) - df(x)))


@mistake(
    "observed_order", "a tenth of h",
    "This compares h with h / 10. That measures an order, too, but the exercise asks for h and "
    "h / 2.",
)
def observed_order(diff, f, df, x, h):
    return np.log10(abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 10) - df(x)))


@mistake(
    "observed_order", "rounded",
    "This is rounded to a whole number. Return what is measured, such as 1.93: how near it is to "
    "a whole number says how far it can be trusted.",
)
def observed_order(diff, f, df, x, h):
    return round(np.log2(abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 2) - df(x))))


@mistake(
    "observed_order", "always the forward difference",
    "This measures the forward difference, whatever formula is given. Call diff(f, x, h).",
)
def observed_order(diff, f, df, x, h):
    def error(h):
        return abs((f(x + h) - f(x)) / h - df(x))
    return np.log2(error(h) / error(h / 2))


@mistake(
    "observed_order", "half of the ratio",
    "Half of the ratio is the order for ratios of 2 and 4, but only for them: a ratio of 8 is "
    "order 3. The order is the logarithm to base 2.",
)
def observed_order(diff, f, df, x, h):
    return abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h / 2) - df(x)) / 2


@mistake(
    "observed_order", "half of the slope",
    "diff(f, x, h) / 2 is half of the slope found with h. The slope found with half the step is "
    "diff(f, x, h / 2).",
)
def observed_order(diff, f, df, x, h):
    return np.log2(abs(diff(f, x, h) - df(x)) / abs(diff(f, x, h) / 2 - df(x)))


@mistake(
    "best_h", "as small as possible",
    "This is eps itself (or eps times |x|). There rounding has taken nearly every digit: the "
    "best h is where the two lines of the V meet.",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) * max(1, abs(x))


@mistake(
    "best_h", "the square root for every order",
    "This is the square root of eps for every order. That fits order 1; a formula of a higher "
    "order may take a larger step.",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** 0.5 * max(1, abs(x))


@mistake(
    "best_h", "1 / order",
    "The exponent is 1 / order here. The rounding error is eps / h, and this h counts too: "
    "h**order = eps / h gives h**(order + 1) = eps.",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / order) * max(1, abs(x))


@mistake(
    "best_h", "power instead of root",
    "This raises eps to the power order + 1. Solving h**(order + 1) = eps for h takes a root: "
    "the exponent is 1 / (order + 1).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (order + 1) * max(1, abs(x))


@mistake(
    "best_h", "brackets of the exponent",
    "`1 / order + 1` is 1 / order and then 1 more. Write 1 / (order + 1).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / order + 1) * max(1, abs(x))


@mistake(
    "best_h", "always float64",
    "This takes eps of float64 whatever dtype says. In float32 and float16 the numbers are much "
    "coarser: np.finfo(dtype).eps.",
)
def best_h(order, dtype, x):
    return float(np.finfo(float).eps) ** (1 / (order + 1)) * max(1, abs(x))


@mistake(
    "best_h", "x left out",
    "Right near 0, but far away the numbers are further apart, and x + h would lose h. There the "
    "step has to grow with |x|.",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / (order + 1))


@mistake(
    "best_h", "always times |x|",
    "Right far from 0. But as x comes near 0 this step shrinks to nothing. Below 1, |x| must not "
    "count: max(1, |x|).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / (order + 1)) * abs(x)


@mistake(
    "best_h", "the sign of x",
    "A negative x does not make the step longer here: max(1, x) is 1 for it. The size of x "
    "counts: abs(x).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / (order + 1)) * max(1, x)


@mistake(
    "best_h", "1 + |x|",
    "This stretches by 1 + |x|. It is a sensible rule as well, but here it is max(1, |x|).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / (order + 1)) * (1 + abs(x))


@mistake(
    "best_h", "|x| under the root",
    "The |x| stands under the root here. The root belongs to eps alone: first the root of eps, "
    "then times max(1, |x|).",
)
def best_h(order, dtype, x):
    return (float(np.finfo(dtype).eps) * max(1, abs(x))) ** (1 / (order + 1))


@mistake(
    "best_h", "the smallest number",
    "np.finfo(dtype).tiny is the smallest normal number, near 1e-308 for float64. What matters is "
    "eps, the gap between 1 and the next number.",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).tiny) ** (1 / (order + 1)) * max(1, abs(x))


@mistake(
    "best_h", "no brackets around the exponent",
    "`eps ** 1 / (order + 1)` is eps divided by order + 1. Write eps ** (1 / (order + 1)).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** 1 / (order + 1) * max(1, abs(x))


@mistake(
    "best_h", "min instead of max",
    "This stretches by min(1, |x|), so the step shrinks near 0 and never grows. It has to be the "
    "larger one of the two: max(1, |x|).",
)
def best_h(order, dtype, x):
    return float(np.finfo(dtype).eps) ** (1 / (order + 1)) * min(1, abs(x))
