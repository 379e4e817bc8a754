"""References of one document in; the entries that they name put into the facts, or a fault for each that names nothing.

A reference names an entry by its key, below the nearest entry that both stand under: an agreement of the same platform,
a joint review of the document.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from engine.facts import Entry
from engine.model import Label
from loader.facts.fault import Fault, shown
from loader.facts.run import Run, Wish

Index: TypeAlias = dict[Entry, dict[Any, Entry | None]]


def resolve(run: Run) -> None:
    """Resolves every reference of the document; collects ``PC632`` and ``PC633``."""
    indexes: dict[tuple[str, str], Index] = {}
    for wish in run.wishes:
        which = wish.target.name, wish.scope
        index = indexes.get(which)
        if index is None:
            index = indexes[which] = _index(run.targets.get(wish.target.name, []), wish.scope)
        scope = wish.entry.ancestor(wish.scope)
        there = {} if scope is None else index.get(scope, {})
        found = there.get(wish.key)
        if found is not None:
            wish.holder[wish.at] = found
        else:
            run.faults.append(_fault(wish, scope, there, run))


def _index(entries: list[Entry], scope: str) -> Index:
    """Entries by the entry they stand below and their key; None where two with different parents have one key."""
    index: Index = {}
    for entry in entries:
        above = None if entry.parent is None else entry.parent.ancestor(scope)
        if above is None:
            continue
        there = index.setdefault(above, {})
        key = entry.data[entry.entity.key[0]]
        earlier = there.setdefault(key, entry)
        if earlier is None or earlier.parent is not entry.parent:
            there[key] = None
    return index


def _fault(wish: Wish, scope: Entry | None, there: dict[Any, Entry | None], run: Run) -> Fault:
    pointer = f"{wish.entry.pointer}/{wish.step}"
    where = (scope.pointer if scope is not None else "") or "/"
    label = wish.target.label
    found = shown(wish.key)
    if wish.key in there:
        expected = Label(f"{where} 之下唯一的{label.zh}", f"the only {label.en} below {where}")
        return Fault(pointer, "PC633", found, expected)
    expected = Label(f"{where} 之下已有的{label.zh}", f"an existing {label.en} below {where}")
    close = run.nearest(wish.key, (wish.target.name, scope), lambda: {key: key for key in there})
    return Fault(pointer, "PC632", found, expected, close)
