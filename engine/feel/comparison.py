"""Equality, order and membership; in: two values, known or not, out: true, false, null or the set of these.

Values of different kinds cannot be compared: null. A date compares as its midnight UTC; with and without an offset do
not compare. Source: OMG DMN 1.5, 10.3.2.15 (equality, inequality, in).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import COMBINATIONS, Unknown, lift, union

from .limits import DEEPEST, Excess, bounded, spend
from .logic import conjunction, disjunction, negation, open_truth, reasons
from .temporal import instant
from .values import Range, Record, YearMonthDuration

Ends = tuple[type, Any, Any]
"""The kind of an ordered value and its smallest and largest possible value; None where there is no bound."""

_PLAIN = frozenset((Decimal, str, bool, date, timedelta, YearMonthDuration))
_ORDERED = frozenset((Decimal, str, date, timedelta, YearMonthDuration, datetime, time))


def ends(value: Any) -> Ends | None:
    """The kind and the bounds of a value or set of values of one ordered kind; None for anything else."""
    if not isinstance(value, Unknown):
        return (type(value), value, value) if type(value) in _ORDERED else None
    if value.values is None:
        kinds = {type(end) for end in (value.low, value.high) if end is not None}
        listed: tuple[Any, ...] = (value.low, value.high)
    else:
        kinds, listed = {type(possible) for possible in value.values}, value.values
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind not in _ORDERED:
        return None
    if value.values is None:
        return kind, listed[0], listed[1]
    try:
        return kind, min(listed), max(listed)
    except TypeError:
        return None


def can_list(*operands: Any) -> bool:
    """Whether the ways to fill in what is not known can all be tried."""
    ways = 1
    for operand in operands:
        if isinstance(operand, Unknown):
            if operand.values is None:
                return False
            ways *= len(operand.values)
    return ways <= COMBINATIONS


# order


def less(a: Any, b: Any) -> Any:
    """`a < b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return a < b
    if a is None or b is None:
        return None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return lift(less, a, b) if can_list(a, b) else _less_ends(a, b, strict=True)
    return _ordered(a, b, strict=True)


def less_equal(a: Any, b: Any) -> Any:
    """`a <= b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return a <= b
    if a is None or b is None:
        return None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return lift(less_equal, a, b) if can_list(a, b) else _less_ends(a, b, strict=False)
    return _ordered(a, b, strict=False)


def greater(a: Any, b: Any) -> Any:
    """`a > b`."""
    return less(b, a)


def greater_equal(a: Any, b: Any) -> Any:
    """`a >= b`."""
    return less_equal(b, a)


def _ordered(a: Any, b: Any, strict: bool) -> bool | None:
    if type(a) not in _ORDERED or type(b) not in _ORDERED:
        return None
    if isinstance(a, date) and isinstance(b, date) and (isinstance(a, datetime) or isinstance(b, datetime)):
        a, b = instant(a), instant(b)
    if type(a) is not type(b):
        return None
    try:
        return bool(a < b) if strict else bool(a <= b)
    except TypeError:  # with and without an offset
        return None


def _less_ends(a: Any, b: Any, strict: bool) -> Any:
    first, second = ends(a), ends(b)
    if first is None or second is None or None in (order := _across(first, second, strict)):
        return open_truth(a, b)
    surely, possibly = order
    if surely or not possibly:
        return surely
    missing, refer = reasons(a, b)
    return Unknown((True, False), missing=missing, refer=refer)


def _across(a: Ends, b: Ends, strict: bool) -> tuple[bool | None, bool | None]:
    """Whether all, and whether some, values of `a` lie below those of `b`; None where they cannot be compared."""
    surely = False if a[2] is None or b[1] is None else _ordered(a[2], b[1], strict)
    possibly = True if a[1] is None or b[2] is None else _ordered(a[1], b[2], strict)
    return (surely, possibly) if a[0] is b[0] else (None, None)


# equality


def equal(a: Any, b: Any) -> Any:
    """`a = b`; with null it is true or false, across kinds null.

    >>> equal(Decimal("1"), Decimal("1.0")), equal(None, Decimal("1")), equal("1", Decimal("1"))
    (True, False, None)
    """
    kind = type(a)
    if kind is type(b) and kind in _PLAIN:
        return a == b
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_sets(a, b)
    if a is None or b is None:
        return a is b
    if isinstance(a, date) and isinstance(b, date):
        return _equal_moments(instant(a), instant(b))
    if isinstance(a, (list, dict, Range)) and type(a) is type(b):
        return _equal_whole(a, b)
    return _equal_others(a, b)


@bounded
def _equal_whole(a: Any, b: Any) -> Any:
    return _equal_inside(a, b, 0)


def _equal_inside(a: Any, b: Any, depth: int) -> Any:
    """Whether two lists, contexts or ranges are equal part by part; `depth` levels around them are so far."""
    if depth == DEEPEST:
        raise Excess
    if isinstance(a, Range):
        a, b = a.parts(), b.parts()
    elif len(a) != len(b) or (isinstance(a, dict) and a.keys() != b.keys()):
        return False
    elif isinstance(a, dict):
        a, b = [*a.values()], [b[key] for key in a]
    spend(len(a))
    result: Any = True
    for x, y in zip(a, b, strict=True):
        if type(x) is type(y) and type(x) in _PLAIN:
            if x != y:
                return False
            continue
        inside = isinstance(x, (list, dict, Range)) and type(x) is type(y)
        result = conjunction(result, _equal_inside(x, y, depth + 1) if inside else equal(x, y))
        if result is False:
            return False
    return result


def _equal_others(a: Any, b: Any) -> Any:
    if isinstance(a, time) and isinstance(b, time):
        return a == b if (a.tzinfo is None) is (b.tzinfo is None) else None
    if isinstance(a, Record):
        return a is b or a == b if isinstance(b, (Record, dict)) else None
    return False if isinstance(b, Record) and isinstance(a, dict) else None


def _equal_moments(a: datetime, b: datetime) -> bool | None:
    return a == b if (a.tzinfo is None) is (b.tzinfo is None) else None


def _equal_sets(a: Any, b: Any) -> Any:
    if can_list(a, b):
        return lift(equal, a, b)
    first, second = ends(a), ends(b)
    if first is None or second is None:
        return open_truth(a, b)
    if first[0] is not second[0]:
        return open_truth(a, b) if issubclass(first[0], date) else None
    below, above = _across(first, second, strict=True), _across(second, first, strict=True)
    if None in below or None in above:
        return open_truth(a, b)
    if below[0] or above[0]:
        return False
    missing, refer = reasons(a, b)
    return Unknown((True, False), missing=missing, refer=refer) if below[1] or above[1] else True


def unequal(a: Any, b: Any) -> Any:
    """`a != b`."""
    return negation(equal(a, b))


# membership


def between(value: Any, low: Any, high: Any, low_included: bool = True, high_included: bool = True) -> Any:
    """Whether a value lies between two ends: `low <= value and value <= high`, or `<` where an end is not included."""
    if can_list(value, low, high) and any(isinstance(part, Unknown) for part in (value, low, high)):
        return lift(lambda v, first, last: between(v, first, last, low_included, high_included), value, low, high)
    above = less_equal(low, value) if low_included else less(low, value)
    if above is False:
        return False
    return conjunction(above, less_equal(value, high) if high_included else less(value, high))


def in_range(value: Any, bounds: Range) -> Any:
    """Whether a value lies in a range; null where it cannot be compared with the ends."""
    if bounds.low is None:
        return less_equal(value, bounds.high) if bounds.high_included else less(value, bounds.high)
    if bounds.high is None:
        return less_equal(bounds.low, value) if bounds.low_included else less(bounds.low, value)
    return between(value, bounds.low, bounds.high, bounds.low_included, bounds.high_included)


def member(value: Any, target: Any) -> Any:
    """`value in target`: in a range, in a list (or in a range of it), or equal to another value."""
    if isinstance(value, Unknown) and can_list(value):
        return union((member(possible, target) for possible in value.values or ()), value.missing, value.refer)
    if isinstance(target, Range):
        return in_range(value, target)
    if isinstance(target, list):
        return _in_list(value, target)
    if isinstance(target, Unknown):
        if can_list(target):
            return union((member(value, possible) for possible in target.values or ()), target.missing, target.refer)
        return open_truth(value, target) if ends(target) is None else equal(value, target)
    return equal(value, target)


def _in_list(value: Any, target: list[Any]) -> Any:
    spend(len(target))
    result: Any = isinstance(value, list) and equal(value, target)
    for element in target:
        found = in_range(value, element) if isinstance(element, Range) else equal(value, element)
        if found is True:
            return True
        result = disjunction(result, False if found is None else found)
    return result
