"""Laws that hold for every rule set: filling in the unknown never contradicts, and no order matters.

Random rule sets: facts that are booleans or grades, decisions concluded by up to three rules each, conditions over
facts
and earlier decisions, overrides along the order of rules, sometimes a gate.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import Decision
from tests.engine.small import Says, outcome, policy

FACTS = {"a": "bool", "b": "bool", "c": "bool", "g": "grade"}
DECISIONS = {"d0": "bool", "d1": "grade", "d2": "grade"}
GRADES = ("high", "middle", "low")
VALUES: dict[str, tuple[Any, ...]] = {"bool": (True, False), "grade": GRADES}


def leaf(earlier: list[str]) -> st.SearchStrategy[str]:
    """A condition about one fact or earlier decision."""
    names = st.sampled_from([*FACTS, *earlier])
    kinds = {**FACTS, **DECISIONS}

    def test(name: str) -> st.SearchStrategy[str]:
        if kinds[name] == "bool":
            return st.sampled_from([f"{name} = true", f"{name} = false", f"not({name} = true)"])
        grade = st.sampled_from(GRADES)
        return grade.map(lambda one: f'{name} = "{one}"') | grade.map(lambda one: f'{name} in ("{one}", "low")')

    return names.flatmap(test)


def condition(earlier: list[str]) -> st.SearchStrategy[str]:
    """A condition of a few leaves."""
    join = st.sampled_from([" and ", " or "])
    return st.recursive(
        leaf(earlier),
        lambda inner: st.tuples(inner, join, inner).map(lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"),
        max_leaves=4,
    )


def value(kind: str, earlier: list[str]) -> st.SearchStrategy[str]:
    """A value of a kind: a literal, a fact, a choice, or not applicable."""
    plain = st.sampled_from(["true", "false", "a"] if kind == "bool" else [f'"{one}"' for one in GRADES] + ["g"])
    chosen = st.tuples(condition(earlier), plain, plain).map(lambda p: f"if {p[0]} then {p[1]} else {p[2]}")
    return plain | chosen | st.just("not_applicable")


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Says]:
    """Rules for every decision; a decision reads only earlier ones."""
    rules: list[Says] = []
    for number, (name, kind) in enumerate(DECISIONS.items()):
        earlier = list(DECISIONS)[:number]
        mine: list[str] = []
        for index in range(draw(st.integers(1, 3))):
            identity = f"{name}.r{index}"
            overrides = tuple(draw(st.lists(st.sampled_from(mine), unique=True))) if mine else ()
            when = draw(st.none() | condition(earlier))
            rules.append(Says(identity, name, draw(value(kind, earlier)), when, overrides))
            mine.append(identity)
    if draw(st.booleans()):
        rules[0] = rules[0]._replace(gate=draw(leaf([])))
    return rules


@st.composite
def partial_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Facts, some of them unknown."""
    return {name: draw(st.none() | st.sampled_from(VALUES[kind])) for name, kind in FACTS.items()}


def said(decision: Decision) -> tuple[str, Any]:
    """State and value."""
    return decision.state, decision.value


@settings(max_examples=60, deadline=None)
@given(rule_sets(), partial_facts())
def test_what_is_decided_stays_decided_however_the_unknown_is_filled_in(
    rules: list[Says], facts: dict[str, Any]
) -> None:
    made = policy(FACTS, DECISIONS, rules, {"grade": GRADES})
    decided = {name: one for name, one in outcome(made, facts).items() if one.state != "undetermined"}
    unknown = [name for name in FACTS if facts[name] is None]
    for way in product(*(VALUES[FACTS[name]] for name in unknown)):
        full = outcome(made, {**facts, **dict(zip(unknown, way, strict=True))})
        for name, one in decided.items():
            assert said(full[name]) == said(one), name


@settings(max_examples=60, deadline=None)
@given(rule_sets(), partial_facts(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_never_matters(rules: list[Says], facts: dict[str, Any], chance: Any) -> None:
    made = outcome(policy(FACTS, DECISIONS, rules, {"grade": GRADES}), facts)
    shuffled = list(rules)
    chance.shuffle(shuffled)
    names = list(facts)
    chance.shuffle(names)
    again = outcome(policy(FACTS, DECISIONS, shuffled, {"grade": GRADES}), {name: facts[name] for name in names})
    assert made == again


@settings(max_examples=60, deadline=None)
@given(rule_sets(), partial_facts())
def test_what_is_missing_is_unknown_and_where_nothing_is_unknown_nothing_is_missing(
    rules: list[Says], facts: dict[str, Any]
) -> None:
    for decision in outcome(policy(FACTS, DECISIONS, rules, {"grade": GRADES}), facts).values():
        assert all(facts[pointer.removeprefix("/")] is None for pointer in decision.missing)
        if decision.state != "undetermined":
            assert decision.missing == ()
