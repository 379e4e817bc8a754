"""The base grade of an evaluation, before veto and quota: A-26, A-27, A-28."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Document, Node
from .indicators import grades_by_score
from .result import JOINT_REVIEW
from .reviews import lead_missing_facts, validly_led


@dataclass(frozen=True)
class Base:
    """The base grade (None: undetermined) and, where undetermined, what is missing and who decides.

    `by_types`: the grades that the types give, where the score's bands differ by an unknown type.
    """

    grade: str | None
    provisional: bool = False
    missing: frozenset[str] = frozenset()
    refer_to: str | None = None
    not_conducted: bool = False
    by_types: frozenset[str] | None = None


def grade_final_missing(evaluation: Node) -> set[str]:
    """A-42: where grade_final is named as missing, an absent joint_review is named too."""
    if evaluation.get("grade_final") is not None:
        return set()
    return evaluation.unknown("grade_final", "joint_review")


def base_of_final(document: Document, evaluation: Node) -> Base:
    """A-26: a final grade counts when the joint review it names is validly led."""
    if evaluation.get("joint_review") is None:
        return Base(None, missing=frozenset(evaluation.unknown("joint_review")))
    review = document.find_review(evaluation.get("joint_review"))
    led = validly_led(review)
    if led is False:
        return Base(None, refer_to=JOINT_REVIEW)
    if led is None:
        return Base(None, missing=frozenset(lead_missing_facts(review)))
    return Base(evaluation.get("grade_final"))


def base_of_score(document: Document, platform: Node, evaluation: Node) -> Base:
    """A-28: the score by the bands of the applicable set.

    # reading: undetermined by score, the missing facts are those of A-27 that are unknown, and A-28's besides.
    # reading: `by_types` exists only where every type gives a grade; a type that gives none leaves any grade possible.
    """
    grades, also_missing = grades_by_score(document, platform, evaluation)
    if len(grades) == 1 and None not in grades:
        return Base(next(iter(grades)), provisional=True)
    missing = grade_final_missing(evaluation) | evaluation.unknown("grade_proposed") | also_missing
    given = frozenset(grade for grade in grades if grade is not None)
    return Base(None, missing=frozenset(missing), by_types=given if len(given) == len(grades) else None)


def base_grade(document: Document, platform: Node, evaluation: Node) -> Base:
    """A-27: not conducted, else grade_final, grade_proposed, score, in this order."""
    if evaluation.get("participated") is False:
        return Base(None, refer_to=JOINT_REVIEW, not_conducted=True)
    if evaluation.get("grade_final") is not None:
        return base_of_final(document, evaluation)
    if evaluation.get("grade_proposed") is not None:
        return Base(evaluation.get("grade_proposed"), provisional=True)
    if evaluation.get("score") is not None:
        return base_of_score(document, platform, evaluation)
    return Base(
        None, missing=frozenset(grade_final_missing(evaluation) | evaluation.unknown("grade_proposed", "score"))
    )
