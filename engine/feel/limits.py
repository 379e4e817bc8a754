"""How much one evaluation may do; in: what a step costs, out: nothing, or null in place of a result that is too large.

The outermost operation on lists, texts or contexts starts a count of steps, which everything inside it adds to; beyond
`STEPS` the whole operation is null. It is the work that is counted, never time: the same expression on the same values
has the same result everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from threading import local
from typing import Any

STEPS = 2_500_000
"""The most steps of one operation, loops inside it included: elements gone through, copied or compared."""
LONGEST = 1_000_000
"""The most characters of a text, or elements of a list, that an expression makes."""
DEEPEST = 100
"""The most levels of lists in lists that a value is looked through."""
CHARACTERS = 16
"""So many characters of a text count as one step."""


class Excess(Exception):
    """More steps than there may be; `bounded` turns it into null."""


class _Meter(local):
    left: int | None = None


METER = _Meter()
"""How many steps are left, in this thread; None outside of an operation."""


def spend(steps: int) -> None:
    """Count steps of the operation that is going on.

    Raises:
        Excess: they are too many.
    """
    left = METER.left
    if left is not None:
        METER.left = left - steps
        if left < steps:
            raise Excess


def charge(*values: Any) -> None:
    """Count the elements of lists and the characters of texts."""
    if METER.left is not None:
        for value in values:
            if type(value) is list:
                spend(len(value))
            elif type(value) is str:
                spend(len(value) // CHARACTERS)


def bounded(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The operation, null where it takes too many steps; inside another one it only adds to that one's count."""

    @wraps(operation)
    def run(*arguments: Any) -> Any:
        if METER.left is not None:
            return operation(*arguments)
        METER.left = STEPS
        try:
            return operation(*arguments)
        except Excess:
            return None
        finally:
            METER.left = None

    return run


def apart(outcomes: Iterable[Any]) -> Iterator[Any]:
    """The outcomes of several ways to fill in what is not known, as if each were the only one: the longest counts."""
    before = after = METER.left
    ways = iter(outcomes)
    while True:
        METER.left = before
        try:
            outcome = next(ways)
        except StopIteration:
            break
        if after is not None and METER.left is not None:
            after = min(after, METER.left)
        yield outcome
    METER.left = after


def fits(size: int) -> bool:
    """Whether a text or list of this size may be made."""
    return size <= LONGEST
