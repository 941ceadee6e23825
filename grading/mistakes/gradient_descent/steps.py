"""Known mistakes with single steps, paths, borders and directions."""

import numpy as np

from grading.mistakes import mistake


@mistake(
    "gd_step", "uphill",
    "This goes up: where the slope is above 0, the way down is to the left. Subtract.",
)
def gd_step(x, slope, lr):
    return x + lr * slope


@mistake(
    "gd_step", "the step alone",
    "This is only the step. The new place is x with the step taken from it.",
)
def gd_step(x, slope, lr):
    return lr * slope


@mistake(
    "gd_step", "lr left out",
    "This goes the whole slope. lr says which part of it: lr * slope.",
)
def gd_step(x, slope, lr):
    return x - slope


@mistake(
    "gd_step", "slope left out",
    "This always goes by lr, and always to the left. The slope gives the direction and its part "
    "of the distance.",
)
def gd_step(x, slope, lr):
    return x - lr


@mistake(
    "gd_step", "only the sign",
    "The direction is right, but the length is always lr. Here a steep place gives a longer step: "
    "lr * slope, and not only its sign.",
)
def gd_step(x, slope, lr):
    return x - lr * np.sign(slope)


@mistake(
    "gd_step", "without the sign",
    "abs takes the direction away: this always goes to the left, even where that is up.",
)
def gd_step(x, slope, lr):
    return x - lr * abs(slope)


@mistake(
    "gd_step", "divided by lr",
    "This divides by lr, so a small lr makes a huge step. Multiply.",
)
def gd_step(x, slope, lr):
    return x - slope / lr


@mistake(
    "gd_step", "written into x",
    "The new place is right, but -= has written it into the caller's array. x - lr * slope makes a "
    "new one.",
)
def gd_step(x, slope, lr):
    x -= lr * slope
    return x


@mistake(
    "descend", "uphill",
    "This path goes up. Each step is against the gradient: subtract.",
)
def descend(grad, x0, lr, n):
    path = [x0]
    for _ in range(n):
        path.append(path[-1] + lr * grad(path[-1]))
    return path


@mistake(
    "descend", "only the end",
    "This is only the last point. The path has all of them, n + 1 with the start.",
)
def descend(grad, x0, lr, n):
    x = x0
    for _ in range(n):
        x = x - lr * grad(x)
    return x


@mistake(
    "descend", "without the start",
    "The start is missing. The path begins at x0 and has n + 1 points.",
)
def descend(grad, x0, lr, n):
    path, x = [], x0
    for _ in range(n):
        x = x - lr * grad(x)
        path.append(x)
    return path


@mistake(
    "descend", "without the end",
    "One point is missing at the end. n steps lead to n + 1 points: x0 and one for each step.",
)
def descend(grad, x0, lr, n):
    path = [x0]
    for _ in range(n - 1):
        path.append(path[-1] - lr * grad(path[-1]))
    return path


@mistake(
    "descend", "one step too many",
    "This makes n + 1 steps. range(n) makes n of them.",
)
def descend(grad, x0, lr, n):
    path = [x0]
    for _ in range(n + 1):
        path.append(path[-1] - lr * grad(path[-1]))
    return path


@mistake(
    "descend", "always the first gradient",
    "The gradient is taken at x0 once, and used for every step. Feel the slope anew at each place: "
    "it is true only there.",
)
def descend(grad, x0, lr, n):
    slope, path = grad(x0), [x0]
    for _ in range(n):
        path.append(path[-1] - lr * slope)
    return path


@mistake(
    "descend", "every step from the start",
    "Each step starts again from x0. It has to start where the last one ended.",
)
def descend(grad, x0, lr, n):
    path = [x0]
    for _ in range(n):
        path.append(x0 - lr * grad(path[-1]))
    return path


@mistake(
    "descend", "one array for all",
    "Right for numbers. With arrays, -= changes the one array that stands in the list n + 1 times, "
    "and the caller's start as well. x = x - ... makes a new one.",
)
def descend(grad, x0, lr, n):
    x, path = x0, [x0]
    for _ in range(n):
        x -= lr * grad(x)
        path.append(x)
    return path


@mistake(
    "descend", "a copy, but one for all",
    "The caller's start is safe, but the list holds one and the same array for every step. "
    "Append a new one each time: x = x - ...",
)
def descend(grad, x0, lr, n):
    x = np.array(x0, dtype=float)
    path = [x0]
    for _ in range(n):
        x -= lr * grad(x)
        path.append(x)
    return path


@mistake(
    "descend", "gradients instead of points",
    "These are the gradients on the way. The path is made of the points.",
)
def descend(grad, x0, lr, n):
    x, path = x0, []
    for _ in range(n + 1):
        path.append(grad(x))
        x = x - lr * grad(x)
    return path


@mistake(
    "descend", "whole numbers kept",
    "Right, until x0 is a whole number: the array made from it holds whole numbers only, and each "
    "point is cut off to one.",
)
def descend(grad, x0, lr, n):
    path = np.array([x0] * (n + 1))
    for k in range(n):
        path[k + 1] = path[k] - lr * grad(path[k])
    return path


@mistake(
    "max_stable_lr", "1 / curvature",
    "With 1 / curvature one step lands in the bottom. It may be twice as long before the path "
    "diverges.",
)
def max_stable_lr(curvatures):
    return 1 / max(curvatures)


@mistake(
    "max_stable_lr", "the flattest direction",
    "This is the border of the flattest direction. The steepest one diverges much earlier, and one "
    "is enough.",
)
def max_stable_lr(curvatures):
    return 2 / min(curvatures)


@mistake(
    "max_stable_lr", "the mean curvature",
    "This takes the mean of the curvatures. A direction that diverges is not helped by another one "
    "that doesn't.",
)
def max_stable_lr(curvatures):
    return 2 / np.mean(curvatures)


@mistake(
    "max_stable_lr", "the sum of the curvatures",
    "This adds the curvatures up. Each direction goes its own way: only the largest counts.",
)
def max_stable_lr(curvatures):
    return 2 / sum(curvatures)


@mistake(
    "max_stable_lr", "upside down",
    "This grows with the curvature. The more a valley is curved, the shorter the steps have to be: "
    "2 / curvature.",
)
def max_stable_lr(curvatures):
    return max(curvatures) / 2


@mistake(
    "max_stable_lr", "one for each",
    "These are the borders of all directions. One lr is used for all: return the smallest border.",
)
def max_stable_lr(curvatures):
    return [2 / c for c in curvatures]


@mistake(
    "max_stable_lr", "the first curvature",
    "This looks at the first curvature only. The largest can be in any place.",
)
def max_stable_lr(curvatures):
    return 2 / curvatures[0]


@mistake(
    "max_stable_lr", "the list was sorted",
    "The border is right, but sort() has changed the list that was given. max(curvatures) leaves "
    "it alone.",
)
def max_stable_lr(curvatures):
    curvatures.sort()
    return 2 / curvatures[-1]


@mistake(
    "steepest_direction", "uphill",
    "This points up: the gradient is the direction of the steepest rise. Turn it round.",
)
def steepest_direction(grad):
    length = np.linalg.norm(grad)
    return np.zeros(len(grad)) if length == 0 else grad / length


@mistake(
    "steepest_direction", "not of length 1",
    "The direction is right, the length is not. Divide by the length of the gradient.",
)
def steepest_direction(grad):
    return -np.asarray(grad, dtype=float)


@mistake(
    "steepest_direction", "the largest entry only",
    "This goes along the axis with the largest slope. Going along all axes at once, each in "
    "proportion to its slope, is steeper still.",
)
def steepest_direction(grad):
    grad = np.asarray(grad, dtype=float)
    direction, i = np.zeros(len(grad)), np.argmax(abs(grad))
    direction[i] = -np.sign(grad[i])
    return direction


@mistake(
    "steepest_direction", "signs",
    "These are the signs only: each axis counts the same, however steep it is. Keep the "
    "proportions of the gradient.",
)
def steepest_direction(grad):
    return -np.sign(grad)


@mistake(
    "steepest_direction", "divided by the sum",
    "The entries are divided by the sum of their sizes. A length is the root of the sum of "
    "squares: np.linalg.norm.",
)
def steepest_direction(grad):
    total = np.sum(np.abs(grad))
    return np.zeros(len(grad)) if total == 0 else -grad / total


@mistake(
    "steepest_direction", "divided by the largest",
    "The entries are divided by the largest of them. A length is the root of the sum of squares: "
    "np.linalg.norm.",
)
def steepest_direction(grad):
    largest = np.max(np.abs(grad))
    return np.zeros(len(grad)) if largest == 0 else -grad / largest


@mistake(
    "steepest_direction", "divided by the square of the length",
    "This divides by the sum of the squares. The length is its square root.",
)
def steepest_direction(grad):
    square = np.sum(np.asarray(grad, dtype=float) ** 2)
    return np.zeros(len(grad)) if square == 0 else -grad / square


@mistake(
    "steepest_direction", "nothing against a flat place",
    "Right, except where the gradient is 0: 0 / 0 is nan. On flat ground no direction is steepest; "
    "the exercise asks for zeros.",
)
def steepest_direction(grad):
    return -np.asarray(grad) / np.linalg.norm(grad)


@mistake(
    "steepest_direction", "a small number added",
    "A small number added to the length avoids 0 / 0, but makes short gradients far too short. "
    "Treat 0 as a case of its own.",
)
def steepest_direction(grad):
    return -np.asarray(grad) / (np.linalg.norm(grad) + 1e-12)


@mistake(
    "steepest_direction", "written into grad",
    "The direction is right, but /= has written it into the caller's array. Make a new one.",
)
def steepest_direction(grad):
    length = np.linalg.norm(grad)
    if length == 0:
        return np.zeros(len(grad))
    if grad.dtype.kind == "f":
        grad /= -length
        return grad
    return grad / -length


@mistake(
    "steepest_direction", "a short gradient counts as flat",
    "A very short gradient counts as flat here. It has a direction, too: only 0 has none.",
)
def steepest_direction(grad):
    length = np.linalg.norm(grad)
    return np.zeros(len(grad)) if length < 1e-12 else -np.asarray(grad) / length
