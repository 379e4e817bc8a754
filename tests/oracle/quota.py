"""The batches, excellent_quota and quota_status: A-32, A-33, A-34 and the reopened results of A-35."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .base import Base, base_grade
from .facts import FIRST_EVALUATION_YEAR, IN_FORCE_FROM, TYPES, Document, Node
from .indicators import type_in_year
from .result import JOINT_REVIEW, Result, determined, not_applicable, undetermined
from .scope import IN_FORCE_NORM, scope, scope_missing
from .veto import reopens, veto, veto_applied


@dataclass(frozen=True)
class Batch:
    """One batch; `stated` is the entry of evaluation_batches, None for a complete year."""

    year: int
    kind: str
    stated: Node | None

    @property
    def identifier(self) -> str:
        """The subject id."""
        return f"{self.year}/{self.kind}"


@dataclass(frozen=True)
class Counted:
    """A surely or possibly evaluated platform of a complete year's batch, and how it stands as a candidate.

    `candidate`: True sure, None possible, False ruled out. `missing` are the facts that keep it from being sure.
    """

    platform: Node
    sure: bool
    candidate: bool | None
    score: Decimal | None
    evaluated_missing: frozenset[str]
    candidate_missing: frozenset[str]


def batches(document: Document) -> list[Batch]:
    """A-32: one per type for each complete year, one for each stated entry."""
    years = sorted(set(document.get("complete_for_years") or []))
    found = [Batch(year, kind, None) for year in years for kind in TYPES]
    for entry in document.items("evaluation_batches") or []:
        found.append(Batch(entry.get("year"), entry.get("platform_type"), entry))
    return found


def find_batch(document: Document, year: int, kind: str) -> Batch | None:
    """The batch of the year and type, if there is one."""
    for batch in batches(document):
        if (batch.year, batch.kind) == (year, kind):
            return batch
    return None


def counted(document: Document, batch: Batch) -> list[Counted]:
    """A-33: the surely and the possibly evaluated platforms of a complete year's batch."""
    found = []
    for platform in document.platforms():
        evaluations = platform.items("annual_evaluations")
        evaluation = None
        if evaluations is not None:
            of_year = [item for item in evaluations if item.get("year") == batch.year]
            if not of_year:
                continue
            evaluation = of_year[0]
        entry = count_one(document, batch, platform, evaluation)
        if entry is not None:
            found.append(entry)
    return found


def count_one(document: Document, batch: Batch, platform: Node, evaluation: Node | None) -> Counted | None:
    """A-33 and A-34 for one platform; no evaluation means that the whole list is unknown."""
    in_scope = scope(platform)
    kind = platform.get("type") if evaluation is None else type_in_year(platform, evaluation)
    participated = None if evaluation is None else evaluation.get("participated")
    if in_scope is False or kind not in (None, batch.kind) or participated is False:
        return None
    missing = scope_missing(platform) if in_scope is None else set()
    if kind is None:
        missing |= platform.unknown("type")
    missing |= platform.unknown("annual_evaluations") if evaluation is None else evaluation.unknown("participated")
    sure = in_scope is True and kind is not None and participated is True
    if evaluation is None:
        base = Base(None, missing=frozenset(platform.unknown("annual_evaluations")))
    else:
        base = base_grade(document, platform, evaluation)
    return Counted(
        platform=platform,
        sure=sure,
        candidate=candidate(base, veto(platform, batch.year), sure),
        score=None if evaluation is None else evaluation.number("score"),
        evaluated_missing=frozenset(missing),
        candidate_missing=base.missing | veto_applied(platform, batch.year).missing,
    )


def candidate(base: Base, vetoed: bool | None, sure: bool) -> bool | None:
    """A-34: sure (True), possible (None) or ruled out (False)."""
    if vetoed is True:
        return False
    if base.grade is not None and base.grade != "excellent":
        return False
    if base.by_types is not None and "excellent" not in base.by_types:
        return False
    return True if sure and base.grade == "excellent" and vetoed is False else None


def quota_bounds(found: list[Counted]) -> tuple[int, int]:
    """A-33: q_min and q_max."""
    return sum(entry.sure for entry in found) // 5, len(found) // 5


def before_first_year(document: Document, batch: Batch) -> bool:
    """A-05 and A-06: the two gates of a batch."""
    return document.as_of < IN_FORCE_FROM or batch.year < FIRST_EVALUATION_YEAR


def evaluated_missing(found: list[Counted]) -> set[str]:
    """The facts that keep the possibly evaluated platforms from being counted."""
    return set().union(*(entry.evaluated_missing for entry in found))


def excellent_quota(document: Document, batch: Batch) -> Result:
    """A-33."""
    if before_first_year(document, batch):
        return not_applicable(rule=IN_FORCE_NORM)
    if batch.stated is not None:
        evaluated = batch.stated.get("evaluated")
        return undetermined(batch.stated.unknown("evaluated")) if evaluated is None else determined(evaluated // 5)
    if document.get("platforms") is None:
        return undetermined(["/platforms"])
    found = counted(document, batch)
    q_min, q_max = quota_bounds(found)
    return determined(q_min) if q_min == q_max else undetermined(evaluated_missing(found))


def reopened_excellent(document: Document, batch: Batch) -> bool:
    """A-35: a platform of the batch whose grade requires reopening and whose grade_final is excellent.

    # reading: "its batch" is that of its year and type; whether it participated does not matter.
    """
    for platform in document.platforms():
        for evaluation in platform.items("annual_evaluations") or []:
            if (
                evaluation.get("year") == batch.year
                and scope(platform) is True
                and type_in_year(platform, evaluation) == batch.kind
                and evaluation.get("grade_final") == "excellent"
                and veto(platform, batch.year) is True
                and reopens(platform, evaluation)
            ):
                return True
    return False


def quota_status(document: Document, batch: Batch) -> Result:
    """A-34, as it is reported: with the reopened results of A-35."""
    if before_first_year(document, batch):
        return not_applicable(rule=IN_FORCE_NORM)
    tested = quota_test(document, batch)
    if document.get("platforms") is None or tested.state == "not_applicable":
        return tested
    if reopened_excellent(document, batch):
        return undetermined(refer_to=JOINT_REVIEW)
    return tested


def quota_test(document: Document, batch: Batch) -> Result:
    """A-34, as the grades of the other candidates are tested: a reopened platform is simply vetoed (A-35)."""
    return stated_status(batch.stated) if batch.stated is not None else counted_status(document, batch)


def stated_status(stated: Node) -> Result:
    """A-34 for stated totals."""
    evaluated = stated.get("evaluated")
    excellent = stated.get("excellent")
    if evaluated == 0:
        return not_applicable()
    if evaluated is None or excellent is None:
        return undetermined(stated.unknown("evaluated", "excellent"))
    if excellent <= evaluated // 5:
        return determined("within")
    return determined("exceeded", refer_to=JOINT_REVIEW)


def counted_status(document: Document, batch: Batch) -> Result:
    """A-34 for a complete year.

    # reading: the facts missing for an undetermined status are those that keep the possibly evaluated from being
    # sure, and those that keep the possible candidates' base grade or veto open; refer_to stays null even where
    # nothing is missing (the page sets it only for exceeded, a tie and a reopened result).
    """
    if document.get("platforms") is None:
        return undetermined(["/platforms"])
    found = counted(document, batch)
    if not found:
        return not_applicable()
    q_min, q_max = quota_bounds(found)
    candidates = [entry for entry in found if entry.candidate is True]
    possible = [entry for entry in found if entry.candidate is None]
    e_min = len(candidates)
    e_max = len(candidates) + len(possible)
    missing = evaluated_missing(found).union(*(entry.candidate_missing for entry in possible))
    if not any(entry.sure for entry in found):
        return undetermined(missing)
    if e_max <= q_min:
        return determined("within")
    if e_min > q_max:
        tie = q_min == q_max and e_min == e_max and tie_at_boundary(candidates, q_min)
        return determined("tie_at_boundary" if tie else "exceeded", refer_to=JOINT_REVIEW)
    return undetermined(missing)


def tie_at_boundary(candidates: list[Counted], quota: int) -> bool:
    """A-34: every candidate's score is known, and the q-th and (q+1)-th highest are equal as numbers."""
    scores = [entry.score for entry in candidates if entry.score is not None]
    if quota < 1 or len(scores) < len(candidates):
        return False
    scores.sort(reverse=True)
    return scores[quota - 1] == scores[quota]
