"""Facts with a least and a largest number: an unknown one lies between them, and what that settles is determined."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from engine.decisions import Decision
from engine.direct import open_document
from engine.facts import Entry
from engine.model import Policy
from engine.plan import Plan
from engine.unknown import Unknown
from engine.value import changed
from engine.versions import rules_in_force
from tests.engine.random_rules import backends, differing
from tests.engine.small import DAY, ROOT, Says, policy

pytest.importorskip("durable_rules_engine")

FACTS = {"score": "decimal", "rounds": "int", "bonus": "decimal"}
RULES = [
    Says("r1", "passed", "true", "score <= 100"),
    Says("r2", "short", "score < 0 or rounds > 3"),
    Says("r3", "best", "max(score, 100)"),
    Says("r4", "total", "if score > 100 then 1 else 2"),
    Says("r5", "inside", "rounds in [1..3]"),
    Says("r6", "open", "score >= 60"),
    Says("r7", "free", "bonus <= 100"),
]
DECISIONS = {
    "passed": "bool",
    "short": "bool",
    "best": "decimal",
    "total": "int",
    "inside": "bool",
    "open": "bool",
    "free": "bool",
}


def bounded(**maximum: int) -> Policy:
    """The policy in which these facts have this maximum, and 0 as minimum (`rounds`: 1)."""
    made = policy(FACTS, DECISIONS, RULES)
    entity = made.vocabulary.entities[ROOT]
    fields = {
        name: changed(field, minimum=int(name == "rounds"), maximum=maximum[name]) if name in maximum else field
        for name, field in entity.fields.items()
    }
    vocabulary = changed(made.vocabulary, entities={ROOT: changed(entity, fields=fields)})
    return changed(made, vocabulary=vocabulary)


def derived(made: Policy, facts: Mapping[str, int]) -> dict[str, Decision]:
    """The decisions, by name; `direct` and `rete` give the same, with the same proofs."""
    root = Entry(made.vocabulary.entities[ROOT], {name: Decimal(value) for name, value in facts.items()}, None, "")
    found, wrong = differing(backends(made), root, proofs=True)
    assert wrong == []
    return {one.decision: one for one in found}


SETTLED = {"passed": True, "short": False, "best": Decimal(100), "total": Decimal(2), "inside": True}


def test_bounds_settle_decisions() -> None:
    found = derived(bounded(score=100, rounds=3), {})
    assert {name: one.value for name, one in found.items() if one.state == "determined"} == SETTLED
    assert found["open"].missing == ("/score",) and found["free"].missing == ("/bonus",)


def test_without_a_maximum_they_are_open() -> None:
    found = derived(bounded(), {})
    assert all(one.state == "undetermined" for one in found.values())


def test_an_unknown_number_is_the_range() -> None:
    made = bounded(score=100)
    root = Entry(made.vocabulary.entities[ROOT], {}, None, "")
    open_document(Plan(rules_in_force(made, DAY)), root)
    one = root.get("score")
    assert isinstance(one, Unknown) and (one.low, one.high) == (Decimal(0), Decimal(100))
    assert one.missing == {"/score"}


@pytest.mark.parametrize("score", [0, 59, 60, 100])
def test_a_known_number_is_itself(score: int) -> None:
    found = derived(bounded(score=100, rounds=3), {"score": score, "rounds": 1, "bonus": 500})
    assert found["open"].value is (score >= 60) and found["free"].value is False
    assert all(one.state == "determined" for one in found.values())
