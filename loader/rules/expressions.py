"""Scalars of a rule file that mean an expression, in; syntax trees whose nodes remember their place, out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.feel.nodes import Node
from engine.model import Place
from loader.diagnostics import Diagnostics
from loader.rules.feel_text import parse_feel, parse_feel_tests
from loader.yaml.nodes import Node as Tree
from loader.yaml.nodes import Scalar

STEP = 1 << 20
"""Offsets of one scalar lie below it; the scalar's number times it is added to them."""


class Expressions:
    """Reads the expressions of one policy; every node's `at` leads back to file, line and column.

    Args:
        found: collects what is wrong.
    """

    def __init__(self, found: Diagnostics) -> None:
        self.found = found
        self._origins: list[Tree] = []

    def mark(self, origin: Tree) -> int:
        """The `at` of a node that stands for `origin` as a whole."""
        self._origins.append(origin)
        return (len(self._origins) - 1) * STEP

    def place(self, at: int) -> Place | None:
        """Where a node with this `at` is written."""
        if at < 0 or at // STEP >= len(self._origins):
            return None
        origin, offset = self._origins[at // STEP], at % STEP
        return origin.at(offset) if isinstance(origin, Scalar) and offset else origin.place

    def feel(self, scalar: Scalar, skip: int = 0) -> Node:
        """The expression in a scalar after its first `skip` characters; a null literal where it is none (reported)."""
        parsed = parse_feel(scalar, self.found, skip)
        base = self.mark(scalar)
        return self._adopt(parsed, base + skip) if parsed is not None else Node("null", at=base)

    def tests(self, scalar: Scalar) -> tuple[Node, ...]:
        """The unary tests in a scalar; the test that everything passes where they are none (reported)."""
        parsed = parse_feel_tests(scalar, self.found)
        base = self.mark(scalar)
        return tuple(self._adopt(test, base) for test in parsed) if parsed is not None else (Node("test_any", at=base),)

    def _adopt(self, part: Any, base: int) -> Any:
        """The tree with places instead of offsets."""
        if isinstance(part, tuple):
            return tuple(self._adopt(one, base) for one in part)
        if not isinstance(part, Node):
            return part
        at = part.at + base if part.at >= 0 else base
        return Node(part.op, *(self._adopt(one, base) for one in part.args), at=at)


def every(conditions: Iterable[Node], at: int) -> Node:
    """The condition that all of them hold."""
    parts = tuple(conditions)
    return parts[0] if len(parts) == 1 else Node("and", *parts, at=at)


def negated(condition: Node, at: int) -> Node:
    """The condition that it does not hold."""
    return Node("call", "not", (condition,), (), at=at)
