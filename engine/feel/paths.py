"""Reading a field; in: a value and a field's name, out: the field's value, null where there is none.

Fields are read from contexts, from every element of a list, and from dates, times, durations and ranges, whose fields
are numbers (seconds with their fraction). Source: OMG DMN 1.5, 10.3.2.5 and 10.3.2.15 (properties).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, lift

from .limits import DEEPEST, Excess, bounded, spend
from .values import Range, Record, YearMonthDuration


def path(value: Any, name: str) -> Any:
    """`value.name`.

    >>> path(date(2023, 10, 20), "month")
    Decimal('10')
    """
    if isinstance(value, (dict, Record)):
        return value.get(name)
    part = _PARTS.get(type(value), _NONE).get(name)
    if part is not None:
        return part(value)
    if isinstance(value, list):
        return _from_each(value, name)
    return lift(lambda known: path(known, name), value) if isinstance(value, Unknown) else None


@bounded
def _from_each(values: list[Any], name: str) -> Any:
    return _from_inside(values, name, 1)


def _from_inside(values: list[Any], name: str, depth: int) -> list[Any]:
    """The field of every element, also of those of lists in the list, which is at `depth`."""
    if depth > DEEPEST:
        raise Excess
    spend(len(values))
    return [_from_inside(v, name, depth + 1) if isinstance(v, list) else path(v, name) for v in values]


def has_field(value: Any, name: str) -> bool:
    """Whether a context has a field of this name; a `Record` has one that it gives a value for."""
    if isinstance(value, dict):
        return name in value
    return isinstance(value, Record) and value.get(name) is not None


def _seconds(value: time | datetime) -> Decimal:
    return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6) if value.microsecond else Decimal(value.second)


def _zone(value: time | datetime) -> str | None:
    zone = value.tzinfo
    return str(zone) if zone is not None and hasattr(zone, "key") else None


def _length(unit: int, modulus: int) -> Callable[[timedelta], Decimal]:
    """The whole units of a length of time that do not fill the next larger unit, with the sign of the length."""

    def part(length: timedelta) -> Decimal:
        size = abs(length) // timedelta(seconds=unit)
        count = size % modulus if modulus else size
        return Decimal(-count if length < timedelta() else count)

    return part


def _length_seconds(length: timedelta) -> Decimal:
    size = abs(length)
    seconds = Decimal(size.seconds % 60) + (Decimal(size.microseconds).scaleb(-6) if size.microseconds else 0)
    return -seconds if length < timedelta() and seconds else seconds


def _months(modulus: bool) -> Callable[[YearMonthDuration], Decimal]:
    def part(duration: YearMonthDuration) -> Decimal:
        count = abs(duration.months) % 12 if modulus else abs(duration.months) // 12
        return Decimal(-count if duration.months < 0 else count)

    return part


_Parts = dict[str, Callable[[Any], Any]]
_NONE: _Parts = {}
_DATE: _Parts = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME: _Parts = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": _seconds,
    "time offset": lambda value: value.utcoffset(),
    "timezone": _zone,
}
_LENGTH: _Parts = {
    "days": _length(86_400, 0),
    "hours": _length(3_600, 24),
    "minutes": _length(60, 60),
    "seconds": _length_seconds,
}
_RANGE: _Parts = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low_included,
    "end included": lambda value: value.high_included,
}
_PARTS: dict[type, _Parts] = {
    date: _DATE,
    datetime: _DATE | _TIME,
    time: _TIME,
    timedelta: _LENGTH,
    YearMonthDuration: {"years": _months(False), "months": _months(True)},
    Range: _RANGE,
}
