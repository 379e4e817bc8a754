"""The vocabulary of the opinion of 2023 as the model sees it."""

from __future__ import annotations

from engine.feel.nodes import Node
from engine.model import Type, Vocabulary


def test_the_root_and_where_entities_stand(vocabulary: Vocabulary) -> None:
    assert vocabulary.root == "policy"
    entity = vocabulary.entities["annual_evaluation"]
    assert (entity.parent, entity.field, entity.many) == ("platform", "annual_evaluations", True)
    cycle = vocabulary.entities["cycle"]
    assert (cycle.parent, cycle.field, cycle.many) == ("agreement", "cycle", False)
    root = vocabulary.entities["policy"]
    assert (root.parent, root.field, root.many) == (None, None, False)


def test_types(vocabulary: Vocabulary) -> None:
    fields = vocabulary.entities["platform"].fields
    assert fields["type"].type == Type("enum", "platform_type")
    assert fields["agreements"].type == Type("list", None, Type("record", "agreement"))
    assert vocabulary.entities["project"].fields["agreement"].type == Type("reference", "agreement")
    assert vocabulary.entities["joint_review"].fields["participants"].type == Type("list", None, Type("enum", "bureau"))


def test_money_is_never_negative_and_has_two_decimals(vocabulary: Vocabulary) -> None:
    field = vocabulary.entities["agreement"].fields["total_support_cny"]
    assert (field.minimum, field.decimals) == (0, 2)


def test_decisions_name_the_norm_that_answers_for_them(vocabulary: Vocabulary) -> None:
    attributes = vocabulary.entities["annual_evaluation"].attributes
    assert attributes["annual_grade"].decision and attributes["annual_grade"].norm == "4.5.s3.n1"
    assert not attributes["kind"].decision and attributes["kind"].norm is None


def test_groups_relations_and_refusals(vocabulary: Vocabulary) -> None:
    group = vocabulary.entities["evaluation_batch"].group
    assert group is not None and group.of == "annual_evaluation"
    assert group.generate == (("year", "complete_for_years"), ("platform_type", "platform_type"))
    assert group.by == (("year", "year"), ("kind", "platform_type"))
    relation = vocabulary.entities["annual_evaluation"].relations["batch"]
    assert relation.to == "evaluation_batch" and relation.by[1] == ("platform_type", Node("name", "kind"))
    (constraint,) = vocabulary.entities["agreement"].constraints
    assert constraint.at == "ends_on" and constraint.refuse.op == "cmp"


def test_every_enumeration_keeps_the_order_of_the_file(vocabulary: Vocabulary) -> None:
    assert list(vocabulary.enums["grade"].members) == ["excellent", "good", "qualified", "unqualified"]
