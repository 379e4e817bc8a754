"""The bounds of a number in; a function out that takes a plain JSON value to an exact decimal, or refuses it.

Decimals keep the digits they were written with: no rounding, no binary float, no exponent. Zero has no sign.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from engine.model import Field, Label
from loader.facts.fault import Refused

LARGEST: Final = 1000
"""Digits of a number before the point, and after it, at most."""
WHOLE: Final = Label("整数", "a whole number")
DECIMAL: Final = Label('十进制数，如 "89.99"', 'a decimal number such as "89.99"')
SIZE: Final = Label(
    f"整数部分、小数部分各至多 {LARGEST} 位",
    f"at most {LARGEST} digits before the point and {LARGEST} after it",
)


class Bounds(NamedTuple):
    """Least and largest value and most decimals of a number; None: any."""

    minimum: int | None = None
    maximum: int | None = None
    decimals: int | None = None


def bounds(field: Field, kind: str) -> Bounds:
    """The bounds of a number; of money, where the vocabulary is silent, at least 0 and 2 decimals."""
    if kind != "money":
        return Bounds(field.minimum, field.maximum, field.decimals)
    minimum = 0 if field.minimum is None else field.minimum
    return Bounds(minimum, field.maximum, 2 if field.decimals is None else field.decimals)


def decimal(within: Bounds) -> Callable[[Any], Decimal]:
    """The function that reads a decimal, in a string of digits or a JSON number. The function raises `Refused`."""
    most = LARGEST if within.decimals is None else min(within.decimals, LARGEST)
    compared = within.minimum not in (None, 0) or within.maximum is not None

    def read(value: Any) -> Decimal:
        if compared or not isinstance(value, str):
            return _checked(value, within)
        whole, point, places = value.partition(".")
        short = len(whole) <= LARGEST and len(places) <= most
        if short and value.isascii() and whole.isdigit() and (not point or places.isdigit()):
            return Decimal(value)
        return _checked(value, within)

    return read


def _digits_only(text: str) -> bool:
    return text.isdigit() and text.isascii()


def _checked(value: Any, within: Bounds) -> Decimal:
    """A number with every bound checked: the way of the rare forms and of the faults."""
    minimum, _, decimals = within
    if isinstance(value, str):
        number = _digits(value)
        if minimum is not None and minimum >= 0 and value[0] == "-":
            raise Refused("PC618", value, _least(minimum))
    else:
        number = json_number(value, DECIMAL)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):  # NaN or an infinity: not from JSON text, where they are refused
        raise Refused("PC610", value, DECIMAL)
    if number and (number.adjusted() >= LARGEST or exponent < -LARGEST):
        raise Refused("PC620", value, SIZE)
    if decimals is not None and -exponent > decimals:
        raise Refused("PC617", value, _places(decimals))
    _compare(number, value, within)
    if not number:
        return number.copy_abs() if -LARGEST <= exponent <= 0 else Decimal(0)
    return Decimal(int(number)) if exponent > 0 else number


def _digits(text: str) -> Decimal:
    whole, point, places = text.removeprefix("-").partition(".")
    if not _digits_only(whole) or (point and not _digits_only(places)):
        raise Refused("PC616", text, DECIMAL)
    if len(whole) > LARGEST or len(places) > LARGEST:
        raise Refused("PC620", text, SIZE)
    return Decimal(text)


def json_number(value: Any, expected: Label) -> Decimal:
    """A JSON number, or `Refused`; floats never come from JSON text here, and are refused from elsewhere."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise Refused("PC610", value, expected)


def _places(decimals: int) -> Label:
    if decimals == 0:
        return Label("没有小数", "no decimals")
    return Label(f"至多 {decimals} 位小数", f"at most {decimals} decimals")


def _least(minimum: int) -> Label:
    if minimum == 0:
        return Label("不为负数", "not negative")
    return Label(f"不小于 {minimum}", f"at least {minimum}")


def _largest(maximum: int) -> Label:
    return Label(f"不大于 {maximum}", f"at most {maximum}")


def _compare(number: Decimal, value: Any, within: Bounds) -> None:
    if within.minimum is not None and number < within.minimum:
        raise Refused("PC618", value, _least(within.minimum))
    if within.maximum is not None and number > within.maximum:
        raise Refused("PC621", value, _largest(within.maximum))


def whole_number(minimum: int | None, maximum: int | None) -> Callable[[Any], Decimal]:
    """The function that reads a whole number, a JSON number of any form. The function raises `Refused`."""
    within = Bounds(minimum, maximum)

    def read(value: Any) -> Decimal:
        number = json_number(value, WHOLE)
        if not number.is_finite():
            raise Refused("PC610", value, WHOLE)
        if number and number.adjusted() >= LARGEST:
            raise Refused("PC620", value, SIZE)
        whole = Decimal(int(number)) if number else Decimal(0)
        if whole != number:
            raise Refused("PC619", value, WHOLE)
        _compare(whole, value, within)
        return whole

    return read
