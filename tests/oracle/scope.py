"""policy_in_force, platform_in_scope and the gates: A-05, A-06, A-07, A-08."""

from __future__ import annotations

from collections.abc import Callable

from .facts import FIRST_EVALUATION_YEAR, IN_FORCE_FROM, Document, Node, all_of
from .result import Result, determined, not_applicable, undetermined

ACTIVITIES = {"scientific_research", "technological_innovation", "rd_services", "technology_transfer"}
IN_FORCE_NORM = "end.s1.n1"
SCOPE_NORM = "2.0.s1.n1"


def in_force(document: Document) -> bool:
    """A-06: true from 2023-10-20 on, that day included."""
    return document.as_of >= IN_FORCE_FROM


def policy_in_force(document: Document) -> Result:
    """A-06: always determined."""
    return determined(in_force(document))


def scope(platform: Node) -> bool | None:
    """platform_in_scope as a three-valued AND of funding, activities and legal form."""
    activities = platform.get("main_activities")
    legal_form = platform.get("legal_form")
    return all_of(
        [
            platform.get("receives_government_funding"),
            None if activities is None else bool(ACTIVITIES & set(activities)),
            None if legal_form is None else legal_form != "other",
        ]
    )


def scope_missing(platform: Node) -> set[str]:
    """A-07: the unknown scope facts."""
    return platform.unknown("receives_government_funding", "main_activities", "legal_form")


def platform_in_scope(platform: Node) -> Result:
    """platform_in_scope (part of A-07)."""
    found = scope(platform)
    return undetermined(scope_missing(platform)) if found is None else determined(found)


def through_force(document: Document, work: Callable[[], Result]) -> Result:
    """A-06: while the policy is not in force every other decision is not_applicable."""
    return work() if in_force(document) else not_applicable(rule=IN_FORCE_NORM)


def through_gates(document: Document, platform: Node, work: Callable[[], Result], year: int | None = None) -> Result:
    """A-05, A-06, A-07, A-08: the gates before a decision about a platform (and a year).

    # reading (clauses under closed gates): the fixed clauses of the decision stay; the clauses of A-42 that depend on
    # the facts (4.5.s3.n2, 4.5.s6.n3, 4.5.s2.n1) are held only where the decision is worked out, so not where a gate
    # made it not_applicable, but where an unknown scope made it undetermined.
    # reading (rule): a gate that makes a decision not_applicable is the rule that decided it; A-05 rests on end.s1.n1.
    """
    if not in_force(document):
        return not_applicable(rule=IN_FORCE_NORM)
    if year is not None and year < FIRST_EVALUATION_YEAR:
        return not_applicable(rule=IN_FORCE_NORM)
    found = scope(platform)
    if found is False:
        return not_applicable(rule=SCOPE_NORM)
    as_if_in_scope = work()
    if found is True or as_if_in_scope.state == "not_applicable":
        return as_if_in_scope
    # reading: missing are the unknown scope facts and nothing else, also where the decision would be undetermined
    # in scope; flags, refer_to and overridden are empty.
    return undetermined(scope_missing(platform), clauses=as_if_in_scope.clauses)
