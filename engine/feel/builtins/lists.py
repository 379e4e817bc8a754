"""Functions of lists; in: lists, places counted from 1 (or from the end, from -1), out: new lists or values.

A place that a list does not have gives null. Source: OMG DMN 1.5, 10.3.4.4.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown
from engine.unknown import union as one_of

from ..comparison import can_list, equal
from ..limits import DEEPEST, Excess, bounded, fits, spend
from ..logic import conjunction, disjunction
from ..temporal import instant
from ..values import YearMonthDuration
from .registry import function

_HASHED = frozenset((type(None), bool, str, Decimal, timedelta, YearMonthDuration))


@function("count", "list: list", sets=True, pack=True)
def count(values: list[Any]) -> Decimal:
    """How many elements there are."""
    return Decimal(len(values))


@function("all", "list: list", sets=True, pack=True)
def every(values: list[Any]) -> Any:
    """Whether all elements are true; None where one is no boolean and none is false."""
    result: Any = True
    for value in values:
        result = conjunction(result, value)
    return result


@function("any", "list: list", sets=True, pack=True)
def some(values: list[Any]) -> Any:
    """Whether an element is true; None where one is no boolean and none is true."""
    result: Any = False
    for value in values:
        result = disjunction(result, value)
    return result


@function("list contains", "list: list, element: raw", sets=True)
def contains(values: list[Any], element: Any) -> Any:
    """Whether an element equals a value; elements of other kinds do not."""
    if isinstance(element, Unknown) and can_list(element):
        return one_of((contains(values, possible) for possible in element.values or ()), element.missing, element.refer)
    result: Any = False
    for value in values:
        found = equal(value, element)
        if found is True:
            return True
        result = disjunction(result, False if found is None else found)
    return result


@function("sublist", "list: list, start position: place, length: place?", sets=True)
def sublist(values: list[Any], start: int, length: int | None = None) -> list[Any] | None:
    """The elements from a place on, all or as many as `length`; None where there are fewer."""
    first = _place(values, start)
    if first is None or (length is not None and not 1 <= length <= len(values) - first):
        return None
    return values[first:] if length is None else values[first : first + length]


def _place(values: list[Any], position: int) -> int | None:
    """The place counted from 0, or None where the list has no such place."""
    if not 1 <= abs(position) <= len(values):
        return None
    return position - 1 if position > 0 else len(values) + position


@function("append", "list: list, *item: raw", sets=True)
def append(values: list[Any], *items: Any) -> list[Any]:
    """The list with more elements at its end."""
    return [*values, *items]


@function("concatenate", "*list: list", sets=True)
def concatenate(*lists: list[Any]) -> list[Any] | None:
    """The elements of all the lists."""
    if not fits(sum(map(len, lists))):
        return None
    return [value for values in lists for value in values]


@function("insert before", "list: list, position: place, newItem: raw", sets=True)
def insert_before(values: list[Any], position: int, item: Any) -> list[Any] | None:
    """The list with an element put in before the one at a place."""
    place = _place(values, position)
    return None if place is None else [*values[:place], item, *values[place:]]


@function("remove", "list: list, position: place", sets=True)
def remove(values: list[Any], position: int) -> list[Any] | None:
    """The list without the element at a place."""
    place = _place(values, position)
    return None if place is None else [*values[:place], *values[place + 1 :]]


@function("list replace", "list: list, position: place, newItem: raw", sets=True)
def replace(values: list[Any], position: int, item: Any) -> list[Any] | None:
    """The list with another element at a place."""
    place = _place(values, position)
    return None if place is None else [*values[:place], item, *values[place + 1 :]]


@function("reverse", "list: list", sets=True)
def reverse(values: list[Any]) -> list[Any]:
    """The elements from the last to the first."""
    return values[::-1]


@function("index of", "list: list, match: any")
def index_of(values: list[Any], match: Any) -> list[Decimal]:
    """The places of the elements that equal a value."""
    return [Decimal(place) for place, value in enumerate(values, 1) if equal(value, match) is True]


@function("distinct values", "list: list")
@bounded
def distinct_values(values: list[Any]) -> list[Any]:
    """The elements, of equal ones only the first."""
    kept: list[Any] = []
    others: list[Any] = []
    seen: set[tuple[type, Any]] = set()
    for value in values:
        key = _key(value)
        if key is None:
            spend(len(others))
            if any(equal(value, known) is True for known in others):
                continue
            others.append(value)
        elif key in seen:
            continue
        else:
            seen.add(key)
        kept.append(value)
    return kept


def _key(value: Any) -> tuple[type, Any] | None:
    """What two values have in common if and only if they are equal; None for those that have to be compared."""
    if isinstance(value, date):
        return date, instant(value)
    return (type(value), value) if type(value) in _HASHED else None


@function("union", "*list: list")
def union(*lists: list[Any]) -> list[Any] | None:
    """The elements of all the lists, of equal ones only the first."""
    whole = concatenate(*lists)
    return None if whole is None else distinct_values(whole)


@function("flatten", "list: list")
@bounded
def flatten(values: list[Any]) -> list[Any] | None:
    """The elements, those of lists inside the list in their place."""
    flat: list[Any] = []
    _flatten(values, flat, 1)
    return flat if fits(len(flat)) else None


def _flatten(values: list[Any], flat: list[Any], depth: int) -> None:
    spend(len(values))
    if depth > DEEPEST or not fits(len(flat)):
        raise Excess
    for value in values:
        if isinstance(value, list):
            _flatten(value, flat, depth + 1)
        else:
            flat.append(value)
