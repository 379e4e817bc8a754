"""What a decision comes to, before it is put into the contract's shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

REOPENING = "determined_requires_reopening"
JOINT_REVIEW = "联合审定会"
BUREAU = "区科技局"
LEGAL = "法制审核"


@dataclass(frozen=True)
class Result:
    """State, value and reasons of one decision; `clauses` are those beyond the decision's fixed ones."""

    state: str
    value: Any = None
    missing: frozenset[str] = frozenset()
    refer_to: str | None = None
    flags: frozenset[str] = frozenset()
    overridden: tuple[Any, ...] = ()
    rule: str | None = None
    clauses: frozenset[str] = field(default_factory=frozenset)

    @property
    def decided(self) -> bool:
        """Whether there is a value."""
        return self.state in ("determined", REOPENING)


def determined(
    value: Any,
    *,
    state: str = "determined",
    flags: Iterable[str] = (),
    refer_to: str | None = None,
    overridden: Iterable[Any] = (),
    rule: str | None = None,
    clauses: Iterable[str] = (),
) -> Result:
    """A decision with a value; `rule` where another norm than the decision's own decided it."""
    return Result(
        state=state,
        value=value,
        flags=frozenset(flags),
        refer_to=refer_to,
        overridden=tuple(overridden),
        rule=rule,
        clauses=frozenset(clauses),
    )


def undetermined(
    missing: Iterable[str] = (),
    *,
    refer_to: str | None = None,
    flags: Iterable[str] = (),
    clauses: Iterable[str] = (),
) -> Result:
    """A decision that waits for facts (missing) or for a body (refer_to)."""
    return Result(
        state="undetermined",
        missing=frozenset(missing),
        refer_to=refer_to,
        flags=frozenset(flags),
        clauses=frozenset(clauses),
    )


def not_applicable(*, rule: str | None = None, clauses: Iterable[str] = ()) -> Result:
    """A decision whose premise fails."""
    return Result(state="not_applicable", rule=rule, clauses=frozenset(clauses))
