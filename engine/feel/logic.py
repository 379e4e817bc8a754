"""Truth in FEEL; in: conditions that are true, false, null or not known, out: one of these again.

FEEL's logic has three values, true, false and null (anything that is no boolean counts as null), and a condition that
is not known is the set of those it may be. A false part makes `and` false, a true one makes `or` true, whatever the
others are. Source: OMG DMN 1.5, 10.3.2.15 (conjunction, disjunction, negation); Kleene's strong logic for what is not
known.
"""

from __future__ import annotations

from typing import Any

from engine.unknown import NOTHING, Unknown

TRUTHS = (True, False, None)


def open_truth(*operands: Any) -> Unknown:
    """A condition that may be true, false or null, because of what is not known in `operands`."""
    missing, refer = reasons(*operands)
    return Unknown(TRUTHS, missing=missing, refer=refer)


def reasons(*operands: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The missing facts and the deciding bodies behind all the operands that are not known."""
    missing = refer = NOTHING
    for operand in operands:
        if isinstance(operand, Unknown):
            missing, refer = missing | operand.missing, refer | operand.refer
    return missing, refer


def conjunction(a: Any, b: Any) -> Any:
    """`a and b`.

    >>> conjunction(False, None), conjunction(True, None)
    (False, None)
    """
    if a is False or b is False:
        return False
    if a is True and b is True:
        return True
    return _combine(a, b, False) if isinstance(a, Unknown) or isinstance(b, Unknown) else None


def disjunction(a: Any, b: Any) -> Any:
    """`a or b`.

    >>> disjunction(True, None), disjunction(False, None)
    (True, None)
    """
    if a is True or b is True:
        return True
    if a is False and b is False:
        return False
    return _combine(a, b, True) if isinstance(a, Unknown) or isinstance(b, Unknown) else None


def negation(a: Any) -> Any:
    """`not(a)`: null where `a` is no boolean."""
    if a is True or a is False:
        return not a
    return _set({_opposite(truth) for truth in truths(a)}, a) if isinstance(a, Unknown) else None


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def truths(condition: Any) -> tuple[bool | None, ...]:
    """The truth values a condition may have, each once."""
    if not isinstance(condition, Unknown):
        return (condition if condition is True or condition is False else None,)
    if condition.values is None:
        return (None,) if condition.low is not None or condition.high is not None else TRUTHS
    found = {value if value is True or value is False else None for value in condition.values}
    return tuple(truth for truth in TRUTHS if truth in found)


def _combine(a: Any, b: Any, deciding: bool) -> Any:
    first, second = truths(a), truths(b)
    possible: set[bool | None] = set()
    for x in first:
        for y in second:
            if x is deciding or y is deciding:
                possible.add(deciding)
            else:
                possible.add(None if x is None or y is None else not deciding)
    return _set(possible, a, b)


def _set(possible: set[bool | None], *operands: Any) -> Any:
    if len(possible) == 1:
        return possible.pop()
    missing, refer = reasons(*operands)
    return Unknown(tuple(truth for truth in TRUTHS if truth in possible), missing=missing, refer=refer)


def may_hold(condition: Any) -> tuple[bool, bool]:
    """Whether a condition that is not known may be true, and whether it may be anything else (null is not true)."""
    possible = truths(condition)
    return True in possible, possible != (True,)
