"""Records of one list that follow each other by a key, such as years; in: a record, out: the one before, all before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from engine.facts import Entry
from engine.model import Entity, Order
from engine.unknown import Unknown

MEMO: Final = "records in order"


def previous_reader(entity: Entity, order: Order) -> Callable[[Entry], Any]:
    """The record with the next lower key; null where there is none."""

    def read(entry: Entry) -> Any:
        found = _earlier(entry, entity, order)
        return found if isinstance(found, Unknown) else found[-1] if found else None

    return read


def earlier_reader(entity: Entity, order: Order) -> Callable[[Entry], Any]:
    """The records with a lower key, the lowest first."""
    return lambda entry: _earlier(entry, entity, order)


def _earlier(entry: Entry, entity: Entity, order: Order) -> Any:
    """The records before `entry`; unknown where the list that would hold them is absent, or its own key is."""
    parent, name = entry.parent, entity.field or ""
    listed = parent.data.get(name) if parent is not None else None
    key = entry.data.get(order.by)
    if parent is None or listed is None or key is None:
        return Unknown(missing=frozenset((parent.pointer_to(name) if parent is not None else entry.pointer,)))
    ordered = parent.memo.get(MEMO + name)
    if ordered is None:
        ordered = parent.memo[MEMO + name] = sorted(listed, key=lambda one: one.data[order.by])
    return [one for one in ordered if one.data[order.by] < key]
