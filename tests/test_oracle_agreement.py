"""The product against the oracle: a second implementation of the contract in plain Python, which knows no rule file.

Random documents are named by their seed. POLICY_CHECK_LONG=3000 tries that many instead of the usual number.
"""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal

import pytest

import policy_check
from tests.agreement import differences
from tests.oracle.contract import decide
from tests.oracle.generate import broken, document
from tests.oracle.refusals import faults
from tests.worked_cases import Json

DOCUMENTS = int(os.environ.get("POLICY_CHECK_LONG", "400"))
BROKEN = DOCUMENTS // 2
BATCH = 25
"""So many documents make one test."""


@pytest.fixture(scope="module")
def policy() -> policy_check.Policy:
    return policy_check.load()


def starts(number: int) -> range:
    return range(0, number, BATCH)


@pytest.mark.parametrize("start", starts(DOCUMENTS))
def test_same_decisions(policy: policy_check.Policy, start: int) -> None:
    for seed in range(start, min(start + BATCH, DOCUMENTS)):
        facts = document(random.Random(seed))
        found = policy_check.evaluate(policy, text_of(facts)).document()["decisions"]
        assert differences(decide(facts), found) == [], f"seed {seed}"


def text_of(facts: Json) -> str:
    """The document as the command would read it."""
    return json.dumps(facts, ensure_ascii=False)


@pytest.mark.parametrize("start", starts(BROKEN))
def test_same_refusals(policy: policy_check.Policy, start: int) -> None:
    for seed in range(start, min(start + BATCH, BROKEN)):
        facts, kind = broken(random.Random(seed))
        assert faults(facts), f"seed {seed}: {kind}"
        with pytest.raises(policy_check.FactsError):
            policy_check.evaluate(policy, text_of(facts))


def test_differences_are_found() -> None:
    """The comparison itself can fail, in every part."""
    facts = document(random.Random(0))
    wanted = decide(facts)
    assert differences(wanted, wanted) == []
    for part, other in [
        ("state", "else"),
        ("value", Decimal(7)),
        ("flags", ["else"]),
        ("rule", {"id": "else"}),
        ("overridden", [{"id": "else", "version": 1, "value": "else"}]),
        ("clauses", []),
    ]:
        assert len(differences(wanted, [{**wanted[0], part: other}, *wanted[1:]])) == 1, part
    assert differences(wanted, wanted[1:])
