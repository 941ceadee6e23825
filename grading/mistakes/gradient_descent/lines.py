"""Known mistakes in fitting a line by gradient descent."""

from grading.mistakes import but, mistake

RIGHT = """
def fit_line(x, y, lr, steps, reduction):
    w = b = 0.0
    for _ in range(steps):
        r = w * x + b - y
        slope_w, slope_b = (2 * r * x).sum(), (2 * r).sum()
        if reduction == "mean":
            slope_w, slope_b = slope_w / len(x), slope_b / len(x)
        w, b = w - lr * slope_w, b - lr * slope_b
    return w, b
"""


mistake("fit_line", "always the sum",
        "This is the sum whatever reduction says. For \"mean\", divide both slopes by the number "
        "of points.",
        but(RIGHT, ('reduction == "mean"', "False")))
mistake("fit_line", "always the mean",
        "This is the mean whatever reduction says. For \"sum\" the slopes are not divided.",
        but(RIGHT, ('reduction == "mean"', "True")))
mistake("fit_line", "mean and sum swapped",
        "Sum and mean are swapped: divide by the number of points if reduction is \"mean\".",
        but(RIGHT, ('== "mean"', '== "sum"')))
mistake("fit_line", "the 2 left out",
        "Both slopes are half as large as they should be: the derivative of r² is 2r.",
        but(RIGHT, ("(2 * r * x)", "(r * x)"), ("(2 * r)", "(r)")))
mistake("fit_line", "uphill",
        "This goes up: the loss grows with every step. Take the prediction minus y as the "
        "residual, and subtract the slopes.",
        but(RIGHT, ("w - lr", "w + lr"), ("b - lr", "b + lr")))
mistake("fit_line", "x left out of the slope of w",
        "The slope of w lacks its x: if w grows a little, the prediction grows x times as much.",
        but(RIGHT, ("(2 * r * x)", "(2 * r)")))
mistake("fit_line", "b stands still",
        "Only w is fitted, b stays 0. Its slope is the sum or mean of 2r.",
        but(RIGHT, ("b - lr * slope_b", "b")))
mistake("fit_line", "w moved first",
        "w moves first, and the slope of b is then taken at the new w. Both slopes belong to the "
        "same place: take both, then move.",
        """
def fit_line(x, y, lr, steps, reduction):
    n = len(x) if reduction == "mean" else 1
    w = b = 0.0
    for _ in range(steps):
        w = w - lr * (2 * (w * x + b - y) * x).sum() / n
        b = b - lr * (2 * (w * x + b - y)).sum() / n
    return w, b
""")
mistake("fit_line", "b and w swapped",
        "The two numbers are swapped: return w first.",
        but(RIGHT, ("return w, b", "return b, w")))
mistake("fit_line", "one step only",
        "This makes a single step: `return` stands inside the loop.",
        but(RIGHT, ("    return w, b", "        return w, b")))
mistake("fit_line", "only one of the two divided",
        "For the mean only the slope of w is divided. The loss is divided, so both slopes are.",
        but(RIGHT, ("slope_b / len(x)", "slope_b")))
mistake("fit_line", "one point after the other",
        "This moves after each single point. A step here uses all points at once: add their "
        "slopes up first.",
        """
def fit_line(x, y, lr, steps, reduction):
    w = b = 0.0
    n = len(x) if reduction == "mean" else 1
    for _ in range(steps):
        for xi, yi in zip(x, y):
            r = w * xi + b - yi
            w, b = w - lr * 2 * r * xi / n, b - lr * 2 * r / n
    return w, b
""")
mistake("fit_line", "residual without brackets",
        "`y - w * x + b` adds b. The residual is the prediction w * x + b minus y.",
        but(RIGHT, ("r = w * x + b - y", "r = y - w * x + b")))
mistake("fit_line", "residuals taken once",
        "The residuals are taken once, before the first step. They change with w and b: take them "
        "anew in every step.",
        but(RIGHT, ("    for _ in range(steps):\n        r = w * x + b - y\n",
                    "    r = w * x + b - y\n    for _ in range(steps):\n")))
mistake("fit_line", "a sum times a sum",
        "The slope of w multiplies the sum of the residuals by the sum of the x. Multiply each "
        "residual by its own x, and then add up.",
        but(RIGHT, ("(2 * r * x).sum()", "(2 * r).sum() * x.sum()")))
mistake("fit_line", "one step too many",
        "This makes one step too many: range(steps) makes as many as asked.",
        but(RIGHT, ("range(steps)", "range(steps + 1)")))
mistake("fit_line", "y changed",
        "The line is right, but the caller's y is not the same afterwards: -= writes into the "
        "array that was given. Make a new one.",
        """
def fit_line(x, y, lr, steps, reduction):
    w, b, r, n = 0.0, 0.0, y, len(x) if reduction == "mean" else 1
    for _ in range(steps):
        step_w, step_b = -lr * (-2 * r * x).sum() / n, -lr * (-2 * r).sum() / n
        r -= step_w * x + step_b
        w, b = w + step_w, b + step_b
    return w, b
""")
