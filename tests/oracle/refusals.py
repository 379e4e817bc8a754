"""Which documents the contract refuses: README 1 (last paragraph), A-02, A-04, A-32, A-41, A-44.

`faults` gives the JSON pointers of the faults. For a lacking key it is the pointer of the key, for a repeated identity
the pointer of the repetition's key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from .references import cross_faults
from .shapes import DOCUMENT, Shape

PLAIN_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def faults(document: Any) -> set[str]:
    """The pointers of everything in the document that the contract refuses; empty for a valid one."""
    if not isinstance(document, dict):
        return {""}
    found = set(object_faults(document, DOCUMENT, ""))
    # References, identities, periods and totals are looked at only where the shapes are right.
    return found or set(cross_faults(document))


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def object_faults(value: Any, shape: Shape, pointer: str) -> Iterator[str]:
    """README 1 and A-04 for one object: unknown keys, lacking identity keys, and the faults of its values."""
    if not isinstance(value, dict):
        yield pointer
        return
    for key in shape.required:
        if value.get(key) is None:
            yield f"{pointer}/{key}"
    for key, held in value.items():
        at = f"{pointer}/{escaped(key)}"
        if key not in shape.keys:
            yield at
        elif held is not None:
            yield from value_faults(held, shape.keys[key], at)


def value_faults(value: Any, kind: Any, pointer: str) -> Iterator[str]:
    """The faults of one known value of the kind that the shapes name."""
    if isinstance(kind, Shape):
        yield from object_faults(value, kind, pointer)
    elif isinstance(kind, list):
        yield from list_faults(value, kind[0], pointer)
    elif isinstance(kind, frozenset):
        if not isinstance(value, str) or value not in kind:
            yield pointer
    elif not SIMPLE[kind](value):
        yield pointer


def list_faults(value: Any, kind: Any, pointer: str) -> Iterator[str]:
    """The faults of a list; its elements may not be null (A-04)."""
    if not isinstance(value, list):
        yield pointer
        return
    for index, item in enumerate(value):
        at = f"{pointer}/{index}"
        if item is None:
            yield at
        else:
            yield from value_faults(item, kind, at)


def is_text(value: Any) -> bool:
    """A string."""
    return isinstance(value, str)


def is_truth(value: Any) -> bool:
    """A boolean."""
    return isinstance(value, bool)


def is_integer(value: Any) -> bool:
    """An integer; a boolean is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    """A total. # reading: a negative total is refused like a negative amount."""
    return is_integer(value) and value >= 0


def is_positive(value: Any) -> bool:
    """A round or an agreed number of years (A-44: not below 1)."""
    return is_integer(value) and value >= 1


def is_date(value: Any) -> bool:
    """A day that exists, as YYYY-MM-DD."""
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def decimal_of(value: Any) -> Decimal | None:
    """The decimal that a plain decimal string or a JSON number stands for; None where it stands for none."""
    if isinstance(value, str):
        return Decimal(value) if PLAIN_DECIMAL.fullmatch(value) else None
    if isinstance(value, Decimal) or (isinstance(value, int | float) and not isinstance(value, bool)):
        found = Decimal(str(value))
        return found if found.is_finite() else None
    return None


def is_score(value: Any) -> bool:
    """A decimal that is not negative."""
    found = decimal_of(value)
    return found is not None and found >= 0


def is_money(value: Any) -> bool:
    """A decimal that is not negative, with at most two decimals (A-41).

    # reading: the decimals are counted as written, so "1.100" is refused.
    """
    found = decimal_of(value)
    if found is None or found < 0:
        return False
    exponent = found.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2


SIMPLE: dict[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "bool": is_truth,
    "count": is_count,
    "date": is_date,
    "int": is_integer,
    "money": is_money,
    "positive": is_positive,
    "score": is_score,
    "str": is_text,
}
