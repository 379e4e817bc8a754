"""A tree as FEEL's parser gives it, in; the same with the rule language's own forms in place of their calls, out.

`known(x)`, `required(x)` and `certain(c)` are written as calls but carry unknowns in their own way; so does
`count(list[condition])`, whose result is a range where it is unknown whether some elements count.
"""

from __future__ import annotations

from typing import Any

from engine.feel.nodes import Node

SPECIAL = ("known", "required", "certain")
CONDITIONS = ("cmp", "and", "or", "in", "between", "known", "certain", "some", "every", "some_in", "every_in")


def with_forms(part: Any) -> Any:
    """The tree, or tuple of trees, with the forms in place of the calls."""
    if isinstance(part, tuple):
        return tuple(with_forms(one) for one in part)
    if not isinstance(part, Node):
        return part
    return _rewritten(Node(part.op, *map(with_forms, part.args), at=part.at))


def _rewritten(node: Node) -> Node:
    if node.op != "call" or len(node.args[1]) != 1 or node.args[2]:
        return node
    name, (argument,) = node.args[0], node.args[1]
    if name in SPECIAL:
        return Node(name, argument, at=node.at)
    if name == "count":
        if argument.op == "filter" and argument.args[1].op in CONDITIONS:
            return Node("count_in", argument.args[0], argument.args[1], at=node.at)
        return Node("count_in", argument, None, at=node.at)
    return node
