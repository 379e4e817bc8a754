"""The decisions about an agreement: A-14 to A-23."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from .facts import Document, Node
from .platforms import departure
from .result import BUREAU, JOINT_REVIEW, Result, determined, not_applicable, undetermined
from .reviews import lead_missing_facts, validly_led

CONVENTIONS = ("from_event", "inclusive_range")


def last_day(start: date, years: int, convention: str) -> date:
    """A-14: the last day of `years` years from `start`, by one convention."""
    year = start.year + years
    if year > 9999:
        return date(9999, 12, 31)
    no_such_day = (start.month, start.day) == (2, 29) and not calendar.isleap(year)
    corresponding = date(year, 2, 28) if no_such_day else date(year, start.month, start.day)
    if convention == "from_event" or no_such_day:
        return corresponding
    return corresponding - timedelta(days=1)


def last_days(agreement: Node, start: date, years: int) -> set[date]:
    """A-14: the possible last days; an unknown convention makes both possible."""
    convention = agreement.get("period_convention")
    conventions = CONVENTIONS if convention is None else (convention,)
    return {last_day(start, years, each) for each in conventions}


def five_plus_five_model(platform: Node, agreement: Node) -> Result:
    """A-15, with A-09 for an unknown type."""
    kind = platform.get("type")
    if kind is None:
        return undetermined(platform.unknown("type"))
    if kind != "basic_research":
        return not_applicable()
    number = agreement.get("round")
    start = agreement.day("starts_on")
    end = agreement.day("ends_on")
    if number is not None and number >= 3:
        return determined("longer_by_agreement")
    if start is None or end is None:
        return undetermined(agreement.unknown("round", "starts_on", "ends_on", "period_convention"))
    outcomes = {
        "longer" if end > day else "exact" if end == day else "shorter" for day in last_days(agreement, start, 5)
    }
    if outcomes == {"longer"}:
        return determined("longer_by_agreement")
    if len(outcomes) > 1:
        return undetermined(agreement.unknown("round", "period_convention"))
    if number is None:
        return undetermined(agreement.unknown("round"))
    if outcomes == {"exact"}:
        return determined("conforming")
    return departure(platform, "3.1.s1.n2", agreement=agreement.get("id"))


def cycle_last_day(platform: Node, agreement: Node) -> Result:
    """A-16: the last day of five years from the cycle's start, however long the cycle is."""
    kind = platform.get("type")
    if kind is None:
        return undetermined(platform.unknown("type"))
    if kind != "technology_innovation":
        return not_applicable()
    cycle = agreement.child("cycle")
    start = cycle.day("starts_on")
    if start is None:
        return undetermined(cycle.unknown("starts_on") | agreement.unknown("period_convention"))
    days = last_days(agreement, start, 5)
    if len(days) > 1:
        return undetermined(agreement.unknown("period_convention"))
    return determined(days.pop().isoformat())


def agreed_longer(agreement: Node, override: Node, start: date, end: date) -> tuple[bool | None, set[str]]:
    """A-17: whether one override of topic evaluation_cycle_length permits the cycle; the facts missing if unknown."""
    years = override.get("years")
    within: set[bool] = set()
    if years is not None:
        within = {end <= day for day in last_days(agreement, start, years)}
        if within == {False}:
            return False, set()
    missing = override.unknown("clause_ref", "evidence", "years")
    if len(within) > 1:
        missing |= agreement.unknown("period_convention")
    return (None, missing) if missing else (True, set())


def cycle_length_check(platform: Node, agreement: Node) -> Result:
    """A-16, A-17, A-18, with A-09 for an unknown type."""
    kind = platform.get("type")
    if kind is None:
        return undetermined(platform.unknown("type"))
    if kind != "technology_innovation":
        return not_applicable()
    cycle = agreement.child("cycle")
    start = cycle.day("starts_on")
    end = cycle.day("ends_on")
    if start is None or end is None:
        return undetermined(cycle.unknown("starts_on", "ends_on") | agreement.unknown("period_convention"))
    within = {end <= day for day in last_days(agreement, start, 5)}
    if within == {True}:
        return determined("within_limit")
    if len(within) > 1:
        return undetermined(agreement.unknown("period_convention"))
    overrides = agreement.items("overrides")
    if overrides is None:
        return undetermined(agreement.unknown("overrides"))
    found = [
        agreed_longer(agreement, override, start, end)
        for override in overrides
        if override.get("topic") == "evaluation_cycle_length"
    ]
    if any(outcome is True for outcome, _ in found):
        return determined("permitted_by_agreement")
    unknown = [missing for outcome, missing in found if outcome is None]
    if unknown:
        return undetermined(set().union(*unknown))
    return departure(platform, "3.2.s3.n1", agreement=agreement.get("id"))


def conclusion(cycle: Node) -> tuple[str, set[str]]:
    """A-20: concluded, not concluded or unknown, and the facts missing where unknown."""
    if cycle.day("concluded_on") is not None:
        return "concluded", set()
    if cycle.get("concluded") is False:
        return "not concluded", set()
    return "unknown", cycle.unknown("concluded", "concluded_on")


def pre_expiry_evaluation_due(document: Document, agreement: Node) -> Result:
    """A-21."""
    cycle = agreement.child("cycle")
    state, missing = conclusion(cycle)
    end = agreement.day("ends_on")
    if state == "unknown" or end is None:
        return undetermined(missing | agreement.unknown("ends_on"))
    concluded_on = cycle.day("concluded_on")
    if concluded_on is not None and concluded_on <= end:
        return determined("done")
    flags = [] if concluded_on is None else ["concluded_after_expiry"]
    return determined("due" if document.as_of <= end else "overdue", flags=flags)


def exit_decision(document: Document, agreement: Node) -> Result:
    """A-22."""
    cycle = agreement.child("cycle")
    state, missing = conclusion(cycle)
    if state == "concluded":
        return exit_of_concluded(document, cycle)
    if state == "unknown":
        return undetermined(missing | cycle.unknown("meets_conditions", "joint_review"))
    end = agreement.day("ends_on")
    if end is not None and document.as_of <= end:
        return not_applicable()
    return undetermined(
        cycle.unknown("concluded_on", "meets_conditions", "joint_review") | agreement.unknown("ends_on")
    )


def exit_of_concluded(document: Document, cycle: Node) -> Result:
    """A-22, concluded: it counts only with a validly led joint review (A-26)."""
    meets = cycle.get("meets_conditions")
    missing = cycle.unknown("meets_conditions", "joint_review")
    led: bool | None = None
    if cycle.get("joint_review") is not None:
        review = document.find_review(cycle.get("joint_review"))
        led = validly_led(review)
        if led is None:
            missing |= lead_missing_facts(review)
    if led is True and meets is not None:
        return determined("no_exit" if meets else "exit_no_next_round")
    return undetermined(missing, refer_to=JOINT_REVIEW if led is False else None)


def next_round_terms(document: Document, agreement: Node) -> Result:
    """A-23: never determined."""
    decided = exit_decision(document, agreement)
    if decided.state == "undetermined":
        return undetermined(decided.missing, refer_to=decided.refer_to)
    if decided.value == "no_exit":
        return undetermined(refer_to=BUREAU)
    return not_applicable()
