"""Looking through a syntax tree; in: nodes, out: the nodes inside them, how many, or whether a name is among them."""

from __future__ import annotations

from typing import Any

from .nodes import Node


def children(parts: tuple[Any, ...]) -> list[Node]:
    """The nodes directly inside a node's parts, also those inside its tuples."""
    found: list[Node] = []
    for part in parts:
        if isinstance(part, Node):
            found.append(part)
        elif isinstance(part, tuple):
            found.extend(children(part))
    return found


def size(node: Node) -> int:
    """How many nodes the expression has."""
    return 1 + sum(map(size, children(node.args)))


def mentions(node: Node, name: str) -> bool:
    """Whether the name is read anywhere in the expression."""
    return (node.op == "name" and node.args[0] == name) or any(mentions(part, name) for part in children(node.args))
