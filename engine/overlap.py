"""Two lists of unary tests, in; whether one value can pass both, out: yes, no, or not to be told from the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import localcontext
from functools import cache, lru_cache
from typing import Any, NamedTuple

from engine.feel.arithmetic import exact_context
from engine.feel.compiler import FEEL_BUILDERS, Constant, build
from engine.feel.errors import FeelError
from engine.feel.nodes import Node
from engine.feel.scope import DynamicScope

Tests = tuple[Node, ...]
Known = Callable[[Node], Any]
"""An expression → its value where it always has the same one, else None."""


class Span(NamedTuple):
    """The values between two ends; an end that is None is open."""

    low: Any
    low_in: bool
    high: Any
    high_in: bool


class _Test(NamedTuple):
    """One test: the values of a span pass it, or, `denied`, those in none of the spans."""

    spans: tuple[Span, ...]
    denied: bool


@lru_cache(maxsize=4096)
def literal_value(node: Node) -> Any:
    """The value of an expression made of literals alone; None for any other."""
    try:
        run = build(node, DynamicScope(), FEEL_BUILDERS)
    except (FeelError, ArithmeticError):
        return None
    return run.value if isinstance(run, Constant) else None


def overlap(a: Tests, b: Tests, known: Known = literal_value) -> bool | None:
    """Whether some value passes a test of `a` and a test of `b`; no tests at all let everything pass.

    None where it cannot be told: a test names what is not `known` beforehand, such as a fact.
    """
    if not a or not b or a == b:
        return True
    answers = [_meeting(_read(x, known), _read(y, known)) for x in a for y in b]
    if True in answers:
        return True
    return None if None in answers else False


def apart(a: Node, b: Node, known: Known = literal_value) -> bool:
    """Whether two conditions of rows surely exclude each other, because of what they ask of one input."""
    first = dict(_columns(a))
    return any(left in first and overlap(first[left], tests, known) is False for left, tests in _columns(b))


def constants(scope: Any, builders: Callable[[Node, Any], Any]) -> Known:
    """What is known when expressions are built: literals, and the names that stand for constants."""

    @cache
    def known(node: Node) -> Any:
        try:
            with localcontext(exact_context()):
                run = builders(node, scope)
        except FeelError:  # it names what only a cell knows, such as `?`
            return None
        return run.value if isinstance(run, Constant) else None

    return known


def _columns(when: Node) -> list[tuple[Node, Tests]]:
    parts = when.args if when.op == "and" else (when,)
    return [(part.args[0], part.args[1]) for part in parts if isinstance(part, Node) and part.op == "in"]


def _read(test: Node, known: Known) -> _Test | None:
    if test.op != "test_not":
        span = _span(test, known)
        return None if span is None else _Test((span,), False)
    spans = [_span(inner, known) for inner in test.args[0]]
    return None if None in spans else _Test(tuple(span for span in spans if span is not None), True)


def _span(test: Node, known: Known) -> Span | None:
    if test.op == "test_any":
        return Span(None, True, None, True)
    if test.op == "test_cmp":
        value = known(test.args[1])
        ends = {
            "<": Span(None, True, value, False),
            "<=": Span(None, True, value, True),
            ">": Span(value, False, None, True),
            ">=": Span(value, True, None, True),
            "=": Span(value, True, value, True),
        }
        return None if value is None else ends.get(test.args[0])
    if test.op != "test_expr":
        return None
    inner = test.args[0]
    if inner.op == "range":
        low_in, low, high, high_in = inner.args
        bottom, top = (None if end is None else known(end) for end in (low, high))
        unknown = (low is not None and bottom is None) or (high is not None and top is None)
        return None if unknown else Span(bottom, low_in, top, high_in)
    value = known(inner)
    return None if value is None or isinstance(value, list | dict) else Span(value, True, value, True)


def _meeting(a: _Test | None, b: _Test | None) -> bool | None:
    if a is None or b is None:
        return None
    if a.denied and b.denied:
        return None
    if a.denied or b.denied:
        (inside,), outside = (b.spans, a.spans) if a.denied else (a.spans, b.spans)
        if any(_within(inside, span) for span in outside):
            return False
        return True if all(_meet(inside, span) is False for span in outside) else None
    return _meet(a.spans[0], b.spans[0])


def _meet(a: Span, b: Span) -> bool | None:
    kinds = {_kind(end) for end in (a.low, a.high, b.low, b.high) if end is not None}
    if len(kinds) > 1:
        return None if kinds <= {"date", "datetime"} else False
    try:
        return not (_before(a, b) or _before(b, a))
    except TypeError:
        return None


def _kind(end: Any) -> str:
    return "datetime" if type(end) is not date and isinstance(end, date) else type(end).__name__


def _before(a: Span, b: Span) -> bool:
    """Whether every value of `a` is below every value of `b`."""
    if a.high is None or b.low is None:
        return False
    return bool(a.high < b.low) or (a.high == b.low and not (a.high_in and b.low_in))


def _within(inner: Span, outer: Span) -> bool:
    """Whether every value of `inner` surely lies in `outer`."""
    if _meet(inner, outer) is not True:
        return False
    low = outer.low is None or (
        inner.low is not None
        and (inner.low > outer.low or (inner.low == outer.low and (outer.low_in or not inner.low_in)))
    )
    high = outer.high is None or (
        inner.high is not None
        and (inner.high < outer.high or (inner.high == outer.high and (outer.high_in or not inner.high_in)))
    )
    return bool(low and high)
