"""The type of a fact in; a function out that takes one plain JSON value to the exact value of the fact, or refuses it.

Nothing is converted that could be read in two ways: a boolean is no number, a number in a string has plain digits
only, a date has the form YYYY-MM-DD and exists. Numbers keep the digits they were written with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeAlias

from engine.model import Field, Label, Type, Vocabulary
from loader.facts.fault import Refused
from loader.facts.numbers import LARGEST, SIZE, bounds, decimal, json_number, whole_number

Read: TypeAlias = Callable[[Any], Any]

DEEPEST: Final = 100
"""Levels of nesting in a value of type `any`, at most."""


def reader(field: Field, type_: Type, vocabulary: Vocabulary) -> Read:
    """The function that reads one value of a scalar type; `field` bounds numbers.

    The function raises `Refused`. Raises ValueError for a type that facts cannot have: a fault of the vocabulary.
    """
    kind = type_.kind
    if kind == "enum":
        return _enum(vocabulary.enums[type_.name or ""].members)
    if kind in ("decimal", "money"):
        return decimal(bounds(field, kind))
    if kind == "int":
        return whole_number(field.minimum, field.maximum)
    if kind in TEMPORAL:
        return _temporal(kind)
    simple = {"bool": _truth, "string": _string, "date": _day, "any": _anything}.get(kind)
    if simple is None:
        raise ValueError(f"a fact cannot be of type {kind}: {field.name}")
    return simple


TRUTH: Final = Label("true 或 false", "true or false")
STRING: Final = Label("字符串", "a string")
DATE: Final = Label('存在的日期，写作 "YYYY-MM-DD"', 'a date that exists, written "YYYY-MM-DD"')
TEMPORAL: Final = {
    "time": Label('时刻，如 "10:30:00"', 'a time such as "10:30:00"'),
    "datetime": Label('日期和时刻，如 "2023-10-20T10:30:00"', 'a date and time such as "2023-10-20T10:30:00"'),
    "days": Label('时长，如 "P10D"', 'a length of time such as "P10D"'),
    "months": Label('年月数，如 "P1Y6M"', 'a number of years and months such as "P1Y6M"'),
}
JSON_VALUE: Final = Label(f"JSON 值，至多 {DEEPEST} 层嵌套", f"a JSON value of at most {DEEPEST} levels")


def _truth(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise Refused("PC610", value, TRUTH)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Refused("PC610", value, STRING)
    if not value.isascii():
        _whole_characters(value)
    return value


def _whole_characters(value: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("PC604", value, Label("完整的 Unicode 字符", "whole Unicode characters")) from None


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise Refused("PC610", value, DATE)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("PC615", value, DATE) from None
    if day.isoformat() != value:  # Python reads other ISO 8601 forms too: 20240229, 2024-W09-4
        raise Refused("PC615", value, DATE)
    return day


def _temporal(kind: str) -> Read:
    """Times and durations, in the forms of FEEL (OMG DMN 1.5, 10.3.2.3)."""
    from engine.feel.temporal import parse_datetime, parse_duration, parse_time
    from engine.feel.values import YearMonthDuration

    parsers: dict[str, Callable[[str], Any]] = {"time": parse_time, "datetime": parse_datetime}
    parse = parsers.get(kind, parse_duration)
    of = {"time": time, "datetime": datetime, "days": timedelta, "months": YearMonthDuration}[kind]
    expected = TEMPORAL[kind]

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            raise Refused("PC610", value, expected)
        made = parse(value)
        if not isinstance(made, of):
            raise Refused("PC615", value, expected)
        return made

    return read


def _enum(members: dict[str, Label]) -> Read:
    same = {name: name for name in members}
    written = {name: f"{name}（{label.zh}）" for name, label in members.items()}
    expected = Label("、".join(written.values()), ", ".join(members))

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Refused("PC610", value, expected)
        member = same.get(value)
        if member is None:
            raise Refused("PC614", value, expected, members)
        return member

    return read


def _anything(value: Any) -> Any:
    """A value of type `any`, kept as it is once every part of it is plain JSON data of bounded size and depth."""
    level = [value]
    for depth in range(DEEPEST + 1):
        below: list[Any] = []
        for part in level:
            if not isinstance(part, (dict, list)):
                _leaf(part)
            elif depth == DEEPEST:
                raise Refused("PC605", value, JSON_VALUE)
            else:
                below.extend(part if isinstance(part, list) else _members(part))
        level = below
    return value


def _members(part: dict[Any, Any]) -> Iterable[Any]:
    for key in part:
        _string(key)
    return part.values()


def _leaf(part: Any) -> None:
    if isinstance(part, str):
        _string(part)
    elif part is not None and not isinstance(part, bool):
        number = json_number(part, JSON_VALUE)
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or (number and (number.adjusted() >= LARGEST or exponent < -LARGEST)):
            raise Refused("PC620", part, SIZE)
