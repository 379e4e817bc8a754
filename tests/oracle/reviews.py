"""joint_review_composition (A-25) and the validity of a joint review's lead (A-26)."""

from __future__ import annotations

from .facts import Node, all_of
from .result import JOINT_REVIEW, Result, determined, undetermined

SEVEN_BUREAUS = (
    "talent_office",
    "drc",
    "economy_it_bureau",
    "finance_bureau",
    "hrss_bureau",
    "commerce_bureau",
    "market_regulation_bureau",
)


def validly_led(review: Node) -> bool | None:
    """A-26: led_by_district_leader true and sti_bureau a participant; False is `lead_missing`, None unknown."""
    participants = review.get("participants")
    sti_bureau = None if participants is None else "sti_bureau" in participants
    return all_of([review.get("led_by_district_leader"), sti_bureau])


def lead_missing_facts(review: Node) -> set[str]:
    """A-26, leadership unknown: the review's unknown facts."""
    return review.unknown("led_by_district_leader", "participants")


def joint_review_composition(review: Node) -> Result:
    """A-25."""
    led = validly_led(review)
    if led is False:
        return determined("lead_missing", flags=["grades_remain_provisional"], refer_to=JOINT_REVIEW)
    if led is None:
        return undetermined(lead_missing_facts(review))
    present = set(review.get("participants"))
    if present >= set(SEVEN_BUREAUS):
        return determined("complete")
    if review.get("written_opinions") is None:
        return undetermined(review.unknown("written_opinions"))
    present |= set(review.get("written_opinions"))
    absent = [bureau for bureau in SEVEN_BUREAUS if bureau not in present]
    if not absent:
        return determined("complete")
    return determined("incomplete", flags=[f"request_written_opinion({bureau})" for bureau in absent])
