"""The types of `instance of`; in: a type as written, out: a test of values.

Null is an instance of no type but `Null`. Source: OMG DMN 1.5, 10.3.2.9 (lattice of types) and 10.3.2.15.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .values import Range, Record, YearMonthDuration

_Test = Callable[[Any], bool]
INCOMPLETE = frozenset(("list", "range", "context", "function"))
"""Types that say nothing without their parameters (`list<number>`): `instance of list` is null."""

_SIMPLE: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "date and time": (datetime,),
    "days and time duration": (timedelta,),
    "years and months duration": (YearMonthDuration,),
    "Null": (type(None),),
}


def type_test(text: str) -> _Test | None:
    """A test of whether a value is of the type, or None where there is no such type.

    >>> type_test("list<number>")([Decimal(1), "a"])
    False
    """
    name, _, rest = text.partition("<")
    if not rest:
        return _simple(name)
    inner = rest[:-1]
    if name == "context":
        return _context_of(inner)
    test = type_test(inner)
    if test is None or name not in ("list", "range"):
        return None
    return _list_of(test) if name == "list" else _range_of(test)


def _simple(name: str) -> _Test | None:
    if name == "Any":
        return lambda value: value is not None
    kinds = _SIMPLE.get(name)
    return None if kinds is None else lambda value: type(value) in kinds


def _list_of(test: _Test) -> _Test:
    return lambda value: isinstance(value, list) and all(test(element) for element in value)


def _range_of(test: _Test) -> _Test:
    return lambda value: (
        isinstance(value, Range) and all(test(end) for end in (value.low, value.high) if end is not None)
    )


def _context_of(text: str) -> _Test | None:
    fields: list[tuple[str, _Test]] = []
    for part in _split(text):
        name, _, kind = part.partition(":")
        test = type_test(kind.strip())
        if test is None:
            return None
        fields.append((name.strip(), test))
    return lambda value: isinstance(value, (dict, Record)) and all(test(value.get(name)) for name, test in fields)


def _split(text: str) -> list[str]:
    """The parts between the commas that are not inside angle brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
