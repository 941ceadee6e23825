"""evaluate, running_loss, td_loss: what switching off is used for."""

from grading.mistakes import but, mistake

# --- evaluate ------------------------------------------------------------------------------

EVALUATE = """
def evaluate(model, batches):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    total, rows = 0.0, 0
    with ag.no_grad():
        for x, y in batches:
            total += ((model(x) - y) ** 2).sum().item()
            rows += len(x)
    for m, training in modes:
        m.training = training
    return total / rows
"""
PUT_BACK = "    for m, training in modes:\n        m.training = training\n"

mistake("evaluate", "no eval",
        "Dropout still throws numbers away by chance, and batch norm still learns: model.eval() "
        "is missing. no_grad does not do that.", but(EVALUATE, ("    model.eval()\n", "")))
mistake("evaluate", "no no_grad",
        "The number is right, but a graph is built for every batch: eval() does not stop "
        "recording.", but(EVALUATE, ("with ag.no_grad()", "if True")))
mistake("evaluate", "recording left off",
        "The number is right, but recording stays off for the rest of the program: "
        "set_grad_enabled(False) as a plain call has nothing that puts it back. Use a with block.",
        but(EVALUATE, ("    with ag.no_grad():\n",
                       "    ag.set_grad_enabled(False)\n    if True:\n")))
mistake("evaluate", "everything frozen",
        "The number is right, but the parameters stay frozen: after this, nothing can be trained. "
        "For one pass no_grad is enough, and it changes no flag.",
        but(EVALUATE, ("model.eval()\n", "model.eval()\n    model.requires_grad_(False)\n")))
mistake("evaluate", "everything thawed",
        "Freezing all and thawing all also thaws what was frozen before, such as the batch norm. "
        "For one pass no_grad is enough, and it changes no flag.",
        but(EVALUATE, ("    model.eval()\n", "    model.eval()\n    model.requires_grad_(False)\n"),
            ("    return", "    model.requires_grad_(True)\n    return")))
mistake("evaluate", "left in eval mode",
        "The number is right, but the model is left in eval mode, and the training that comes "
        "after it would go on without dropout. Note the modes before model.eval(), put them back "
        "after the loop.", but(EVALUATE, (PUT_BACK, "")))
mistake("evaluate", "always into train mode",
        "model.train() puts every module into train mode, also those that were in eval mode "
        "before, such as a frozen batch norm.", but(EVALUATE, (PUT_BACK, "    model.train()\n")))
mistake("evaluate", "the model's own mode for all",
        "model.train(mode) puts all modules into one mode. One of them was in another mode before.",
        but(EVALUATE, ("    model.eval()\n", "    was = model.training\n    model.eval()\n"),
            (PUT_BACK, "    model.train(was)\n")))
mistake("evaluate", "a mean of means",
        "The mean of the batches' means counts each row of a small batch more than a row of a "
        "large one. Add up the squares, count the rows, divide once.",
        but(EVALUATE, (".sum().item()", ".mean().item()"), ("rows += len(x)", "rows += 1")))
mistake("evaluate", "the sum",
        "This is the sum of the squared errors. Divide it by the number of rows.",
        but(EVALUATE, ("total / rows", "total")))
mistake("evaluate", "a tensor",
        "A tensor comes back where a Python float was asked for.",
        but(EVALUATE, (".sum().item()", ".sum()")))
mistake("evaluate", "the last batch only",
        "Only the last batch counts: `total =` forgets the ones before it.",
        but(EVALUATE, ("total += (", "total = (")))


# --- running_loss --------------------------------------------------------------------------

RUNNING = """
def running_loss(losses, beta):
    history = []
    for loss in losses:
        value = loss.item()
        history.append(beta * history[-1] + (1 - beta) * value if history else value)
    return history
"""

mistake("running_loss", "tensors with their graphs",
        "These are tensors, and behind each hangs a graph, back to the first loss. Turn each loss "
        "into a number with .item().", but(RUNNING, ("loss.item()", "loss")))
mistake("running_loss", "numbers at the end only",
        "The numbers are right, but until the end the losses are kept as tensors, one by one or "
        "in a list, and each keeps its graph alive. Turn each into a number as it comes.",
        but(RUNNING, ("loss.item()", "loss"),
            ("return history", "return [value.item() for value in history]")))
mistake("running_loss", "the first loss kept",
        "Inside no_grad the smoothed values have no graph, but the first of them is the first loss "
        "itself, and that has one. Turn each loss into a number as it comes.",
        but(RUNNING, ("    for loss in losses:\n        value = loss.item()\n        history",
                      "    for loss in losses:\n        value = loss\n"
                      "        with ag.no_grad():\n            history"),
            ("return history", "return [value.item() for value in history]")))
mistake("running_loss", "detached tensors",
        "No graph is kept, but these are tensors. Python floats were asked for.",
        but(RUNNING, ("loss.item()", "loss.detach()")))
mistake("running_loss", "beta and 1 - beta swapped",
        "beta belongs to the smoothed value before, 1 - beta to the new loss.",
        but(RUNNING, ("beta * history[-1] + (1 - beta) * value",
                      "(1 - beta) * history[-1] + beta * value")))
mistake("running_loss", "started from 0",
        "The first smoothed value is (1 - beta) times the first loss here, because the start is "
        "0. It should be the first loss itself.",
        but(RUNNING, ("beta * history[-1] + (1 - beta) * value if history else value",
                      "beta * (history[-1] if history else 0.0) + (1 - beta) * value")))
mistake("running_loss", "not smoothed",
        "These are the losses as they came. Mix each with the smoothed value before it.",
        but(RUNNING, ("beta * history[-1] + (1 - beta) * value if history else value", "value")))
mistake("running_loss", "only the last",
        "Only the last smoothed value comes back. The whole list was asked for.",
        but(RUNNING, ("return history", "return history[-1:]")))


# --- td_loss -------------------------------------------------------------------------------

TD = """
def td_loss(value, s, r, s_next, gamma):
    target = (r + gamma * value(s_next)).detach()
    return ((value(s) - target) ** 2).mean()
"""
TARGET = "(r + gamma * value(s_next)).detach()"
ERROR = "(value(s) - target)"

mistake("td_loss", "the target learns too",
        "The loss is right, but gradients flow through the target as well, and pull it towards "
        "the old guess. Detach it.", but(TD, (TARGET, "r + gamma * value(s_next)")))
mistake("td_loss", "the wrong side detached",
        "Here value(s) is the constant and the target learns. It has to be the other way round.",
        but(TD, (TARGET, "r + gamma * value(s_next)"), (ERROR, "(value(s).detach() - target)")))
mistake("td_loss", "both sides detached",
        "Both sides are constants, so there is no graph and nothing can learn. Only the target is "
        "detached or made inside no_grad; value(s) keeps its history.",
        but(TD, (ERROR, "(value(s).detach() - target)")))
mistake("td_loss", "the sum",
        "This is the sum over the rows. The mean was asked for.",
        but(TD, (".mean()", ".sum()")))
mistake("td_loss", "no discount",
        "gamma is missing: the target is r + gamma * value(s_next).",
        but(TD, ("gamma * ", "")))
mistake("td_loss", "the discount on the reward",
        "gamma belongs to value(s_next) alone, not to the reward.",
        but(TD, (TARGET, "(gamma * (r + value(s_next))).detach()")))
mistake("td_loss", "the target from the same place",
        "The target is computed from s. It belongs to the place where one arrives, s_next.",
        but(TD, ("value(s_next)", "value(s)")))
