"""Plain data of a facts document and a vocabulary in; the tree of entries out, or every fault of the document.

The vocabulary says everything: which keys there are, their types and bounds, what identifies an entry, what a
reference may name. Absent and null are the same: not in an entry's `data`. So is an object in which nothing is known,
unless it is an element of a list: there it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.facts import Entry
from engine.model import Constraint, Entity, Field, Type, Vocabulary
from loader.facts.entries import Part, Plan, element, read_entry, record, reference, sequence, single
from loader.facts.fault import Fault, shown, token
from loader.facts.references import resolve
from loader.facts.run import Run
from loader.facts.values import reader


def decode(data: Any, vocabulary: Vocabulary) -> tuple[Entry | None, list[Fault]]:
    """Decode one facts document.

    Args:
        data: plain JSON data as `loader.facts.json_text.parse` returns it; ints are accepted for numbers, floats are
        not.
        vocabulary: the words of the policy.

    Returns:
        The entry of the document (the vocabulary's root) and no faults, or None and every fault (``PC604`` to
        ``PC633``), in the order of the document, references to nothing last.
    """
    return FactsDecoder(vocabulary).decode(data)


class FactsDecoder:
    """Decodes documents of one vocabulary: its tables are made once, for any number of documents.

    Raises ValueError for a vocabulary with facts that no document can state (a type that facts cannot have, a reference
    to an entity that has not exactly one key): a fault of the vocabulary, held off where that is loaded.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._root = _Plans(vocabulary).plan(vocabulary.root)

    def decode(self, data: Any) -> tuple[Entry | None, list[Fault]]:
        """The document as a tree of entries, or its faults; see `decode`."""
        run = Run()
        document = read_entry(self._root, data, None, "", run)
        resolve(run)
        return (None, run.faults) if run.faults else (document, [])


def refusal(entry: Entry, constraint: Constraint) -> Fault:
    """The fault (``PC650``) of an entry that a constraint of its entity does not accept."""
    found = entry.data.get(constraint.at)
    text = found.pointer if isinstance(found, Entry) else shown(found)
    return Fault(entry.pointer_to(constraint.at), "PC650", text, constraint.message)


class _Plans:
    """Makes the plans of a vocabulary's entities, each once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.made: dict[str, Plan] = {}
        types = [field.type for entity in vocabulary.entities.values() for field in entity.fields.values()]
        self.targets = {type_.name for type_ in map(_innermost, types) if type_.kind == "reference"}

    def plan(self, name: str) -> Plan:
        """The plan of an entity and, first of all, of what belongs to it."""
        if name not in self.made:
            entity = self.vocabulary.entities[name]
            self.made[name] = made = Plan(entity, name in self.targets)
            for field in entity.fields.values():
                self._add(made, field)
        return self.made[name]

    def _add(self, plan: Plan, field: Field) -> None:
        if field.type.kind in ("record", "reference", "list"):
            plan.parts[field.name] = (self._part(plan.entity, field, field.type, record), token(field.name))
        else:
            plan.scalars[field.name] = reader(field, field.type, self.vocabulary)

    def _part(self, owner: Entity, field: Field, type_: Type, of_record: Callable[[Plan], Part]) -> Part:
        if type_.kind == "list" and type_.item is not None:
            of = self.vocabulary.entities[type_.item.name or ""] if type_.item.kind == "record" else None
            return sequence(self._part(owner, field, type_.item, element), of)
        if type_.kind == "record":
            return of_record(self.plan(type_.name or ""))
        if type_.kind == "reference":
            return self._reference(owner, field, self.vocabulary.entities[type_.name or ""])
        return single(reader(field, type_, self.vocabulary))

    def _reference(self, owner: Entity, field: Field, target: Entity) -> Part:
        if len(target.key) != 1:
            raise ValueError(f"a reference needs an entity with one key: {field.name} to {target.name}")
        key = target.fields[target.key[0]]
        above = self._ancestors(target)[1:]
        scope = next(name for name in self._ancestors(owner) if name in above)
        return reference(reader(key, key.type, self.vocabulary), target, scope)

    def _ancestors(self, entity: Entity) -> list[str]:
        """The names of an entity and of those it stands below, up to the document's."""
        names = [entity.name]
        while entity.parent is not None:
            entity = self.vocabulary.entities[entity.parent]
            names.append(entity.name)
        return names


def _innermost(type_: Type) -> Type:
    while type_.item is not None:
        type_ = type_.item
    return type_
