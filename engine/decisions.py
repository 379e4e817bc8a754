"""Decisions as plain, frozen values; in: what a backend found, out: what reports, logs and programs read."""

from __future__ import annotations

from typing import Any

from engine.value import Value

DETERMINED = "determined"
UNDETERMINED = "undetermined"
NOT_APPLICABLE_STATE = "not_applicable"
REOPENING = "determined_requires_reopening"


class RuleRef(Value):
    """One version of one rule."""

    id: str
    version: int


class Overridden(Value):
    """A rule that applied but was overridden, and the value that it would have given."""

    id: str
    version: int
    value: Any


class Decision(Value):
    """One decision about one subject.

    Args:
        entity, subject: what it is about; subject ids join keys with ``/``.
        decision: its name.
        state: determined, undetermined, not_applicable or determined_requires_reopening.
        value: bool, str, Decimal or date where decided, else None.
        rule: the rule that decided; None where none did.
        clauses: the norms it rests on, gates included, sorted.
        missing: JSON pointers of facts that could settle it; only where undetermined.
        refer_to: who decides, where the text leaves it to a body.
        flags: remarks for the reader, sorted.
        overridden: rules that applied and were overridden.
        conflict: rules that stand with different values; then the decision is undetermined.
    """

    entity: str
    subject: str
    decision: str
    state: str
    value: Any
    rule: RuleRef | None
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    refer_to: str | None
    flags: tuple[str, ...]
    overridden: tuple[Overridden, ...]
    conflict: tuple[Overridden, ...] = ()

    @property
    def order(self) -> tuple[str, str, str]:
        """Decisions are sorted by entity, subject id and name, each by Unicode code point."""
        return (self.entity, self.subject, self.decision)
