"""What is refused across the objects of a document: A-32 and A-44. The shapes have been found right before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .facts import Node


def cross_faults(document: dict[str, Any]) -> Iterator[str]:
    """Repeated identities, references to nothing, periods, conclusions and totals."""
    root = Node(document, "")
    yield from repeated(root, "joint_reviews", ("id",))
    yield from repeated(root, "platforms", ("id",))
    yield from repeated(root, "indicator_sets", ("year", "platform_type"))
    yield from batch_faults(root)
    for item in root.items("indicator_sets") or []:
        yield from band_faults(item)
    reviews = identities(root, "joint_reviews")
    for platform in root.items("platforms") or []:
        yield from platform_faults(platform, reviews)


def identities(holder: Node, key: str) -> set[Any]:
    """The ids in the list."""
    return {item.get("id") for item in holder.items(key) or []}


def repeated(holder: Node, key: str, identity: tuple[str, ...]) -> Iterator[str]:
    """A-44: two list entries with one identity key under one parent; the pointer of the later one.

    # reading: the identity of an indicator set and of a batch is year and platform_type together; `norm` of a
    # departure record and `topic` of an override say what the entry is about and may be repeated (A-12 and A-17 speak
    # of several).
    """
    seen = set()
    for item in holder.items(key) or []:
        found = tuple(item.get(part) for part in identity)
        if found in seen:
            yield item.at(identity[0])
        seen.add(found)


def batch_faults(root: Node) -> Iterator[str]:
    """A-32: an entry for a complete year, two for one (year, type), excellent > evaluated."""
    yield from repeated(root, "evaluation_batches", ("year", "platform_type"))
    complete = root.get("complete_for_years") or []
    for entry in root.items("evaluation_batches") or []:
        if entry.get("year") in complete:
            yield entry.at("year")
        excellent = entry.get("excellent")
        evaluated = entry.get("evaluated")
        if excellent is not None and evaluated is not None and excellent > evaluated:
            yield entry.at("excellent")


def band_faults(item: Node) -> Iterator[str]:
    """A-44: two bands with one grade or one min (compared as numbers)."""
    yield from repeated(item, "grade_bands", ("grade",))
    seen = set()
    for band in item.items("grade_bands") or []:
        lower = band.number("min")
        if lower in seen:
            yield band.at("min")
        seen.add(lower)


def dangling(holder: Node, key: str, known: set[Any]) -> Iterator[str]:
    """A-44: a reference to something that does not exist."""
    if holder.get(key) is not None and holder.get(key) not in known:
        yield holder.at(key)


def period_faults(holder: Node) -> Iterator[str]:
    """A-44: a period that ends before it starts."""
    start = holder.day("starts_on")
    end = holder.day("ends_on")
    if start is not None and end is not None and end < start:
        yield holder.at("ends_on")


def platform_faults(platform: Node, reviews: set[Any]) -> Iterator[str]:
    """A-44 within one platform."""
    for key, identity in (("agreements", "id"), ("annual_evaluations", "year"), ("teams", "id"), ("projects", "id")):
        yield from repeated(platform, key, (identity,))
    agreements = identities(platform, "agreements")
    projects = identities(platform, "projects")
    for team in platform.items("teams") or []:
        yield from repeated(team, "achievements", ("id",))
    for record in platform.items("departure_records") or []:
        yield from dangling(record, "agreement", agreements)
        yield from dangling(record, "project", projects)
    for project in platform.items("projects") or []:
        yield from dangling(project, "agreement", agreements)
    for evaluation in platform.items("annual_evaluations") or []:
        yield from dangling(evaluation, "joint_review", reviews)
    for agreement in platform.items("agreements") or []:
        yield from period_faults(agreement)
        cycle = agreement.child("cycle")
        yield from period_faults(cycle)
        yield from dangling(cycle, "joint_review", reviews)
        if cycle.get("concluded") is False and cycle.get("concluded_on") is not None:
            yield cycle.at("concluded_on")
