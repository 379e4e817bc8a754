"""Proofs in; an indented tree of lines out: each rule with its words, its conditions, the facts they read, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.decisions import Decision
from engine.proof import CLOSED, MAYBE_CLOSED, OPEN, STATUSES, Condition, Proof
from policy_check.api import explain
from policy_check.report import DIM, INDENT, RED, YELLOW
from policy_check.sections import Section
from policy_check.width import wrap
from policy_check.words import safe

if TYPE_CHECKING:
    from engine.facts import Entry
    from policy_check.report import Report

DEEPEST = 8
"""Levels of indentation; what is deeper stands at this one."""
GATES = (OPEN, CLOSED, MAYBE_CLOSED)
OUTCOMES = {"unknown": "condition_unknown", "value": "condition_value"}


def traced(report: Report, section: Section) -> Iterator[str]:
    """The decisions of a section, each with its proof."""
    for subject in section.subjects:
        for decision in subject.decisions:
            yield from _decision(report, decision, subject.entry, section.entry)


def _decision(report: Report, decision: Decision, entry: Entry, head: Entry | None) -> Iterator[str]:
    words = report.words
    state = words("conflict" if decision.conflict else decision.state)
    called = report.subject(entry, head)
    text = report.decision(decision) + (words("brackets", text=called) if called else "")
    text += f" = {report.value(decision)}" if decision.value is not None else ""
    text += words("brackets", text=state)
    colour = RED if decision.conflict else YELLOW if decision.missing or decision.refer_to else ""
    for line in wrap(text, report.style.columns, INDENT, INDENT * 2):
        yield report.style.paint(line, colour) if colour else line
    yield from report.notes(decision)
    clauses = words("clauses", list=", ".join(decision.clauses))
    yield from wrap(clauses, report.style.columns, INDENT * 2, INDENT * 3)
    yield from _proof(report, explain(report.result, decision), 2, set())


def _proof(report: Report, proof: Proof, depth: int, seen: set[object]) -> Iterator[str]:
    """A node and what is below it; what was `seen` in this tree, proofs and quotes, is not written again."""
    indent = INDENT * min(depth, DEEPEST)
    columns = report.style.columns
    key = (proof.rule, proof.concludes, str(proof.outcome), tuple(condition.text for condition in proof.conditions))
    text = f"{proof.rule} v{proof.version} {outcome(report, proof)}" if proof.rule else outcome(report, proof)
    if not proof.conditions and not proof.because and proof.concludes[1]:
        text += report.words("brackets", text=proof.concludes[1])
    again = key in seen and bool(proof.rule)
    text += report.words("same_above") if again else ""
    yield from wrap(text, columns, f"{indent}* ", f"{indent}    ")
    if again:
        return
    seen.add(key)
    if proof.quote and proof.rule not in seen:
        seen.add(proof.rule)
        for line in wrap(report.words("quote", quote=proof.quote), columns, f"{indent}  ", f"{indent}  "):
            yield report.style.paint(line, DIM)
    for condition in proof.conditions:
        yield from _condition(report, condition, indent + INDENT)
    for inner in proof.because:
        yield from _proof(report, inner, depth + 1, seen)


def outcome(report: Report, proof: Proof) -> str:
    """What the rule gives here, in words: ``annual grade = good``, ``veto: does not apply``."""
    if isinstance(proof.outcome, str) and proof.outcome in GATES:
        return report.words(proof.outcome)
    entity, _, name = proof.concludes
    label = report.labels.attribute(entity, name)
    if isinstance(proof.outcome, str) and proof.outcome in STATUSES:
        return report.words("of_subject", subject=label, list=report.words(proof.outcome))
    attribute = report.labels.vocabulary.entities[entity].attributes.get(name)
    return f"{label} = {report.labels.value(proof.outcome, attribute.type if attribute is not None else None)}"


def _condition(report: Report, condition: Condition, indent: str) -> Iterator[str]:
    said = report.words(OUTCOMES.get(condition.outcome, condition.outcome))
    yield from wrap(f"[{said}] {safe(condition.text)}", report.style.columns, indent, indent + INDENT * 2)
    for fact in condition.facts:
        field = report.labels.field(fact.pointer)
        value = report.labels.value(fact.value, field.type if field is not None else None)
        if fact.value is None and field is not None and field.absent is not None:
            value = safe(field.absent.text(report.words.language))
        text = f"{report.labels.fact(fact.pointer)} = {value}"
        yield from wrap(text, report.style.columns, indent + INDENT, indent + INDENT * 3)
