"""Lesson 4's probes: unusual right answers pass, and who walks every path is stopped."""

import numpy as np

from course.expected import load
from course.probes import PUBLIC_SEED, find, observe
from course.verdicts import judge


def verdict(name, answer):
    known = load("computational_graphs")[name]
    seen = observe(find(name), {name: answer}, PUBLIC_SEED)
    return judge(find(name), known["reference"], seen, known["mistakes"])


def users_of(parents):
    """`{node: [user, ...]}`, a user once for each time it uses the node."""
    users = {node: [] for node in parents}
    for node, found in parents.items():
        for parent in found:
            users[parent].append(node)
    return users


def test_numbers_of_paths_may_be_numpys():
    def count_paths(parents, start, end):
        at = {node: i for i, node in enumerate(parents)}
        paths = np.zeros(len(at), dtype=np.int64)
        paths[at[end]] = 1
        for node in reversed(parents):
            for parent in parents[node]:
                paths[at[parent]] += paths[at[node]]
        return paths[at[start]]

    assert verdict("count_paths", count_paths).right


def test_slopes_may_be_looked_for_node_by_node():
    """Slow, but no path is walked: the whole graph is searched for the users of each node."""
    def adjoints(graph, out):
        found = {out: 1.0}
        for node in reversed(list(graph)[:list(graph).index(out)]):
            found[node] = sum(found.get(user, 0.0) * graph[user][i][1] for user in graph
                              for i in range(len(graph[user])) if graph[user][i][0] == node)
        return found

    assert verdict("adjoints", adjoints).right


def test_paths_walked_in_a_dict_of_the_answers_own_are_stopped():
    def count_paths(parents, start, end):
        users = users_of(parents)

        def ways(node):
            return 1 if node == end else sum(map(ways, users[node]))
        return ways(start)

    assert verdict("count_paths", count_paths).mistake == "every path walked"


def test_a_difference_quotient_is_not_exact_enough():
    """Else it would pass with one seed and fail with another."""
    operations = {"add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
                  "sin": np.sin, "exp": np.exp, "square": np.square}

    def local_grads(op, inputs, h=1e-5):
        f, x, steps = operations[op], np.array(inputs), h * np.eye(len(inputs))
        return [(f(*(x + step)) - f(*(x - step))) / (2 * h) for step in steps]

    assert verdict("local_grads", local_grads).status == "wrong"
