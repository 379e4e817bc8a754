"""Decisions about one document in; the same decisions out, grouped as people look for them: by platform, then by
subject.

A section is an entry directly below the document that has subjects of its own below it (a platform). Everything
else, the
document itself, batches, joint reviews, is about no single one and makes up the first section. Which entities these are
follows from the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.decisions import Decision
from engine.direct import subjects
from engine.facts import Entry, subject_id
from engine.model import RuleSet, Vocabulary
from engine.value import Value


class Subject(Value):
    """One subject with its decisions, in the order of the vocabulary."""

    entry: Entry
    decisions: list[Decision]


class Section(Value):
    """The subjects below one entry; `entry` is None for what is about no single one."""

    entry: Entry | None
    subjects: list[Subject]

    @property
    def decisions(self) -> Iterable[Decision]:
        """All its decisions."""
        return (decision for subject in self.subjects for decision in subject.decisions)


def heads(vocabulary: Vocabulary) -> frozenset[str]:
    """The entities that sections are made of."""
    entities = vocabulary.entities
    parents = {entity.parent for entity in entities.values() if any(a.decision for a in entity.attributes.values())}
    waiting = [name for name in parents if name is not None]
    above: set[str] = set()
    while waiting:
        name = waiting.pop()
        above.add(name)
        parent = entities[name].parent
        if parent is not None and parent not in above:
            waiting.append(parent)
    return frozenset(
        name
        for name in above
        if entities[name].parent == vocabulary.root and entities[name].many and entities[name].key
    )


def head_of(entry: Entry, of: frozenset[str]) -> Entry | None:
    """The entry whose section a subject belongs to."""
    at: Entry | None = entry
    while at is not None and at.entity.name not in of:
        at = at.parent
    return at


def sections(root: Entry, rules: RuleSet, decisions: Iterable[Decision]) -> list[Section]:
    """The decisions by section and subject, in the order of the document; empty ones left out."""
    about: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        about.setdefault((decision.entity, decision.subject), []).append(decision)
    of = heads(rules.policy.vocabulary)
    overall = Section(None, [])
    made: dict[int, Section] = {}
    for entry in subjects(root, rules):
        name = rules.policy.id if entry is root else subject_id(entry)
        own = about.pop((entry.entity.name, name), None)
        if own is None:
            continue
        order = {attribute: at for at, attribute in enumerate(entry.entity.attributes)}
        subject = Subject(entry, sorted(own, key=lambda decision: order[decision.decision]))
        head = head_of(entry, of)
        section = overall if head is None else made.setdefault(id(head), Section(head, []))
        section.subjects.append(subject)
    return [section for section in (overall, *made.values()) if section.subjects]


def sections_of(root: Entry, rules: RuleSet) -> dict[str, list[tuple[str, str]]]:
    """Id of a section → the subjects below it, as entity and subject id."""
    of = heads(rules.policy.vocabulary)
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in subjects(root, rules):
        head = head_of(entry, of)
        if head is not None:
            found.setdefault(subject_id(head), []).append((entry.entity.name, subject_id(entry)))
    return found
