"""Two lists of unary tests, in; whether one value can pass both, out; true where that cannot be told apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel.nodes import Node


class Span(NamedTuple):
    """The values between two ends; an end that is None is open."""

    low: Any
    low_in: bool
    high: Any
    high_in: bool


def overlap(a: tuple[Node, ...], b: tuple[Node, ...]) -> bool | None:
    """Whether some value passes a test of `a` and a test of `b`; no tests at all let everything pass.

    Only tests with literals are compared; a test that names a fact or parameter may overlap with none (it is given the
    benefit of the doubt).
    """
    if not a or not b:
        return True
    spans_a, spans_b = [_span(test) for test in a], [_span(test) for test in b]
    if None in spans_a or None in spans_b:
        return a == b
    return any(_meet(x, y) for x in spans_a for y in spans_b if x is not None and y is not None)


def _span(test: Node) -> Span | None:
    if test.op == "test_any":
        return Span(None, True, None, True)
    if test.op == "test_cmp":
        value = _literal(test.args[1])
        if value is None:
            return None
        ends = {
            "<": Span(None, True, value, False),
            "<=": Span(None, True, value, True),
            ">": Span(value, False, None, True),
            ">=": Span(value, True, None, True),
            "=": Span(value, True, value, True),
        }
        return ends.get(test.args[0])
    if test.op != "test_expr":
        return None
    inner = test.args[0]
    if inner.op == "range":
        low_in, low, high, high_in = inner.args
        ends_known = all(end is None or _literal(end) is not None for end in (low, high))
        if not ends_known:
            return None
        return Span(None if low is None else _literal(low), low_in, None if high is None else _literal(high), high_in)
    value = _literal(inner)
    return None if value is None else Span(value, True, value, True)


def _literal(node: Node) -> Any:
    if node.op == "num":
        return Decimal(node.args[0])
    if node.op in ("str", "at", "bool"):
        return node.args[0]
    if node.op == "neg":
        inner = _literal(node.args[0])
        return -inner if isinstance(inner, Decimal) else None
    return None


def _meet(a: Span, b: Span) -> bool:
    try:
        return not (_before(a, b) or _before(b, a))
    except TypeError:
        return False


def _before(a: Span, b: Span) -> bool:
    """Whether every value of `a` is below every value of `b`."""
    if a.high is None or b.low is None:
        return False
    return bool(a.high < b.low) or (a.high == b.low and not (a.high_in and b.low_in))
