"""Removing any rule of policies/2023, or changing any number, date or condition in it, makes a test fail.

Each mutant is shown to the documents of the other tests (`tests.examiners`); one of them has to object. Mutants that
mean the same, so that none can object, are listed with the reason in `tests/data/mutants-that-mean-the-same.yaml`.
With POLICY_CHECK_LONG=400 they are looked at as well, with that many random documents; one that is noticed after all
has to leave the list.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engine.model import Policy
from engine.value import changed
from loader.policies import load_policy
from tests.claims import unclaimed
from tests.examiners import Examiners
from tests.mutants import Mutant, Mutator

HERE = Path(__file__).parent
LONG = "POLICY_CHECK_LONG" in os.environ
RANDOM = max(60, int(os.environ.get("POLICY_CHECK_LONG", "0")))
LOADED, DIAGNOSTICS = load_policy([HERE.parent / "policies" / "2023"])

pytestmark = pytest.mark.mutations


def policy() -> Policy:
    """The opinion of 2023, read from its files."""
    assert LOADED is not None, [one.text("en") for one in DIAGNOSTICS.sorted()]
    return LOADED


@cache
def mutator() -> Mutator:
    return Mutator(policy())


@cache
def examiners() -> Examiners:
    return Examiners(RANDOM)


@cache
def the_same() -> dict[str, str]:
    """The mutants that mean the same → why."""
    text = (HERE / "data" / "mutants-that-mean-the-same.yaml").read_text(encoding="utf-8")
    return {mutant: group["why"] for group in YAML(typ="safe", pure=True).load(text) for mutant in group["mutants"]}


RULES = [rule.id for rule in LOADED.rules] if LOADED else ["none could be read"]
DECIDING = [rule.id for rule in LOADED.rules if rule.parts] if LOADED else ["none could be read"]
ENTITIES = list(LOADED.vocabulary.entities) if LOADED else []


def mutants_of(owner: str) -> Iterable[Mutant]:
    if owner in ENTITIES:
        return mutator().of_entity(policy().vocabulary.entities[owner])
    return mutator().of_rule(next(rule for rule in policy().rules if rule.id == owner))


def test_nobody_objects_to_the_policy_itself() -> None:
    assert examiners().objection(policy()) is None


@pytest.mark.parametrize("owner", [*DECIDING, *ENTITIES])
def test_mutants_are_noticed(owner: str) -> None:
    unnoticed, noticed = [], []
    for mutant in mutants_of(owner):
        listed = mutant.name in the_same()
        if listed and not LONG:
            continue
        if examiners().objection(mutant.policy) is None:
            unnoticed.append(mutant.name)
        elif listed:
            noticed.append(mutant.name)
    assert [name for name in unnoticed if name not in the_same()] == []
    assert noticed == []


@pytest.mark.parametrize("removed", RULES)
def test_every_rule_is_missed(removed: str) -> None:
    """Without a rule, words of the text are claimed by none; this holds for principles too, which decide nothing."""
    rest = tuple(rule for rule in policy().rules if rule.id != removed)
    [clause] = {rule.clause for rule in policy().rules if rule.id == removed}
    assert list(unclaimed(changed(policy(), rules=rest))) == [clause]


def test_listed_mutants_exist() -> None:
    names = {mutant.name for owner in (*DECIDING, *ENTITIES) for mutant in mutants_of(owner)}
    assert set(the_same()) <= names
