"""One flat record at a time, fast; in: a plan and mappings of typed facts, out: value and rule of every decision.

`fuse` compiles the rules about the root entity once, to one Python function that is right wherever every fact that the
rules read is known. Every other record, and whatever the function cannot do, goes to `engine.direct`; so the answer is
always that of `direct`, which stays the meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import localcontext
from typing import Any, Final

from engine.decisions import NOT_APPLICABLE_STATE, Decision
from engine.direct import EXACT, iterate
from engine.facts import Entry
from engine.forms import NOT_APPLICABLE
from engine.fused_source import Fused, Row, Source
from engine.fused_terms import Leave, OutOfReach
from engine.model import Entity
from engine.plan import Plan

UNDETERMINED: Final[tuple[None, None]] = (None, None)
"""The answer where a decision is not determined; `direct` tells what is missing and who decides."""


class RecordFunction:
    """The decisions about one record after another. Made by `fuse`; safe to keep for as long as its plan.

    A record is a mapping of facts as `engine.facts` has them: `Decimal` for every number, bool, `date`, str for texts
    and enumerations; a fact that is not known is absent or None, any other key is not looked at. Records are taken as
    accepted: bounds and refusals of the vocabulary are the reader's matter (`loader.facts.document`).

    A decision's answer is ``(value, rule id)``: the value and the rule that decided it; `NOT_APPLICABLE` and the rule
    or norm that answers for it (None if it has none); `UNDETERMINED`. Flags and overridden rules are not part of it.

    Attributes:
        names: the decisions, in the order of the vocabulary.
        left: how many records were left to `direct` so far.
    """

    __slots__ = ("names", "left", "_fused", "_plan", "_entity")

    def __init__(self, fused: Fused, plan: Plan, entity: Entity) -> None:
        self.names = tuple(name for name, attribute in entity.attributes.items() if attribute.decision)
        self.left = 0
        self._fused = fused
        self._plan = plan
        self._entity = entity

    def __call__(self, record: Mapping[str, Any]) -> dict[str, tuple[Any, str | None]]:
        """The answers about one record, by decision."""
        return dict(zip(self.names, self.rows((record,))[0], strict=True))

    def rows(self, records: Iterable[Mapping[str, Any]]) -> list[Row]:
        """The answers about each record, in the order of `names`. Faster than one call for each record."""
        fused, found = self._fused, []
        with localcontext(EXACT):
            for record in records:
                try:
                    row = fused(record)
                except (Leave, KeyError, ArithmeticError):  # out of reach; an absent fact; a number too large
                    row = None
                found.append(self._by_direct(record) if row is None else row)
        return found

    def _by_direct(self, record: Mapping[str, Any]) -> Row:
        self.left += 1
        name = self._entity.name
        data = {fact: record[fact] for fact in self._entity.fields if record.get(fact) is not None}
        root = Entry(self._entity, data, None, "")
        decided = {one.decision: one for one in iterate(self._plan, root, lambda entity, _, __: entity == name)}
        return tuple(_answer(decided[decision]) for decision in self.names)


def _answer(decision: Decision) -> tuple[Any, str | None]:
    rule = decision.rule.id if decision.rule is not None else None
    if decision.state == NOT_APPLICABLE_STATE:
        return NOT_APPLICABLE, rule
    return (decision.value, rule) if decision.value is not None else UNDETERMINED


def fuse(plan: Plan, entity: str) -> RecordFunction | None:
    """The rules about `entity` as one function of flat records.

    None where that would never be of use: `entity` is not the root of the vocabulary, a decision may have to go through
    a reopening (more than a value and a rule), or a condition reads what no flat record holds (lists, groups,
    relations).
    """
    known = plan.vocabulary.entities.get(entity)
    if known is None or entity != plan.vocabulary.root or _reopens(plan, entity):
        return None
    try:
        return RecordFunction(Source(plan, known).function(), plan, known)
    except (OutOfReach, RecursionError, MemoryError, SyntaxError):  # the latter three: nested too deeply for Python
        return None


def _reopens(plan: Plan, entity: str) -> bool:
    parts = (part for rule in plan.rules.rules.values() for part in rule.parts if part.on == entity)
    return any(qualifier.reopening for part in parts for qualifier in part.qualifiers)
