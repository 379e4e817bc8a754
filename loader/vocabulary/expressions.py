"""The vocabulary with its tree, in; diagnostics for the expressions of refusals and relations, out."""

from __future__ import annotations

from engine.model import Entity, Vocabulary
from engine.names import for_subject
from loader.diagnostics import Diagnostics
from loader.rules.checking import Checking
from loader.rules.expressions import Expressions
from loader.rules.written import Written
from loader.yaml.nodes import Node, Scalar
from loader.yaml.pieces import entries, get, items


def check_expressions(tree: Node, vocabulary: Vocabulary, written: Written, found: Diagnostics) -> None:
    """Reports what makes no sense in `refuse` and in the `by` of `relations`; their syntax has been checked."""
    checking = Checking(Expressions(found), (), written)
    for key, body in entries(get(tree, "entities")):
        entity = vocabulary.entities.get(key.text)
        if entity is not None:
            _check_entity(entity, body, vocabulary, checking)


def _check_entity(entity: Entity, body: Node, vocabulary: Vocabulary, checking: Checking) -> None:
    names = for_subject(vocabulary, entity.name, {})
    for row in items(get(body, "refuse")):
        when = get(row, "when")
        if isinstance(when, Scalar):
            checking.condition(checking.expressions.feel(when), names, when)
    for key, relation in entries(get(body, "relations")):
        made = entity.relations.get(key.text)
        target = vocabulary.entities.get(made.to) if made is not None else None
        for field, value in entries(get(relation, "by")):
            if target is not None and field.text in target.fields and isinstance(value, Scalar):
                checking.value(checking.expressions.feel(value), target.fields[field.text].type, names, value)
