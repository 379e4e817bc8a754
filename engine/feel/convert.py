"""Values of the host to values of FEEL; in: a Python value, out: the FEEL value, or a TypeError."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown

from .values import Range, Record, YearMonthDuration

_SAME = (type(None), bool, str, date, time, timedelta, YearMonthDuration, Range, Record, Unknown)


def convert(value: Any) -> Any:
    """The value with whole numbers as decimals and tuples as lists, also inside lists and dicts.

    >>> convert({"n": 1, "list": (2, "a")})
    {'n': Decimal('1'), 'list': [Decimal('2'), 'a']}

    Raises:
        TypeError: a binary float, a decimal that is no number, or a value of a type that FEEL does not have.
    """
    if isinstance(value, _SAME):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, (list, tuple)):
        return [convert(element) for element in value]
    if isinstance(value, dict):
        return {str(key): convert(element) for key, element in value.items()}
    raise TypeError(f"not a FEEL value: {value!r} ({type(value).__name__})")
