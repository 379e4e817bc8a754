"""Filling in what is not known inside a value; in: a function and arguments, out: its result for all the ways to do so.

`engine.unknown.lift` fills in arguments that are not known; this does the same for elements of lists, fields of
contexts and ends of ranges. A value of more than `limits.DEEPEST` levels is not looked through: the result is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from engine.unknown import COMBINATIONS, Unknown, union

from .limits import DEEPEST, Excess, apart, spend
from .logic import reasons
from .values import Range

_ATOMS = frozenset((type(None), bool, str, Decimal, date))


def _parts(value: Any) -> Any:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return value.values()
    return (value.low, value.high) if isinstance(value, Range) else ()


def lift_inside(function: Callable[..., Any], *arguments: Any) -> Any:
    """`function(*arguments)`, or the union of its results where the arguments have parts that are not known."""
    leaves = _leaves(*arguments)
    if not leaves:
        return function(*arguments)
    missing, refer = reasons(*leaves)
    ways = 1
    for leaf in leaves:
        ways *= len(leaf.values) if leaf.values is not None else COMBINATIONS + 1
        if ways > COMBINATIONS:
            return Unknown(missing=missing, refer=refer)
    choices = product(*(leaf.values or () for leaf in leaves))
    filled = (_fill(list(arguments), iter(choice)) for choice in choices)
    return union(apart(lift_inside(function, *known) for known in filled), missing, refer)


def _leaves(*values: Any) -> list[Unknown]:
    """The unknown parts, from the first to the last."""
    known: set[int] = set()
    return [leaf for value in values for leaf in _inside(value, 0, known)]


def _inside(value: Any, depth: int, known: set[int]) -> list[Unknown]:
    """The unknown parts of a value; `known` holds what has none, so that a list in many places is gone through once."""
    if isinstance(value, Unknown):
        return [value]
    parts = _parts(value)
    if not parts or id(value) in known:
        return []
    if depth == DEEPEST:
        raise Excess
    spend(len(parts))
    found = [leaf for part in parts if type(part) not in _ATOMS for leaf in _inside(part, depth + 1, known)]
    if not found:
        known.add(id(value))
    return found


def _fill(value: Any, choice: Iterator[Any]) -> Any:
    """The value with the next choices in place of its unknown parts."""
    if isinstance(value, Unknown):
        return next(choice)
    if isinstance(value, list):
        return [_fill(element, choice) for element in value]
    if isinstance(value, dict):
        return {key: _fill(element, choice) for key, element in value.items()}
    if isinstance(value, Range):
        return Range(value.low_included, _fill(value.low, choice), _fill(value.high, choice), value.high_included)
    return value
