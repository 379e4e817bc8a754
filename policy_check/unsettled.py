"""A report in; the lines that stand first in it, out: every decision that is open, what it misses, and who decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.decisions import UNDETERMINED, Decision
from policy_check.report import BOLD, INDENT, RED, YELLOW
from policy_check.sections import Section, Subject
from policy_check.width import width, wrap
from policy_check.words import safe

if TYPE_CHECKING:
    from policy_check.report import Report


def unsettled(report: Report) -> Iterator[str]:
    """The open decisions by section; those of one subject that miss the same are named together."""
    number = sum(decision.state == UNDETERMINED for decision in report.decisions)
    yield report.style.paint(report.words("open_heading", number=number), BOLD)
    for section in report.sections:
        if any(decision.state == UNDETERMINED for decision in section.decisions):
            yield from wrap(report.title(section), report.style.columns, INDENT, INDENT * 2)
            yield from _of_section(report, section)


def _of_section(report: Report, section: Section) -> Iterator[str]:
    for subject in section.subjects:
        called = report.subject(subject.entry, section.entry)
        for group in _alike(subject):
            names = report.words.list([report.decision(one) for one in group])
            text = report.words("of_subject", subject=called, list=names) if called else names
            colour = RED if group[0].conflict else YELLOW
            for line in wrap(text, report.style.columns, INDENT * 2, INDENT * 3):
                yield report.style.paint(line, colour)
            yield from _why(report, group[0])


def _alike(subject: Subject) -> list[list[Decision]]:
    """The open decisions of a subject, those together that wait for the same; conflicts first, each by itself."""
    conflicts = [[one] for one in subject.decisions if one.conflict]
    groups: dict[tuple[tuple[str, ...], str | None, tuple[str, ...]], list[Decision]] = {}
    for one in subject.decisions:
        if one.state == UNDETERMINED and not one.conflict:
            groups.setdefault((one.missing, one.refer_to, one.flags), []).append(one)
    return [*conflicts, *groups.values()]


def _why(report: Report, decision: Decision) -> Iterator[str]:
    words, columns, indent = report.words, report.style.columns, INDENT * 4
    if decision.conflict:
        rules = [
            f"{one.id} v{one.version}"
            + words("brackets", text=report.labels.decided(decision.entity, decision.decision, one.value))
            for one in decision.conflict
        ]
        yield from wrap(words("conflicting", rules=words.list(rules)), columns, indent, indent + INDENT)
    lead = words("misses")
    for at, pointer in enumerate(decision.missing):
        first = indent + (lead if at == 0 else " " * width(lead))
        yield from wrap(report.labels.fact(pointer), columns, first, indent + " " * (width(lead) + 2))
    if decision.refer_to:
        yield from wrap(words("decides", body=safe(decision.refer_to)), columns, indent, indent + INDENT)
    elif not decision.missing and not decision.conflict:
        yield from wrap(words("not_said"), columns, indent, indent + INDENT)
    for flag in decision.flags:
        yield from wrap(report.flags.text(flag), columns, indent, indent + INDENT)
