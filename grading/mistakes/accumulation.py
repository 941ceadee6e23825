"""Known mistakes of lesson 6: backward(), accumulation and zero_grad."""

# ruff: noqa: B905, F821 - answers are cells: they share names and use those of the lesson

from grading.mistakes import but, mistake

# --- zero_grad -----------------------------------------------------------------------------

ZERO_GRAD = """
def zero_grad(params, set_to_none):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()
"""
TO_NONE = "        if set_to_none:\n            p.grad = None\n"

mistake("zero_grad", "never None",
        "This writes zeros whatever set_to_none says. With set_to_none=True, .grad has to be None.",
        but(ZERO_GRAD, (TO_NONE, ""), ("elif", "if")))
mistake("zero_grad", "always None",
        "This sets .grad to None whatever set_to_none says. With set_to_none=False, "
        "a gradient that is there has to become zeros.",
        but(ZERO_GRAD, ("if set_to_none", "if True")))
mistake("zero_grad", "the two cases swapped",
        "The two cases are the wrong way round: set_to_none=True has to give None, False zeros.",
        but(ZERO_GRAD, ("if set_to_none", "if not set_to_none")))
mistake("zero_grad", "zeros where there was None",
        "This makes zeros for a parameter that had no gradient at all. "
        "Its .grad is None and stays None: for an optimizer, None and 0 are not the same.",
        but(ZERO_GRAD, ("elif p.grad is not None", "else"),
            ("p.grad.zero_()", "p.grad = ag.zeros_like(p)")))
mistake("zero_grad", "no care for None",
        "With set_to_none=False this calls a method on every .grad. "
        "A parameter that no backward reached has None there, and None has no zero_().",
        but(ZERO_GRAD, ("elif p.grad is not None", "else")))
mistake("zero_grad", "times zero",
        "Multiplying by 0 does not clear a gradient that overflowed: inf * 0 is nan, "
        "and nan stays for ever. Write zeros instead.",
        but(ZERO_GRAD, ("p.grad.zero_()", "p.grad *= 0")))
mistake("zero_grad", "the parameters cleared",
        "This clears the parameters themselves: all that was learnt is gone, "
        "and .grad is as full as before.",
        but(ZERO_GRAD, (TO_NONE, ""), ("elif p.grad is not None", "with ag.no_grad()"),
            ("p.grad.zero_()", "p.zero_()")))
mistake("zero_grad", "only a name cleared",
        "`g = p.grad; g = None` only gives the name g a new meaning. "
        "p.grad changes when you assign to p.grad, or write into the tensor it holds.",
        but(ZERO_GRAD, ("p.grad = None", "g = p.grad; g = None"), ("p.grad.zero_()", "g = 0")))
mistake("zero_grad", "only the first",
        "Only the first parameter is cleared: `return` inside the loop ends the loop too.",
        but(ZERO_GRAD, ("p.grad.zero_()\n", "p.grad.zero_()\n        return\n")))


# --- grads_of ------------------------------------------------------------------------------


@mistake("grads_of", "backward",
         "These are the values in .grad after backward: the new gradient plus what was there "
         "before. And .grad of every leaf has changed.")
def grads_of(loss, params):
    loss.backward()
    return [p.grad for p in params]


@mistake("grads_of", "cleared, then backward",
         "The gradients are right for most parameters, but what stood in .grad before is lost.")
def grads_of(loss, params):
    for p in params:
        p.grad = None
    loss.backward()
    return [p.grad for p in params]


@mistake("grads_of", "unused not allowed",
         "A parameter that the loss does not use makes autograd.grad raise. "
         "With allow_unused=True it gives None for that parameter.")
def grads_of(loss, params):
    return list(ag.autograd.grad(loss, params))


@mistake("grads_of", "zeros for unused",
         "A parameter that the loss does not use gets zeros here, where None was asked for. "
         "None says that no path leads there; 0 says that the slope is zero.")
def grads_of(loss, params):
    grads = ag.autograd.grad(loss, params, allow_unused=True)
    return [ag.zeros_like(p) if g is None else g for g, p in zip(grads, params)]


@mistake("grads_of", "the graph retained",
         "The gradients are right, but retain_graph=True keeps all saved values of the graph "
         "alive. Nobody asked for a second pass.")
def grads_of(loss, params):
    return list(ag.autograd.grad(loss, params, allow_unused=True, retain_graph=True))


@mistake("grads_of", "the old gradients not copied",
         "`old = p.grad` is not a copy: backward adds into that same tensor, "
         "so the difference is zero and the old value is lost.")
def grads_of(loss, params):
    old = [p.grad for p in params]
    loss.backward()
    new = [p.grad if o is None else p.grad - o for p, o in zip(params, old)]
    for p, o in zip(params, old):
        p.grad = o
    return new


@mistake("grads_of", "other leaves touched",
         "The parameters in the list keep their .grad, but backward also added to a leaf "
         "that is not in the list.")
def grads_of(loss, params):
    old = [p.grad for p in params]
    for p in params:
        p.grad = None
    loss.backward()
    new = [p.grad for p in params]
    for p, o in zip(params, old):
        p.grad = o
    return new


@mistake("grads_of", "one call for each parameter",
         "The first call of autograd.grad frees the saved values, so the second finds none. "
         "Ask for all gradients in one call.")
def grads_of(loss, params):
    return [ag.autograd.grad(loss, p, allow_unused=True)[0] for p in params]


@mistake("grads_of", "put into .grad as well",
         "The gradients that come back are right, but they are also put into .grad, "
         "and what stood there is lost.")
def grads_of(loss, params):
    grads = list(ag.autograd.grad(loss, params, allow_unused=True))
    for p, g in zip(params, grads):
        p.grad = g
    return grads


# --- train_step ----------------------------------------------------------------------------

STEP = """
def train_step(params, loss_fn, lr):
    for p in params:
        p.grad = None
    loss = loss_fn()
    loss.backward()
    with ag.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
    return loss.item()
"""
CLEAR = "    for p in params:\n        p.grad = None\n"
IF = "            if p.grad is not None:\n                p -="

mistake("train_step", "never cleared",
        "This is what you get when the gradients of earlier steps are still in .grad: every "
        "update moves by a sum of gradients.", but(STEP, (CLEAR, "")))
mistake("train_step", "cleared at the end only",
        "Clearing at the end is right between your own steps. But something can be in .grad "
        "before the first one, and here it is added to the gradient.",
        but(STEP, (CLEAR, ""), ("    return", CLEAR + "    return")))
mistake("train_step", "nothing moves",
        "No parameter moves. Either the gradients are cleared between backward and the update, or "
        "`p = p - ...` makes a new tensor and leaves the parameter where it was.",
        but(STEP, ("p -= lr", "p = p - lr")))
mistake("train_step", "uphill",
        "This adds lr * gradient. The gradient points uphill: a step of descent subtracts it.",
        but(STEP, ("p -=", "p +=")))
mistake("train_step", "a tensor returned",
        "The steps are right, but the loss comes back as a tensor. Whoever collects such losses "
        "collects their graphs too.", but(STEP, ("loss.item()", "loss")))
mistake("train_step", "the loss after the step",
        "The steps are right, but this is the loss after the update. The loss to return is the "
        "one whose gradient was used.", but(STEP, ("loss.item()", "loss_fn().item()")))
mistake("train_step", "recorded update",
        "The update is recorded like any other operation, and a leaf that requires grad refuses "
        "to be changed in place. Put the update inside `with ag.no_grad():`.",
        but(STEP, ("    with ag.no_grad():", "    if True:")))
mistake("train_step", "None multiplied",
        "A parameter that the loss does not use has None in .grad after backward, and lr * None "
        "is a TypeError. Leave such a parameter as it is.", but(STEP, (IF, "            p -=")))
mistake("train_step", "None told to clear itself",
        "p.grad.zero_() needs a gradient to be there. Before the first backward .grad is None: "
        "assign None instead, or ask first.",
        but(STEP, ("p.grad = None", "p.grad.zero_()"), (IF, "            p -=")))
mistake("train_step", "the loss not recorded",
        "The loss is computed inside ag.no_grad(), so nothing is recorded and backward has no "
        "graph. Only the update belongs inside.",
        but(STEP, ("    loss = loss_fn()", "    with ag.no_grad():\n        loss = loss_fn()")))


# --- order_of_a_step -----------------------------------------------------------------------

ORDER = """
def order_of_a_step():
    return "d c e a b f"
"""

mistake("order_of_a_step", "step finds nothing",
        "Nothing ever moves: zero_grad clears the gradients before step can use them. "
        "It has to stay out of the way from backward to step.",
        but(ORDER, ("d c e a b f", "c e f a d b")))
mistake("order_of_a_step", "step before backward",
        "step comes before backward here, so it uses the gradient of the pass before. "
        "The first pass moves nothing.", but(ORDER, ("d c e a b f", "b d c e f a")))
mistake("order_of_a_step", "loss used too early",
        "backward or append uses the name loss before the line that makes it.",
        but(ORDER, ("d c e a b f", "d a c e f b")))
mistake("order_of_a_step", "prediction used too early",
        "The loss uses the name prediction before the line that makes it.",
        but(ORDER, ("d c e a b f", "d e c a b f")))
mistake("order_of_a_step", "zero_grad left out",
        "Each of the six letters has to be there exactly once, zero_grad too.",
        but(ORDER, ("d c e a b f", "c e a b f")))


# --- the five loops --------------------------------------------------------------------------

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
