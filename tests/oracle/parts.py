"""The parts of a random platform; see generate.py."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]

KINDS = ("basic_research", "technology_innovation", "innovation_service")
BUREAUS = (
    "sti_bureau",
    "talent_office",
    "drc",
    "economy_it_bureau",
    "finance_bureau",
    "hrss_bureau",
    "commerce_bureau",
    "market_regulation_bureau",
)
GRADES = ("excellent", "good", "qualified", "unqualified")
NORMS = ("2.2.s2.n1", "3.1.s1.n2", "3.2.s3.n1", "3.3.s2.n3", "3.3.s1.n1")
ACTIVITIES = ("scientific_research", "technological_innovation", "rd_services", "technology_transfer", "other")
SCORES = ("0", "59.99", "60", "60.0", "74.99", "75", "85", "89.99", "89.999", "90", "90.0", "95", "95.0", "100")
STARTS = ("2020-02-29", "2024-02-29", "2019-12-31", "2021-01-01", "2021-03-01", "2020-07-15", "2023-10-20")


class Dice:
    """The random source with the document's day and reviews; `calm` is the share of uneventful platforms."""

    def __init__(self, rng: random.Random, as_of: str, reviews: list[str], calm: float = 0.3) -> None:
        """Hold them."""
        self.rng = rng
        self.as_of = date.fromisoformat(as_of)
        self.reviews = reviews
        self.calm = calm

    def flip(self, chance: float = 0.5) -> bool:
        """True with the chance."""
        return self.rng.random() < chance

    def near(self, day: date) -> str:
        """The day, or the one before or after."""
        return (day + timedelta(days=self.rng.choice((-1, 0, 0, 1)))).isoformat()

    def money(self) -> Any:
        """An amount: round, odd, tiny or zero; sometimes a JSON number."""
        return self.rng.choice(
            ("8000000.00", "12000000.00", "3333333.33", "0.03", "0.02", "0.00", "500000", 2000000, "1234567.8")
        )

    def some(self, choices: tuple[Any, ...], most: int) -> list[Any]:
        """A list of up to `most` choices."""
        return self.rng.sample(choices, self.rng.randint(0, min(most, len(choices))))


def add_years(start: date, years: int) -> date:
    """The same day `years` later, or 28 February."""
    year = start.year + years
    if (start.month, start.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return start.replace(year=year)


def platform(dice: Dice, identifier: str) -> Json:
    """A platform with everything in it; usually in scope."""
    calm = dice.flip(dice.calm)
    rng = dice.rng
    made: Json = {
        "id": identifier,
        "name": f"平台{identifier}",
        "type": rng.choice(KINDS + KINDS[1:2]),
        "type_basis": "协议第1条",
        "legal_form": rng.choice(("public_institution", "enterprise", "private_non_enterprise")),
        "receives_government_funding": True,
        "main_activities": dice.some(ACTIVITIES[:4], 2) or ["rd_services"],
        "enterprise_led": dice.flip(0.6),
        "established_on": "2019-12-01",
        "voucher_used_by_enterprise": dice.flip(),
        "recognitions": [recognition(dice) for _ in range(rng.randint(0, 2))],
        "veto_events": [] if calm else [veto_event(dice) for _ in range(rng.choice((0, 1, 1, 2)))],
    }
    agreements = [agreement(dice, f"XY-{number}") for number in range(1, rng.randint(1, 3))]
    made["agreements"] = agreements
    made["projects"] = [project(dice, f"X{n}", agreements) for n in range(rng.randint(0, 2))]
    made["departure_records"] = departures(dice, agreements, made["projects"])
    years = [year for year in (2022, 2023, 2024, 2025) if dice.flip(0.2 if year == 2022 else 0.6)]
    made["annual_evaluations"] = [evaluation(dice, year) for year in years]
    made["teams"] = [team(dice, f"T{number}") for number in range(rng.randint(0, 2))]
    if not calm and dice.flip(0.15):
        gate = rng.choice(("legal_form", "main_activities", "receives_government_funding"))
        values: Json = {
            "legal_form": ["other", None],
            "main_activities": [[], ["other"], None],
            "receives_government_funding": [False, None],
        }
        made[gate] = rng.choice(values[gate])
    return made


def recognition(dice: Dice) -> Json:
    """A recognition around its validity."""
    return {
        "category": dice.rng.choice(("industrial_innovation_center", "laboratory_system", "other")),
        "level": dice.rng.choice(("national", "provincial", "municipal", "other")),
        "granted_on": dice.rng.choice((dice.near(dice.as_of), "2022-05-01")),
        "valid_to": dice.rng.choice((dice.near(dice.as_of), None)),
    }


def departures(dice: Dice, agreements: list[Json], projects: list[Json]) -> list[Json]:
    """Departure records, of the whole platform or limited to an agreement, a project or both."""
    made = []
    for _ in range(dice.rng.choice((0, 0, 1, 2, 3))):
        one: Json = {"norm": dice.rng.choice(NORMS), "reason": "说明", "document": "函"}
        one["approved_by"] = dice.rng.choice(("区科技局", "区科技局", None))
        one["approved_on"] = dice.rng.choice(("2024-01-10", "2030-01-10", None))
        if agreements and dice.flip(0.3):
            one["agreement"] = dice.rng.choice(agreements)["id"]
        if projects and dice.flip(0.3):
            one["project"] = dice.rng.choice(projects)["id"]
        made.append(one)
    return made


def veto_event(dice: Dice) -> Json:
    """A veto event of any kind, around the first day of the policy and the turn of the year."""
    rng = dice.rng
    occurred = (
        "2023-10-19",
        "2023-10-20",
        "2023-12-31",
        "2024-01-01",
        "2024-06-12",
        "2024-12-31",
        "2025-01-01",
        None,
    )
    made: Json = {
        "category": rng.choice(("integrity", "safety_accident", "other", None)),
        "label": "事项",
        "listed_in_year_notice": rng.choice((True, False, None)),
        "involves_main_management_team": rng.choice((True, True, True, False, None)),
        "occurred_on": rng.choice(occurred),
        "established_on": rng.choice(("2024-11-20", "2025-04-10", "2025-04-11", "2025-06-01", None)),
    }
    if dice.flip(0.35):
        made["ruling"] = {
            "applies": rng.choice((True, True, False, None)),
            "by": rng.choice(("区纪委监委", "区纪委监委", None)),
            "on": rng.choice(("2025-04-10", "2025-04-11", "2025-06-01", None)),
            "document": rng.choice(("认定", None)),
        }
    return made


def agreement(dice: Dice, identifier: str) -> Json:
    """An agreement and its cycle, around five years, the agreed years and as_of."""
    rng = dice.rng
    start = date.fromisoformat(rng.choice(STARTS))
    if dice.flip(0.3):
        start = add_years(dice.as_of, -5)
    end = rng.choice((add_years(start, 5), add_years(start, 5), add_years(start, 3), add_years(start, 6)))
    made: Json = {
        "id": identifier,
        "round": rng.choice((1, 1, 2, 3, 4, None)),
        "signed_on": start.isoformat(),
        "starts_on": start.isoformat(),
        "ends_on": dice.near(end),
        "period_convention": rng.choice(("from_event", "inclusive_range", None)),
        "total_support_cny": rng.choice(("50000000.00", "500000.00", "2000000")),
        "support_used_cny": rng.choice(("0", "49500000.00", "400000.00")),
        "overrides": [override(dice) for _ in range(rng.choice((0, 0, 1, 2)))],
    }
    if dice.flip(0.2):
        made["ends_on"] = max(dice.near(dice.as_of), made["starts_on"])
    made["cycle"] = cycle(dice, start, made["ends_on"])
    return made


def override(dice: Dice) -> Json:
    """An override of any topic, with keys unknown now and then."""
    return {
        "topic": dice.rng.choice(
            ("evaluation_cycle_length", "evaluation_cycle_length", "fixed_annual_funding", "other")
        ),
        "clause_ref": dice.rng.choice(("第12条", "第12条", None)),
        "value": dice.rng.choice(("六年", 6, None, {"years": 6}, [6])),
        "evidence": dice.rng.choice(("扫描件", "扫描件", None)),
        "years": dice.rng.choice((5, 6, 6, 7, 8000, None)),
    }


def cycle(dice: Dice, start: date, agreement_end: str) -> Json:
    """A cycle: its length around five to seven years, concluded, not concluded or unknown."""
    made: Json = {"starts_on": start.isoformat()}
    made["ends_on"] = dice.near(add_years(start, dice.rng.choice((5, 5, 5, 6, 6, 7))))
    state = dice.rng.choice(("concluded", "concluded", "not", "date unknown", "unknown"))
    if state == "concluded":
        made["concluded_on"] = dice.near(date.fromisoformat(agreement_end))
        made["concluded"] = dice.rng.choice((True, None))
    elif state != "unknown":
        made["concluded"] = state == "date unknown"
    if dice.flip(0.7):
        made["meets_conditions"] = dice.flip()
    if dice.reviews and dice.flip(0.7):
        made["joint_review"] = dice.rng.choice(dice.reviews)
    return made


def evaluation(dice: Dice, year: int) -> Json:
    """An annual evaluation with grades from any source."""
    rng = dice.rng
    made: Json = {"year": year, "participated": rng.choice((True, True, True, True, False, None))}
    if dice.flip(0.25):
        made["platform_type"] = rng.choice((*KINDS, None))
    if dice.flip(0.7):
        made["score"] = rng.choice((*SCORES, 95, 89.99))
    if dice.flip(0.5):
        made["grade_proposed"] = rng.choice(GRADES)
    if dice.flip(0.55):
        made["grade_final"] = rng.choice(("excellent", *GRADES))
    if dice.reviews and dice.flip(0.8):
        made["joint_review"] = rng.choice(dice.reviews)
    if dice.flip(0.4):
        made["published_on"] = rng.choice(("2025-04-10", "2024-11-20", f"{year + 1}-04-10"))
    if dice.flip(0.8):
        made["next_year_budget"] = {
            "exists": rng.choice((True, True, False, None)),
            "approved_cny": rng.choice((dice.money(), dice.money(), None)),
            "approved_on": "2025-02-20",
        }
    if dice.flip(0.4):
        made["reward_paid_cny"] = rng.choice(("3000000.00", "0.00", "0", 1))
        made["reward_paid_on"] = "2025-05-20"
    return made


def team(dice: Dice, identifier: str) -> Json:
    """A team around its five years and its balance."""
    introduced = add_years(dice.as_of, -5) if dice.flip(0.6) else date(2020, 2, 29)
    levels = ("national", "provincial", "other", None)
    return {
        "id": identifier,
        "introduced_on": dice.near(introduced),
        "contract_income_cny": dice.rng.choice(("1000000.00", "999999.99", None)),
        "programme_income_cny": dice.rng.choice(("2000000.00", 0, None)),
        "transfer_income_cny": dice.rng.choice(("0.01", "0", None)),
        "operating_cost_cny": dice.rng.choice(("3000000.00", "1000000.00", "3000000.01", "0")),
        "achievements": [
            {
                "id": f"C{number}",
                "level": dice.rng.choice(levels),
                "selected_on_merit": dice.rng.choice((True, False, None)),
                "already_rewarded": dice.rng.choice((True, False, None)),
            }
            for number in range(dice.rng.randint(0, 3))
        ],
    }


def project(dice: Dice, identifier: str, agreements: list[Json]) -> Json:
    """A project around the order of its dates and what is left of the agreement's total."""
    rng = dice.rng
    day = date(2025, 3, 12)
    made: Json = {
        "id": identifier,
        "district_funding_required": rng.choice((True, True, True, False, None)),
        "approved_on": dice.near(day),
        "submitted_on": day.isoformat(),
        "funding_source": rng.choice(("agreement_total", "agreement_total", "other")),
        "district_funding_cny": rng.choice(("500000.00", "500000.01", "100000", "100000.01", 0, None)),
        "for_industrialization": rng.choice((True, True, False, None)),
        "has_strategic_investment": rng.choice((True, False, None)),
        "assistant_pay_source": rng.choice(("surplus_funds", "project_labor_fee", "other", "none", None)),
        "transfer_income_use": rng.choice(("team_reward", "platform_construction", "other", "none", None)),
        "investment_income_agreed_in_advance": rng.choice((True, False, None)),
    }
    if agreements and dice.flip(0.85):
        made["agreement"] = rng.choice(agreements)["id"]
    return made
