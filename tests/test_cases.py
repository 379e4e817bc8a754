"""Every worked case, and the specimen, through the public API. A file dropped into a folder of cases is tested."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import policy_check
from tests.examiners import ROOT, exact, rounded, specimen
from tests.worked_cases import Case, Json, by_name, mismatches, read, read_all


@pytest.fixture(scope="module")
def policy() -> policy_check.Policy:
    return policy_check.load()


@pytest.mark.parametrize("case", read_all(), ids=lambda case: case.id)
def test_case(policy: policy_check.Policy, case: Case) -> None:
    if case.refused:
        with pytest.raises(policy_check.FactsError) as caught:
            policy_check.evaluate(policy, case.facts)
        assert set(case.refused) <= {fault.pointer for fault in caught.value.faults}
    else:
        result = policy_check.evaluate(policy, case.facts)
        decisions = result.document()["decisions"]
        assert mismatches(case.expect, by_name(decisions)) == []
        assert rounded(result, decisions) == []


def test_specimen(policy: policy_check.Policy) -> None:
    facts = (ROOT / "examples" / "district.json").read_bytes()
    found = policy_check.evaluate(policy, facts).document()
    wanted = json.loads((ROOT / "tests" / "data" / "decisions.example.json").read_text(encoding="utf-8"))
    assert [exact(one) for one in found["decisions"]] == [exact(one) for one in wanted["decisions"]]
    assert specimen().right(found["decisions"])
    assert found["schema"] == wanted["schema"]
    assert found["as_of"] == wanted["as_of"]
    for key in ("id", "document_number", "title"):
        assert found["policy"][key] == wanted["policy"][key]


# --- the reader and the comparison can fail --------------------------------------------------------------------------

FOUND: Json = {
    "state": "determined",
    "value": True,
    "clauses": ["a", "b"],
    "missing": ["/platforms/0/type"],
    "flags": ["f"],
    "refer_to": None,
    "overridden": [{"id": "r", "version": 1, "value": "good"}],
}
MET: list[Json] = [
    {},
    {"state": "determined", "value": True, "clauses": ["b"], "missing": [], "flags": ["f"], "not_flags": ["g"]},
    {"refer_to": None, "overridden": [{"value": "good"}, {"id": "r", "version": 1}]},
]
MISSED: list[Json] = [
    {"state": "undetermined"},
    {"value": 1},
    {"value": "true"},
    {"clauses": ["a", "c"]},
    {"missing": ["/platforms"]},
    {"flags": ["g"]},
    {"not_flags": ["f"]},
    {"not_missing": ["/platforms/0/type"]},
    {"refer_to": "联合审定会"},
    {"overridden": [{"value": "excellent"}]},
    {"overridden": [{"value": "good", "id": "s"}]},
]
NAMED: Json = {"decision": "d", "subject": "s"}


@pytest.mark.parametrize("expected", MET)
def test_expectation_is_met(expected: Json) -> None:
    assert mismatches([{**NAMED, **expected}], {("d", "s"): FOUND}) == []


@pytest.mark.parametrize("expected", MISSED)
def test_expectation_is_not_met(expected: Json) -> None:
    assert len(mismatches([{**NAMED, **expected}], {("d", "s"): FOUND})) == 1


def test_conflict_is_never_right() -> None:
    assert mismatches([NAMED], {("d", "s"): {**FOUND, "conflict": []}}) != []


def test_decision_that_is_not_there() -> None:
    assert mismatches([NAMED], {}) != []


def test_reading(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(
        "group: new\ncases:\n- id: N-1\n  name: 例\n  facts: {as_of: 2024-02-29, score: 89.990, n: 1, on: no}\n"
        "  expect: [{decision: d, subject: 2024, value: 1.50}]\n",
        encoding="utf-8",
    )
    [case] = read(path)
    facts: dict[str, Any] = {"as_of": "2024-02-29", "score": Decimal("89.990"), "n": 1, "on": "no"}
    assert case.id == "new/N-1"
    assert case.facts == facts
    assert str(case.facts["score"]) == "89.990"
    assert str(case.expect[0]["value"]) == "1.50"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{id: N-1, name: n, facts: {}, expect: [{decision: d, subject: s, flag: [f]}]}",
            "3:68: error PC201: the expectation has no key `flag`; hint: did you mean: flags?",
        ),
        (
            "{id: N-1, name: n, facts: {}, expects: [], expect: [{decision: d, subject: s}]}",
            "3:33: error PC201: the case has no key `expects`; hint: did you mean: expect?",
        ),
        (
            "{id: N-1, name: n, facts: {}, expect: []}",
            "3:41: error PC207: `expect` has to hold at least 1 item(s)",
        ),
        (
            "{id: N-1, name: n, facts: {}, expect: [{decision: d, subject: s}], refused: [/platforms]}",
            "3:33: error PC209: facts that are refused give no decisions: write only one of `expect` and `refused`",
        ),
        (
            "{id: N-1, name: n, facts: {}}",
            "3:3: error PC209: write `expect` (the decisions that should come out) or `refused` (where the facts "
            "should not be accepted)",
        ),
        (
            "{id: N-1, name: n, facts: [], refused: [/a]}\n- {id: N-1, name: n, facts: {}, refused: [/a]}",
            "3:29: error PC203: `facts` has to be a mapping (`key: value`), but this is a list\n"
            "new.yaml:4:8: error PC524: the case id `N-1` is already used on line 3",
        ),
    ],
)
def test_slips_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(f"group: new\ncases:\n- {text}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="PC") as caught:
        read(path)
    assert str(caught.value) == f"new.yaml:{said}"
