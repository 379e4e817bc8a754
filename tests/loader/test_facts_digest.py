"""The digest of facts: equal for documents that state the same, different wherever they do not."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.model import Vocabulary
from loader.facts.digest import FactsDigest, facts_digest
from loader.facts.document import FactsDecoder
from loader.facts.json_text import parse

DISTRICT = Path(__file__).parents[2] / "examples" / "district.json"

Canonical = Callable[[Any], str]


@pytest.fixture(scope="module")
def canonical(vocabulary: Vocabulary) -> Canonical:
    """The canonical form of a document."""
    decoder, digest = FactsDecoder(vocabulary), FactsDigest(vocabulary)

    def form(data: Any) -> str:
        entry, faults = decoder.decode(data)
        assert entry is not None, faults
        return digest.canonical(entry).decode("utf-8")

    return form


DOCUMENT: dict[str, Any] = {
    "as_of": "2025-06-30",
    "complete_for_years": [2024],
    "joint_reviews": [{"id": "R/1\n汉", "led_by_district_leader": True, "participants": ["drc"]}],
    "platforms": [
        {
            "id": "P",
            "agreements": [
                {
                    "id": "A",
                    "total_support_cny": "80000000",
                    "overrides": [{"topic": "other", "value": {"b": 6, "a": None}}],
                    "cycle": {"joint_review": "R/1\n汉"},
                }
            ],
            "annual_evaluations": [{"year": 2024, "score": "95.0"}],
        }
    ],
}


def test_the_canonical_form(canonical: Canonical) -> None:
    assert canonical(DOCUMENT) == (
        '{"as_of":"2025-06-30","complete_for_years":[2024],"joint_reviews":[{"id":"R/1\\n汉","led_by_district_leader":true,'
        '"participants":["drc"]}],"platforms":[{"agreements":[{"cycle":{"joint_review":"R/1\\n汉"},"id":"A","overrides":'
        '[{"topic":"other","value":{"a":null,"b":6}}],"total_support_cny":"80000000.00"}],"annual_evaluations":'
        '[{"score":"95","year":2024}],"id":"P"}]}'
    )


def test_the_digest_of_the_example(vocabulary: Vocabulary) -> None:
    entry, _ = FactsDecoder(vocabulary).decode(parse(DISTRICT.read_bytes())[0])
    assert entry is not None
    assert facts_digest(entry, vocabulary) == (
        "sha256:f85c570971b21c82e9fff21a9bb80bb5f1031c3cc4eac02e79e9da4b696949cf"
    )


def changed(path: str, value: Any) -> dict[str, Any]:
    """The document with another value at a JSON pointer."""
    document = deepcopy(DOCUMENT)
    *steps, last = path.strip("/").split("/")
    holder: Any = document
    for step in steps:
        holder = holder[int(step) if isinstance(holder, list) else step]
    holder[last] = value
    return document


A = "/platforms/0/agreements/0"
E = "/platforms/0/annual_evaluations/0"


@pytest.mark.parametrize(
    "same",
    [
        dict(reversed(DOCUMENT.items())),
        {**DOCUMENT, "indicator_sets": None},
        changed("/complete_for_years", [Decimal("2.024E+3")]),
        changed(f"{A}/total_support_cny", "80000000.0"),
        changed(f"{A}/total_support_cny", Decimal("8E+7")),
        changed(f"{A}/total_support_cny", Decimal("80000000.00")),
        changed(f"{E}/score", "95"),
        changed(f"{E}/score", "0095.000"),
        changed(f"{E}/score", Decimal("95.00")),
        changed(f"{E}/next_year_budget", {}),
        changed(f"{E}/next_year_budget", {"exists": None}),
        changed(f"{A}/overrides", [{"value": {"a": None, "b": Decimal("6.0")}, "topic": "other", "years": None}]),
    ],
)
def test_the_same_facts(canonical: Canonical, same: Any) -> None:
    assert canonical(same) == canonical(DOCUMENT)


@pytest.mark.parametrize(
    "other",
    [
        {**DOCUMENT, "indicator_sets": []},
        changed("/as_of", "2025-06-29"),
        changed("/complete_for_years", [2024, 2024]),
        changed("/joint_reviews/0/led_by_district_leader", False),
        changed("/joint_reviews/0/participants", []),
        changed(f"{A}/total_support_cny", "80000000.01"),
        changed(f"{A}/cycle/joint_review", None),
        changed(f"{A}/overrides", [{"topic": "other", "value": {"b": "6", "a": None}}]),
        changed(f"{A}/overrides", [{"topic": "other", "value": {"b": 6}}]),
        changed(f"{A}/overrides", [{"topic": "other", "value": {"b": True, "a": None}}]),
        changed(f"{E}/score", "95.0000000000000000000000000000000000000001"),
        changed(f"{E}/score", "9.5"),
        changed("/platforms/0/veto_events", [{}]),
    ],
)
def test_other_facts(canonical: Canonical, other: Any) -> None:
    assert canonical(other) != canonical(DOCUMENT)


@pytest.mark.parametrize("score", ["0", "0.00", Decimal("-0"), Decimal("0E+7")])
def test_nothing_is_nothing(canonical: Canonical, score: Any) -> None:
    assert '"score":"0"' in canonical(changed(f"{E}/score", score))


def test_a_long_amount_keeps_every_digit(canonical: Canonical) -> None:
    assert f'"{"7" * 1000}.70"' in canonical(changed(f"{A}/total_support_cny", "7" * 1000 + ".7"))
