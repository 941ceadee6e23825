"""Known mistakes on whole curves: polynomials, the steepest point, kinks."""

import numpy as np

from grading.mistakes import mistake


@mistake(
    "poly_derivative", "highest power first",
    "This reads the list with the highest power first. Here coeffs[0] is the constant: coeffs[k] "
    "belongs to x**k.",
)
def poly_derivative(coeffs):
    n = len(coeffs) - 1
    return [(n - k) * c for k, c in enumerate(coeffs[:-1])] or [0]


@mistake(
    "poly_derivative", "index not lowered",
    "The products are right, but each index is 1 too large. The derivative of x**k is "
    "k * x**(k-1), so it goes to index k-1.",
)
def poly_derivative(coeffs):
    return [k * c for k, c in enumerate(coeffs)]


@mistake(
    "poly_derivative", "factors counted from 0",
    "The constant dropped out, but the factors then start again from 0. coeffs[1] is multiplied "
    "by 1, coeffs[2] by 2, and so on.",
)
def poly_derivative(coeffs):
    return [k * c for k, c in enumerate(coeffs[1:])] or [0]


@mistake(
    "poly_derivative", "exponents not brought down",
    "The constant dropped out, but the factors are missing. The derivative of c * x**k is "
    "k * c * x**(k-1).",
)
def poly_derivative(coeffs):
    return coeffs[1:] or [0]


@mistake(
    "poly_derivative", "an empty list for a constant",
    "All is right but the constant: its derivative is the polynomial 0, written [0], and not an "
    "empty list.",
)
def poly_derivative(coeffs):
    return [k * coeffs[k] for k in range(1, len(coeffs))]


@mistake(
    "poly_derivative", "the list was changed",
    "The derivative is right, but the list that was given is not the same afterwards. "
    "Build a new list.",
)
def poly_derivative(coeffs):
    for k in range(len(coeffs)):
        coeffs[k] = k * coeffs[k]
    return coeffs[1:] or [0]


@mistake(
    "poly_derivative", "the constant taken out of the list",
    "The derivative is right, but pop has taken an entry out of the list that was given. "
    "Read it, and build a new list.",
)
def poly_derivative(coeffs):
    coeffs.pop(0)
    return [(k + 1) * c for k, c in enumerate(coeffs)] or [0]


@mistake(
    "poly_derivative", "the last coefficient dropped",
    "The factors are right, but the wrong end drops out. The constant, coeffs[0], has no slope; "
    "the highest power stays.",
)
def poly_derivative(coeffs):
    return [(k + 1) * c for k, c in enumerate(coeffs[:-1])] or [0]


@mistake(
    "poly_derivative", "0 for a constant",
    "All is right but the constant: its derivative is a polynomial too, and so a list: [0], and "
    "not the number 0.",
)
def poly_derivative(coeffs):
    if len(coeffs) == 1:
        return 0
    return [k * coeffs[k] for k in range(1, len(coeffs))]


@mistake(
    "poly_derivative", "the result turned round",
    "The numbers are right, but in the wrong order: the constant comes first in the result, too.",
)
def poly_derivative(coeffs):
    return [k * coeffs[k] for k in range(len(coeffs) - 1, 0, -1)] or [0]


@mistake(
    "steepest_downhill", "largest slope value",
    "This picks the largest slope. A slope of -3 is steeper than a slope of 2: compare sizes, "
    "without the sign.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=df)
    return x, x - step * np.sign(df(x))


@mistake(
    "steepest_downhill", "smallest slope value",
    "This picks the smallest slope. That is the steepest way down to the right, but a large "
    "positive slope can be steeper.",
)
def steepest_downhill(df, xs, step):
    x = min(xs, key=df)
    return x, x - step * np.sign(df(x))


@mistake(
    "steepest_downhill", "uphill",
    "The steepest point is right, but this step goes up. Where the slope is above 0, down is to "
    "the left.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, x + step * np.sign(df(x))


@mistake(
    "steepest_downhill", "always to the left",
    "This always steps to the left. Where the slope is below 0, the curve falls to the right.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, x - step


@mistake(
    "steepest_downhill", "always to the right",
    "This always steps to the right. Where the slope is above 0, the curve falls to the left.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, x + step


@mistake(
    "steepest_downhill", "step times slope",
    "The direction is right, but this step is step times the slope. "
    "Here only the sign counts: the distance is step itself.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, x - step * df(x)


@mistake(
    "steepest_downhill", "the slope instead of the point",
    "The first number is the slope at the steepest point. The exercise asks for the point "
    "itself, an element of xs.",
)
def steepest_downhill(df, xs, step):
    slope = max([df(x) for x in xs], key=abs)
    return slope, slope - step * np.sign(slope)


@mistake(
    "steepest_downhill", "the index instead of the point",
    "The first number is an index into the list. The exercise asks for the point xs[i], "
    "not for i.",
)
def steepest_downhill(df, xs, step):
    i = max(range(len(xs)), key=lambda i: abs(df(xs[i])))
    return i, i - step * np.sign(df(xs[i]))


@mistake(
    "steepest_downhill", "the flattest point",
    "This picks the flattest point: the smallest size of a slope. The steepest has the largest.",
)
def steepest_downhill(df, xs, step):
    x = min(xs, key=lambda x: abs(df(x)))
    return x, x - step * np.sign(df(x))


@mistake(
    "steepest_downhill", "the list was sorted",
    "The answer is right, but xs.sort() has changed the list that was given. "
    "sorted(xs, ...) or max(xs, ...) leaves it alone.",
)
def steepest_downhill(df, xs, step):
    xs.sort(key=lambda x: abs(df(x)))
    x = xs[-1]
    return x, x - step * np.sign(df(x))


@mistake(
    "steepest_downhill", "the sign of x",
    "The steepest point is right, but the side is read off x. The sign of the slope, df(x), says "
    "where down is.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, x - step if x > 0 else x + step


@mistake(
    "steepest_downhill", "the point farthest from 0",
    "This picks the x that is farthest from 0. Steep is where the slope, df(x), has the largest "
    "size.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=abs)
    return x, x - step * np.sign(df(x))


@mistake(
    "steepest_downhill", "the move instead of the place",
    "The second number is only the move. Add it to x: the exercise asks for the place you come to.",
)
def steepest_downhill(df, xs, step):
    x = max(xs, key=lambda x: abs(df(x)))
    return x, -step * np.sign(df(x))


@mistake(
    "one_sided_slopes", "left slope with the wrong sign",
    "The left slope has the wrong sign. Its secant goes from left to right too, so the rise is "
    "f(x) - f(x-h).",
)
def one_sided_slopes(f, x, h):
    return (f(x - h) - f(x)) / h, (f(x + h) - f(x)) / h


@mistake(
    "one_sided_slopes", "right before left",
    "Both slopes are right, but they are swapped: the left one comes first.",
)
def one_sided_slopes(f, x, h):
    return (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h


@mistake(
    "one_sided_slopes", "one number, the mean",
    "This is one slope, through x - h and x + h. It is the mean of the two, so the kink can't be "
    "seen in it.",
)
def one_sided_slopes(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "one_sided_slopes", "true or false",
    "True or False came back. The exercise asks for the two slopes themselves; "
    "whether they differ is read off afterwards.",
)
def one_sided_slopes(f, x, h):
    return bool(abs((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) < 1e-6)


@mistake(
    "one_sided_slopes", "only the difference",
    "This is how far the two slopes are apart. Return both of them, the left one first.",
)
def one_sided_slopes(f, x, h):
    return (f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h


@mistake(
    "one_sided_slopes", "rises instead of slopes",
    "These are the two rises. Divide each by h to get a slope.",
)
def one_sided_slopes(f, x, h):
    return f(x) - f(x - h), f(x + h) - f(x)


@mistake(
    "one_sided_slopes", "twice the right slope",
    "Both numbers are the slope to the right of x. The left one needs f(x - h).",
)
def one_sided_slopes(f, x, h):
    right = (f(x + h) - f(x)) / h
    return right, right


@mistake(
    "one_sided_slopes", "divided by 2h",
    "Both slopes are half as large as they should be. Each secant here is h wide, not 2h.",
)
def one_sided_slopes(f, x, h):
    return (f(x) - f(x - h)) / (2 * h), (f(x + h) - f(x)) / (2 * h)


@mistake(
    "one_sided_slopes", "one number where they are close",
    "Right at a kink. But where the two slopes are close, only one number came back. "
    "Return both, always.",
)
def one_sided_slopes(f, x, h):
    left, right = (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h
    return left if abs(left - right) < 1e-2 else (left, right)


@mistake(
    "one_sided_slopes", "a step of its own",
    "These are slopes with a tiny step of its own. The secants here are h wide, with the h that is "
    "given.",
)
def one_sided_slopes(f, x, h):
    h = 1e-6
    return (f(x) - f(x - h)) / h, (f(x + h) - f(x)) / h


@mistake(
    "one_sided_slopes", "rises without brackets",
    "Only the second height of each rise is divided, because / binds tighter than -. "
    "Divide the whole rise.",
)
def one_sided_slopes(f, x, h):
    return f(x) - f(x - h) / h, f(x + h) - f(x) / h
