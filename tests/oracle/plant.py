"""Planted faults: each function breaks one rule of the contract in a document that `complete` has prepared."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Json = dict[str, Any]


def complete(made: Json) -> None:
    """Give the first platform one of everything that a fault may be planted in."""
    first = made["platforms"][0]
    made["joint_reviews"][0]["participants"] = ["sti_bureau"]
    made["complete_for_years"] = [2023]
    made["evaluation_batches"] = [{"year": 2024, "platform_type": "basic_research", "evaluated": 5, "excellent": 1}]
    made["indicator_sets"] = [
        {
            "year": 2024,
            "platform_type": "all",
            "issued_on": "2024-03-15",
            "grade_bands": [{"grade": "excellent", "min": "90"}, {"grade": "good", "min": "75"}],
        }
    ]
    first["agreements"] = [
        {
            "id": "XY-1",
            "round": 1,
            "starts_on": "2021-01-01",
            "ends_on": "2026-01-01",
            "total_support_cny": "100.00",
            "overrides": [{"topic": "evaluation_cycle_length", "years": 6}],
            "cycle": {"starts_on": "2021-01-01", "ends_on": "2026-01-01", "concluded_on": "2025-12-31"},
        }
    ]
    first["projects"] = [{"id": "X1", "agreement": "XY-1"}]
    first["departure_records"] = [{"norm": "3.3.s2.n3", "project": "X1"}]
    first["annual_evaluations"] = [{"year": 2024, "score": "90", "joint_review": made["joint_reviews"][0]["id"]}]
    first["teams"] = [{"id": "T1", "achievements": [{"id": "C1"}]}]
    first["recognitions"] = [{"level": "national"}]
    first["veto_events"] = [{"category": "integrity", "ruling": {"applies": True}}]


def first_of(made: Json, *keys: str) -> Json:
    """The first object along the keys, through lists."""
    found: Any = made
    for key in keys:
        found = found[key]
        if isinstance(found, list):
            found = found[0]
    held: Json = found
    return held


def setting(keys: str, key: str, value: Any) -> Callable[[Json], None]:
    """Plant the value under the key of the object that the keys lead to."""

    def plant(made: Json) -> None:
        first_of(made, *keys.split())[key] = deepcopy(value)

    return plant


def lacking(keys: str, key: str) -> Callable[[Json], None]:
    """Take the identity key away."""

    def plant(made: Json) -> None:
        del first_of(made, *keys.split())[key]

    return plant


def twice(keys: str, listed: str, **changes: Any) -> Callable[[Json], None]:
    """Repeat the first entry of the list, with changes to the repetition."""

    def plant(made: Json) -> None:
        holder = first_of(made, *keys.split())
        holder[listed].append(deepcopy(holder[listed][0]) | changes)

    return plant


P = "platforms"
A = "platforms agreements"
E = "platforms annual_evaluations"

KINDS_OF_FAULTS: dict[str, Callable[[Json], None]] = {
    "unknown key at the top": setting("", "platform", []),
    "unknown key in a platform": setting(P, "colour", "red"),
    "unknown key in a cycle": setting(f"{A} cycle", "concluded_at", "2025-01-01"),
    "unknown key in a ruling": setting(f"{P} veto_events ruling", "reason", "x"),
    "unknown key with null": setting(P, "typ", None),
    "object for a list": setting(P, "teams", {}),
    "list for an object": setting(E, "next_year_budget", []),
    "text for a boolean": setting(P, "enterprise_led", "true"),
    "number for a boolean": setting(P, "enterprise_led", 1),
    "boolean for an integer": setting(A, "round", True),
    "fraction for an integer": setting(A, "round", 1.5),
    "text for an integer": setting("evaluation_batches", "evaluated", "5"),
    "number for a string": setting(P, "name", 7),
    "number for an identifier": setting("joint_reviews", "id", 7),
    "boolean for money": setting(A, "total_support_cny", True),
    "text for a score": setting(E, "score", "ninety"),
    "signed score": setting(E, "score", "+90"),
    "unknown type": setting(P, "type", "applied_research"),
    "type all in a batch": setting("evaluation_batches", "platform_type", "all"),
    "unknown grade": setting(E, "grade_final", "Excellent"),
    "unknown activity": setting(P, "main_activities", ["teaching"]),
    "unknown participant": setting("joint_reviews", "participants", ["sti"]),
    "unknown ranking": setting("indicator_sets", "ranking", "score_asc"),
    "unknown topic": setting(f"{A} overrides", "topic", "annual_cut"),
    "29 February of a common year": setting("", "as_of", "2025-02-29"),
    "31 April": setting(f"{P} veto_events", "occurred_on", "2024-04-31"),
    "month 13": setting(A, "signed_on", "2024-13-01"),
    "date without dashes": setting(A, "signed_on", "20240401"),
    "date with a time": setting(E, "published_on", "2025-04-10T00:00:00"),
    "negative money": setting(A, "total_support_cny", "-0.01"),
    "negative number": setting(E, "reward_paid_cny", -1),
    "negative score": setting(E, "score", "-1"),
    "three decimals of money": setting(A, "total_support_cny", "100.001"),
    "three decimals of a number": setting(A, "total_support_cny", 100.001),
    "platform without id": lacking(P, "id"),
    "agreement without id": lacking(A, "id"),
    "project without id": setting(f"{P} projects", "id", None),
    "achievement without id": lacking(f"{P} teams achievements", "id"),
    "team without id": setting(f"{P} teams", "id", None),
    "review without id": lacking("joint_reviews", "id"),
    "evaluation without year": lacking(E, "year"),
    "set without type": setting("indicator_sets", "platform_type", None),
    "set without year": lacking("indicator_sets", "year"),
    "batch without type": lacking("evaluation_batches", "platform_type"),
    "band without min": setting("indicator_sets grade_bands", "min", None),
    "band without grade": lacking("indicator_sets grade_bands", "grade"),
    "record without norm": lacking(f"{P} departure_records", "norm"),
    "override without topic": setting(f"{A} overrides", "topic", None),
    "null in a list of objects": setting("", "platforms", [None]),
    "null in a list of words": setting("joint_reviews", "participants", ["sti_bureau", None]),
    "null among the years": setting("", "complete_for_years", [None]),
    "two platforms with one id": twice("", "platforms"),
    "two agreements with one id": twice(P, "agreements"),
    "two projects with one id": twice(P, "projects"),
    "two teams with one id": twice(P, "teams"),
    "two achievements with one id": twice(f"{P} teams", "achievements"),
    "two evaluations of one year": twice(P, "annual_evaluations", score="80"),
    "two reviews with one id": twice("", "joint_reviews"),
    "two sets of one year and type": twice("", "indicator_sets"),
    "two batches of one year and type": twice("", "evaluation_batches", evaluated=10),
    "two bands with one grade": twice("indicator_sets", "grade_bands", min="80"),
    "two bands with one min": twice("indicator_sets", "grade_bands", grade="qualified", min="90.0"),
    "batch of a complete year": setting("evaluation_batches", "year", 2023),
    "more excellent than evaluated": setting("evaluation_batches", "excellent", 6),
    "agreement ends before it starts": setting(A, "ends_on", "2020-12-31"),
    "cycle ends before it starts": setting(f"{A} cycle", "ends_on", "2020-12-31"),
    "not concluded with a date": setting(f"{A} cycle", "concluded", False),
    "evaluation by no review": setting(E, "joint_review", "R-nowhere"),
    "cycle by no review": setting(f"{A} cycle", "joint_review", "R-nowhere"),
    "project of no agreement": setting(f"{P} projects", "agreement", "XY-9"),
    "record of no agreement": setting(f"{P} departure_records", "agreement", "XY-9"),
    "record of no project": setting(f"{P} departure_records", "project", "X9"),
    "norm without departure": setting(f"{P} departure_records", "norm", "4.5.s3.n2"),
    "round zero": setting(A, "round", 0),
    "years zero": setting(f"{A} overrides", "years", 0),
}
