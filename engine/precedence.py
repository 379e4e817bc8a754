"""The order of records by their keys; in: keys of two records, known or not, out: which one stands before the other.

A record stands before another by the first key in which they differ; one without a key (null) comes last.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel.operators import conjunction, disjunction, equal, greater, less
from engine.unknown import Unknown, open_bool

Keys = tuple[Any, ...]


def before(a: Keys, b: Keys, directions: Iterable[str]) -> Any:
    """Whether one record's keys put it strictly before another's; ``highest`` or ``lowest`` first, key by key."""
    outcome: Any = False
    for x, y, direction in reversed(list(zip(a, b, directions, strict=True))):
        level = equal(x, y)
        outcome = disjunction(_ahead(x, y, direction), conjunction(level, outcome))
    return outcome


def _ahead(x: Any, y: Any, direction: str) -> Any:
    if x is None:
        return False
    if y is None:
        return open_bool(x.missing, x.refer) if isinstance(x, Unknown) else True
    found = greater(x, y) if direction == "highest" else less(x, y)
    return False if found is None else found


def tied(a: Keys, b: Keys) -> Any:
    """Whether no key tells two records apart."""
    outcome: Any = True
    for x, y in zip(a, b, strict=True):
        outcome = conjunction(outcome, equal(x, y))
    return outcome


def sortable(keys: Keys, directions: Iterable[str]) -> tuple[Any, ...] | None:
    """Known numbers and days as a tuple that sorts as the keys do; None for anything else.

    >>> sortable((Decimal(5), None), ("highest", "lowest")) < sortable((Decimal(4), Decimal(1)), ("highest", "lowest"))
    True
    """
    found: list[tuple[int, Any]] = []
    for key, direction in zip(keys, directions, strict=True):
        kind = type(key)
        if key is None:
            found.append((2, 0))
        elif kind is Decimal or kind is date:
            size: Any = key if kind is Decimal else key.toordinal()
            found.append((int(kind is date), -size if direction == "highest" else size))
        else:
            return None
    return tuple(found)


def comparable(sorted_keys: Iterable[tuple[tuple[int, Any], ...] | None]) -> bool:
    """Whether each key is of one kind in all of the tuples: a number is not before a day."""
    kinds: dict[int, set[int]] = {}
    for keys in sorted_keys:
        for at, (kind, _) in enumerate(keys or ()):
            kinds.setdefault(at, set()).add(kind)
    return all(len(found - {2}) <= 1 for found in kinds.values())
