"""The tree of vocabulary.yaml, in; the `engine.model.Vocabulary`, out, with diagnostics for what does not fit together.

The form (which keys, which kinds of values) is the schema's matter; here names are looked up.
"""

from __future__ import annotations

from engine.model import Entity, Vocabulary
from loader.diagnostics import Diagnostics
from loader.vocabulary.entities import Draft, read_draft
from loader.vocabulary.links import check_references, read_group, read_order, read_relations
from loader.vocabulary.places import Standing, places
from loader.vocabulary.types import Types, read_enums
from loader.yaml.nodes import Node
from loader.yaml.pieces import entries, get


def read_vocabulary(tree: Node, found: Diagnostics) -> Vocabulary | None:
    """The vocabulary that `tree` describes; the first entity is the root. Functions are read from the rule files.

    None where there is no entity at all. Faults go to `found`; what is faulty is left out.
    """
    enums = read_enums(get(tree, "types"), found)
    described = entries(get(tree, "entities"))
    if not described:
        return None
    types = Types(enums, {key.text: key for key, _ in described})
    types.check_names(get(tree, "types"), found)
    drafts = {key.text: read_draft(key, node, types, found) for key, node in described}
    root = described[0][0].text
    standing = places(root, drafts, found)
    check_references(drafts, found)
    entities = {name: _entity(draft, standing[name], drafts, types, found) for name, draft in drafts.items()}
    return Vocabulary(root, enums, entities, {})


def _entity(draft: Draft, standing: Standing, drafts: dict[str, Draft], types: Types, found: Diagnostics) -> Entity:
    relations = read_relations(draft, drafts, found)
    return Entity(
        name=draft.name,
        label=draft.label,
        parent=standing.parent,
        field=standing.field,
        many=standing.many,
        key=draft.key,
        unique=draft.unique,
        fields=draft.fields,
        attributes=draft.attributes,
        relations=relations,
        group=read_group(draft, standing.parent, drafts, types, found),
        constraints=draft.constraints,
        rests_on=draft.rests_on,
        order=read_order(draft, standing, found),
    )
