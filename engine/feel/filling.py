"""Filling in what is not known inside a value; in: a function and arguments, out: its result for all the ways to do so.

`engine.unknown.lift` fills in arguments that are not known; this does the same for elements of lists, fields of
contexts and ends of ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from engine.unknown import COMBINATIONS, Unknown, union

from .logic import reasons
from .values import Range


def has_unknown(value: Any) -> bool:
    """Whether a value, or a part of it, is not known; fields of a `Record` do not count."""
    return isinstance(value, Unknown) or any(has_unknown(part) for part in _parts(value))


def _parts(value: Any) -> Any:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return value.values()
    return (value.low, value.high) if isinstance(value, Range) else ()


def lift_inside(function: Callable[..., Any], *arguments: Any) -> Any:
    """`function(*arguments)`, or the union of its results where the arguments have parts that are not known."""
    leaves = [leaf for argument in arguments for leaf in _leaves(argument)]
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
    return union((lift_inside(function, *known) for known in filled), missing, refer)


def _leaves(value: Any) -> list[Unknown]:
    return [value] if isinstance(value, Unknown) else [leaf for part in _parts(value) for leaf in _leaves(part)]


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
