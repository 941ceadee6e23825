"""The five broken loops."""

from grading.mistakes import but, mistake

A = """
def fix_loop_a(w, loss_fn, lr, steps):
    losses = []
    for _ in range(steps):
        w.grad = None
        loss = loss_fn(w)
        loss.backward()
        with ag.no_grad():
            w -= lr * w.grad
        losses.append(loss.item())
    return losses
"""
CLEAR_W = "        w.grad = None\n"
IN_PLACE = "        with ag.no_grad():\n            w -= lr * w.grad\n"
NEW_LEAF = "        w = (w - lr * w.grad).detach().requires_grad_()\n"

mistake("fix_loop_a", "unchanged",
        "This is the broken loop: every update moves by the sum of all gradients so far.",
        but(A, (CLEAR_W, "")))
mistake("fix_loop_a", "cleared between backward and update",
        "w.grad is cleared after backward and before the update, so w never moves.",
        but(A, ("loss.backward()", "loss.backward()\n        w.grad.zero_()")))
mistake("fix_loop_a", "None between backward and update",
        "w.grad is set to None after backward and before the update, "
        "so the update multiplies by None.",
        but(A, (CLEAR_W, ""), ("loss.backward()\n", "loss.backward()\n" + CLEAR_W)))
mistake("fix_loop_a", "the sum divided",
        "Dividing the sum by the number of steps gives the mean of all gradients so far. "
        "The update needs the gradient at the present w alone.",
        but(A, (CLEAR_W, ""), ("for _", "for i"), ("w.grad\n", "w.grad / (i + 1)\n")))
mistake("fix_loop_a", "w cleared",
        "This clears w itself, so each step starts from zero again. Clear w.grad.",
        but(A, (CLEAR_W, ""), ("* w.grad\n", "* w.grad\n            w.zero_()\n")))
mistake("fix_loop_a", "the losses after the updates",
        "The steps are right, but these are the losses after each update. "
        "Return the losses before, whose gradients were used.",
        but(A, ("loss.item()", "loss_fn(w).item()")))
mistake("fix_loop_a", "the losses as tensors",
        "The steps are right, but the losses come back as tensors. loss.item() makes a Python "
        "float of each; it has no graph that would be kept.",
        but(A, ("loss.item()", "loss")))
mistake("fix_loop_a", "a new leaf each step",
        "The losses are right, but each step makes a new leaf: the caller's w has never moved.",
        but(A, (CLEAR_W, ""), (IN_PLACE, NEW_LEAF)))

B = """
def fix_loop_b(w, loss_fn, lr, steps):
    optimizer = ag.optim.SGD([w], lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(w)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
"""
ZERO, STEP_B = "        optimizer.zero_grad()\n", "        optimizer.step()\n"
BACKWARD = "        loss.backward()\n"

mistake("fix_loop_b", "unchanged",
        "This is the broken loop: zero_grad stands between backward and step, "
        "so step finds no gradient and w never moves.",
        but(B, (ZERO, ""), (STEP_B, ZERO + STEP_B)))
mistake("fix_loop_b", "zero_grad removed",
        "Without a zero_grad in each step, every update moves by a sum of gradients.",
        but(B, (ZERO, "")))
mistake("fix_loop_b", "step before backward",
        "step comes before backward, so it uses the gradient of the step before: "
        "the first step moves nothing.",
        but(B, (ZERO, ""), (STEP_B, ""), (BACKWARD, STEP_B + ZERO + BACKWARD)))

C = but(A, ("fix_loop_a", "fix_loop_c"))

mistake("fix_loop_c", "unchanged",
        "This is the broken loop: `w = w - ...` makes a new tensor that is no leaf, so its .grad "
        "is None at the second step.",
        but(C, (CLEAR_W, ""), (IN_PLACE, "        w = w - lr * w.grad\n" + CLEAR_W)))
mistake("fix_loop_c", "a new tensor without grad",
        "Inside no_grad, `w = w - ...` makes a new tensor that does not require grad: "
        "the second loss has no graph. Change w itself, with `-=`.",
        but(C, ("w -= lr", "w = w - lr")))
mistake("fix_loop_c", "a new leaf each step",
        "The losses are right, but each step makes a new leaf: the caller's w has never moved.",
        but(C, (CLEAR_W, ""), (IN_PLACE, NEW_LEAF)))
mistake("fix_loop_c", "in place, but recorded",
        "`w -= ...` is the right update, but outside no_grad it would be recorded, "
        "and a leaf that requires grad refuses that.",
        but(C, ("        with ag.no_grad():\n    ", "")))
mistake("fix_loop_c", "in place, never cleared",
        "w moves in place now, but w.grad is not cleared any more: "
        "every update moves by a sum of gradients.", but(C, (CLEAR_W, "")))

D = """
def fix_loop_d(w, loss_fn, lr, steps):
    total = 0.0
    for _ in range(steps):
        w.grad = None
        loss = loss_fn(w)
        loss.backward()
        with ag.no_grad():
            w -= lr * w.grad
        total += loss.item()
    return total / steps
"""

mistake("fix_loop_d", "unchanged",
        "This is the broken loop: total is a tensor, and the graph of every step hangs on it.",
        but(D, ("loss.item()", "loss")))
mistake("fix_loop_d", "a float at the end only",
        "The value is right, but during the loop the losses are kept as tensors, "
        "and each keeps its graph alive. Turn each loss into a number at once.",
        but(D, ("loss.item()", "loss"), ("total /", "total.item() /")))
mistake("fix_loop_d", "a detached tensor",
        "No graph is kept any more, but a tensor comes back. The statement asks for a float.",
        but(D, ("loss.item()", "loss.detach()")))
mistake("fix_loop_d", "only the last loss",
        "`total = loss.item()` keeps only the last loss. The mean needs them all.",
        but(D, ("total +=", "total =")))
mistake("fix_loop_d", "nothing recorded",
        "With the loss computed inside no_grad there is no graph at all, so backward cannot run. "
        "The graph of one step is needed; those of earlier steps are not.",
        but(D, ("        loss = ", "        with ag.no_grad():\n            loss = ")))
mistake("fix_loop_d", "the sum",
        "This is the sum of the losses. Their mean was asked for: divide by steps.",
        but(D, (" / steps", "")))

E = """
def fix_loop_e(w, model, y, lr, steps):
    losses = []
    for _ in range(steps):
        prediction = model(w)
        fit = ((prediction - y) ** 2).mean()
        size = (prediction ** 2).mean()
        w.grad = None
        (fit + size).backward()
        with ag.no_grad():
            w -= lr * w.grad
        losses.append((fit + size).item())
    return losses
"""
ONE = "        (fit + size).backward()\n"

mistake("fix_loop_e", "unchanged",
        "This is the broken loop: both losses use the graph of `prediction`, "
        "and the first backward frees what it saved.",
        but(E, (ONE, "        fit.backward()\n        size.backward()\n")))
mistake("fix_loop_e", "one loss dropped",
        "Without size.backward() there is no error, but w now descends on fit alone.",
        but(E, (ONE, "        fit.backward()\n")))
mistake("fix_loop_e", "cleared between the two",
        "w.grad is cleared between the two backwards, so the gradient of fit is lost.",
        but(E, (CLEAR_W + ONE, "        fit.backward(retain_graph=True)\n" + CLEAR_W
                + "        size.backward()\n")))
mistake("fix_loop_e", "one prediction for all steps",
        "The prediction is computed once, before the loop, so every step sees the loss "
        "and the gradient of the first w again.",
        but(E, ("        prediction = model(w)\n", ""),
            ("losses = []", "losses = []\n    prediction = model(w)"),
            (").backward()", ").backward(retain_graph=True)")))
mistake("fix_loop_e", "two updates a step",
        "Each loss makes an update of its own here. "
        "The step to make is one update with the gradient of fit + size.",
        but(E, (ONE, "        fit.backward()\n"),
            ("        losses", CLEAR_W + "        size = (model(w) ** 2).mean()\n"
             "        size.backward()\n" + IN_PLACE + "        losses")))
mistake("fix_loop_e", "never cleared",
        "w.grad is not cleared any more: every update moves by a sum of gradients.",
        but(E, (CLEAR_W, "")))
mistake("fix_loop_e", "one loss twice",
        "The gradient of fit is added twice: once by fit.backward(), "
        "and once more by (fit + size).backward().",
        but(E, (ONE, "        fit.backward(retain_graph=True)\n" + ONE)))
