"""Refused values and unresolved references in; what is known so far about one document that is being read, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.facts import Entry
from engine.model import Entity, Label
from loader.facts.fault import Fault, Refused, nearest, shown

COMPARED = 100_000
"""So many pairs of names are compared for one document to find the nearest ones; it takes time (about 4 µs a pair)."""


class Wish:
    """A reference, in place of the entry that it names until the whole document is read.

    Args:
        entry: the entry that owns the fact.
        step: where the reference stands below its owner, as JSON pointer tokens.
        key: the key of the entry that is meant.
        target: what that entry is.
        scope: the entity below which it is looked for, the owner itself or an ancestor of it.
    """

    __slots__ = ("at", "entry", "holder", "key", "scope", "step", "target")

    def __init__(self, entry: Entry, step: str, key: Any, target: Entity, scope: str) -> None:
        self.entry = entry
        self.step = step
        self.key = key
        self.target = target
        self.scope = scope
        self.holder: Any = None
        self.at: Any = None

    def put_into(self, holder: Any, at: Any) -> None:
        """Remembers the dict or list that holds it, and under which key or index."""
        self.holder = holder
        self.at = at


class Run:
    """One reading of one document.

    Attributes:
        faults: all faults so far.
        wishes: the references so far.
        targets: entries that references may name, by entity.
    """

    __slots__ = ("_left", "_nearest", "faults", "targets", "wishes")

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.wishes: list[Wish] = []
        self.targets: dict[str, list[Entry]] = {}
        self._nearest: dict[tuple[str, Any], tuple[str, ...]] = {}
        self._left = COMPARED

    def refuse(self, pointer: str, refused: Refused) -> None:
        """Collects the fault of a value that was refused."""
        names = refused.names
        close = () if names is None else self.nearest(refused.value, id(names), lambda: _called(names))
        self.faults.append(Fault(pointer, refused.code, shown(refused.value), refused.expected, close))

    def nearest(self, word: Any, group: Any, named: Callable[[], Mapping[str, str]]) -> tuple[str, ...]:
        """The valid names nearest to a word, see `loader.facts.fault.nearest`; `group` stands for the names in
        question."""
        if not isinstance(word, str):
            return ()
        found = self._nearest.get((word, group))
        if found is None:
            if self._left <= 0:
                return ()
            names = named()
            self._left -= len(names)
            found = self._nearest[word, group] = nearest(word, names)
        return found


def _called(names: Mapping[str, Label]) -> dict[str, str]:
    """Names by what they are called: by themselves first, then by their labels."""
    named = {name: name for name in names}
    for name, label in names.items():
        for text in label:
            named.setdefault(text, name)
    return named
