"""The facts of one document as a tree of entries; in: decoded values, out: facts by name, absent ones as `Unknown`.

An entry is one entity of the vocabulary in the document: the document itself, a platform, an agreement, a veto
event. Its
`data` holds the known facts only, already decoded: bool, int and decimal as `Decimal`, `date`, `str`, lists of these,
`Entry` for records, lists of `Entry`, and for a reference the `Entry` it names. Absent and null facts are not in
`data`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.values import Record
from engine.model import Entity, Field, Vocabulary
from engine.unknown import TRUE_OR_FALSE, Unknown


class World:
    """What one run over one document shares: the plan, the groups, and the norms relied on so far.

    `cites` collects, as a bit per rule, the norms behind what is being read; `log` the facts and attributes read, where
    a proof is wanted. `conclude` evaluates an attribute of an entry: the way of the backend that reads the document.
    """

    __slots__ = ("plan", "conclude", "root", "groups", "cites", "log")

    def __init__(self) -> None:
        self.plan: Any = None
        self.conclude: Any = None
        self.root: Any = None
        self.groups: dict[str, Any] = {}
        self.cites = 0
        self.log: list[tuple[Any, str, Any]] | None = None


class Entry(Record):
    """One entity in a document.

    Args:
        entity: what it is.
        data: its known facts.
        parent: the entry that holds it; None for the document.
        step: where it stands below its parent, as JSON pointer tokens (``annual_evaluations/0``).
        supposed: stands for an element of a list that is absent; all its unknown facts are that list's.
    """

    __slots__ = ("entity", "data", "parent", "step", "supposed", "memo", "world", "_pointer")

    def __init__(
        self, entity: Entity, data: dict[str, Any], parent: Entry | None, step: str, supposed: bool = False
    ) -> None:
        self.entity = entity
        self.data = data
        self.parent = parent
        self.step = step
        self.supposed = supposed
        self.memo: dict[str, Any] = {}
        self.world: World = parent.world if parent is not None else World()
        self._pointer: str | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of the entry; empty for the document."""
        if self._pointer is None:
            self._pointer = "" if self.parent is None else f"{self.parent.pointer}/{self.step}"
        return self._pointer

    def pointer_to(self, name: str) -> str:
        """The JSON pointer of one of its facts; of the absent list where the entry is only supposed."""
        return self.pointer if self.supposed else f"{self.pointer}/{name}"

    def get(self, name: str) -> Any:
        """A fact, attribute, relation or ancestor by name, as an expression reads it; null where there is none."""
        reader = self.world.plan.readers[self.entity.name].get(name)
        return reader(self) if reader is not None else None

    def ancestor(self, entity: str) -> Entry | None:
        """The entry itself or the nearest one above that is an `entity`."""
        entry: Entry | None = self
        while entry is not None and entry.entity.name != entity:
            entry = entry.parent
        return entry

    def within(self, entity: str | None) -> Entry:
        """The entry itself or the one above it that is an `entity`; the document for None.

        Raises LookupError where the entry does not stand below such an entity.
        """
        if entity is None:
            root: Entry = self.world.root
            return root
        found = self.ancestor(entity)
        if found is None:
            raise LookupError(f"{self!r} stands in no {entity}")
        return found

    def __repr__(self) -> str:
        return f"<{self.entity.name} {self.pointer or '/'}>"


def copied(root: Entry) -> Entry:
    """The same document anew, with nothing worked out: for another backend, or to be worked on apart."""
    made: dict[int, Entry] = {}
    copy = _copied(root, None, made)
    for entry in made.values():
        for name, value in entry.data.items():
            if isinstance(value, Entry) and value.parent is not entry:
                entry.data[name] = made[id(value)]
            elif isinstance(value, list) and value and isinstance(value[0], Entry) and value[0].parent is not entry:
                entry.data[name] = [made[id(one)] for one in value]
    return copy


def _copied(entry: Entry, parent: Entry | None, made: dict[int, Entry]) -> Entry:
    copy = made[id(entry)] = Entry(entry.entity, dict(entry.data), parent, entry.step, entry.supposed)
    for name, value in entry.data.items():
        if isinstance(value, Entry):
            if value.parent is entry:
                copy.data[name] = _copied(value, copy, made)
        elif isinstance(value, list) and value and isinstance(value[0], Entry) and value[0].parent is entry:
            copy.data[name] = [_copied(one, copy, made) for one in value]
    return copy


def subject_id(entry: Entry) -> str:
    """The id of a subject: the keys of its ancestors and its own, joined by ``/`` (``JS-01/2024``)."""
    parts: list[str] = []
    at: Entry | None = entry
    while at is not None and at.parent is not None:
        parts[:0] = [str(at.data.get(key, "?")) for key in at.entity.key]
        at = at.parent
    return "/".join(parts)


def absent(entry: Entry, field: Field, vocabulary: Vocabulary) -> Any:
    """What an absent fact is: an `Unknown` that names its pointer, or for a record an entry without facts.

    Where the vocabulary says what absence means, absence is knowledge: null, or the empty list.
    """
    kind = field.type.kind
    if field.absent is not None and kind != "record":
        return [] if kind == "list" else None
    if kind == "record":
        found = entry.memo.get(field.name)
        if found is None:
            found = Entry(vocabulary.entities[field.type.name or ""], {}, entry, field.name, entry.supposed)
            if entry.supposed:
                found._pointer = entry.pointer
            entry.memo[field.name] = found
        return found
    missing = frozenset((entry.pointer_to(field.name),))
    if kind == "bool":
        return Unknown(TRUE_OR_FALSE, missing=missing)
    if kind == "enum":
        return Unknown(tuple(vocabulary.enums[field.type.name or ""].members), missing=missing)
    low, high = (None if bound is None else Decimal(bound) for bound in (field.minimum, field.maximum))
    return Unknown(None, low, high, missing)
