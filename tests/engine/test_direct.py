"""The meaning of rules, case by case: defeasible rules, unknowns, conflicts, gates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.small import Says, outcome, policy

GRADES = {"grade": ("good", "bad")}


def test_a_rule_without_a_condition_stands() -> None:
    made = policy({"a": "bool"}, {"d": "int"}, [Says("r", "d", "7")])
    found = outcome(made, {})["d"]
    assert (found.state, found.value, found.rule.id if found.rule else None) == ("determined", 7, "r")


def test_no_rule_applies_gives_what_the_vocabulary_says() -> None:
    rules = [Says("r", "d", "7", when="a")]
    assert outcome(policy({"a": "bool"}, {"d": "int"}, rules), {"a": False})["d"].state == "not_applicable"
    made = policy({"a": "bool"}, {"d": "int"}, rules, default="undetermined")
    assert outcome(made, {"a": False})["d"].state == "undetermined"


def test_an_overriding_rule_prevails_and_is_named() -> None:
    rules = [Says("base", "d", '"good"'), Says("veto", "d", '"bad"', when="a", overrides=("base",))]
    found = outcome(policy({"a": "bool"}, {"d": "grade"}, rules, GRADES), {"a": True})["d"]
    assert found.value == "bad"
    assert [(one.id, one.value) for one in found.overridden] == [("base", "good")]


def test_what_is_surely_overridden_is_listed_though_another_condition_is_unknown() -> None:
    rules = [
        Says("base", "d", '"good"'),
        Says("veto", "d", '"bad"', when="a", overrides=("base",)),
        Says("also", "d", '"bad"', when="b", overrides=("base",)),
    ]
    made = policy({"a": "bool", "b": "bool"}, {"d": "grade"}, rules, GRADES)
    for facts in ({"a": True}, {"a": True, "b": False}):
        found = outcome(made, facts)["d"]
        assert (found.value, [(one.id, one.value) for one in found.overridden]) == ("bad", [("base", "good")])
        assert found.rule is not None
        assert found.rule.id == "veto"
    assert outcome(made, {})["d"].overridden == (), "neither is sure"


@pytest.mark.parametrize("value", ["not_applicable", 'if b then "good" else "bad"'])
def test_what_would_have_given_no_definite_value_is_not_listed(value: str) -> None:
    rules = [Says("base", "d", value), Says("veto", "d", '"bad"', when="a", overrides=("base",))]
    found = outcome(policy({"a": "bool", "b": "bool"}, {"d": "grade"}, rules, GRADES), {"a": True})["d"]
    assert (found.value, found.overridden) == ("bad", ())


def test_an_override_that_may_apply_leaves_both_values_open() -> None:
    rules = [Says("base", "d", '"good"'), Says("veto", "d", '"bad"', when="a", overrides=("base",))]
    found = outcome(policy({"a": "bool"}, {"d": "grade"}, rules, GRADES), {})["d"]
    assert (found.state, found.missing, found.overridden) == ("undetermined", ("/a",), ())


def test_an_override_that_may_apply_does_not_matter_where_both_ways_agree() -> None:
    rules = [Says("base", "d", '"bad"'), Says("veto", "d", '"bad"', when="a", overrides=("base",))]
    found = outcome(policy({"a": "bool"}, {"d": "grade"}, rules, GRADES), {})["d"]
    assert (found.state, found.value, found.missing) == ("determined", "bad", ())
    assert found.rule is not None
    assert found.rule.id == "base"


def test_two_standing_rules_with_different_values_are_a_conflict() -> None:
    rules = [Says("one", "d", "1"), Says("two", "d", "2", when="a")]
    found = outcome(policy({"a": "bool"}, {"d": "int"}, rules), {"a": True})["d"]
    assert found.state == "undetermined"
    assert sorted((one.id, one.value) for one in found.conflict) == [("one", 1), ("two", 2)]
    assert found.rule is None


def test_two_standing_rules_that_agree_are_none() -> None:
    rules = [Says("one", "d", "1"), Says("two", "d", "1.0", when="a")]
    found = outcome(policy({"a": "bool"}, {"d": "int"}, rules), {"a": True})["d"]
    assert (found.state, found.value, found.conflict) == ("determined", 1, ())


def test_a_calculation_without_a_result_decides_nothing() -> None:
    made = policy({"a": "decimal", "b": "decimal"}, {"d": "decimal"}, [Says("r", "d", "a / b")])
    found = outcome(made, {"a": 1, "b": 0})["d"]
    assert (found.state, found.value, found.missing) == ("undetermined", None, ())


def test_a_gate_closes_opens_and_hides_what_is_behind_it() -> None:
    rules = [Says("r", "d", "7", when="a"), Says("g", "e", "1", gate="open")]
    made = policy({"a": "bool", "open": "bool"}, {"d": "int", "e": "int"}, rules)
    closed = outcome(made, {"a": True, "open": False})["d"]
    assert (closed.state, closed.rule.id if closed.rule else None) == ("not_applicable", "g")
    assert outcome(made, {"a": True, "open": True})["d"].value == 7
    unknown = outcome(made, {"a": None})["d"]
    assert (unknown.state, unknown.missing) == ("undetermined", ("/open",))
    assert outcome(made, {"a": False})["d"].state == "not_applicable"


def test_what_cannot_matter_does_not_matter() -> None:
    made = policy({"a": "bool", "b": "bool"}, {"d": "bool"}, [Says("r", "d", "a or b")])
    assert outcome(made, {"a": True})["d"].value is True
    found = outcome(made, {"a": False})["d"]
    assert (found.state, found.missing) == ("undetermined", ("/b",))


def test_known_and_certain_are_never_unknown() -> None:
    made = policy({"a": "bool"}, {"d": "bool", "e": "bool"}, [Says("r", "d", "known(a)"), Says("s", "e", "certain(a)")])
    found = outcome(made, {})
    assert (found["d"].value, found["e"].value) == (False, False)
    assert outcome(made, {"a": True})["e"].value is True


def test_required_is_true_or_unknown() -> None:
    made = policy({"a": "bool"}, {"d": "bool"}, [Says("r", "d", "required(a)")])
    assert outcome(made, {"a": False})["d"].value is True
    assert outcome(made, {})["d"].missing == ("/a",)


def test_money_never_passes_through_a_float() -> None:
    made = policy({"a": "money"}, {"d": "money"}, [Says("r", "d", "a * 0.1 + a * 0.2")])
    huge = Decimal("123456789012345678901234567890123456789.10")
    assert outcome(made, {"a": huge})["d"].value == Decimal("37037036703703703670370370367037037036.730")


def test_every_gate_of_a_rule_is_tested() -> None:
    from engine.model import Gate
    from engine.value import changed
    from tests.engine.small import feel

    made = policy({"a": "bool", "b": "bool"}, {"d": "int", "e": "int"}, [Says("r", "d", "7"), Says("g", "e", "1")])
    rule = made.rules[1]
    part = changed(rule.parts[0], gates=(Gate(None, feel("a")), Gate(None, feel("b"))))
    made = changed(made, rules=(made.rules[0], changed(rule, parts=(part,))))
    assert outcome(made, {"a": True, "b": False})["d"].state == "not_applicable"
    assert outcome(made, {"a": False, "b": True})["d"].state == "not_applicable"
    assert outcome(made, {"a": True, "b": True})["d"].value == 7
