"""The values of FEEL that Python has no type for; in: their parts, out: immutable values.

A value is None, a bool, str, `decimal.Decimal`, `datetime.date`, `time`, `datetime` or `timedelta`, a
`YearMonthDuration`, a list, a context (dict or `Record`), a `Range`, or, inside the rule engine, an
`engine.unknown.Unknown`. Values are never changed after they are made, lists and dicts included. Source: OMG DMN 1.5,
10.3.2.2 and 10.3.2.3.
"""

from __future__ import annotations

from typing import Any, final


@final
class YearMonthDuration:
    """A number of whole months, as in `P1Y6M`; not comparable with a number of days.

    >>> str(YearMonthDuration(18)), YearMonthDuration(12) < YearMonthDuration(13)
    ('P1Y6M', True)
    """

    __slots__ = ("months",)

    months: int

    def __init__(self, months: int) -> None:
        object.__setattr__(self, "months", months)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a duration does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, YearMonthDuration) and self.months == other.months

    def __hash__(self) -> int:
        return hash(("months", self.months))

    def __lt__(self, other: YearMonthDuration) -> bool:
        return self.months < other.months if isinstance(other, YearMonthDuration) else NotImplemented

    def __le__(self, other: YearMonthDuration) -> bool:
        return self.months <= other.months if isinstance(other, YearMonthDuration) else NotImplemented

    def __gt__(self, other: YearMonthDuration) -> bool:
        return self.months > other.months if isinstance(other, YearMonthDuration) else NotImplemented

    def __ge__(self, other: YearMonthDuration) -> bool:
        return self.months >= other.months if isinstance(other, YearMonthDuration) else NotImplemented

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return sign + "P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")

    def __repr__(self) -> str:
        return f"YearMonthDuration({self.months})"


@final
class Range:
    """The values between two ends, such as `[1..5)`.

    Args:
        low_included: whether the lower end belongs to it.
        low: the lower end; ``None`` where there is none, as in `(< 5)`.
        high: the upper end; ``None`` where there is none.
        high_included: whether the upper end belongs to it.
    """

    __slots__ = ("high", "high_included", "low", "low_included")

    low_included: bool
    low: Any
    high: Any
    high_included: bool

    def __init__(self, low_included: bool, low: Any, high: Any, high_included: bool) -> None:
        object.__setattr__(self, "low_included", low_included)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        object.__setattr__(self, "high_included", high_included)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a range does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and self.parts() == other.parts()

    def __hash__(self) -> int:
        return hash(self.parts())

    def parts(self) -> tuple[bool, Any, Any, bool]:
        """The arguments that it was made with."""
        return self.low_included, self.low, self.high, self.high_included

    def __repr__(self) -> str:
        return f"Range({', '.join(map(repr, self.parts()))})"


class Record:
    """A context that is not a dict: an object of the host whose fields are read by name, such as a node of facts.

    Subclasses say what `get` gives; a field that does not exist is ``None``, one that is not known an `Unknown`.
    """

    __slots__ = ()

    def get(self, name: str) -> Any:
        """The value of the field `name`."""
        raise NotImplementedError
