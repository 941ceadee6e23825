"""Known mistakes in the rules of the seven operations."""

# ruff: noqa: F821 - answers are cells: they share names and use those of the lesson

import math

from grading.mistakes import mistake


def rule_of(exercise, name, sentence, rule, made):
    """The mistake `name`: the operation as the lesson makes it, with `rule` for its rule's body."""
    arguments = {"div": "a, b", "power": "a, n"}.get(exercise, "a")
    mistake(exercise, name, sentence,
            f"def {exercise}({arguments}):\n    def rule(g):\n        {rule}\n    return {made}")


# --- neg and power ---------------------------------------------------------------------------

NEG = 'Value(-a.data, (a,), "neg", rule)'

rule_of("neg", "sign lost", "All of g goes on to a, with its sign unchanged. "
        "When a grows, -a shrinks: the slope is -1.", "return g", NEG)
rule_of("neg", "slope alone", "This is the slope of -a. What a gets is the slope times what "
        "arrives at the result: multiply by g.", "return -1.0", NEG)
rule_of("neg", "times the operand", "The slope of -a is -1, however large a is. "
        "The number in a has no part in the share.", "return -g * a.data", NEG)
rule_of("neg", "added by hand", "The share is right, but the rule also changes a.grad itself. "
        "A rule only returns shares; adding them up is the work of backward.",
        "a.grad += -g\n        return -g", NEG)

POWER = 'Value(a.data**n, (a,), f"**{n}", rule)'

rule_of("power", "exponent not brought down", "The exponent is lowered by 1, but it is missing as "
        "a factor: the slope of a**n is n * a**(n-1).", "return g * a.data ** (n - 1)", POWER)
rule_of("power", "exponent not lowered", "The factor n is there, but the power is still a**n. "
        "The slope is n * a**(n-1).", "return g * n * a.data**n", POWER)
rule_of("power", "slope alone", "This is the slope. What a gets is the slope times what arrives "
        "at the result: multiply by g.", "return n * a.data ** (n - 1)", POWER)
rule_of("power", "a share that is a Value", "This computes with the Value a and not with its "
        "number a.data, so the share is a Value again. A share is a plain number.",
        "return g * n * a ** (n - 1)", POWER)

# --- exp, log --------------------------------------------------------------------------------

EXP = 'Value(math.exp(a.data), (a,), "exp", rule)'

rule_of("exp", "slope alone", "This is the slope of e^a. What a gets is the slope times what "
        "arrives at the result: multiply by g.", "return math.exp(a.data)", EXP)
rule_of("exp", "the operand kept", "This multiplies g by a. The slope of e^a is the result, "
        "e^a, and not the operand.", "return g * a.data", EXP)
rule_of("exp", "power rule", "The power rule is for a variable base and a fixed exponent. In e^a "
        "the exponent varies: the slope is e^a.", "return g * a.data * math.exp(a.data - 1)", EXP)


@mistake("exp", "a plain number", "This returns a plain number, which does not remember where it "
         "came from: the graph ends here. Return a Value, with its parents and its rule.")
def exp(a):
    return math.exp(a.data)


@mistake("exp", "a Value into math", "math.exp wants a plain number and gets a Value. "
         "The number in a Value is its .data.")
def exp(a):
    e = math.exp(a)
    return Value(e, (a,), "exp", lambda g: g * e)


@mistake("exp", "no parents", "The number is right, but the new Value has no parents, "
         "so nothing is ever sent back to a.")
def exp(a):
    return Value(math.exp(a.data))


@mistake("exp", "no comma", "(a) is a in brackets and no tuple: Value goes through its second "
         "argument, and a can't be gone through. A tuple of one is written (a,), with a comma.")
def exp(a):
    e = math.exp(a.data)
    return Value(e, (a), "exp", lambda g: g * e)


@mistake("exp", "no rule", "The new Value has its number and its parent, but no rule, so it can't "
         "say what the parent's share is. The rule is the fourth argument.")
def exp(a):
    return Value(math.exp(a.data), (a,), "exp")


LOG = 'Value(math.log(a.data), (a,), "log", rule)'

rule_of("log", "slope alone", "This is the slope of ln a. What a gets is the slope times what "
        "arrives at the result: multiply by g.", "return 1 / a.data", LOG)
rule_of("log", "upside down", "This multiplies by a. The slope of ln a is 1/a: "
        "steep near 0, flat far out.", "return g * a.data", LOG)
rule_of("log", "slope of 1/a", "-1/a² is the slope of 1/a. The slope of ln a is 1/a itself.",
        "return -g / a.data**2", LOG)
rule_of("log", "divided by the result", "This divides by ln a. The slope of ln a is 1/a: "
        "divide by the operand.", "return g / math.log(a.data)", LOG)


@mistake("log", "base 10", "math.log10 is the logarithm to base 10. The natural one, whose slope "
         "is 1/a, is math.log.")
def log(a):
    return Value(math.log10(a.data), (a,), "log", lambda g: g / a.data)


# --- tanh, relu ------------------------------------------------------------------------------

TANH = 'Value(math.tanh(a.data), (a,), "tanh", rule)'

rule_of("tanh", "slope alone", "This is the slope of tanh. What a gets is the slope times what "
        "arrives at the result: multiply by g.", "return 1 - math.tanh(a.data) ** 2", TANH)
rule_of("tanh", "square forgotten", "The slope of tanh is 1 - t², with a square. "
        "Here it is 1 - t.", "return g * (1 - math.tanh(a.data))", TANH)
rule_of("tanh", "the operand squared", "The square in 1 - t² is that of the result, t = tanh(a). "
        "Here it is that of the operand.", "return g * (1 - a.data**2)", TANH)
rule_of("tanh", "sigmoid's slope", "t * (1 - t) is the slope of the sigmoid function. "
        "The slope of tanh is 1 - t².",
        "t = math.tanh(a.data)\n        return g * t * (1 - t)", TANH)


rule_of("tanh", "by cosh", "1 / cosh² is the same slope, but far out cosh is too large for a "
        "floating-point number. 1 - t² needs only the result, t = tanh(a).",
        "return g / math.cosh(a.data) ** 2", TANH)


@mistake("tanh", "by exponentials", "Near 0 this is right, but far out e^a is too large for a "
         "floating-point number. math.tanh knows what to do there.")
def tanh(a):
    t = (math.exp(a.data) - math.exp(-a.data)) / (math.exp(a.data) + math.exp(-a.data))
    return Value(t, (a,), "tanh", lambda g: g * (1 - t * t))


RELU = 'Value(max(a.data, 0.0), (a,), "relu", rule)'

rule_of("relu", "all goes through", "g goes on to a everywhere. Left of 0 relu is flat: "
        "its slope is 0 there.", "return g", RELU)
rule_of("relu", "slope 1 at 0", "All is right but the slope at 0 itself. It is a convention: here, "
        "as in PyTorch, it is 0.", "return g if a.data >= 0 else 0.0", RELU)
rule_of("relu", "slope alone", "This is the slope of relu. What a gets is the slope times what "
        "arrives at the result: multiply by g.", "return 1.0 if a.data > 0 else 0.0", RELU)
rule_of("relu", "relu of the gradient", "This cuts off gradients that are negative. What decides "
        "is the operand: g goes on where a.data is above 0, whatever its sign.",
        "return max(g, 0.0)", RELU)
rule_of("relu", "times the value", "Right of 0 the slope of relu is 1, however large a is. "
        "The number in a has no part in the share.", "return g * max(a.data, 0.0)", RELU)


@mistake("relu", "the operand itself", "Where a is positive this gives a itself back, so a and the "
         "result share one .grad. Every operation makes a Value of its own.")
def relu(a):
    return a if a.data > 0 else Value(0.0)


# --- div -------------------------------------------------------------------------------------

DIV = 'Value(a.data / b.data, (a, b), "/", rule)'

rule_of("div", "sign lost", "The share of b has the wrong sign. When b grows, a / b (of positive "
        "numbers) shrinks: the slope in b is -a/b².",
        "return g / b.data, g * a.data / b.data**2", DIV)
rule_of("div", "square forgotten", "The slope in b is -a/b², with a square. Here b is there only "
        "once.", "return g / b.data, -g * a.data / b.data", DIV)
rule_of("div", "numerator forgotten", "The slope in b is -a/b²: the larger a is, the more the "
        "quotient changes. Here a is missing.", "return g / b.data, -g / b.data**2", DIV)
rule_of("div", "shares swapped", "The two shares are right, but they go to the wrong operands. "
        "They have to stand in the order of the parents, a first.",
        "return -g * a.data / b.data**2, g / b.data", DIV)
rule_of("div", "slopes alone", "These are the slopes. What each operand gets is its slope times "
        "what arrives at the result: multiply by g.",
        "return 1 / b.data, -a.data / b.data**2", DIV)
rule_of("div", "only one share", "There are two parents and one share. The rule has to return what "
        "a gets and what b gets.", "return g / b.data", DIV)
