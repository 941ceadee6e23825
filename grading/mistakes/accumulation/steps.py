"""zero_grad, grads_of, train_step and the order of a step."""

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
mistake("zero_grad", "asked whether it is true",
        "`if p.grad` asks whether the gradient is true, and several numbers have no one answer to "
        "that. Ask whether there is a gradient: p.grad is not None.",
        but(ZERO_GRAD, ("elif p.grad is not None", "elif p.grad")))
mistake("zero_grad", "one zero for all",
        "This puts a single 0 into .grad, and a gradient has the shape of its parameter. "
        "Let p.grad write zeros into itself, or make zeros like it.",
        but(ZERO_GRAD, ("p.grad.zero_()", "p.grad = ag.tensor(0.0, dtype=ag.float64)")))
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
mistake("train_step", "stopped at the first None",
        "The loop over the parameters ends at the first one without a gradient, so those after "
        "it never move. Leave that one out and go on.",
        but(STEP, (IF, "            if p.grad is None:\n                break\n            p -=")))
mistake("train_step", "a loss for each parameter",
        "Each parameter gets a loss and a backward of its own here, and the second one already "
        "sees the first one moved. Go backward once, then update all.",
        """
def train_step(params, loss_fn, lr):
    for p in params:
        p.grad = None
        loss = loss_fn()
        loss.backward()
        if p.grad is not None:
            p.data -= lr * p.grad
    return loss.item()
""")
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
