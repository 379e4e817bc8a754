"""Arithmetic; in: two values, known or not, out: a value, null, or the set of values that the result may have.

`+`, `-` and `*` are exact; `/` and `**` are rounded half to even to 34 digits (IEEE decimal128). What cannot be
calculated (a wrong type, a division by zero, a date outside years 1 to 9999, more than `EXACT_DIGITS` digits, a text
longer than `limits.LONGEST`) is null.
Durations are multiplied and divided to whole months or microseconds, towards zero. Source: OMG DMN 1.5, 10.3.2.15
(addition to exponentiation), but for exactness beyond 34 digits.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, lift

from .comparison import Ends, can_list, ends
from .limits import charge, fits
from .logic import reasons
from .temporal import MICROSECOND, add_months, add_time, instant, turn
from .values import YearMonthDuration

EXACT_DIGITS = 10_000
"""The most digits that a number may have."""
MONTHS = 10**15
"""The most months that a duration may have."""
DECIMAL128 = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


def exact_context() -> decimal.Context:
    """A context in which a sum, difference or product is exact or not given at all; for `decimal.localcontext`."""
    traps = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow, decimal.Inexact]
    return decimal.Context(prec=EXACT_DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emin=-99_999, Emax=99_999, traps=traps)


def add(a: Any, b: Any) -> Any:
    """`a + b`: numbers, strings, durations, or a date or time and a duration.

    >>> add(date(2020, 2, 29), YearMonthDuration(12))
    datetime.date(2021, 2, 28)
    """
    return _apply("+", a, b)


def subtract(a: Any, b: Any) -> Any:
    """`a - b`."""
    return _apply("-", a, b)


def multiply(a: Any, b: Any) -> Any:
    """`a * b`: numbers, or a number and a duration."""
    return _apply("*", a, b)


def divide(a: Any, b: Any) -> Any:
    """`a / b`: numbers, a duration and a number, or two durations of one kind."""
    return _apply("/", a, b)


def power(a: Any, b: Any) -> Any:
    """`a ** b`."""
    return _apply("**", a, b)


def minus(a: Any) -> Any:
    """`-a`: a number or a duration."""
    if type(a) is Decimal:
        return a.copy_negate() if a else a.copy_abs()
    if type(a) is timedelta:
        return _size(lambda: -a)
    if type(a) is YearMonthDuration:
        return YearMonthDuration(-a.months)
    if not isinstance(a, Unknown):
        return None
    bounds = None if can_list(a) else ends(a)
    if bounds is None or bounds[0] not in (Decimal, timedelta, YearMonthDuration):
        return lift(minus, a)
    low, high = (None if end is None else minus(end) for end in bounds[:0:-1])
    return Unknown(None, low, high, a.missing, a.refer)


def _apply(operator: str, a: Any, b: Any) -> Any:
    function = _KNOWN.get((operator, type(a), type(b)))
    if function is not None:
        try:
            return function(a, b)
        except ArithmeticError:  # too large for a Decimal or a timedelta
            return None
    if a is None or b is None:
        return None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _apply_sets(operator, a, b)
    return None


# known values


def _divide(a: Decimal, b: Decimal) -> Decimal | None:
    return DECIMAL128.divide(a, b) if b else None


def _power(a: Decimal, b: Decimal) -> Decimal | None:
    if a:
        return DECIMAL128.power(a, b)
    return Decimal(0) if b > 0 else None if b else Decimal(1)


def _microseconds(length: timedelta) -> Decimal:
    return Decimal(length // MICROSECOND)


def _joined(a: str, b: str) -> str | None:
    charge(a, b)
    return a + b if fits(len(a) + len(b)) else None


def _months(count: Any) -> YearMonthDuration | None:
    return YearMonthDuration(int(count)) if abs(count) <= MONTHS else None


def _length(microseconds: Decimal) -> timedelta:
    if microseconds.adjusted() > 30:
        raise OverflowError
    return timedelta(microseconds=int(microseconds))


def _scale(length: timedelta, factor: Decimal) -> timedelta:
    return _length(_microseconds(length) * factor)


def _shrink(length: timedelta, divisor: Decimal) -> timedelta | None:
    return _length(DECIMAL128.divide(_microseconds(length), divisor)) if divisor else None


def _scale_months(length: YearMonthDuration, factor: Decimal) -> YearMonthDuration | None:
    return _months(length.months * factor)


def _shrink_months(length: YearMonthDuration, divisor: Decimal) -> YearMonthDuration | None:
    return _months(DECIMAL128.divide(Decimal(length.months), divisor)) if divisor else None


def _between(a: date, b: date) -> timedelta | None:
    start, end = instant(b), instant(a)
    return end - start if (start.tzinfo is None) is (end.tzinfo is None) else None


def _clock(clock: time) -> timedelta:
    passed = timedelta(0, clock.second, clock.microsecond, 0, clock.minute, clock.hour)
    return passed - (clock.utcoffset() or timedelta())


def _between_times(a: time, b: time) -> timedelta | None:
    return _clock(a) - _clock(b) if (a.tzinfo is None) is (b.tzinfo is None) else None


def _size(calculate: Callable[[], timedelta]) -> timedelta | None:
    try:
        return calculate()
    except OverflowError:
        return None


_Function = Callable[[Any, Any], Any]
_KNOWN: dict[tuple[str, type, type], _Function] = {
    ("+", Decimal, Decimal): lambda a, b: a + b,
    ("-", Decimal, Decimal): lambda a, b: a - b,
    ("*", Decimal, Decimal): lambda a, b: a * b,
    ("/", Decimal, Decimal): _divide,
    ("**", Decimal, Decimal): _power,
    ("+", str, str): _joined,
    ("+", timedelta, timedelta): lambda a, b: a + b,
    ("-", timedelta, timedelta): lambda a, b: a - b,
    ("*", timedelta, Decimal): _scale,
    ("*", Decimal, timedelta): lambda a, b: _scale(b, a),
    ("/", timedelta, Decimal): _shrink,
    ("/", timedelta, timedelta): lambda a, b: _divide(_microseconds(a), _microseconds(b)),
    ("+", YearMonthDuration, YearMonthDuration): lambda a, b: _months(a.months + b.months),
    ("-", YearMonthDuration, YearMonthDuration): lambda a, b: _months(a.months - b.months),
    ("*", YearMonthDuration, Decimal): _scale_months,
    ("*", Decimal, YearMonthDuration): lambda a, b: _scale_months(b, a),
    ("/", YearMonthDuration, Decimal): _shrink_months,
    ("/", YearMonthDuration, YearMonthDuration): lambda a, b: _divide(Decimal(a.months), Decimal(b.months)),
    ("+", time, timedelta): turn,
    ("+", timedelta, time): lambda a, b: turn(b, a),
    ("-", time, timedelta): lambda a, b: turn(a, -b),
    ("-", time, time): _between_times,
}


def _moves(day: type) -> dict[tuple[str, type, type], _Function]:
    return {
        ("+", day, timedelta): add_time,
        ("+", timedelta, day): lambda a, b: add_time(b, a),
        ("-", day, timedelta): lambda a, b: add_time(a, -b),
        ("+", day, YearMonthDuration): lambda a, b: add_months(a, b.months),
        ("+", YearMonthDuration, day): lambda a, b: add_months(b, a.months),
        ("-", day, YearMonthDuration): lambda a, b: add_months(a, -b.months),
        ("-", day, date): _between,
        ("-", day, datetime): _between,
    }


_KNOWN |= _moves(date) | _moves(datetime)


# sets of values


def _apply_sets(operator: str, a: Any, b: Any) -> Any:
    if not can_list(a, b):
        first, second = ends(a), ends(b)
        if first is not None and second is not None:
            function = _KNOWN.get((operator, first[0], second[0]))
            if function is None:
                return None
            found = _bounds(operator, function, first, second)
            if found is not None:
                return Unknown(None, found[0], found[1], *reasons(a, b))
        missing, refer = reasons(a, b)
        return Unknown(missing=missing, refer=refer)
    return lift(lambda x, y: _apply(operator, x, y), a, b)


def _bounds(operator: str, function: _Function, a: Ends, b: Ends) -> tuple[Any, Any] | None:
    """The smallest and the largest result, where the ends tell them; None where they do not."""
    if str in (a[0], b[0]) or time in (a[0], b[0]):
        return None
    if a[0] is Decimal and b[0] is Decimal:
        return _number_bounds(operator, a, b)
    a, b = _within_calendar(a), _within_calendar(b)
    if None in a or None in b or operator == "**" or (operator == "/" and _has_zero(b)):
        return None
    try:
        corners = [function(x, y) for x in a[1:] for y in b[1:]]
        return None if None in corners else (min(corners), max(corners))
    except (ArithmeticError, TypeError):
        return None


def _within_calendar(bounds: Ends) -> Ends:
    """A date without a bound lies at least within the calendar."""
    kind, low, high = bounds
    return (kind, low or date.min, high or date.max) if kind is date else bounds


def _has_zero(bounds: Ends) -> bool:
    kind, low, high = bounds
    zero: Any = Decimal(0) if kind is Decimal else timedelta() if kind is timedelta else YearMonthDuration(0)
    return bool(low <= zero <= high)


def _number_bounds(operator: str, a: Ends, b: Ends) -> tuple[Decimal | None, Decimal | None] | None:
    (_, low, high), (_, least, most) = a, b
    try:
        if operator == "+":
            return _plus(low, least), _plus(high, most)
        if operator == "-":
            return _plus(low, None if most is None else -most), _plus(high, None if least is None else -least)
        if operator == "*":
            return _products((low, high), (least, most))
        if operator == "/" and least is not None and least == most and least:
            quotients = [None if end is None else DECIMAL128.divide(end, least) for end in (low, high)]
            return (quotients[0], quotients[1]) if least > 0 else (quotients[1], quotients[0])
    except ArithmeticError:
        pass
    return None


def _plus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


_Pair = tuple[Decimal | None, Decimal | None]
_INFINITE = Decimal("Infinity")


def _products(a: _Pair, b: _Pair) -> _Pair:
    """The bounds of a product: the smallest and largest of the products of the ends; no bound times zero is zero."""
    first = (-_INFINITE if a[0] is None else a[0], _INFINITE if a[1] is None else a[1])
    second = (-_INFINITE if b[0] is None else b[0], _INFINITE if b[1] is None else b[1])
    corners = [x * y if x and y else Decimal(0) for x in first for y in second]
    low, high = min(corners), max(corners)
    return low if low.is_finite() else None, high if high.is_finite() else None
