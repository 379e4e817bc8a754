"""The shapes of README 1 as data: the keys of every object, and which of them identify it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shape:
    """The keys of an object with the kind of each, and the required ones."""

    keys: dict[str, Any]
    required: tuple[str, ...] = ()


def enum(values: str) -> frozenset[str]:
    """An enumeration."""
    return frozenset(values.split())


TYPE = enum("basic_research technology_innovation innovation_service")
GRADE = enum("excellent good qualified unqualified")
PARTICIPANT = enum(
    "sti_bureau talent_office drc economy_it_bureau finance_bureau hrss_bureau commerce_bureau"
    " market_regulation_bureau other"
)
DEPARTURE_NORM = enum("2.2.s2.n1 3.1.s1.n2 3.2.s3.n1 3.3.s2.n3 3.3.s1.n1")

BATCH = Shape(
    {"year": "int", "platform_type": TYPE, "evaluated": "count", "excellent": "count"}, ("year", "platform_type")
)
BAND = Shape({"grade": GRADE, "min": "score"}, ("grade", "min"))
INDICATOR_SET = Shape(
    {
        "year": "int",
        "platform_type": TYPE | {"all"},
        "issued_on": "date",
        "document": "str",
        "grade_bands": [BAND],
        "ranking": enum("score_desc"),
    },
    ("year", "platform_type"),
)
JOINT_REVIEW = Shape(
    {
        "id": "str",
        "year": "int",
        "led_by_district_leader": "bool",
        "participants": [PARTICIPANT],
        "written_opinions": [PARTICIPANT],
        "minutes": "str",
    },
    ("id",),
)
RECOGNITION = Shape(
    {
        "category": enum(
            "industrial_innovation_center technology_innovation_center manufacturing_innovation_center"
            " laboratory_system other"
        ),
        "level": enum("national provincial municipal other"),
        "granted_on": "date",
        "valid_to": "date",
    }
)
DEPARTURE = Shape(
    {
        "norm": DEPARTURE_NORM,
        "reason": "str",
        "approved_by": "str",
        "approved_on": "date",
        "document": "str",
        "agreement": "str",
        "project": "str",
    },
    ("norm",),
)
RULING = Shape({"applies": "bool", "by": "str", "on": "date", "document": "str"})
VETO_EVENT = Shape(
    {
        "category": enum("integrity safety_accident other"),
        "label": "str",
        "listed_in_year_notice": "bool",
        "involves_main_management_team": "bool",
        "occurred_on": "date",
        "established_on": "date",
        "establishing_body": "str",
        "document": "str",
        "ruling": RULING,
    }
)
OVERRIDE = Shape(
    {
        "topic": enum("evaluation_cycle_length fixed_annual_funding other"),
        "clause_ref": "str",
        "value": "any",
        "evidence": "str",
        "years": "positive",
    },
    ("topic",),
)
CYCLE = Shape(
    {
        "starts_on": "date",
        "ends_on": "date",
        "concluded": "bool",
        "concluded_on": "date",
        "meets_conditions": "bool",
        "joint_review": "str",
    }
)
AGREEMENT = Shape(
    {
        "id": "str",
        "round": "positive",
        "signed_on": "date",
        "starts_on": "date",
        "ends_on": "date",
        "total_support_cny": "money",
        "support_used_cny": "money",
        "period_convention": enum("from_event inclusive_range"),
        "overrides": [OVERRIDE],
        "cycle": CYCLE,
    },
    ("id",),
)
BUDGET = Shape({"exists": "bool", "approved_cny": "money", "approved_on": "date"})
EVALUATION = Shape(
    {
        "year": "int",
        "platform_type": TYPE,
        "participated": "bool",
        "score": "score",
        "grade_proposed": GRADE,
        "grade_final": GRADE,
        "joint_review": "str",
        "published_on": "date",
        "next_year_budget": BUDGET,
        "reward_paid_cny": "money",
        "reward_paid_on": "date",
    },
    ("year",),
)
ACHIEVEMENT = Shape(
    {
        "id": "str",
        "level": enum("national provincial other"),
        "selected_on_merit": "bool",
        "already_rewarded": "bool",
    },
    ("id",),
)
TEAM = Shape(
    {
        "id": "str",
        "introduced_on": "date",
        "contract_income_cny": "money",
        "programme_income_cny": "money",
        "transfer_income_cny": "money",
        "operating_cost_cny": "money",
        "achievements": [ACHIEVEMENT],
    },
    ("id",),
)
PROJECT = Shape(
    {
        "id": "str",
        "district_funding_required": "bool",
        "approved_on": "date",
        "submitted_on": "date",
        "funding_source": enum("agreement_total other"),
        "district_funding_cny": "money",
        "agreement": "str",
        "for_industrialization": "bool",
        "has_strategic_investment": "bool",
        "assistant_pay_source": enum("surplus_funds project_labor_fee other none"),
        "transfer_income_use": enum("team_reward platform_construction other none"),
        "investment_income_agreed_in_advance": "bool",
    },
    ("id",),
)
PLATFORM = Shape(
    {
        "id": "str",
        "name": "str",
        "type": TYPE,
        "type_basis": "str",
        "legal_form": enum("public_institution enterprise private_non_enterprise other"),
        "receives_government_funding": "bool",
        "main_activities": [enum("scientific_research technological_innovation rd_services technology_transfer other")],
        "enterprise_led": "bool",
        "established_on": "date",
        "voucher_used_by_enterprise": "bool",
        "recognitions": [RECOGNITION],
        "departure_records": [DEPARTURE],
        "veto_events": [VETO_EVENT],
        "agreements": [AGREEMENT],
        "annual_evaluations": [EVALUATION],
        "teams": [TEAM],
        "projects": [PROJECT],
    },
    ("id",),
)
DOCUMENT = Shape(
    {
        "as_of": "date",
        "complete_for_years": ["int"],
        "evaluation_batches": [BATCH],
        "indicator_sets": [INDICATOR_SET],
        "joint_reviews": [JOINT_REVIEW],
        "platforms": [PLATFORM],
    }
)
