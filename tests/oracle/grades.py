"""annual_grade: A-30, A-31, A-35."""

from __future__ import annotations

from decimal import Decimal

from .base import Base, base_grade
from .facts import GRADES, Document, Node
from .indicators import applicable_set, type_in_year
from .quota import Batch, counted, find_batch, quota_bounds, quota_test
from .result import JOINT_REVIEW, REOPENING, Result, determined, undetermined
from .veto import reopens, veto, veto_applied

GRADE_NORM = "4.5.s3.n1"
VETO_NORM = "4.5.s5.n1"
QUOTA_NORM = "4.5.s3.n2"


def annual_grade(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-30: veto, base grade, quota, in this order."""
    base = base_grade(document, platform, evaluation)
    vetoed = veto_applied(platform, evaluation.get("year"))
    clauses = depending_clauses(evaluation)
    if vetoed.value is True:
        overridden = [] if base.grade is None else [{"id": GRADE_NORM, "version": 1, "value": base.grade}]
        again = reopens(platform, evaluation)
        return determined(
            "unqualified",
            state=REOPENING if again else "determined",
            refer_to=JOINT_REVIEW if again else None,
            overridden=overridden,
            rule=VETO_NORM,
            clauses=clauses,
        )
    flags = ["provisional"] if base.provisional else []
    if base.grade is None:
        # reading: refer_to of an undetermined veto passes to the grade that waits for it, as its missing facts do.
        return undetermined(
            base.missing | vetoed.missing,
            refer_to=base.refer_to or vetoed.refer_to,
            flags=["annual_evaluation_not_conducted"] if base.not_conducted else [],
            clauses=clauses,
        )
    if base.grade == "unqualified":
        return determined("unqualified", flags=flags, clauses=clauses)
    if vetoed.state == "undetermined":
        return undetermined(vetoed.missing, refer_to=vetoed.refer_to, clauses=clauses)
    if base.grade == "excellent":
        return through_quota(document, platform, evaluation, flags, clauses | {QUOTA_NORM})
    return determined(base.grade, flags=flags, clauses=clauses)


def depending_clauses(evaluation: Node) -> set[str]:
    """A-42: 4.5.s6.n3 where neither grade is given, 4.5.s2.n1 where not conducted.

    # reading: both by the facts alone, also under a veto. (4.5.s3.n2 "for a candidate": wherever A-35 is reached.)
    """
    clauses = set()
    if evaluation.get("grade_final") is None and evaluation.get("grade_proposed") is None:
        clauses.add("4.5.s6.n3")
    if evaluation.get("participated") is False:
        clauses.add("4.5.s2.n1")
    return clauses


def through_quota(document: Document, platform: Node, evaluation: Node, flags: list[str], clauses: set[str]) -> Result:
    """A-35: what the quota does to a base `excellent` with veto false.

    # reading: for a platform of unknown scope the batch is taken as it is counted (the platform possible, not sure).
    """
    batch = batch_of(document, platform, evaluation)
    tested = None if batch is None else quota_test(document, batch)
    if batch is None or tested is None or tested.state in ("undetermined", "not_applicable"):
        return determined("excellent", flags=[*flags, "quota_unverified"], clauses=clauses)
    if tested.value == "within" or stands_by_ranking(document, platform, evaluation, batch):
        return determined("excellent", flags=flags, clauses=clauses)
    return undetermined(refer_to=JOINT_REVIEW, clauses=clauses)


def batch_of(document: Document, platform: Node, evaluation: Node) -> Batch | None:
    """The batch of the evaluation; none where there is none or the type in the year is unknown."""
    kind = type_in_year(platform, evaluation)
    return None if kind is None else find_batch(document, evaluation.get("year"), kind)


def stands_by_ranking(document: Document, platform: Node, evaluation: Node, batch: Batch) -> bool:
    """A-35: the notice ranks by score, and the platform is within the quota whatever is unknown of the others."""
    if batch.stated is not None:
        return False
    item = applicable_set(document, batch.year, batch.kind)
    score = evaluation.number("score")
    if item is None or item.get("ranking") != "score_desc" or score is None:
        return False
    found = counted(document, batch)
    others = [entry for entry in found if entry.platform.pointer != platform.pointer and entry.candidate is not False]
    ahead = sum(not_behind(entry.score, score) for entry in others)
    return 1 + ahead <= quota_bounds(found)[0]


def not_behind(other: Decimal | None, own: Decimal) -> bool:
    """A-35: the other score is unknown or ≥ its own."""
    return other is None or other >= own


def possible_grades(document: Document, platform: Node, evaluation: Node) -> set[str]:
    """A-39: the grades still possible where annual_grade is undetermined."""
    base: Base = base_grade(document, platform, evaluation)
    pending = veto(platform, evaluation.get("year")) is None
    if base.grade is not None and base.grade != "excellent" and pending:
        return {base.grade, "unqualified"}
    if base.by_types is not None:
        return set(base.by_types) | ({"unqualified"} if pending else set())
    return set(GRADES)
