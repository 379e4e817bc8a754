"""What may still be: a value that is not known, as the set of values it can take; in: possible values, out: one
value or a set.

A known value is itself (``True``, ``Decimal("5")``, ``"good"``). Everything else is an `Unknown`: a finite set of
possible
values, an interval of numbers or dates, or anything at all. `lift` carries a function of known values to such sets: the
result is known exactly when every way of filling in the unknown gives it (Kleene's strong logic is the boolean case).

Each `Unknown` remembers why it is unknown: the JSON pointers of the facts that are missing, and the bodies that have to
decide where the text leaves the matter to a body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import product
from typing import Any, Final

_SIMPLE: Final = frozenset((bool, str, Decimal, date, type(None)))
_UNORDERED: Final = frozenset((bool, list, dict, type(None)))
NOTHING: Final[frozenset[str]] = frozenset()
COMBINATIONS: Final = 512
"""`lift` tries at most this many ways of filling in; beyond that the result may be anything (sound, less sharp)."""


class Unknown:
    """A value known only as a set of possible values. Never changed after it is made.

    Args:
        values: the possible values, each once; ``None`` where they cannot be listed.
        low: smallest possible number or date (inclusive), ``None`` where there is no bound; only without `values`.
        high: largest possible number or date (inclusive), likewise.
        missing: JSON pointers of the facts whose absence makes it unknown.
        refer: who decides, where no fact but a body settles it.
    """

    __slots__ = ("values", "low", "high", "missing", "refer")

    def __init__(
        self,
        values: tuple[Any, ...] | None = None,
        low: Any = None,
        high: Any = None,
        missing: frozenset[str] = NOTHING,
        refer: frozenset[str] = NOTHING,
    ) -> None:
        self.values = values
        self.low = low
        self.high = high
        self.missing = missing
        self.refer = refer

    def because(self, missing: frozenset[str], refer: frozenset[str] = NOTHING) -> Unknown:
        """The same set, unknown for these reasons too."""
        if missing <= self.missing and refer <= self.refer:
            return self
        return Unknown(self.values, self.low, self.high, self.missing | missing, self.refer | refer)

    def may_be(self, value: Any) -> bool:
        """Whether `value` is one of the possible values."""
        if self.values is not None:
            return any(same(value, possible) for possible in self.values)
        try:
            return not ((self.low is not None and value < self.low) or (self.high is not None and value > self.high))
        except TypeError:
            return True

    def __bool__(self) -> bool:
        raise TypeError("an unknown is neither true nor false: test it with `is True`")

    def __repr__(self) -> str:
        what = self.values if self.values is not None else f"[{self.low}..{self.high}]"
        return f"Unknown({what}, missing={sorted(self.missing)}, refer={sorted(self.refer)})"


TRUE_OR_FALSE: Final = (True, False)


def open_bool(missing: frozenset[str] = NOTHING, refer: frozenset[str] = NOTHING) -> Unknown:
    """A condition that may be true or false."""
    return Unknown(TRUE_OR_FALSE, missing=missing, refer=refer)


def same(a: Any, b: Any) -> bool:
    """Whether two known values are one value: of one type, part by part; a moment also has its offset."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (datetime, time)) and a.tzinfo != b.tzinfo:
        return False
    return bool(a == b)


def union(outcomes: Iterable[Any], missing: frozenset[str] = NOTHING, refer: frozenset[str] = NOTHING) -> Any:
    """The value that is one of `outcomes` (known values or unknowns): known when they all are one value.

    `missing` and `refer` say why it is not known which of them; they are named only where it matters. An outcome
    without possible values adds nothing.
    """
    values: list[Any] = []
    seen: set[tuple[type, Any]] = set()
    listed, low, high, bounded, first = True, None, None, True, True
    for outcome in outcomes:
        if isinstance(outcome, Unknown) and outcome.values == ():
            continue
        if isinstance(outcome, Unknown):
            missing, refer = missing | outcome.missing, refer | outcome.refer
            possible, bounds = outcome.values, (outcome.low, outcome.high)
        else:
            possible, bounds = (outcome,), (outcome, outcome)
        if possible is None:
            listed = False
        else:
            for value in possible:
                if not _seen(value, seen, values):
                    values.append(value)
            bounds = _bounds(possible)
        bounded, low, high = _widen(bounded, first, low, high, bounds)
        first = False
    if listed and len(values) == 1:
        return values[0]
    if listed:
        return Unknown(tuple(values), missing=missing, refer=refer)
    return Unknown(None, low if bounded else None, high if bounded else None, missing, refer)


def _seen(value: Any, seen: set[tuple[type, Any]], values: list[Any]) -> bool:
    """Whether the value is among those seen; from now on it is."""
    kind = type(value)
    if kind in _SIMPLE:
        known = (kind, value) in seen
        seen.add((kind, value))
        return known
    return any(same(value, other) for other in values)


def _bounds(possible: tuple[Any, ...]) -> tuple[Any, Any]:
    """The smallest and the largest of values of one ordered kind; booleans and lists have no bounds."""
    kinds = {type(value) for value in possible}
    if len(kinds) != 1 or kinds & _UNORDERED:
        return None, None
    try:
        return min(possible), max(possible)
    except TypeError:
        return None, None


def _widen(bounded: bool, first: bool, low: Any, high: Any, bounds: tuple[Any, Any]) -> tuple[bool, Any, Any]:
    if first:
        return True, bounds[0], bounds[1]
    try:
        low = None if low is None or bounds[0] is None else min(low, bounds[0])
        high = None if high is None or bounds[1] is None else max(high, bounds[1])
    except TypeError:
        return False, None, None
    return bounded, low, high


def lift(function: Callable[..., Any], *arguments: Any) -> Any:
    """Apply `function` (of known values) where some `arguments` are unknown: the union over the ways to fill them
    in."""
    unknown = [argument for argument in arguments if isinstance(argument, Unknown)]
    if not unknown:
        return function(*arguments)
    missing = frozenset().union(*(argument.missing for argument in unknown))
    refer = frozenset().union(*(argument.refer for argument in unknown))
    ways = 1
    for argument in unknown:
        ways *= len(argument.values) if argument.values is not None else COMBINATIONS + 1
    if ways > COMBINATIONS:
        return Unknown(missing=missing, refer=refer)
    choices = [a.values if isinstance(a, Unknown) else (a,) for a in arguments]
    return union((function(*choice) for choice in product(*choices)), missing, refer)  # type: ignore[arg-type]  # values are listed: checked above


def why(value: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The missing facts and the deciding bodies behind a value; empty for a known one."""
    return (value.missing, value.refer) if isinstance(value, Unknown) else (NOTHING, NOTHING)
