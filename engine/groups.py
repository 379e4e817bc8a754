"""Groups of entries, such as all evaluations of a year and type; in: a document, out: the groups and their members.

A group is generated for each combination that the vocabulary names (each year declared complete, each type) or
stated by
the document. An entry whose key is unknown belongs to a group perhaps; where the list that would hold the members is
absent, one supposed entry stands for it, since there may be one.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from engine.facts import Entry
from engine.lists import Members
from engine.model import Entity, Group, Vocabulary
from engine.unknown import Unknown


def make_groups(root: Entry, vocabulary: Vocabulary) -> dict[str, dict[tuple[Any, ...], Entry]]:
    """Every group of a document: group entity → key → entry, generated ones first."""
    return {
        entity.name: _instances(root, entity, entity.group, vocabulary)
        for entity in vocabulary.entities.values()
        if entity.group is not None
    }


def _instances(root: Entry, entity: Entity, group: Group, vocabulary: Vocabulary) -> dict[tuple[Any, ...], Entry]:
    found: dict[tuple[Any, ...], Entry] = {}
    choices = [_values(root, source, vocabulary) for _, source in group.generate]
    for combination in product(*choices):
        data = dict(zip((name for name, _ in group.generate), combination, strict=True))
        key = tuple(data[name] for name in entity.key)
        if key not in found:
            found[key] = Entry(entity, {**data, group.mark: True}, root, _origin(root, group), supposed=True)
    for stated in root.data.get(entity.field or "") or ():
        found.setdefault(tuple(stated.data[name] for name in entity.key), stated)
    return found


def _origin(root: Entry, group: Group) -> str:
    """The list of the document by which groups are generated: what a generated group is to be traced to."""
    return next((source for _, source in group.generate if source in root.entity.fields), group.instances)


def _values(root: Entry, source: str, vocabulary: Vocabulary) -> list[Any]:
    if source in vocabulary.enums:
        return list(vocabulary.enums[source].members)
    value = root.data.get(source)
    return list(value) if isinstance(value, list) else []


def members_of(group_entry: Entry, group: Group) -> Any:
    """The entries that belong to a group, surely or perhaps; unknown where the list that leads to them is absent."""
    found = group_entry.memo.get(group.members)
    if found is None:
        found = group_entry.memo[group.members] = _find_members(group_entry, group)
    return found


def observed_members(group_entry: Entry, group: Group) -> Any:
    """`members_of`, found anew, with the facts that make each one a member in the log of what is read."""
    found = _find_members(group_entry, group)
    log = group_entry.world.log
    if log is not None and isinstance(found, Members):
        for member in found:
            log.extend((member, name, member.data[name]) for name, _ in group.by if name in member.data)
    return found


def _find_members(group_entry: Entry, group: Group) -> Any:
    world = group_entry.world
    vocabulary = world.plan.vocabulary
    of: Entity = vocabulary.entities[group.of]
    indexed = [(mine, theirs) for theirs, mine in _pairs(group) if theirs in of.fields]
    tested = [(mine, theirs) for theirs, mine in _pairs(group) if theirs not in of.fields]
    key = tuple(group_entry.data[mine] for mine, _ in indexed)
    index = world.groups.setdefault(f"members of {group.of}", {})
    if not index:
        index["absent"] = _index(world.root, of, [theirs for _, theirs in indexed], index, vocabulary)
    if index["absent"] is not None:
        return index["absent"]
    generated = group_entry.data.get(group.mark) is True
    candidates = list(index.get(key, ()))
    if generated:
        candidates += [_supposed(holder, of, indexed, key) for holder in index.get("holders", ())]
    return _sift(candidates, tested, group_entry, world)


def _pairs(group: Group) -> list[tuple[str, str]]:
    """(the member's name, the group's key field)"""
    return [(theirs, mine) for theirs, mine in group.by]


def _index(root: Entry, of: Entity, names: list[str], index: dict[Any, Any], vocabulary: Vocabulary) -> Any:
    """Fill `index` (key → entries, ``holders`` → entries whose list is absent); an `Unknown` where no entry can be
    found."""
    chain: list[Entity] = []
    at: Entity = of
    while at.parent is not None:
        chain.insert(0, at)
        at = vocabulary.entities[at.parent]
    holders = [root]
    for entity in chain:
        following: list[Entry] = []
        for holder in holders:
            entries = holder.data.get(entity.field or "")
            if entries is not None:
                following.extend(entries if isinstance(entries, list) else [entries])
            elif entity is of:
                index.setdefault("holders", []).append(holder)
            else:
                return Unknown(missing=frozenset((holder.pointer_to(entity.field or ""),)))
        holders = following
    for entry in holders:
        index.setdefault(tuple(entry.data.get(name) for name in names), []).append(entry)
    return None


def _supposed(holder: Entry, of: Entity, indexed: list[tuple[str, str]], key: tuple[Any, ...]) -> Entry:
    name = f"supposed {of.name} {key}"
    found: Entry | None = holder.memo.get(name)
    if found is None:
        data = {theirs: value for (_, theirs), value in zip(indexed, key, strict=True)}
        found = holder.memo[name] = Entry(of, data, holder, of.field or "", supposed=True)
    return found


def records(entry: Entry, entity: Entity) -> Any:
    """The records of an entity by key, for a relation of `entry`: those below what both stand in, so that a key that is
    unique there leads to one. What several with one key are is unknown, and where a list of them is absent, all is."""
    path, holder = _common(entry, entity)
    name = f"records of {entity.name}"
    found = holder.memo.get(name)
    if found is None:
        found = holder.memo[name] = _records(holder, path, entity)
    return found


def _common(entry: Entry, entity: Entity) -> tuple[list[Entity], Entry]:
    """The nearest entry in which both stand, and the entities from there down to `entity`."""
    vocabulary = entry.world.plan.vocabulary
    path = [entity]
    while path[0].parent is not None:
        holder = entry.ancestor(path[0].parent)
        if holder is not None:
            return path, holder
        path.insert(0, vocabulary.entities[path[0].parent])
    return path, entry.world.root


def _records(holder: Entry, path: list[Entity], entity: Entity) -> Any:
    holders, absent = [holder], set()
    for step in path:
        following: list[Entry] = []
        for one in holders:
            listed = one.data.get(step.field or "")
            if listed is None and one.entity.fields[step.field or ""].absent is None:
                absent.add(one.pointer_to(step.field or ""))
            elif listed is not None:
                following.extend(listed if isinstance(listed, list) else [listed])
        holders = following
    if absent:
        return Unknown(missing=frozenset(absent))
    index: dict[tuple[Any, ...], Any] = {}
    for one in holders:
        key = tuple(one.data.get(name) for name in entity.key)
        index[key] = Unknown() if key in index else one
    return index


def _sift(candidates: list[Entry], tested: list[tuple[str, str]], group_entry: Entry, world: Any) -> Members:
    saved = world.cites
    entries, membership = [], []
    for entry in candidates:
        belongs: Any = True
        for mine, theirs in tested:
            value, wanted = entry.get(theirs), group_entry.data[mine]
            if isinstance(value, Unknown):
                belongs = (
                    Unknown((True, False), missing=value.missing, refer=value.refer) if value.may_be(wanted) else False
                )
            elif value != wanted:
                belongs = False
            if belongs is False:
                break
        if belongs is not False:
            entries.append(entry)
            membership.append(belongs)
    world.cites = saved
    return Members(entries, membership, world)
