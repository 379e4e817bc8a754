"""All entities' drafts, in; where each entity stands, out: the entity and the fact that hold it, exactly one."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Type
from loader.diagnostics import Diagnostics
from loader.vocabulary.entities import Draft
from loader.yaml.nodes import Mapping, Scalar
from loader.yaml.pieces import get


class Standing(NamedTuple):
    """The entity that holds another, the fact in which it does, and whether that is a list."""

    parent: str | None
    field: str | None
    many: bool


def places(root: str, drafts: dict[str, Draft], found: Diagnostics) -> dict[str, Standing]:
    """Where each entity stands. Reports those that stand nowhere below the root, or in two places."""
    held: dict[str, Standing] = {}
    written: dict[str, tuple[str, Scalar]] = {root: (root, drafts[root].at)}
    for draft in drafts.values():
        for field in draft.fields.values():
            name, many = _held(field.type)
            if name is None:
                continue
            here, at = f"{draft.name}.{field.name}", _written(draft, field.name)
            if name in written:
                there, first = written[name]
                found.add("PC306", at, word=name, here=here, there=there, line=first.line)
            else:
                held[name], written[name] = Standing(draft.name, field.name, many), (here, at)
    nowhere = Standing(None, None, False)
    for name, draft in drafts.items():
        if name != root and not _reached(name, root, held):
            found.add("PC305", draft.at, word=name)
    return {name: held.get(name, nowhere) for name in drafts}


def _held(type_: Type) -> tuple[str | None, bool]:
    """The entity that a fact of this type holds, and whether in a list."""
    if type_.kind == "record":
        return type_.name, False
    if type_.kind == "list" and type_.item is not None and type_.item.kind == "record":
        return type_.item.name, True
    return None, False


def _reached(name: str, root: str, held: dict[str, Standing]) -> bool:
    seen: set[str] = set()
    while name != root:
        if name in seen or name not in held:
            return False
        seen.add(name)
        name = held[name].parent or root
    return True


def _written(draft: Draft, field: str) -> Scalar:
    """The key of a fact in the file."""
    facts = get(draft.node, "facts")
    key = facts.key(field) if isinstance(facts, Mapping) else None
    return key or draft.at
