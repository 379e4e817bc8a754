"""The benchmark job (bench/job): fused, direct and a hand-written function give the same answers for 20,000 records."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench import by_hand, records
from engine.direct import decide
from engine.facts import Entry
from engine.fused import fuse
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.policies import load_policy
from policy_check.api import Policy, evaluate

JOB = Path(__file__).resolve().parents[2] / "bench" / "job"
DAY = date(2024, 6, 1)
COUNT = 20_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    policy, found = load_policy([JOB])
    assert policy is not None
    assert [one.text("en") for one in found.sorted()] == []
    return Plan(rules_in_force(policy, DAY))


@pytest.fixture(scope="module")
def typed() -> list[dict[str, Any]]:
    return records.typed(records.raw(COUNT))


def answers(decisions: Any) -> tuple[tuple[Any, str | None], ...]:
    by_name = {one.decision: (one.value, one.rule.id if one.rule is not None else None) for one in decisions}
    return tuple(by_name[name] for name in by_hand.OUTPUTS)


def test_fused_answers_as_the_function_written_by_hand(plan: Plan, typed: list[dict[str, Any]]) -> None:
    fused = fuse(plan, "record")
    assert fused is not None
    assert fused.names == by_hand.OUTPUTS
    assert fused.rows(typed) == [by_hand.exact(record) for record in typed]
    assert fused.left == 0


def test_direct_answers_as_the_function_written_by_hand(plan: Plan, typed: list[dict[str, Any]]) -> None:
    root = plan.vocabulary.entities["record"]
    for record in typed:
        assert answers(decide(plan, Entry(root, record, None, ""))) == by_hand.exact(record)


def test_the_public_way_answers_the_same(plan: Plan) -> None:
    raw = records.raw(20)
    policy = Policy(plan.rules.policy)
    for plain, record in zip(records.facts(raw), records.typed(raw), strict=True):
        assert answers(evaluate(policy, plain, DAY).decisions) == by_hand.exact(record)


def test_records_with_unknown_facts(plan: Plan, typed: list[dict[str, Any]]) -> None:
    fused = fuse(plan, "record")
    assert fused is not None
    root = plan.vocabulary.entities["record"]
    facts = list(root.fields)
    for number, record in enumerate(typed[:600]):
        partly = {name: value for place, (name, value) in enumerate(record.items()) if (place + number) % 5}
        partly[facts[number % len(facts)]] = None
        known = {name: value for name, value in partly.items() if value is not None}
        expected = answers(decide(plan, Entry(root, known, None, "")))
        assert tuple(fused(partly).values()) == expected


def test_the_words_of_the_records_are_labels_of_the_vocabulary(plan: Plan) -> None:
    for fact, words in records.WORDS.items():
        labels = {name: label.zh for name, label in plan.vocabulary.enums[fact].members.items()}
        assert {member: word for word, member in words.items()} == labels
    assert {name: label.zh for name, label in plan.vocabulary.enums["grade"].members.items()} == records.GRADES
