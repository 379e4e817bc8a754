"""Of whom an expression reads something; in: the expression and the names around it, out: a way, or none.

Records that follow each other by a key (`engine.model.Order`) may rest on earlier ones, so that a cycle of attributes
need not be endless. A way says how the key of what is read compares with the subject's: ``own`` and ``level`` (a record
of the same key, such as another one of the same year) leave it, ``earlier`` lowers it, ``other`` may be anything.
"""

from __future__ import annotations

from typing import Final

from engine.feel.nodes import Node
from engine.model import Entity, Type
from engine.names import Names, member_type

OWN, LEVEL, EARLIER, OTHER = "own", "level", "earlier", "other"
CHOOSING: Final = ("filter", "pick", "find_in")
"""Forms that give elements of the list that they choose from."""


def way_of(node: Node, names: Names) -> str:
    """The way of the records that an expression gives."""
    return _walk(node, names)[0]


def _walk(node: Node, names: Names) -> tuple[str, str | None]:
    """The way of the records that an expression gives, and their entity; `OTHER` and None where that is open."""
    if node.op == "name":
        target = names.resolve(node.args[0])
        if target is None or target.how not in ("member", "value"):
            return OTHER, None
        way = _frame(names, target.depth)
        if target.how == "member":
            way = _step(way, target.entity, target.name, names)
        return way, _entity(target.type)
    if node.op == "path":
        way, entity = _walk(node.args[0], names)
        if entity is None:
            return OTHER, None
        kind = member_type(names.vocabulary, entity, node.args[1])
        return _step(way, entity, node.args[1], names), None if kind is None else _entity(kind)
    return _walk(node.args[0], names) if node.op in CHOOSING else (OTHER, None)


def _entity(kind: Type) -> str | None:
    """The entity of a record, or of those of a list."""
    if kind.kind == "list" and kind.item is not None:
        kind = kind.item
    return kind.name if kind.kind in ("record", "reference") else None


def _frame(names: Names, depth: int) -> str:
    """The way of a variable, an element or the subject."""
    is_subject = names.subject is not None and depth == len(names.frames) - 1
    return OWN if is_subject else names.frames[depth].way or OTHER


def _step(way: str, entity: str | None, name: str, names: Names) -> str:
    """The way of what a record of that way has under a name."""
    described = names.vocabulary.entities.get(entity or "")
    if way == OTHER or described is None:
        return OTHER
    if described.order is not None and name in (described.order.previous, described.order.earlier):
        return EARLIER
    if _leads_to_equals(described, name, names):
        return EARLIER if way == EARLIER else LEVEL
    return OTHER


def _leads_to_equals(entity: Entity, name: str, names: Names) -> bool:
    """Whether a name leads from a record to the group of those with its key, or from such a group to its members."""
    relation = entity.relations.get(name)
    if relation is not None and entity.order is not None:
        key = _key(names.vocabulary.entities[relation.to], entity)
        return key is not None and dict(relation.by).get(key) == Node("name", entity.order.by)
    group = entity.group
    return group is not None and name == group.members and _key(entity, names.vocabulary.entities[group.of]) is not None


def _key(group: Entity, member: Entity) -> str | None:
    """The key of a group that is the key by which its members follow each other; None where there is none."""
    if group.group is None or group.group.of != member.name or member.order is None:
        return None
    return dict(group.group.by).get(member.order.by)
