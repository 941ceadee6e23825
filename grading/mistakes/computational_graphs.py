"""Known mistakes of lesson 4: computational graphs and the chain rule by hand."""

from grading.mistakes import mistake

# --- topo_order ------------------------------------------------------------------------------


@mistake("topo_order", "the node before its parents",
         "In this list a node stands before its parents, from which it is made. Visit the parents "
         "first, then put the node into the list.")
def topo_order(parents, out):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for parent in parents[node]:
                visit(parent)

    visit(out)
    return order


@mistake("topo_order", "level by level, turned round",
         "This collects nodes by their distance from the end and turns the list round. A node that "
         "is used both near the end and farther away then comes too late.")
def topo_order(parents, out):
    order, todo = [], [out]
    while todo:
        node = todo.pop(0)
        if node not in order:
            order.append(node)
            todo += parents[node]
    return order[::-1]


@mistake("topo_order", "as the dict has them",
         "The keys of this dict stand in no particular order, and some of its nodes are not needed "
         "at all. Begin at `out` and visit what it is made from.")
def topo_order(parents, out):
    return list(parents)


@mistake("topo_order", "nodes twice",
         "A node that is used several times comes into the list several times. "
         "Remember what has been visited.")
def topo_order(parents, out):
    order = []
    for parent in parents[out]:
        order += topo_order(parents, parent)
    return [*order, out]


@mistake("topo_order", "nodes that are not needed",
         "The order is right, but it holds nodes that `out` does not need. "
         "Visit `out` only, not every node of the graph.")
def topo_order(parents, out):
    order = []

    def visit(node):
        if node not in order:
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    for node in parents:
        visit(node)
    return order


@mistake("topo_order", "the result left out",
         "The parents are all there, in a right order, but `out` itself is not in the list.")
def topo_order(parents, out):
    order = []

    def visit(node):
        for parent in parents[node]:
            if parent not in order:
                visit(parent)
                order.append(parent)

    visit(out)
    return order


@mistake("topo_order", "the dict emptied",
         "The list is right, but the graph is empty afterwards: `pop` takes the parents out of it. "
         "Go through them with `for`, which leaves them where they are.")
def topo_order(parents, out):
    order = []

    def visit(node):
        while parents[node]:
            visit(parents[node].pop())
        if node not in order:
            order.append(node)

    visit(out)
    return order


# --- local_grads -----------------------------------------------------------------------------

LOCAL = """
def local_grads(op, inputs):
    a, b = (*inputs, 0.0)[:2]
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [b, a]
    if op == "div":
        return [1 / b, -a / b**2]
    if op == "sin":
        return [math.cos(a)]
    if op == "exp":
        return [math.exp(a)]
    return [2 * a]
"""


def local(name, sentence, old, new):
    """The mistake `name`: the right answer with `old` changed into `new`."""
    if LOCAL.count(old) != 1:
        raise ValueError(f"{old!r} is not once in {LOCAL}")
    mistake("local_grads", name, sentence, "import math\n" + LOCAL.replace(old, new))


local("factors not exchanged", "In a product each input has the *other* factor as its slope: "
      "for a · b these are b and a.", "[b, a]", "[a, b]")
local("sum like a product", "A sum grows exactly as much as one of its inputs does: both slopes "
      "are 1.", "[1.0, 1.0]", "[b, a]")
local("sign of the divisor", "When the divisor grows, a / b (of positive numbers) shrinks: the "
      "slope in b is -a/b², with a minus.", "-a / b**2", "a / b**2")
local("divisor without square", "The slope of a / b in b is -a/b². The square is missing.",
      "-a / b**2", "-a / b")
local("square read as a factor", "Python reads -a / b*2 as (-a / b) · 2. The square of b is b**2.",
      "-a / b**2", "-a / b*2")
local("exponential by the power rule", "The power rule is for a variable base. In e^a the exponent "
      "varies, and the slope is e^a itself.", "math.exp(a)", "a * math.exp(a - 1)")
local("sine's sign", "The derivative of sin is cos, without a minus. The minus belongs to the "
      "derivative of cos.", "math.cos(a)", "-math.cos(a)")
local("values for slopes", "For sin this is the value of the operation, not its slope. "
      "The slope of sin is cos.", "math.cos(a)", "math.sin(a)")
local("square without its input", "The slope of a² is 2a: it depends on where you are.",
      "2 * a", "2.0")

# --- adjoints --------------------------------------------------------------------------------


@mistake("adjoints", "overwritten",
         "A node that is used several times keeps only the last share. "
         "The shares of all its users add up.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[out] = 1.0
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] = adjoint[name] * slope
    return adjoint


@mistake("adjoints", "from the front",
         "Only the parents of `out` got something. Whoever goes through the nodes from the first "
         "to the last lets them pass on what they do not have yet. Begin at the end.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[out] = 1.0
    for name in graph:
        for parent, slope in graph[name]:
            adjoint[parent] += adjoint[name] * slope
    return adjoint


@mistake("adjoints", "slopes without what arrives",
         "Each node passes on the slope alone. What a parent gets is the slope times the adjoint "
         "of the node: that is the chain rule.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[out] = 1.0
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] += slope
    return adjoint


@mistake("adjoints", "added in place of multiplied",
         "Along a path slopes are multiplied, not added. Only different paths add up.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[out] = 1.0
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] += adjoint[name] + slope
    return adjoint


@mistake("adjoints", "every node begins with 1",
         "Only the result has the adjoint 1 to begin with: its slope in itself. "
         "All others begin with 0.")
def adjoints(graph, out):
    adjoint = {name: 1.0 for name in graph}
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] += adjoint[name] * slope
    return adjoint


@mistake("adjoints", "the last node for the result",
         "This begins at the last node of the dict. The graph can go on behind `out`; "
         "the pass has to begin at `out`.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[list(graph)[-1]] = 1.0
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] += adjoint[name] * slope
    return adjoint


@mistake("adjoints", "nothing to begin with",
         "All adjoints are 0: there is nothing to pass on. The slope of `out` in itself is 1.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    for name in reversed(list(graph)):
        for parent, slope in graph[name]:
            adjoint[parent] += adjoint[name] * slope
    return adjoint


@mistake("adjoints", "every path walked",
         "The sum over all paths is right, and the small graphs come out well. But the number of "
         "paths can double with every node. Let each node pass on once.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}

    def walk(name, g):
        adjoint[name] += g
        for parent, slope in graph[name]:
            walk(parent, g * slope)

    walk(out, 1.0)
    return adjoint


@mistake("adjoints", "pairs made a dict",
         "A parent that is used twice stands in two pairs, and both count. `dict` keeps only the "
         "last of them. Go through the list itself.")
def adjoints(graph, out):
    adjoint = {name: 0.0 for name in graph}
    adjoint[out] = 1.0
    for name in reversed(list(graph)):
        for parent, slope in dict(graph[name]).items():
            adjoint[parent] += adjoint[name] * slope
    return adjoint


# --- count_paths -----------------------------------------------------------------------------


@mistake("count_paths", "every path walked",
         "Counting one by one is right for small graphs. The number of paths can double with every "
         "node, so let each node hand on its number once.")
def count_paths(parents, start, end):
    if start == end:
        return 1
    return sum(count_paths(parents, start, parent) for parent in parents[end])


@mistake("count_paths", "a parent counted once",
         "A parent that a node uses twice is reached in two ways. `set` or `in` makes one of them.")
def count_paths(parents, start, end):
    paths = {name: 0 for name in parents}
    paths[end] = 1
    for name in reversed(list(parents)):
        for parent in set(parents[name]):
            paths[parent] += paths[name]
    return paths[start]


@mistake("count_paths", "edges counted",
         "Each node adds 1 to its parents, so this counts how often a node is used. "
         "It has to add its own number of paths.")
def count_paths(parents, start, end):
    paths = {name: 0 for name in parents}
    paths[end] = 1
    for name in reversed(list(parents)):
        for parent in parents[name]:
            paths[parent] += 1
    return paths[start]


@mistake("count_paths", "overwritten",
         "Only the paths by way of the last user are kept. The numbers of all users add up.")
def count_paths(parents, start, end):
    paths = {name: 0 for name in parents}
    paths[end] = 1
    for name in reversed(list(parents)):
        for parent in parents[name]:
            paths[parent] = paths[name]
    return paths[start]


@mistake("count_paths", "the wrong end",
         "This begins at `start` and goes from a node to its parents. The paths lead from `start` "
         "to `end`: seen from the parents, begin at `end`.")
def count_paths(parents, start, end):
    paths = {name: 0 for name in parents}
    paths[start] = 1
    for name in reversed(list(parents)):
        for parent in parents[name]:
            paths[parent] += paths[name]
    return paths[end]
