"""The decisions about teams, achievements and projects: A-36, A-37, A-38."""

from __future__ import annotations

from itertools import product

from .agreements import last_day
from .facts import EXACT, Document, Node, known_sum, named
from .platforms import departure
from .result import BUREAU, Result, determined, not_applicable, undetermined

INCOMES = ("contract_income_cny", "programme_income_cny", "transfer_income_cny")


def team_target(document: Document, platform: Node, team: Node) -> Result:
    """A-36, with A-09 for an unknown type."""
    kind = platform.get("type")
    if kind is None:
        return undetermined(platform.unknown("type"))
    if kind != "technology_innovation":
        return not_applicable()
    introduced_on = team.day("introduced_on")
    if introduced_on is None:
        return undetermined(team.unknown("introduced_on"))
    if document.as_of <= last_day(introduced_on, 5, "from_event"):
        return determined("not_due")
    cost = team.number("operating_cost_cny")
    if cost is not None and known_sum(team.number(key) for key in INCOMES) >= cost:
        return determined("met")
    missing = team.unknown(*INCOMES, "operating_cost_cny")
    return undetermined(missing) if missing else determined("not_met")


def eligibility(level: str, already_rewarded: bool, selected_on_merit: bool) -> str:
    """A-37 with every fact known."""
    if level == "other":
        return "not_eligible"
    if already_rewarded:
        return "already_awarded"
    return "may_be_awarded" if selected_on_merit else "not_eligible"


def team_reward_eligibility(achievement: Node) -> Result:
    """A-37: every way of filling in the unknown facts has to give the same value."""
    level = achievement.get("level")
    rewarded = achievement.get("already_rewarded")
    selected = achievement.get("selected_on_merit")
    values = {
        eligibility(*facts)
        for facts in product(
            ["national", "provincial", "other"] if level is None else [level],
            [True, False] if rewarded is None else [rewarded],
            [True, False] if selected is None else [selected],
        )
    }
    if len(values) > 1:
        missing = achievement.unknown("level", "already_rewarded")
        if rewarded is not True:
            missing |= achievement.unknown("selected_on_merit")
        return undetermined(missing)
    value = values.pop()
    return determined(value, refer_to=BUREAU if value == "may_be_awarded" else None)


def approval_sequence_check(project: Node) -> Result:
    """A-38."""
    if project.get("district_funding_required") is False:
        return not_applicable()
    approved_on = project.day("approved_on")
    submitted_on = project.day("submitted_on")
    if project.get("district_funding_required") is None or approved_on is None or submitted_on is None:
        return undetermined(project.unknown("district_funding_required", "approved_on", "submitted_on"))
    return determined("conforming" if approved_on <= submitted_on else "breached")


def funding_source_check(platform: Node, project: Node) -> Result:
    """A-38."""
    if project.get("district_funding_required") is False:
        return not_applicable()
    missing = project.unknown("district_funding_required", "funding_source")
    if missing:
        return undetermined(missing)
    if project.get("funding_source") == "other":
        return departure(platform, "3.3.s2.n3", project=project.get("id"))
    if project.get("agreement") is None:
        return undetermined(project.unknown("agreement"))
    agreement = named(platform.items("agreements") or [], project.get("agreement"))
    amount = project.number("district_funding_cny")
    total = agreement.number("total_support_cny")
    used = agreement.number("support_used_cny")
    if amount is not None and total is not None and amount > total:
        return determined("insufficient")
    if amount is None or total is None or used is None:
        return undetermined(
            project.unknown("district_funding_cny") | agreement.unknown("total_support_cny", "support_used_cny")
        )
    return determined("conforming" if amount <= EXACT.subtract(total, used) else "insufficient")


def strategic_investment_duty(project: Node) -> Result:
    """A-38."""
    if project.get("for_industrialization") is False:
        return not_applicable()
    missing = project.unknown("for_industrialization", "has_strategic_investment")
    if missing:
        return undetermined(missing)
    return determined("fulfilled" if project.get("has_strategic_investment") else "unfulfilled")


def assistant_pay_permitted(project: Node) -> Result:
    """A-38; refer_to is set for not_listed only, as the specimen shows."""
    source = project.get("assistant_pay_source")
    if source is None:
        return undetermined(project.unknown("assistant_pay_source"))
    if source == "none":
        return not_applicable()
    return determined("not_covered" if source == "other" else "permitted_by_clause")


def transfer_income_use_check(project: Node) -> Result:
    """A-38."""
    use = project.get("transfer_income_use")
    if use is None:
        return undetermined(project.unknown("transfer_income_use"))
    if use == "none":
        return not_applicable()
    if use == "other":
        return determined("not_listed", refer_to=BUREAU)
    return determined("conforming")
