"""Known mistakes in `backward`: the order, the adding, what is kept, how deep calls are nested."""

from grading.mistakes import but, mistake

BACKWARD = """
def backward(out):
    order, seen, todo = [], set(), [(out, False)]
    while todo:
        node, parents_done = todo.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            todo.append((node, True))
            todo += [(parent, False) for parent in node.parents]
    for node in order:
        if node.parents:
            node.grad = 0.0
    out.grad += 1.0
    for node in reversed(order):
        for parent, share in zip(node.parents, node.shares(node.grad)):
            parent.grad += share
"""
ADD, SEED, CLEAR = "parent.grad += share", "    out.grad += 1.0\n", "        if node.parents:\n"
ORDER = BACKWARD[BACKWARD.index("    order,"):BACKWARD.index("    for node in order")]
OVERWRITTEN = but(BACKWARD, (ADD, "parent.grad = share"))
BREADTH_FIRST = but(BACKWARD, (ORDER, """\
    order, todo = [], [out]
    while todo:
        node = todo.pop(0)
        if node not in order:
            order.append(node)
            todo += node.parents
"""), ("reversed(order)", "order"))
NOT_REVERSED = but(BACKWARD, ("reversed(order)", "order"))
RECURSIVE = but(BACKWARD, (ORDER, """\
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(out)
"""))

# --- backward --------------------------------------------------------------------------------

mistake("backward", "overwritten",
        "This is what overwriting gives: parent.grad = share keeps only the share that came last. "
        "A number that is used twice gets two shares, and they add up.", OVERWRITTEN)
mistake("backward", "sent on at once",
        "A node sends on what it holds each time something arrives, so what came first is sent on "
        "again with what came later. A node has to wait until all its shares are there.", """
def visit(node):
    for parent, share in zip(node.parents, node.shares(node.grad)):
        parent.grad += share
    for parent in node.parents:
        visit(parent)


def backward(out):
    out.grad = 1.0
    visit(out)
""")
mistake("backward", "every path walked",
        "This walks every path from the result to the leaves. The leaves' sums are right, but "
        "numbers in between keep what older passes left, and a small graph can have more paths "
        "than you can ever walk. Let each node send once, when it is complete.", """
def backward(out, g=1.0):
    out.grad += g
    for parent, share in zip(out.parents, out.shares(g)):
        backward(parent, share)
""")
mistake("backward", "breadth first",
        "Nodes send in the order of their distance from the result. A node that is used both near "
        "the result and farther away sends before its last share has come.", BREADTH_FIRST)
mistake("backward", "met first, sent first",
        "Nodes send in the order in which a search from the result meets them. A node can be met "
        "before all its users have sent. Put a node into the order after its parents, then go "
        "through the order from its end.",
        but(BACKWARD, (ORDER, """\
    order, todo = [], [out]
    while todo:
        node = todo.pop()
        if node not in order:
            order.append(node)
            todo += node.parents[::-1]
"""), ("reversed(order)", "order")))
mistake("backward", "not reversed",
        "The order is right, but it is gone through from the leaves to the result. The nodes send "
        "before anything has arrived. Start at the result.", NOT_REVERSED)
mistake("backward", "nothing to begin with",
        "Every gradient is as it was: the result itself has none, so there is nothing to send on. "
        "The slope of the result in itself is 1. (If you set it: was it cleared after that?)",
        but(BACKWARD, (SEED, "")))
mistake("backward", "the result as its own gradient",
        "The pass begins with the result's value. It has to begin with its slope in itself, which "
        "is 1.", but(BACKWARD, (SEED, "    out.grad = out.data\n")))
mistake("backward", "numbers in between not cleared",
        "One pass is right, but a second one on the same graph finds what the first left in the "
        "nodes between leaf and result, and sends it on again. Only leaves may keep a sum: the "
        "others start each pass at 0.",
        but(BACKWARD, (CLEAR + "            node.grad = 0.0\n", "        pass\n")))
mistake("backward", "the result not cleared",
        "A second pass on the same graph begins with the 1 of the first still in the result, and "
        "adds another. The result begins each pass with 1, like a node with parents that is "
        "cleared first.", but(BACKWARD, (CLEAR, "        if node.parents and node is not out:\n")))
mistake("backward", "numbers in between added up",
        "What is sent is right, but nodes with parents add up the gradients of all passes, as "
        "leaves do. They have to hold the slope of this pass alone.",
        but(BACKWARD, (CLEAR + "            node.grad = 0.0\n    out.grad += 1.0\n", """\
        pass
    new = dict.fromkeys(order, 0.0)
    new[out] = 1.0
"""), ("node.shares(node.grad)", "node.shares(new[node])"), (ADD, "new[parent] += share\n"
       "    for node in order:\n        node.grad += new[node]")))
mistake("backward", "remembered from the call before",
        "The first pass over a graph is right, a second one sends nothing. A default argument like "
        "`seen=set()` is made once and remembers the nodes of every call. Make the set inside "
        "`backward`.", """
def visit(node, order, seen=set()):
    if node not in seen:
        seen.add(node)
        for parent in node.parents:
            visit(parent, order)
        order.append(node)


def backward(out):
    order = []
    visit(out, order)
""" + BACKWARD[BACKWARD.index("    for node in order"):])
mistake("backward", "shares in a dict",
        "In x * x both parents are x, and a dict has room for only one share of each parent. "
        "Go through parents and shares in pairs, and add each share.",
        but(BACKWARD, ("in zip(node.parents, node.shares(node.grad)):",
                       "in dict(zip(node.parents, node.shares(node.grad))).items():")))
mistake("backward", "every path walked for the order",
        "All gradients are right, but the search visits a node again each time it is met, and goes "
        "along every path from there. Ask first whether the node was seen.",
        but(BACKWARD, (ORDER, """\
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        if node not in order:
            order.append(node)

    visit(out)
""")))
mistake("backward", "leaves cleared",
        "Each pass also clears the leaves. In a leaf the gradients of all passes add up, until "
        "somebody clears them.", but(BACKWARD, (CLEAR, "        if True:\n")))
mistake("backward", "numbers in between not kept",
        "The leaves are right, but a node gives up its gradient when it has sent it on. PyTorch "
        "does that to save memory. Here the gradient is to stay, until the next pass.",
        but(BACKWARD, (ADD, ADD + "\n        if node.parents:\n            node.grad = 0.0")))
mistake("backward", "what arrives is not used",
        "Each rule is asked for its shares with 1, so only the last step to a leaf counts. Give "
        "the rule what has arrived at the node: its .grad.",
        but(BACKWARD, ("node.shares(node.grad)", "node.shares(1.0)")))
mistake("backward", "nodes visited again and again",
        "A node that is used twice comes into the order twice, and sends twice. Remember which "
        "nodes you have seen.",
        but(BACKWARD, ("elif node not in seen", "else")))

# --- long_chain ------------------------------------------------------------------------------

mistake("long_chain", "recursion",
        "A function that calls itself once for every node comes to Python's limit of about 1000 "
        "nested calls. Keep a list of your own of what is still to do.", RECURSIVE)
mistake("long_chain", "limit raised",
        "Raising the limit only moves it: the next chain is longer, and some Pythons crash before "
        "they reach it. Keep a list of your own of what is still to do.",
        "import sys\n" + but(RECURSIVE, ("    visit(out)", """\
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    visit(out)
    sys.setrecursionlimit(limit)""")))
mistake("long_chain", "one parent only",
        "This goes on from each node to its first parent only. An operation can have two, and both "
        "get their share.", """
def backward(out):
    node = out
    node.grad = 1.0
    while node.parents:
        for parent, share in zip(node.parents, node.shares(node.grad)):
            parent.grad += share
        node = node.parents[0]
""")
mistake("long_chain", "overwritten",
        "The chain is walked to its end, but a number that takes part in every step keeps only its "
        "last share. Add each share to what is there.", OVERWRITTEN)

# --- random_graphs ---------------------------------------------------------------------------

mistake("random_graphs", "overwritten",
        "This is what overwriting gives: a node that is used more than once keeps only the share "
        "that came last.", OVERWRITTEN)
mistake("random_graphs", "breadth first",
        "Nodes send in the order of their distance from the result. A node that is used both near "
        "the result and farther away sends before its last share has come.", BREADTH_FIRST)
mistake("random_graphs", "not reversed",
        "The nodes send in the order in which they were made, from the leaves to the result, "
        "before anything has arrived.", NOT_REVERSED)
