"""A policy, in; the first test document that notices something wrong with it, out.

The documents are those of the other tests: the worked cases, the specimen, and random ones with what the oracle says of
them; last come the other readings. A policy passes one exactly where the test of that document would pass.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import policy_check
from engine.model import Policy as Model
from tests.agreement import differences
from tests.oracle.contract import decide
from tests.oracle.generate import document
from tests.readings import QUOTAS, roundings
from tests.worked_cases import Case, Json, by_name, mismatches, read_all

ROOT = Path(__file__).parents[1]


class Document(NamedTuple):
    """A document, and whether the decisions about it (or the pointers of its faults, where refused) are right."""

    name: str
    facts: str | Json
    right: Callable[[list[Json]], bool] = lambda found: False
    refused: Callable[[set[str]], bool] = lambda found: False


class Examiners:
    """All documents, those that noticed something last asked first.

    Args:
        random: so many random documents.
    """

    def __init__(self, random: int) -> None:
        self.documents = [
            *(_case(case) for case in read_all()),
            specimen(),
            *(_agreeing(seed) for seed in range(random)),
        ]

    def objection(self, model: Model) -> str | None:
        """The name of a document whose test would fail under `model`; None where all would pass."""
        policy = policy_check.Policy(model)
        for index, one in enumerate(self.documents):
            if not self._passes(policy, one):
                self.documents.insert(0, self.documents.pop(index))
                return one.name
        return None if roundings(model) == QUOTAS else "readings"

    def _passes(self, policy: policy_check.Policy, one: Document) -> bool:
        try:
            result = policy_check.evaluate(policy, one.facts)
            decisions = result.document()["decisions"]
            return one.right(decisions) and not rounded(result, decisions)
        except policy_check.FactsError as error:
            return one.refused({fault.pointer for fault in error.faults})
        except Exception:  # noqa: BLE001  # a policy that cannot be run is noticed by every test
            return False


def rounded(result: policy_check.Result, decisions: list[Json]) -> list[str]:
    """The decisions whose value has more decimals than are written."""
    return [
        f"{one.decision} {one.subject}: {one.value}"
        for one, written in zip(result.decisions, decisions, strict=True)
        if isinstance(one.value, Decimal) and Decimal(written["value"]) != one.value
    ]


def _case(case: Case) -> Document:
    return Document(
        case.id,
        case.facts,
        lambda found: bool(case.expect) and not mismatches(case.expect, by_name(found)),
        lambda pointers: bool(case.refused) and set(case.refused) <= pointers,
    )


def _agreeing(seed: int) -> Document:
    facts = document(random.Random(seed))
    wanted = decide(facts)
    return Document(f"seed {seed}", json.dumps(facts), lambda found: not differences(wanted, found))


def specimen() -> Document:
    """The specimen of the contract; its decisions are compared in everything but versions and the wording of
    `refer_to`."""
    facts = (ROOT / "examples" / "district.json").read_text(encoding="utf-8")
    text = (ROOT / "tests" / "data" / "decisions.example.json").read_text(encoding="utf-8")
    wanted = [exact(one) for one in json.loads(text, parse_float=Decimal)["decisions"]]
    return Document("specimen", facts, lambda found: [exact(one) for one in found] == wanted)


def exact(decision: Json) -> Json:
    """What of a decision the specimen fixes."""
    kept: dict[str, Any] = {
        key: decision.get(key) for key in ("decision", "subject", "state", "value", "clauses", "missing", "flags")
    }
    kept["rule"] = decision["rule"] and decision["rule"]["id"]
    kept["overridden"] = [one["value"] for one in decision["overridden"]]
    kept["refer_to"] = decision["refer_to"] is not None
    return kept
