"""reward_cny and reward_basis_lapsed (A-39), the budget cut (A-40) with the numbers of A-41."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .base import grade_final_missing
from .facts import EXACT, Document, Node, money
from .grades import VETO_NORM, annual_grade, batch_of, possible_grades
from .indicators import type_in_year
from .quota import batches, quota_test
from .result import BUREAU, LEGAL, Result, determined, not_applicable, undetermined
from .veto import veto

REWARDS = {
    "basic_research": "5000000.00",
    "technology_innovation": "3000000.00",
    "innovation_service": "1000000.00",
}
RATE = Decimal("0.20")


def reward_cny(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-39, first paragraph; the clauses of the grade are held too (A-42).

    # reading: refer_to of an undetermined grade passes to the reward, the reward basis and the cut that are
    # undetermined because of it, as the specimen shows.
    # reading: the sentences are taken in order, so a provisional excellent with quota_unverified waits for
    # grade_final only.
    """
    grade = annual_grade(document, platform, evaluation)
    if grade.state == "undetermined":
        if "excellent" not in possible_grades(document, platform, evaluation):
            return not_applicable(clauses=grade.clauses)
        missing = grade.missing | grade_final_missing(evaluation)
        return undetermined(missing, refer_to=grade.refer_to, clauses=grade.clauses)
    if grade.value != "excellent":
        return not_applicable(clauses=grade.clauses)
    if "provisional" in grade.flags:
        return undetermined(grade_final_missing(evaluation), clauses=grade.clauses)
    if "quota_unverified" in grade.flags:
        return unverified_reward(document, platform, evaluation, grade)
    kind = type_in_year(platform, evaluation)
    assert kind is not None
    return determined(REWARDS[kind], clauses=grade.clauses)


def unverified_reward(document: Document, platform: Node, evaluation: Node, grade: Result) -> Result:
    """A-39: an unverified quota never pays."""
    countable = {"/complete_for_years", "/evaluation_batches"}
    if type_in_year(platform, evaluation) is None:
        missing = platform.unknown("type")
        if not any(batch.year == evaluation.get("year") for batch in batches(document)):
            missing |= countable
        return undetermined(missing, clauses=grade.clauses)
    batch = batch_of(document, platform, evaluation)
    if batch is None:
        return undetermined(countable, clauses=grade.clauses)
    tested = quota_test(document, batch)
    return undetermined(tested.missing, refer_to=None if tested.missing else BUREAU, clauses=grade.clauses)


def reward_basis_lapsed(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-39, second paragraph."""
    grade = annual_grade(document, platform, evaluation)
    vetoed = veto(platform, evaluation.get("year"))
    if vetoed is True:
        return lapsed_by_veto(evaluation, grade)
    if grade.state == "undetermined":
        excellent_possible = "excellent" in possible_grades(document, platform, evaluation)
        settled = evaluation.get("grade_final") is not None or vetoed is False
        if not excellent_possible and (settled or evaluation.get("published_on") is None):
            return not_applicable(clauses=grade.clauses)
        return undetermined(grade.missing, refer_to=grade.refer_to, clauses=grade.clauses)
    if grade.value == "excellent" and "provisional" not in grade.flags:
        return determined(False, clauses=grade.clauses)
    return not_applicable(clauses=grade.clauses)


def lapsed_by_veto(evaluation: Node, grade: Result) -> Result:
    """A-39: the reward basis under a veto; the deciding norm is the veto's, as the specimen shows."""
    if evaluation.get("grade_final") == "excellent":
        paid = evaluation.number("reward_paid_cny")
        flags = ["recovery_review"] if paid is not None and paid > 0 else []
        # reading: refer_to is named for annual_grade alone in the state of reopening, so it is null here.
        return determined(True, state=grade.state, flags=flags, rule=VETO_NORM, clauses=grade.clauses)
    if evaluation.get("grade_final") is None and evaluation.get("published_on") is not None:
        return undetermined(evaluation.unknown("grade_final"), clauses=grade.clauses)
    return not_applicable(rule=VETO_NORM, clauses=grade.clauses)


def budget_cut_rate(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-40: the rate."""
    return budget_decision(document, platform, evaluation, "rate")


def budget_cut_cny(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-40: the amount cut."""
    return budget_decision(document, platform, evaluation, "cut")


def budget_after_cut_cny(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-40: the rest."""
    return budget_decision(document, platform, evaluation, "rest")


def budget_decision(document: Document, platform: Node, evaluation: Node, which: str) -> Result:
    """A-40, in its order."""
    budget = evaluation.child("next_year_budget")
    grade = annual_grade(document, platform, evaluation)
    if budget.get("exists") is False:
        return not_applicable(clauses=grade.clauses)
    if grade.decided and grade.value != "unqualified":
        return not_applicable(clauses=grade.clauses)
    if grade.state == "undetermined":
        if "unqualified" not in possible_grades(document, platform, evaluation):
            return not_applicable(clauses=grade.clauses)
        # reading: A-40 lists the grade's facts; "no budget" alone settles all three, so `exists` is missing too
        missing = grade.missing | grade_final_missing(evaluation) | budget.unknown("exists")
        return undetermined(missing, refer_to=grade.refer_to, clauses=grade.clauses)
    if "provisional" in grade.flags:
        return undetermined(grade_final_missing(evaluation) | budget.unknown("exists"), clauses=grade.clauses)
    approved = budget.number("approved_cny")
    if budget.get("exists") is None and approved is None:
        return undetermined(budget.unknown("exists"), clauses=grade.clauses)
    if which != "rate" and approved is None:
        return undetermined(budget.unknown("approved_cny"), clauses=grade.clauses)
    conflict = agreement_conflict(platform, evaluation.get("year") + 1)
    return determined(
        budget_value(which, approved),
        state=grade.state,
        flags=["agreement_conflict_review"] if conflict else [],
        refer_to=LEGAL if conflict else None,
        clauses=grade.clauses,
    )


def budget_value(which: str, approved: Decimal | None) -> str:
    """A-41: cut = approved × 0.20, rounded to 0.01 half up; rest = approved − cut."""
    if which == "rate":
        return "0.20"
    assert approved is not None
    cut = EXACT.multiply(approved, RATE).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP, context=EXACT)
    return money(cut) if which == "cut" else money(EXACT.subtract(approved, cut))


def agreement_conflict(platform: Node, year: int) -> bool:
    """A-40: an agreement with an override fixed_annual_funding whose period meets the calendar year."""
    for agreement in platform.items("agreements") or []:
        fixed = [item for item in agreement.items("overrides") or [] if item.get("topic") == "fixed_annual_funding"]
        start = agreement.day("starts_on")
        end = agreement.day("ends_on")
        meets = (start is None or start.year <= year) and (end is None or end.year >= year)
        if fixed and meets:
            return True
    return False
