"""The oracle's decisions and the product's, in; where they differ, out.

State, value, flags, rule and what is overridden are the same. The product may cite more clauses and name more missing
facts than the contract lists; where the oracle refers to a body, so does the product.
"""

from __future__ import annotations

from typing import Any

from tests.worked_cases import Json, by_name, identical

SHARPER = frozenset(("quota_status", "reward_cny", "cycle_length_check", "five_plus_five_model"))
"""Decisions for which the product names only the missing facts that can still matter, and the oracle all that it
read."""


def differences(wanted: list[Json], found: list[Json]) -> list[str]:
    """Where the product's decisions are not the oracle's."""
    expected, given = by_name(wanted), by_name(found)
    rows = [f"{name}: only one of the two has it" for name in expected.keys() ^ given.keys()]
    if [one["subject"] for one in wanted] != [one["subject"] for one in found]:
        rows.append("the order differs")
    for name in expected.keys() & given.keys():
        rows.extend(f"{name}: {what}" for what in differing(expected[name], given[name]))
    return rows


def differing(wanted: Json, found: Json) -> list[str]:
    """What of one decision differs, each with both values."""
    parts: list[tuple[str, bool]] = [
        ("state", wanted["state"] == found["state"]),
        ("value", identical(wanted.get("value"), found.get("value"))),
        ("flags", wanted["flags"] == found["flags"]),
        ("rule", identity(wanted["rule"]) == identity(found["rule"])),
        ("overridden", wanted["overridden"] == found["overridden"]),
        ("clauses", set(wanted["clauses"]) <= set(found["clauses"])),
        ("missing", wanted["decision"] in SHARPER or set(wanted["missing"]) <= set(found["missing"])),
        ("refer_to", wanted["refer_to"] is None or found["refer_to"] is not None),
        ("conflict", "conflict" not in found),
    ]
    return [f"{part} {found.get(part)!r}, the oracle {wanted.get(part)!r}" for part, same in parts if not same]


def identity(rule: Json | None) -> Any:
    """The id of a rule; None where none decided."""
    return rule and rule["id"]
