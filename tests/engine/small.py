"""Small policies for tests; in: facts and rules as a few words, out: a policy, a plan, decisions.

A policy here has one entity, ``case``, whose facts and decisions are all at the top of the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from engine.decisions import Decision
from engine.direct import decide
from engine.facts import Entry
from engine.feel.parser import parse
from engine.model import (
    Attribute,
    Entity,
    Enum,
    Field,
    Gate,
    Label,
    Part,
    Place,
    Policy,
    Rule,
    Type,
    Vocabulary,
)
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.rules.special_forms import with_forms

ROOT = "case"
HERE = Place("small", 1, 1)
DAY = date(2024, 1, 1)


class Says(NamedTuple):
    """One rule about one decision: its id, its condition and value in FEEL, the rules that it overrides."""

    id: str
    decision: str
    value: str
    when: str | None = None
    overrides: tuple[str, ...] = ()
    gate: str | None = None


def kind(word: str) -> Type:
    """``bool``, ``int``, ``decimal``, or the name of an enumeration."""
    return Type(word) if word in ("bool", "int", "decimal", "money", "date", "string") else Type("enum", word)


def feel(text: str | None) -> Any:
    """The syntax tree of an expression; ``not_applicable`` is the outcome of that name."""
    from engine.feel.nodes import Node

    if text is None:
        return None
    return Node("none") if text == "not_applicable" else with_forms(parse(text))


def policy(
    facts: Mapping[str, str],
    decisions: Mapping[str, str],
    rules: Sequence[Says],
    enums: Mapping[str, Sequence[str]] | None = None,
    default: str = "not_applicable",
) -> Policy:
    """A policy with these facts (name → type), decisions (name → type) and rules."""
    label = Label("", "")
    fields = {name: Field(name, kind(word), label) for name, word in facts.items()}
    attributes = {n: Attribute(n, kind(w), label, True, None, default) for n, w in decisions.items()}
    entity = Entity(ROOT, label, None, None, False, (), (), fields, attributes, {}, None, (), ())
    words = {name: Enum(name, label, dict.fromkeys(members, label)) for name, members in (enums or {}).items()}
    vocabulary = Vocabulary(ROOT, words, {ROOT: entity}, {})
    return Policy("small", "1", DAY, None, {}, vocabulary, (), tuple(_rule(says) for says in rules), "small")


def _rule(says: Says) -> Rule:
    gates = (Gate(None, feel(says.gate)),) if says.gate is not None else ()
    part = Part(ROOT, feel(says.when), ((says.decision, feel(says.value)),), says.overrides, (), gates, HERE)
    return Rule(
        says.id, 1, "", Label("", ""), "", "constitutive", "strict", DAY, None, None, (), (part,), (), (), HERE, says.id
    )


def outcome(made: Policy, facts: Mapping[str, Any]) -> dict[str, Decision]:
    """Every decision about a document with these facts (None and absent: unknown), by name."""
    plan = Plan(rules_in_force(made, DAY))
    known = {name: Decimal(v) if type(v) is int else v for name, v in facts.items() if v is not None}
    root = Entry(made.vocabulary.entities[ROOT], known, None, "")
    return {decision.decision: decision for decision in decide(plan, root)}
