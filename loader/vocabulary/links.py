"""What an entity of the vocabulary says of others (relations, grouping), in; model values with names looked up, out."""

from __future__ import annotations

from engine.feel.nodes import Node as Feel
from engine.model import Group, Order, Relation
from loader.diagnostics import Diagnostics, did_you_mean
from loader.rules.feel_text import parse_feel
from loader.vocabulary.entities import Draft, unknown_fact
from loader.vocabulary.places import Standing
from loader.vocabulary.types import Types
from loader.yaml.nodes import Mapping, Node, Scalar
from loader.yaml.pieces import entries, get


def read_relations(draft: Draft, drafts: dict[str, Draft], found: Diagnostics) -> dict[str, Relation]:
    """The relations of an entity; `by` has to give exactly the key of the entity it leads to."""
    relations = {}
    for key, node in entries(get(draft.node, "relations")):
        to = _entity(get(node, "to"), drafts, found)
        if to is None:
            continue
        by = _expressions(get(node, "by"), found)
        _check_key(get(node, "by"), to, found)
        relations[key.text] = Relation(key.text, to.name, by)
    return relations


def read_group(
    draft: Draft, parent: str | None, drafts: dict[str, Draft], types: Types, found: Diagnostics
) -> Group | None:
    """The grouping that makes the entity, where it is a group."""
    node = get(draft.node, "group")
    of = _entity(get(node, "of"), drafts, found) if node is not None else None
    if node is None or of is None:
        return None
    _check_key(get(node, "generate"), draft, found)
    for _, source in entries(get(node, "generate")):
        _check_source(source, drafts.get(parent or ""), types, found)
    for name, field in entries(get(node, "by")):
        if name.text not in of.names:
            unknown_fact(name, of.name, of.names, found)
        if isinstance(field, Scalar) and field.text not in draft.key:
            unknown_fact(field, draft.name, list(draft.key), found)
    return Group(
        instances=_text(get(node, "instances")),
        generate=_pairs(get(node, "generate")),
        mark=_text(get(node, "mark")),
        members=_text(get(node, "members")),
        of=of.name,
        by=_pairs(get(node, "by")),
    )


def read_order(draft: Draft, standing: Standing, found: Diagnostics) -> Order | None:
    """How the records of a list follow each other; `by` has to be their only key, a whole number or a date."""
    node = get(draft.node, "order")
    if node is None:
        return None
    by, previous, earlier = (_text(get(node, name)) for name in ("by", "previous", "earlier"))
    kind = draft.fields[by].type.kind if by in draft.fields else None
    if draft.key != (by,) or kind not in ("int", "date") or not standing.many or get(draft.node, "group") is not None:
        found.add("PC319", get(node, "by") or node, word=by, entity=draft.name)
        return None
    return Order(by, previous, earlier)


def check_references(drafts: dict[str, Draft], found: Diagnostics) -> None:
    """Reports facts that refer to an entity that has no key of one fact: a document could not name one of them."""
    for draft in drafts.values():
        for key, node in entries(get(draft.node, "facts")):
            type_ = draft.fields[key.text].type
            kind = type_.item if type_.kind == "list" and type_.item is not None else type_
            if kind.kind == "reference" and kind.name in drafts and len(drafts[kind.name].key) != 1:
                found.add("PC311", get(node, "type") or node, word=kind.name)


def _entity(node: Node | None, drafts: dict[str, Draft], found: Diagnostics) -> Draft | None:
    if not isinstance(node, Scalar):
        return None
    if node.text not in drafts:
        found.add("PC308", node, word=node.text, suggestions=did_you_mean(node.text, drafts))
    return drafts.get(node.text)


def _expressions(node: Node | None, found: Diagnostics) -> tuple[tuple[str, Feel], ...]:
    pairs = []
    for key, value in entries(node):
        expression = parse_feel(value, found) if isinstance(value, Scalar) else None
        if expression is not None:
            pairs.append((key.text, expression))
    return tuple(pairs)


def _check_key(node: Node | None, of: Draft, found: Diagnostics) -> None:
    """Reports a mapping whose keys are not exactly the key fields of an entity."""
    given = [key.text for key, _ in entries(node)]
    if isinstance(node, Mapping) and sorted(given) != sorted(of.key):
        found.add("PC315", node, entity=of.name, expected=of.key or ("—",), given=given or ("—",))


def _check_source(source: Node, parent: Draft | None, types: Types, found: Diagnostics) -> None:
    lists = [] if parent is None else [name for name, field in parent.fields.items() if field.type.kind == "list"]
    if isinstance(source, Scalar) and source.text not in types.enums and source.text not in lists:
        near = did_you_mean(source.text, [*lists, *types.enums])
        found.add("PC316", source, word=source.text, entity=parent.name if parent else "", suggestions=near)


def _pairs(node: Node | None) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, _text(value)) for key, value in entries(node))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
