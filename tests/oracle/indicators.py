"""applicable_indicator_set (A-24) and from score to grade (A-28)."""

from __future__ import annotations

from decimal import Decimal

from .facts import TYPES, Document, Node
from .result import BUREAU, Result, determined, undetermined


def type_in_year(platform: Node, evaluation: Node) -> str | None:
    """A-09: the evaluation's platform_type, otherwise the platform's type."""
    found: str | None = evaluation.get("platform_type")
    if found is None:
        found = platform.get("type")
    return found


def applicable_set(document: Document, year: int, kind: str) -> Node | None:
    """A-24: the latest year's set of the type or of `all`; within one year the type's own before `all`."""
    fitting = [
        item
        for item in document.items("indicator_sets") or []
        if item.get("platform_type") in (kind, "all") and item.get("year") <= year
    ]
    if not fitting:
        return None
    latest = max(item.get("year") for item in fitting)
    of_latest = [item for item in fitting if item.get("year") == latest]
    own = [item for item in of_latest if item.get("platform_type") == kind]
    return own[0] if own else of_latest[0]


def issued_late(item: Node) -> bool:
    """A-24: issued later than 31 December of the set's own year."""
    issued_on = item.day("issued_on")
    return issued_on is not None and issued_on.year > item.get("year")


def applicable_indicator_set(document: Document, platform: Node, evaluation: Node) -> Result:
    """A-24.

    # reading: "no set" covers an unknown `indicator_sets` too, and "no set for any" of the three types sets refer_to
    # as "no set" does.
    """
    kind = type_in_year(platform, evaluation)
    kinds = TYPES if kind is None else (kind,)
    chosen = [applicable_set(document, evaluation.get("year"), each) for each in kinds]
    sets = [item for item in chosen if item is not None]
    if not sets:
        return undetermined(["/indicator_sets"], refer_to=BUREAU)
    years = {item.get("year") for item in sets}
    if len(sets) < len(chosen) or len(years) > 1:
        return undetermined(platform.unknown("type"))
    flags = ["indicator_set_issued_late"] if all(issued_late(item) for item in sets) else []
    return determined(years.pop(), flags=flags)


def grade_by_bands(document: Document, year: int, kind: str, score: Decimal) -> tuple[str | None, set[str]]:
    """A-28 for one type: the grade of the band with the largest min ≤ score, or none and what is also missing."""
    item = applicable_set(document, year, kind)
    if item is None:
        return None, {"/indicator_sets"}
    bands = item.items("grade_bands")
    if bands is None:
        return None, item.unknown("grade_bands")
    reached = [(band.number("min"), band.get("grade")) for band in bands]
    fitting = [(lower, grade) for lower, grade in reached if lower is not None and lower <= score]
    if not fitting:
        return None, set()
    return max(fitting)[1], set()


def grades_by_score(document: Document, platform: Node, evaluation: Node) -> tuple[set[str | None], set[str]]:
    """A-28: the grades that the possible types give to the score (None: no grade), and what is also missing.

    # reading: with the type unknown, what any of the three types lacks is missing, and `type` itself where the three
    # do not come to the same.
    """
    score = evaluation.number("score")
    assert score is not None
    kind = type_in_year(platform, evaluation)
    found = [
        grade_by_bands(document, evaluation.get("year"), each, score) for each in (TYPES if kind is None else (kind,))
    ]
    grades = {grade for grade, _ in found}
    missing = set().union(*(lacking for _, lacking in found))
    if len(grades) > 1:
        missing |= platform.unknown("type")
    return grades, missing
