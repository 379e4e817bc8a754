"""Ordered enumerations and windows of time in rule files, in; conditions on numbers and days, out."""

from __future__ import annotations

from engine.feel.nodes import Node
from engine.model import Type
from engine.names import Names
from loader.rules.expressions import every

UNITS = {"years": "P1Y", "months": "P1M", "days": "P1D"}


def ranked_members(kind: Type, names: Names) -> tuple[str, ...] | None:
    """The members of an ordered enumeration from the lowest to the highest; None for any other type."""
    return names.vocabulary.enums[kind.name].ranked if kind.kind == "enum" and kind.name else None


def by_order(node: Node, names: Names, kind: Type | None = None) -> Node:
    """The expression, or where it stands in the order of its enumeration, if it has such an order.

    `kind` is the enumeration where the expression does not show it (a member that is written out).
    """
    from loader.rules.conditions import type_of

    kind = kind or type_of(node, names)
    members = ranked_members(kind, names)
    return node if members is None else Node("ordinal", node, kind.name, members, at=node.at)


def window(
    left: Node, kind: Type, day: Node, unit: str, ends: tuple[Node | None, Node | None], before: bool, at: int
) -> Node:
    """The condition that `left` lies before (or after) `day`, by so many units at least and at most.

    A whole number is a year; a day that many years or months from another is counted as FEEL counts (10.3.2.3): the
    same day of the month, or the last one.
    """
    first, last = (left, day) if before else (day, left)
    tests = [Node("cmp", "<=", first, last, at=at)]
    for end, operator in zip(ends, ("<=", ">="), strict=True):
        if end is not None:
            tests.append(Node("cmp", operator, _moved(first, end, unit, kind, at), last, at=at))
    return every(tests, at)


def _moved(day: Node, count: Node, unit: str, kind: Type, at: int) -> Node:
    if kind.kind in ("int", "decimal", "number") and unit == "years":
        return Node("arith", "+", day, count, at=at)
    if count.op == "num" and count.args[0].isdigit():
        length = Node("at", f"P{count.args[0]}{UNITS[unit][-1]}", at=at)
    else:
        length = Node("arith", "*", Node("at", UNITS[unit], at=at), count, at=at)
    return Node("arith", "+", day, length, at=at)
