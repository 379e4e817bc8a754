"""A policy, in; notices for what nobody has told the norm type of yet, and an error where that decides, out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Policy, Rule
from loader.diagnostics import Diagnostic, Diagnostics, diagnostic
from loader.rules.written import Written

UNCLASSIFIED = "unclassified"
DECIDING = ("on", "parts")


def awaits(rule: Rule) -> bool:
    """Whether the rule's norm type or strength is still to be told."""
    return UNCLASSIFIED in (rule.norm_type, rule.strength)


def notices(policy: Policy) -> Iterator[Diagnostic]:
    """One notice for every rule that awaits its norm type, and for every sentence that alone still does."""
    waiting = {rule.clause for rule in policy.rules if awaits(rule)}
    for rule in policy.rules:
        if awaits(rule):
            yield diagnostic("PC520", rule.place, clause=rule.clause, rule=rule.id)
    for sentence in policy.sentences:
        if sentence.type == UNCLASSIFIED and sentence.id not in waiting:
            yield diagnostic("PC525", sentence.place, clause=sentence.id)


def check_awaiting(policy: Policy, written: Written, found: Diagnostics) -> None:
    """Reports a rule that decides something although it awaits its norm type."""
    for rule in policy.rules:
        if awaits(rule) and rule.parts:
            name = next(key for key in DECIDING if written.node(rule.place, key) is not None)
            found.add("PC521", written.key(rule.place, name), rule=rule.id)
