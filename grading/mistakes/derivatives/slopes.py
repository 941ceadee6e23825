"""Known mistakes at one point: the difference quotient, the tangent, the slope by hand."""

from grading.mistakes import mistake


@mistake(
    "difference_quotient", "brackets",
    "Here only f(x) is divided by h, because / binds tighter than -. "
    "The whole rise, f(x + h) - f(x), has to be divided.",
)
def difference_quotient(f, x, h):
    return f(x + h) - f(x) / h


@mistake(
    "difference_quotient", "the rise alone",
    "This is the rise f(x + h) - f(x). A slope is the rise for one unit of x: divide it by the "
    "step h.",
)
def difference_quotient(f, x, h):
    return f(x + h) - f(x)


@mistake(
    "difference_quotient", "wrong order",
    "Every slope has the wrong sign: the rise is the new height minus the old one, "
    "f(x + h) - f(x).",
)
def difference_quotient(f, x, h):
    return (f(x) - f(x + h)) / h


@mistake(
    "difference_quotient", "backward",
    "This is the secant through x - h and x. The exercise asks for the one through x and x + h.",
)
def difference_quotient(f, x, h):
    return (f(x) - f(x - h)) / h


@mistake(
    "difference_quotient", "central",
    "This is the central difference, through x - h and x + h: a good idea, and lesson 2 uses it. "
    "Here the secant goes through x and x + h.",
)
def difference_quotient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "difference_quotient", "divided by 2h",
    "This is half of the slope. From x to x + h the run is h, not 2h.",
)
def difference_quotient(f, x, h):
    return (f(x + h) - f(x)) / (2 * h)


@mistake(
    "difference_quotient", "h without its sign",
    "For negative h the sign is wrong. Divide by h itself: rise and run both change sign.",
)
def difference_quotient(f, x, h):
    return (f(x + h) - f(x)) / abs(h)


@mistake(
    "difference_quotient", "divided by x + h",
    "The rise is divided by the point x + h. The run is how far you went from x: h.",
)
def difference_quotient(f, x, h):
    return (f(x + h) - f(x)) / (x + h)


@mistake(
    "difference_quotient", "a step of its own",
    "This takes a tiny step of its own. The secant here goes from x to x + h, with the h that is "
    "given.",
)
def difference_quotient(f, x, h):
    h = 1e-6
    return (f(x + h) - f(x)) / h


@mistake(
    "difference_quotient", "printed, not returned",
    "The slope is printed, but nothing is returned, and Python then gives None. "
    "End with return.",
)
def difference_quotient(f, x, h):
    print((f(x + h) - f(x)) / h)


@mistake(
    "tangent_line", "slope taken at x",
    "The slope is taken at x, so it changes along the line. A straight line has one slope: df(x0).",
)
def tangent_line(f, df, x0):
    def line(x):
        return f(x0) + df(x) * (x - x0)
    return line


@mistake(
    "tangent_line", "not shifted to x0",
    "This line has the height f(x0) at x = 0. It has to have it at x = x0: multiply the slope by "
    "the distance from x0.",
)
def tangent_line(f, df, x0):
    def line(x):
        return f(x0) + df(x0) * x
    return line


@mistake(
    "tangent_line", "through the origin",
    "The slope is right, but this line goes through the origin. "
    "The tangent goes through (x0, f(x0)).",
)
def tangent_line(f, df, x0):
    def line(x):
        return df(x0) * x
    return line


@mistake(
    "tangent_line", "crosses the axis at x0",
    "The slope is right, but this line has height 0 at x0. It starts from the curve's height "
    "there, f(x0).",
)
def tangent_line(f, df, x0):
    def line(x):
        return df(x0) * (x - x0)
    return line


@mistake(
    "tangent_line", "the derivative instead of the tangent",
    "This gives the number df(x0) at every x. That is the slope: how fast the line rises, "
    "not how high it is.",
)
def tangent_line(f, df, x0):
    def line(x):
        return df(x0)
    return line


@mistake(
    "tangent_line", "height and slope swapped",
    "Height and slope are swapped: f(x0) is the height at x0, df(x0) is the rise for each "
    "unit of x.",
)
def tangent_line(f, df, x0):
    def line(x):
        return df(x0) + f(x0) * (x - x0)
    return line


@mistake(
    "tangent_line", "starts from the curve",
    "This adds to f(x), the curve's height at x, so the result bends with the curve. "
    "A straight line starts from f(x0).",
)
def tangent_line(f, df, x0):
    def line(x):
        return f(x) + df(x0) * (x - x0)
    return line


@mistake(
    "tangent_line", "runs the wrong way",
    "The line goes through the right point with the opposite slope: the distance from x0 is "
    "x - x0, not x0 - x.",
)
def tangent_line(f, df, x0):
    def line(x):
        return f(x0) + df(x0) * (x0 - x)
    return line


@mistake(
    "tangent_line", "no brackets around the distance",
    "Only x is multiplied by the slope, and x0 is then taken away. The distance x - x0 needs "
    "brackets.",
)
def tangent_line(f, df, x0):
    def line(x):
        return f(x0) + df(x0) * x - x0
    return line


@mistake(
    "f_prime", "the constant kept",
    "Every slope is 1 too large. The term 1 lifts the curve but doesn't tilt it: its derivative "
    "is 0.",
)
def f_prime(x):
    return 6 * x + 2 + 1


@mistake(
    "f_prime", "exponent not brought down",
    "This takes x² to x. The power rule also brings the exponent down in front: x² has the "
    "derivative 2x.",
)
def f_prime(x):
    return 3 * x + 2


@mistake(
    "f_prime", "exponent not lowered",
    "The exponents came down in front, but the powers stayed as they were. x² becomes 2x, and x "
    "becomes 1.",
)
def f_prime(x):
    return 6 * x**2 + 2 * x


@mistake(
    "f_prime", "2x lost",
    "The term 2x has vanished. Only constants do: 2x is a line with slope 2.",
)
def f_prime(x):
    return 6 * x


@mistake(
    "f_prime", "f itself",
    "These are the heights f(x). The exercise asks for the slope at x.",
)
def f_prime(x):
    return 3 * x**2 + 2 * x + 1


@mistake(
    "f_prime", "always 14",
    "14 is the slope at x = 2 only. The derivative of this curve is another number at each x: "
    "give the formula.",
)
def f_prime(x):
    return 14


@mistake(
    "f_prime", "the factor 3 lost",
    "This is the slope of x² + 2x + 1. A constant factor stays: 3x² has 3 times the slope of x².",
)
def f_prime(x):
    return 2 * x + 2


@mistake(
    "f_prime", "a difference quotient",
    "Close, but this is the slope of a secant. By the rules you get a formula, and it is exact.",
)
def f_prime(x):
    h = 1e-6
    return ((3 * (x + h)**2 + 2 * (x + h) + 1) - (3 * x**2 + 2 * x + 1)) / h


@mistake(
    "f_prime", "2x kept",
    "3x² is right, but 2x stayed as it was. x has the derivative 1, so 2x becomes 2.",
)
def f_prime(x):
    return 6 * x + 2 * x


@mistake(
    "f_prime", "x² kept",
    "The exponent of 3x² came down in front, but x² stayed. It becomes one power less: 2x.",
)
def f_prime(x):
    return 6 * x**2 + 2
