"""The oracle against the worked cases and the specimen; the generator against the refusals."""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from . import plant
from .contract import NORMS, decide
from .generate import broken, document
from .refusals import faults

Json = dict[str, Any]

HERE = Path(__file__).parent
CASES = Path(os.environ.get("ORACLE_CASES", HERE.parent / "cases"))
EXACT_KEYS = ("decision", "subject", "state", "value", "rule", "clauses", "missing", "flags")


def load_cases() -> list[Any]:
    """The worked cases, if the folder exists."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        found += [pytest.param(case, id=f"{path.stem}-{case['id']}") for case in content.get("cases", [])]
    return found


def load(name: str) -> Json:
    """A specimen."""
    read: Json = json.loads((HERE / "specimen" / name).read_text(encoding="utf-8"), parse_float=Decimal)
    return read


def mismatch(expected: Json, found: Json | None) -> list[str]:
    """What of an expectation of a worked case the decision does not meet."""
    if found is None:
        return ["absent"]
    wrong: list[str] = [key for key in ("state", "value") if key in expected and found.get(key) != expected[key]]
    wrong += [key for key in ("clauses", "missing", "flags") if not set(expected.get(key, [])) <= set(found[key])]
    if expected.get("refer_to") is not None and found["refer_to"] is None:
        wrong.append("refer_to")
    if set(expected.get("not_flags", [])) & set(found["flags"]):
        wrong.append("not_flags")
    overridden = [entry["value"] for entry in found["overridden"]]
    if any(entry["value"] not in overridden for entry in expected.get("overridden", [])):
        wrong.append("overridden")
    return wrong


@pytest.mark.parametrize("case", load_cases())
def test_worked_case(case: Json) -> None:
    """Every worked case is met, and its facts are accepted."""
    assert faults(case["facts"]) == set()
    found = {(each["decision"], each["subject"]["id"]): each for each in decide(case["facts"])}
    wrong = []
    for expected in case["expect"]:
        key = (expected["decision"], str(expected["subject"]))
        wrong += [(key, what) for what in mismatch(expected, found.get(key))]
    assert wrong == []


def test_specimen() -> None:
    """The specimen is reproduced exactly; of refer_to, whether it is null."""
    facts = load("facts.example.json")
    assert faults(facts) == set()
    found = decide(facts)
    expected = load("decisions.example.json")["decisions"]
    assert [exact(each) for each in found] == [exact(each) for each in expected]


def exact(decision: Json) -> Json:
    """What of a decision the specimen fixes."""
    kept: Json = {key: decision[key] for key in EXACT_KEYS if key in decision}
    kept["overridden"] = [entry["value"] for entry in decision["overridden"]]
    kept["refer_to"] = decision["refer_to"] is not None
    return kept


def sound(found: list[Json]) -> None:
    """What the contract says of every list of decisions."""
    keys = [(each["subject"]["entity"], each["subject"]["id"], each["decision"]) for each in found]
    assert keys == sorted(set(keys))
    for each in found:
        assert each["decision"] in NORMS
        assert ("value" in each) == each["state"].startswith("determined")
        assert each["state"] == "undetermined" or each["missing"] == []
        for key in ("clauses", "missing", "flags"):
            assert each[key] == sorted(set(each[key]))
        assert "end.s1.n1" in each["clauses"]


@pytest.mark.parametrize("style", ["dense", "complete", "stated", "loose"])
def test_generated_documents_are_valid_and_decided(style: str) -> None:
    """Generated documents have no faults, survive JSON, and are decided in the contract's shape."""
    for seed in range(150):
        made = document(random.Random(f"{style}{seed}"), style=style)
        again = json.loads(json.dumps(made, ensure_ascii=False), parse_float=Decimal)
        assert faults(made) == faults(again) == set(), f"{style}{seed}"
        found = decide(made)
        sound(found)
        assert found == decide(again)


def test_unknown_everywhere() -> None:
    """Documents in which half of everything is unknown are valid and decided too."""
    for seed in range(150):
        made = document(random.Random(seed), unknown=0.5)
        assert faults(made) == set(), seed
        sound(decide(made))


def test_absent_and_null_never_differ() -> None:
    """A-02: taking the nulls away changes nothing."""
    for seed in range(100):
        made = document(random.Random(seed), unknown=0.2)
        assert decide(made) == decide(without_nulls(made)), seed


def without_nulls(value: Any) -> Any:
    """The value without its null keys."""
    if isinstance(value, dict):
        return {key: without_nulls(held) for key, held in value.items() if held is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def test_every_value_is_generated() -> None:
    """The generator reaches every state of every decision, every value and every flag that the contract names."""
    seen: set[tuple[str, str]] = set()
    flags: set[str] = set()
    for seed in range(400):
        for each in decide(document(random.Random(seed))):
            seen.add((each["decision"], str(each.get("value", each["state"]))))
            flags |= set(each["flags"])
    assert {flag for flag in flags if not flag.startswith("request")} == {
        "provisional",
        "quota_unverified",
        "annual_evaluation_not_conducted",
        "manual_check_management_responsibility",
        "recovery_review",
        "agreement_conflict_review",
        "indicator_set_issued_late",
        "concluded_after_expiry",
        "grades_remain_provisional",
    }
    wanted = {
        ("quota_status", "within exceeded tie_at_boundary undetermined not_applicable"),
        ("excellent_quota", "0 1 2 undetermined not_applicable"),
        ("annual_grade", "excellent good qualified unqualified undetermined not_applicable"),
        ("veto_applied", "True False undetermined not_applicable"),
        ("reward_cny", "5000000.00 3000000.00 1000000.00 undetermined not_applicable"),
        ("reward_basis_lapsed", "True False undetermined not_applicable"),
        ("recognition_presumption", "satisfied departure_required permitted_by_departure undetermined"),
        ("five_plus_five_model", "conforming longer_by_agreement departure_required permitted_by_departure"),
        ("cycle_length_check", "within_limit permitted_by_agreement departure_required permitted_by_departure"),
        ("funding_source_check", "conforming departure_required permitted_by_departure insufficient undetermined"),
        ("exit_decision", "exit_no_next_round no_exit undetermined not_applicable"),
        ("pre_expiry_evaluation_due", "done due overdue undetermined"),
        ("team_target", "met not_met not_due undetermined not_applicable"),
        ("team_reward_eligibility", "may_be_awarded already_awarded not_eligible undetermined"),
        ("joint_review_composition", "complete incomplete lead_missing undetermined"),
    }
    for decision, values in wanted:
        for value in values.split():
            assert (decision, value) in seen, (decision, value)


@pytest.mark.parametrize("kind", sorted(plant.KINDS_OF_FAULTS))
def test_planted_fault_is_refused(kind: str) -> None:
    """Every kind of fault is found, and nothing is found before it is planted."""
    made = document(random.Random(kind), size=2, unknown=0.0, style="dense")
    plant.complete(made)
    assert faults(made) == set()
    plant.KINDS_OF_FAULTS[kind](made)
    assert faults(made) != set()


def test_broken_documents_are_refused() -> None:
    """Broken documents have faults."""
    for seed in range(200):
        made, kind = broken(random.Random(seed))
        assert faults(made) != set(), (seed, kind)
