"""The text of a plain YAML scalar, in; its value by the YAML 1.2 core schema, out. Dates stay text, floats decimals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | bool | int | Decimal | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

DIGITS = 34
EXPONENT = 6144


def resolve(text: str) -> Value:
    """The value of a plain scalar.

    Raises ValueError for a number outside decimal128 (34 digits), for infinity and for not-a-number.

    >>> resolve("yes"), resolve("2023-10-20"), resolve("0.20"), resolve("007"), resolve("null")
    ('yes', '2023-10-20', Decimal('0.20'), 7, None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789+-.":
        return text
    if _NUMBER.fullmatch(text):
        return _number(text)
    if _OTHER_BASE.fullmatch(text):
        return _checked(int(text, 0) if len(text) <= 2 * DIGITS else 10 ** (DIGITS + 1))
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(text)
    return text


def _number(text: str) -> int | Decimal:
    if len(text) > 2 * DIGITS:
        raise ValueError(text)
    if _WHOLE.fullmatch(text):
        return _checked(int(text))
    number = Decimal(text)
    if len(number.as_tuple().digits) > DIGITS or abs(number.adjusted()) > EXPONENT:
        raise ValueError(text)
    return number


def _checked(number: int) -> int:
    if abs(number) >= 10**DIGITS:
        raise ValueError(number)
    return number
