"""Functions that relate points and ranges; in: values or `Range`s, out: booleans, None where nothing compares.

Source: OMG DMN 1.5, 10.3.4.7 (range functions), after Allen's algebra of intervals.
"""

from __future__ import annotations

from typing import Any

from ..comparison import equal, in_range, less
from ..logic import conjunction, disjunction, negation
from ..values import Range
from .registry import function

_POINTS = "point1: any, point2: any"


@function("before", _POINTS)
def before(a: Any, b: Any) -> Any:
    """Whether all of the first lies before all of the second."""
    if not isinstance(a, Range) and not isinstance(b, Range):
        return less(a, b)
    end, end_in = (a.high, a.high_included) if isinstance(a, Range) else (a, True)
    start, start_in = (b.low, b.low_included) if isinstance(b, Range) else (b, True)
    return _ends_before(end, start, end_in and start_in)


def _ends_before(end: Any, start: Any, touching: bool) -> Any:
    """Whether `end` lies before `start`; where both belong to their sides they may not be equal."""
    below = less(end, start)
    return below if touching else disjunction(below, equal(end, start))


@function("after", _POINTS)
def after(a: Any, b: Any) -> Any:
    """Whether all of the first lies after all of the second."""
    return before(b, a)


@function("meets", "range1: range, range2: range")
def meets(a: Range, b: Range) -> Any:
    """Whether the first ends with the value that the second begins with."""
    return conjunction(a.high_included and b.low_included, equal(a.high, b.low))


@function("met by", "range1: range, range2: range")
def met_by(a: Range, b: Range) -> Any:
    """Whether the first begins with the value that the second ends with."""
    return meets(b, a)


@function("overlaps", "range1: range, range2: range")
def overlaps(a: Range, b: Range) -> Any:
    """Whether the ranges have a value in common."""
    return negation(disjunction(before(a, b), before(b, a)))


@function("overlaps before", "range1: range, range2: range")
def overlaps_before(a: Range, b: Range) -> Any:
    """Whether `a` starts before `b`, ends within it, and not after it."""
    return conjunction(conjunction(_starts_before(a, b), overlaps(a, b)), negation(_ends_after(a, b)))


@function("overlaps after", "range1: range, range2: range")
def overlaps_after(a: Range, b: Range) -> Any:
    """Whether `b` starts before `a`, ends within it, and not after it."""
    return overlaps_before(b, a)


def _starts_before(a: Range, b: Range) -> Any:
    return disjunction(less(a.low, b.low), conjunction(equal(a.low, b.low), a.low_included > b.low_included))


def _ends_after(a: Range, b: Range) -> Any:
    return disjunction(less(b.high, a.high), conjunction(equal(b.high, a.high), a.high_included > b.high_included))


@function("includes", "range: range, point: any")
def includes(a: Range, b: Any) -> Any:
    """Whether a value or a whole range lies in the range."""
    if not isinstance(b, Range):
        return in_range(b, a)
    return conjunction(negation(_starts_before(b, a)), negation(_ends_after(b, a)))


@function("during", "point: any, range: range")
def during(a: Any, b: Range) -> Any:
    """Whether a value or a whole range lies in a range."""
    return includes(b, a)


@function("starts", "point: any, range: range")
def starts(a: Any, b: Range) -> Any:
    """Whether a value is the first of the range, or a range begins with it and does not go beyond it."""
    if not isinstance(a, Range):
        return conjunction(b.low_included, equal(a, b.low))
    begins = conjunction(equal(a.low, b.low), a.low_included is b.low_included)
    return conjunction(begins, negation(_ends_after(a, b)))


@function("started by", "range: range, point: any")
def started_by(a: Range, b: Any) -> Any:
    """Whether a range begins with a value or with a whole range."""
    return starts(b, a)


@function("finishes", "point: any, range: range")
def finishes(a: Any, b: Range) -> Any:
    """Whether a value is the last of the range, or a range ends with it and does not begin before it."""
    if not isinstance(a, Range):
        return conjunction(b.high_included, equal(a, b.high))
    ends = conjunction(equal(a.high, b.high), a.high_included is b.high_included)
    return conjunction(ends, negation(_starts_before(a, b)))


@function("finished by", "range: range, point: any")
def finished_by(a: Range, b: Any) -> Any:
    """Whether a range ends with a value or with a whole range."""
    return finishes(b, a)


@function("coincides", _POINTS)
def coincides(a: Any, b: Any) -> Any:
    """Whether two values or two ranges are equal; None for a value and a range."""
    if isinstance(a, Range) is not isinstance(b, Range):
        return None
    return equal(a, b)


@function("range", "from: str")
def to_range(text: str) -> Range | None:
    """The range that a text writes, such as `range("[1..5)")`; its ends are literals."""
    from ..compiler import Constant, DynamicScope, build
    from ..errors import FeelError
    from ..parser import parse

    try:
        node = parse(text)
        run = build(node, DynamicScope()) if node.op == "range" else None
    except FeelError:
        return None
    value = run.value if isinstance(run, Constant) else None
    return value if isinstance(value, Range) else None
