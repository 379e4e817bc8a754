"""veto_applied (A-29) and whether a veto reopens a published result (A-31)."""

from __future__ import annotations

from datetime import date

from .facts import IN_FORCE_FROM, Node
from .result import LEGAL, Result, determined, undetermined

RULING_KEYS = ("applies", "by", "on", "document")
LISTED_BY_LAW = ("integrity", "safety_accident")


def ruling_on_record(event: Node) -> bool:
    """A-29, 2: a ruling with at least one known key."""
    return any(event.child("ruling").get(key) is not None for key in RULING_KEYS)


def event_outcome(event: Node, year: int) -> bool | None:
    """A-29, 1 to 5: true, false or pending (None) for the year."""
    occurred_on = event.day("occurred_on")
    if occurred_on is not None and occurred_on.year != year:
        return False
    if ruling_on_record(event):
        ruling = event.child("ruling")
        if ruling.unknown("applies", "by", "on"):
            return None
        if ruling.get("applies") is False:
            return False
        return None if occurred_on is None else True
    if event.get("involves_main_management_team") is False:
        return False
    category_counts = event.get("category") in LISTED_BY_LAW or event.get("listed_in_year_notice") is True
    occurred_in_force = occurred_on is not None and occurred_on >= IN_FORCE_FROM
    established = event.get("established_on") is not None
    if event.get("involves_main_management_team") is True and category_counts and occurred_in_force and established:
        return True
    return None


def pending_missing(event: Node) -> set[str]:
    """A-29: the unknown facts of a pending event.

    # reading: the facts that step 4 reads, where they are unknown: involves_main_management_team, occurred_on,
    # established_on; category unless listed_in_year_notice is true; listed_in_year_notice unless the category is
    # integrity or safety_accident. They are listed even where another part (before the policy, unlisted) keeps the
    # event pending whatever they are. With a ruling: its lacking parts, and occurred_on where unknown.
    """
    if ruling_on_record(event):
        return event.child("ruling").unknown("applies", "by", "on") | event.unknown("occurred_on")
    missing = event.unknown("involves_main_management_team", "occurred_on", "established_on")
    if event.get("listed_in_year_notice") is not True:
        missing |= event.unknown("category")
    if event.get("category") not in LISTED_BY_LAW:
        missing |= event.unknown("listed_in_year_notice")
    return missing


def pending_for_a_body(event: Node) -> bool:
    """A-29: a pending event without a ruling that is before the policy or unlisted.

    # reading: unlisted is category `other` with listed_in_year_notice false, both known.
    """
    if ruling_on_record(event):
        return False
    occurred_on = event.day("occurred_on")
    before_policy = occurred_on is not None and occurred_on < IN_FORCE_FROM
    unlisted = event.get("category") == "other" and event.get("listed_in_year_notice") is False
    return before_policy or unlisted


def needs_manual_check(event: Node, year: int) -> bool:
    """A-29: the flag manual_check_management_responsibility."""
    occurred_on = event.day("occurred_on")
    return (
        not ruling_on_record(event)
        and event.get("category") == "safety_accident"
        and occurred_on is not None
        and occurred_on.year == year
        and event.get("involves_main_management_team") is False
    )


def veto_applied(platform: Node, year: int) -> Result:
    """A-29: one true event → true; else one pending event, or no list → undetermined; else false."""
    events = platform.items("veto_events")
    if events is None:
        return undetermined(platform.unknown("veto_events"))
    flags = ["manual_check_management_responsibility"] if any(needs_manual_check(e, year) for e in events) else []
    outcomes = [event_outcome(event, year) for event in events]
    if True in outcomes:
        return determined(True, flags=flags)
    pending = [event for event, outcome in zip(events, outcomes, strict=True) if outcome is None]
    if pending:
        refer_to = LEGAL if any(pending_for_a_body(event) for event in pending) else None
        return undetermined(set().union(*(pending_missing(e) for e in pending)), refer_to=refer_to, flags=flags)
    return determined(False, flags=flags)


def veto(platform: Node, year: int) -> bool | None:
    """A-29 as a truth value: true, false or undetermined (None)."""
    value: bool | None = veto_applied(platform, year).value
    return value


def event_day(event: Node) -> date | None:
    """A-31: established_on, or ruling/on where that is absent."""
    established_on = event.day("established_on")
    return event.child("ruling").day("on") if established_on is None else established_on


def reopens(platform: Node, evaluation: Node) -> bool:
    """A-31: whether the veto, which is true, makes annual_grade determined_requires_reopening.

    # reading: with grade_final absent nothing shows that something other than `unqualified` was published, and a
    # reopening is claimed only where the facts show it (A-01); so published_on with an absent grade_final gives plain
    # determined. The alternative takes "is not unqualified" as true of an absent grade.
    """
    published_on = evaluation.day("published_on")
    if published_on is None or evaluation.get("grade_final") in (None, "unqualified"):
        return False
    year = evaluation.get("year")
    true_events = [event for event in platform.items("veto_events") or [] if event_outcome(event, year) is True]
    days = [event_day(event) for event in true_events]
    return all(day is not None and day > published_on for day in days)
