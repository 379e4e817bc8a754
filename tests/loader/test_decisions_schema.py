"""The schema of decisions: it accepts the specimen, and refuses what the contract does not allow."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

TESTS = Path(__file__).parents[1]
SPECIMEN: dict[str, Any] = json.loads((TESTS / "data" / "decisions.example.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((TESTS.parent / "schemas" / "decisions.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def first(state: str) -> dict[str, Any]:
    """The first decision of the specimen that is in a state."""
    return deepcopy(next(one for one in SPECIMEN["decisions"] if one["state"] == state))


def holding(*decisions: dict[str, Any]) -> dict[str, Any]:
    """The specimen with these decisions only."""
    return {**SPECIMEN, "decisions": list(decisions)}


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_accepts_the_specimen() -> None:
    VALIDATOR.validate(SPECIMEN)
    assert len(SPECIMEN["decisions"]) == 175


PROOF: dict[str, Any] = {
    "rule": "4.5.s3.n1",
    "version": 1,
    "clause": "4.5.s3",
    "quote": "…",
    "outcome": "good",
    "conditions": [{"text": "score >= 75", "outcome": True, "facts": [{"pointer": "/platforms/0/name", "value": "x"}]}],
    "because": [{"rule": None, "outcome": None}],
}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("undetermined", {"value": None}),
    ("not_applicable", {"value": None}),
    ("determined", {"state": "determined_requires_reopening"}),
    ("determined", {"value": 0}),
    ("determined", {"value": "5000000.00"}),
    ("determined", {"flags": ["provisional", "request_written_opinion(finance_bureau)"]}),
    ("determined", {"overridden": [{"id": "4.5.s3.n1", "version": 1}]}),
    ("determined", {"trace": PROOF}),
]


@pytest.mark.parametrize(("state", "change"), GOOD)
def test_accepts(state: str, change: dict[str, Any]) -> None:
    VALIDATOR.validate(holding({**first(state), **change}))


BAD: list[tuple[str, dict[str, Any]]] = [
    ("determined", {"value": None}),
    ("determined", {"value": 0.2}),
    ("determined", {"value": []}),
    ("determined", {"state": "unknown"}),
    ("determined", {"missing": ["/as_of"]}),
    ("determined", {"clauses": []}),
    ("determined", {"clauses": ["end.s1.n1", "end.s1.n1"]}),
    ("determined", {"refer_to": ""}),
    ("determined", {"flags": ["Provisional"]}),
    ("determined", {"flags": None}),
    ("determined", {"rule": "4.5.s3.n1"}),
    ("determined", {"rule": {"id": "4.5.s3.n1", "version": "1"}}),
    ("determined", {"overridden": [{"id": "4.5.s3.n1"}]}),
    ("determined", {"subject": {"entity": "platform"}}),
    ("determined", {"note": "x"}),
    ("undetermined", {"value": "good"}),
    ("undetermined", {"missing": ["as_of"]}),
    ("undetermined", {"missing": ["/a~2"]}),
    ("undetermined", {"missing": ["/as_of", "/as_of"]}),
    ("not_applicable", {"value": False}),
]


@pytest.mark.parametrize(("state", "change"), BAD)
def test_refuses(state: str, change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(holding({**first(state), **change}))


@pytest.mark.parametrize("key", list(first("determined")))
def test_every_key_of_a_decision_is_required(key: str) -> None:
    decision = first("determined")
    del decision[key]
    assert not VALIDATOR.is_valid(holding(decision))


@pytest.mark.parametrize("key", list(SPECIMEN))
def test_every_key_of_the_whole_is_required(key: str) -> None:
    assert not VALIDATOR.is_valid({name: value for name, value in SPECIMEN.items() if name != key})


@pytest.mark.parametrize(
    "change", [{"schema": "policy-check/decisions@2"}, {"as_of": "2025-6-30"}, {"facts_digest": "5f89"}, {"extra": 1}]
)
def test_refuses_the_whole(change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid({**SPECIMEN, **change})
