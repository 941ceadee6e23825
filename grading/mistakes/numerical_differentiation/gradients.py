"""Known mistakes with arrays: the numerical gradient, and the error between two gradients."""

import numpy as np

from grading.mistakes import mistake


@mistake(
    "numerical_gradient", "forward",
    "These are forward differences, with x itself on the left. The central one moves the entry "
    "by h to both sides.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right = x.copy()
        right[i] += h
        gradient[i] = (f(right) - f(x)) / h
    return gradient


@mistake(
    "numerical_gradient", "divided by h",
    "Every entry is twice as large as it should be. From x - h to x + h the run is 2 * h.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / h
    return gradient


@mistake(
    "numerical_gradient", "all entries at once",
    "All entries move at the same time, so this is one slope in one direction. A gradient has a "
    "slope for each entry: move one, and leave the others.",
)
def numerical_gradient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "numerical_gradient", "all entries at once, repeated",
    "Each entry is the same number: the slope when all entries move together. Move one entry at "
    "a time.",
)
def numerical_gradient(f, x, h):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@mistake(
    "numerical_gradient", "no copy of x",
    "`right = x` is no copy: it is x by another name, so + h and - h move the same array. "
    "Copy it for each side.",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right = left = x
        right[i] = right[i] + h
        left[i] = left[i] - h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "x not put back",
    "The entries of x are moved and never put back: x is changed, and each entry is measured "
    "beside those moved before.",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        right = f(x)
        x[i] -= 2 * h
        gradient[i] = (right - f(x)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "put back by adding",
    "The first array looks right but for its last digits: x + h - 2h + h need not be x again. And "
    "an array of whole numbers can't hold x + h at all. Work on a float64 copy.",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        right = f(x)
        x[i] -= 2 * h
        gradient[i] = (right - f(x)) / (2 * h)
        x[i] += h
    return gradient


@mistake(
    "numerical_gradient", "whole numbers cut off",
    "Right for float64, but the copy has x's own dtype. In an array of whole numbers, 3 + 0.1 is "
    "cut off to 3. Copy with np.array(x, dtype=float).",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "gradient with the dtype of x",
    "np.zeros_like(x) has x's dtype. For whole numbers the slopes are cut off, for float32 they "
    "are rounded. Make it np.zeros(x.shape).",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    x = np.array(x, dtype=float)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "still in float32",
    "Whole numbers are made floats, but float32 stays float32, and has too few digits for a small "
    "h. Make every x float64.",
)
def numerical_gradient(f, x, h):
    if x.dtype.kind != "f":
        x = x.astype(float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "whole rows moved",
    "Right for vectors. In a matrix x[i] is a whole row, and this moves all of it. "
    "np.ndindex(x.shape) goes through the single entries.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "flat",
    "The slopes are right, but they come back in one row. The gradient has the shape of x: "
    "reshape it.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    gradient = []
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient.append((f(right) - f(left)) / (2 * h))
    return np.array(gradient)


@mistake(
    "numerical_gradient", "f gets a flat array",
    "f is called with a flat array here. It expects one of the shape of x: reshape before the "
    "call.",
)
def numerical_gradient(f, x, h):
    flat = np.array(x, dtype=float).ravel()
    gradient = np.zeros(flat.shape)
    for i in range(flat.size):
        right, left = flat.copy(), flat.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient.reshape(x.shape)


@mistake(
    "numerical_gradient", "the others set to zero",
    "Only one entry differs from 0 when f is called. The others have to stay where they are in x: "
    "start from a copy of x.",
)
def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = np.zeros(x.shape), np.zeros(x.shape)
        right[i] = x[i] + h
        left[i] = x[i] - h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "one copy for all",
    "The copies are made once, before the loop, so entries that were moved stay moved. Make fresh "
    "copies for each entry.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    right, left = x.copy(), x.copy()
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient", "divided by 2, times h",
    "Without brackets, `/ 2 * h` divides by 2 and then multiplies by h. Write `/ (2 * h)`.",
)
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / 2 * h
    return gradient


@mistake(
    "relative_error", "absolute",
    "This is the absolute error. Divide each difference by the larger one of |a| and |b|.",
)
def relative_error(a, b):
    return np.max(np.abs(np.asarray(a) - b))


@mistake(
    "relative_error", "nothing against 0 / 0",
    "Where a and b are both 0, this divides 0 by 0, and the result is nan. Two equal numbers have "
    "error 0.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))


@mistake(
    "relative_error", "a small number added",
    "A small number added below avoids 0 / 0, but it hides errors in entries that are as small. "
    "Treat 0 as a case of its own.",
)
def relative_error(a, b):
    return np.max(np.abs(np.asarray(a) - b) / (np.maximum(np.abs(a), np.abs(b)) + 1e-8))


@mistake(
    "relative_error", "not less than a small number",
    "A smallest divisor avoids 0 / 0, but errors in entries below it vanish. Treat 0 as a case of "
    "its own.",
)
def relative_error(a, b):
    return np.max(np.abs(np.asarray(a) - b)
                  / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b))))


@mistake(
    "relative_error", "the sum below",
    "This divides by |a| + |b|. Some courses do that; it gives about half. Here it is the larger "
    "one of the two.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    total = np.abs(a) + np.abs(b)
    return np.max(np.abs(a - b) / np.where(total == 0, 1, total))


@mistake(
    "relative_error", "divided by |b|",
    "This divides by |b|, so it changes when a and b change places, and fails where b is 0. "
    "Divide by the larger one.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.max(np.abs(a - b) / np.where(b == 0, 1, np.abs(b)))


@mistake(
    "relative_error", "divided by |a|",
    "This divides by |a|, so it changes when a and b change places, and fails where a is 0. "
    "Divide by the larger one.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.max(np.abs(a - b) / np.where(a == 0, 1, np.abs(a)))


@mistake(
    "relative_error", "the larger one with its sign",
    "The larger one is taken with its sign: of -3 and -2 this takes -2, and the result can be "
    "negative. Compare sizes: np.abs first.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    larger = np.maximum(a, b)
    return np.max(np.abs(a - b) / np.where(larger == 0, 1, larger))


@mistake(
    "relative_error", "difference with its sign",
    "The difference keeps its sign here, so an a that is too small counts as negative, and max "
    "passes it over. Take np.abs(a - b).",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.max((a - b) / np.where(larger == 0, 1, larger))


@mistake(
    "relative_error", "the mean",
    "This is the mean of the errors. One wrong entry among a million would not show in it: "
    "return the largest.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.mean(np.abs(a - b) / np.where(larger == 0, 1, larger))


@mistake(
    "relative_error", "largest difference over largest entry",
    "This compares the largest difference with the largest entry. A small entry can be all wrong "
    "and not show: divide entry by entry, and take the largest at the end.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
    return np.max(np.abs(a - b)) / (largest or 1)


@mistake(
    "relative_error", "every entry",
    "These are the errors of all entries. The exercise asks for one number, the largest.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(larger == 0, 1, larger)


@mistake(
    "relative_error", "0 whenever one is 0",
    "This says 0 as soon as one of the two is 0. If only one is 0, they differ completely: the "
    "error is 1.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    larger = np.where((a == 0) | (b == 0), 1, np.maximum(np.abs(a), np.abs(b)))
    return np.max(np.where((a == 0) | (b == 0), 0, np.abs(a - b)) / larger)


@mistake(
    "relative_error", "0 / 0 passed over",
    "np.nanmax passes over the entries where both are 0. If there are no others, nothing is left, "
    "and the result is nan: two equal numbers have error 0.",
)
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.nanmax(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))
