"""A district of any size as a facts document: `python bench/district.py PLATFORMS YEARS [complete] > facts.json`.

In: how many platforms, how many yearly evaluations of each, and `complete` where the years are declared complete (so
that quotas are counted). Out: JSON of the facts document, with agreements, teams, projects, events and unknown facts
mixed in; the same bytes every time.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

TYPES = ("basic_research", "technology_innovation", "innovation_service")
BUREAUS = ("sti_bureau talent_office drc economy_it_bureau finance_bureau hrss_bureau commerce_bureau").split()
GRADES = ("excellent", "good", "qualified", "unqualified")
BANDS = [("excellent", "90"), ("good", "75"), ("qualified", "60"), ("unqualified", "0")]


def money(rng: random.Random, most: int) -> str:
    """An amount in yuan with two decimals."""
    return f"{rng.randrange(most)}.{rng.randrange(100):02d}"


def evaluation(rng: random.Random, year: int) -> dict[str, Any]:
    """One yearly evaluation, most of them decided."""
    made: dict[str, Any] = {
        "year": year,
        "participated": rng.random() < 0.97,
        "score": f"{rng.randrange(5500, 10000) / 100:.2f}",
    }
    grade = rng.choices(GRADES, (15, 45, 30, 10))[0]
    if rng.random() < 0.8:
        made.update(grade_final=grade, joint_review=f"SD-{year}", published_on=f"{year + 1}-04-10")
    elif rng.random() < 0.7:
        made["grade_proposed"] = grade
    made["next_year_budget"] = {
        "exists": True,
        "approved_cny": money(rng, 20_000_000),
        "approved_on": f"{year + 1}-02-20",
    }
    return made


def agreement(rng: random.Random) -> dict[str, Any]:
    """One agreement with its cycle."""
    year = rng.randrange(2019, 2024)
    convention = rng.choice(("from_event", "inclusive_range", None))
    end = f"{year + 5}-03-01" if convention != "inclusive_range" else f"{year + 5}-02-28"
    period = {"starts_on": f"{year}-03-01", "ends_on": end}
    return {
        "id": "XY-1",
        "round": rng.choice((1, 1, 2, None)),
        "signed_on": f"{year}-02-01",
        **period,
        "period_convention": convention,
        "total_support_cny": money(rng, 80_000_000),
        "support_used_cny": money(rng, 40_000_000),
        "overrides": [],
        "cycle": {**period, "concluded": False},
    }


def platform(rng: random.Random, number: int, years: range) -> dict[str, Any]:
    """One platform with everything that belongs to it."""
    made: dict[str, Any] = {
        "id": f"P{number:06d}",
        "name": f"平台{number}",
        "type": rng.choice(TYPES),
        "legal_form": rng.choice(("public_institution", "enterprise", "private_non_enterprise")),
        "receives_government_funding": True if rng.random() < 0.97 else None,
        "main_activities": ["scientific_research"],
        "enterprise_led": rng.random() < 0.4,
        "voucher_used_by_enterprise": rng.random() < 0.5,
        "recognitions": [
            {
                "category": "laboratory_system",
                "level": rng.choice(("national", "municipal")),
                "granted_on": "2021-01-01",
            }
        ],
        "departure_records": [],
        "veto_events": [],
        "agreements": [agreement(rng)],
        "annual_evaluations": [evaluation(rng, year) for year in years],
        "teams": [
            {
                "id": "T1",
                "introduced_on": f"{rng.randrange(2016, 2024)}-06-01",
                **{
                    key: money(rng, 3_000_000)
                    for key in ("contract_income_cny", "programme_income_cny", "transfer_income_cny")
                },
                "operating_cost_cny": money(rng, 6_000_000),
                "achievements": [
                    {"id": "C1", "level": "national", "selected_on_merit": True, "already_rewarded": False}
                ],
            }
        ],
        "projects": [
            {
                "id": "X1",
                "district_funding_required": True,
                "approved_on": "2024-03-05",
                "submitted_on": "2024-03-12",
                "funding_source": "agreement_total",
                "district_funding_cny": money(rng, 500_000),
                "agreement": "XY-1",
                "for_industrialization": True,
                "has_strategic_investment": rng.random() < 0.5,
                "assistant_pay_source": "surplus_funds",
                "transfer_income_use": "team_reward",
            }
        ],
    }
    if rng.random() < 0.05:
        event = {
            "category": "integrity",
            "involves_main_management_team": True,
            "occurred_on": f"{rng.choice(years)}-06-12",
        }
        made["veto_events"] = [{**event, "established_on": rng.choice((f"{years[-1]}-11-20", None))}]
    return made


def district(platforms: int, years: int, complete: bool = True, seed: int = 20231020) -> dict[str, Any]:
    """The facts document."""
    rng = random.Random(seed)
    span = range(2025 - years, 2025)
    review = {
        "led_by_district_leader": True,
        "participants": [*BUREAUS, "market_regulation_bureau"],
        "written_opinions": [],
    }
    bands = [{"grade": grade, "min": low} for grade, low in BANDS]
    return {
        "as_of": "2025-06-30",
        "complete_for_years": list(span) if complete else [],
        "indicator_sets": [
            {"year": year, "platform_type": "all", "issued_on": f"{year}-03-15", "grade_bands": bands} for year in span
        ],
        "joint_reviews": [{"id": f"SD-{year}", "year": year, **review} for year in span],
        "platforms": [platform(rng, number, span) for number in range(platforms)],
    }


if __name__ == "__main__":
    count, number_of_years = int(sys.argv[1]), int(sys.argv[2])
    json.dump(district(count, number_of_years, "complete" in sys.argv[3:]), sys.stdout, ensure_ascii=False)
