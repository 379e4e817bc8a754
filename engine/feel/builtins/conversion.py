"""Functions that make a value of one kind from another; in: texts, numbers or values of time, out: a value, or None.

Source: OMG DMN 1.5, 10.3.4.1 (conversion) and 10.3.4.2 (not).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from ..limits import DEEPEST, Excess, bounded, charge, fits, spend
from ..logic import negation
from ..temporal import (
    format_at,
    make_date,
    months_between,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
)
from ..values import Range, YearMonthDuration
from .registry import function

LARGEST_EXPONENT = 99_999
"""The largest power of ten, up or down, in a number that is written in digits."""
_PLAIN = frozenset((bool, Decimal, date))


@function("not", "negand: any")
def opposite(value: Any) -> bool | None:
    """True for false and false for true; None for anything else."""
    result: bool | None = negation(value)
    return result


@function("string", "from: any")
def string(value: Any) -> str | None:
    """The value as text: numbers without exponent and trailing zeros, dates as ISO 8601; null stays null."""
    if value is None or isinstance(value, str):
        return value
    text = _text_of(value, 0) if type(value) in _PLAIN else _whole_text(value)
    return text if text is not None and fits(len(text)) else None


@bounded
def _whole_text(value: Any) -> str:
    return text_of(value)


def text_of(value: Any, depth: int = 0) -> str:
    """The value as it is written inside the text of a list or a context, `depth` levels deep."""
    text = _text_of(value, depth)
    charge(text)
    return text


def _text_of(value: Any, depth: int) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, dict, Range)) and depth == DEEPEST:
        raise Excess
    if isinstance(value, list):
        spend(len(value))
        return f"[{', '.join([text_of(part, depth + 1) for part in value])}]"
    if isinstance(value, dict):
        spend(len(value))
        return "{" + ", ".join([f"{key}: {text_of(part, depth + 1)}" for key, part in value.items()]) + "}"
    return _range_text(value, depth + 1) if isinstance(value, Range) else format_at(value)


def number_text(value: Decimal) -> str:
    """A number in plain digits; equal numbers have one text.

    >>> number_text(Decimal("1.50")), number_text(Decimal("1E+3"))
    ('1.5', '1000')

    Raises:
        ArithmeticError: the number is too large, or too close to zero, to be written in digits.
    """
    if value and abs(value.adjusted()) > LARGEST_EXPONENT:
        raise OverflowError
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _range_text(value: Range, depth: int) -> str:
    low = "" if value.low is None else text_of(value.low, depth)
    high = "" if value.high is None else text_of(value.high, depth)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


@function("number", "from: str, grouping separator: str|null, decimal separator: str|null")
def number(text: str, grouping: str | None, separator: str | None) -> Decimal | None:
    """The number that a text writes, such as `number("1.234,5", ".", ",")`."""
    if grouping not in (None, " ", ",", ".") or separator not in (None, ",", "."):
        return None
    if grouping is not None and grouping == separator:
        return None
    plain = text.replace(grouping, "") if grouping else text
    if separator == ",":
        plain = plain.replace(".", " ").replace(",", ".")
    if not re.fullmatch(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,4})?", plain, re.ASCII):
        return None
    return Decimal(plain)


# values of time


@function("date", "from: any", "year: whole, month: whole, day: whole")
def to_date(first: Any, month: int | None = None, day: int | None = None) -> date | None:
    """The day that a text writes or a date and time has, or that of a year, month and day."""
    if isinstance(first, int) and month is not None and day is not None:
        return make_date(first, month, day)
    value = _single(first)
    if isinstance(value, datetime):
        return value.date()
    return parse_date(value) if isinstance(value, str) else value if isinstance(value, date) else None


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


@function("time", "from: any", "hour: whole, minute: whole, second: num, offset: length|null?")
def to_time(
    first: Any, minute: int | None = None, second: Decimal | None = None, offset: timedelta | None = None
) -> time | None:
    """The time that a text writes or a date and time has, or that of an hour, minute and second."""
    if minute is not None and second is not None:
        return _clock(first, minute, second, offset)
    value = _single(first)
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return time(0, tzinfo=UTC)
    return parse_time(value) if isinstance(value, str) else value if isinstance(value, time) else None


def _clock(hour: int, minute: int, second: Decimal, offset: timedelta | None = None) -> time | None:
    if not 0 <= second < 60 or (offset is not None and abs(offset) > timedelta(hours=14)):
        return None
    try:
        zone = None if offset is None else timezone(offset) if offset else UTC
        return time(hour, minute, int(second), int(second % 1 * 1_000_000), zone)
    except ValueError:
        return None


@function(
    "date and time",
    "from: any",
    "date: day, time: clock",
    "year: whole, month: whole, day: whole, hour: whole, minute: whole, second: num, offset: length|null?",
)
def to_datetime(first: Any, *rest: Any) -> datetime | None:
    """The moment that a text writes, or that of a day and a time; of a day alone, its midnight."""
    if len(rest) == 1:
        return datetime.combine(first, rest[0])
    if rest:
        day, clock = make_date(first, rest[0], rest[1]), _clock(*rest[2:])
        return datetime.combine(day, clock) if day and clock is not None else None
    value = _single(first)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return parse_datetime(value) if isinstance(value, str) else None


@function("duration", "from: any")
def to_duration(value: Any) -> YearMonthDuration | timedelta | None:
    """The duration that a text writes."""
    value = _single(value)
    if isinstance(value, str):
        return parse_duration(value)
    return value if isinstance(value, (YearMonthDuration, timedelta)) else None


@function("years and months duration", "from: day, to: day")
def whole_months(start: date, end: date) -> YearMonthDuration:
    """The whole months from one day to another."""
    return YearMonthDuration(months_between(start, end))
