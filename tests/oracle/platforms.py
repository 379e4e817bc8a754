"""recognition_presumption (A-11), voucher_scope (A-13) and the departure records (A-12)."""

from __future__ import annotations

from .facts import Document, Node, all_of
from .result import BUREAU, Result, determined, not_applicable, undetermined


def serves(record: Node, norm: str, agreement: str | None, project: str | None) -> bool:
    """A-12: whether the record serves the decision on this norm, agreement and project."""
    if record.get("norm") != norm:
        return False
    if record.get("agreement") is None and record.get("project") is None:
        return True
    if agreement is not None and record.get("agreement") == agreement:
        return True
    return project is not None and record.get("project") == project


def departure(platform: Node, norm: str, agreement: str | None = None, project: str | None = None) -> Result:
    """A-12: permitted_by_departure, departure_required or undetermined."""
    records = platform.items("departure_records")
    if records is None:
        return undetermined(platform.unknown("departure_records"))
    serving = [record for record in records if serves(record, norm, agreement, project)]
    lacking = [record.unknown("approved_by", "approved_on") for record in serving]
    if any(not keys for keys in lacking):
        return determined("permitted_by_departure")
    if serving:
        return undetermined(set().union(*lacking))
    return determined("departure_required", refer_to=BUREAU)


def recognised(document: Document, recognition: Node) -> bool | None:
    """A-11: whether one recognition satisfies; an unknown part makes it unknown unless another part is false."""
    category = recognition.get("category")
    level = recognition.get("level")
    granted_on = recognition.day("granted_on")
    valid_to = recognition.day("valid_to")
    return all_of(
        [
            None if category is None else category != "other",
            None if level is None else level in ("national", "provincial"),
            None if granted_on is None else granted_on <= document.as_of,
            valid_to is None or document.as_of <= valid_to,
        ]
    )


def recognition_presumption(document: Document, platform: Node) -> Result:
    """A-11, with A-09 for an unknown type."""
    kind = platform.get("type")
    applies = all_of([None if kind is None else kind == "technology_innovation", platform.get("enterprise_led")])
    if applies is False:
        return not_applicable()
    if applies is None:
        return undetermined(platform.unknown("type", "enterprise_led"))
    recognitions = platform.items("recognitions")
    if recognitions is None:
        return undetermined(platform.unknown("recognitions"))
    found = [recognised(document, recognition) for recognition in recognitions]
    if True in found:
        return determined("satisfied")
    if None in found:
        missing: set[str] = set()
        for recognition, outcome in zip(recognitions, found, strict=True):
            if outcome is None:
                missing |= recognition.unknown("category", "level", "granted_on")
        return undetermined(missing)
    return departure(platform, "2.2.s2.n1")


def voucher_scope(platform: Node) -> Result:
    """A-13, with A-09 for an unknown type."""
    kind = platform.get("type")
    if kind is None:
        return undetermined(platform.unknown("type"))
    if kind != "innovation_service":
        return not_applicable()
    used = platform.get("voucher_used_by_enterprise")
    return undetermined(platform.unknown("voucher_used_by_enterprise")) if used is None else determined(used)
