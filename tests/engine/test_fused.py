"""The fused function answers as `direct` does, value and rule, for random rule sets and records, known or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.decisions import NOT_APPLICABLE_STATE
from engine.direct import decide
from engine.facts import Entry
from engine.feel.nodes import Node
from engine.forms import NOT_APPLICABLE
from engine.fused import RecordFunction, fuse
from engine.model import (
    Attribute,
    Entity,
    Enum,
    Field,
    Function,
    Gate,
    Label,
    Parameter,
    Part,
    Place,
    Policy,
    Qualifier,
    Rule,
    Type,
    Vocabulary,
)
from engine.plan import Plan
from engine.versions import rules_in_force
from tests.engine.small import Says, policy

ROOT = "case"
DAY = date(2024, 1, 1)
HERE = Place("random", 1, 1)
NAMELESS = Label("", "")
GRADES = ("high", "middle", "low")
FACTS = {
    "b1": "bool",
    "b2": "bool",
    "n1": "int",
    "n2": "decimal",
    "g1": "enum",
    "g2": "enum",
    "t1": "date",
    "s1": "string",
}
ATTRIBUTES = {"x0": "bool", "x1": "number", "x2": "string", "x3": "number", "x4": "bool", "x5": "date"}
PARAMETERS = {"half": Decimal("0.5"), "three": Decimal(3), "listed": ["high", "low"], "from_day": date(2024, 2, 29)}
VALUES = ("bool", "number", "string", "date")
KINDS = {"bool": "bool", "int": "number", "decimal": "number", "enum": "string", "string": "string", "date": "date"}
NUMBERS = ("0", "1", "2", "3", "2.50", "0.1", "-1", "100", "123456789012345678901234567890.5")
DAYS = ("2024-01-31", "2024-02-29", "2023-02-28")
FUNCTIONS = (
    ("twice", (("n", Type("decimal")),), Node("arith", "*", Node("name", "n"), Node("num", "2"))),
    (
        "capped",
        (("n", Type("decimal")), ("most", Type("decimal"))),
        Node("if", Node("cmp", ">", Node("name", "n"), Node("name", "most")), Node("name", "most"), Node("name", "n")),
    ),
)

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
ROUNDINGS = ("floor", "ceiling", "round up", "round down", "round half up", "round half down")


def literal(rng: Random, kind: str) -> Node:
    """A literal of a kind."""
    if kind == "bool":
        return Node("bool", rng.random() < 0.5)
    op, texts = {"number": ("num", NUMBERS), "string": ("str", (*GRADES, "other")), "date": ("at", DAYS)}[kind]
    return Node(op, rng.choice(texts))


class Language:
    """Random expressions over the facts and the attributes that are concluded before."""

    def __init__(self, rng: Random, earlier: Mapping[str, str]) -> None:
        self.rng = rng
        self.names: dict[str, list[str]] = {kind: [] for kind in VALUES}
        for name, kind in {**{n: KINDS[k] for n, k in FACTS.items()}, **earlier}.items():
            self.names[kind].append(name)
        self.names["number"] += ["half", "three"]
        self.names["date"].append("from_day")

    def of(self, kind: str, depth: int) -> Node:
        """An expression of a kind, at most so deep; now and then of another kind, or null: operators bear with it."""
        choice = self.rng.random()
        if depth == 0 or choice < 0.3:
            return Node("name", self.rng.choice(self.names[kind])) if choice < 0.2 else literal(self.rng, kind)
        if choice < 0.33:
            return Node("null") if choice < 0.31 else self.of(self.rng.choice(VALUES), depth - 1)
        if choice < 0.43 or kind in ("string", "date"):
            return Node("if", self.of("bool", depth - 1), self.of(kind, depth - 1), self.of(kind, depth - 1))
        return self.condition(depth - 1) if kind == "bool" else self.number(depth - 1)

    def several(self, kind: str, depth: int, count: int) -> tuple[Node, ...]:
        """So many expressions of a kind."""
        return tuple(self.of(kind, depth) for _ in range(count))

    def condition(self, depth: int) -> Node:
        """A comparison, a test, a connective."""
        rng, kind = self.rng, self.rng.choice(VALUES)
        made: dict[str, Callable[[], Node]] = {
            "cmp": lambda: Node("cmp", rng.choice(SIGNS), *self.several(kind, depth, 2)),
            "connective": lambda: Node(rng.choice(("and", "or")), *self.several("bool", depth, rng.choice((2, 2, 3)))),
            "not": lambda: Node("call", "not", self.several("bool", depth, 1), ()),
            "between": lambda: Node("between", *self.several(kind, depth, 3)),
            "wrapped": lambda: Node(rng.choice(("known", "required", "certain")), self.of("bool", depth)),
            "in": lambda: Node(
                "in", self.of(kind, depth), tuple(self.test(kind, depth) for _ in range(rng.choice((1, 2))))
            ),
        }
        return made[rng.choice(["cmp", "cmp", "connective", *made])]()

    def test(self, kind: str, depth: int) -> Node:
        """An unary test."""
        rng = self.rng
        low_in, high_in, end = rng.random() < 0.5, rng.random() < 0.5, rng.random() < 0.8
        made: dict[str, Callable[[], Node]] = {
            "equal": lambda: Node("test_expr", self.of(kind, depth)),
            "list": lambda: Node("test_expr", Node("list", *(literal(rng, kind) for _ in range(rng.choice((1, 3)))))),
            "parameter": lambda: Node("test_expr", Node("name", "listed")),
            "range": lambda: Node(
                "test_expr", Node("range", low_in, self.of(kind, 0), self.of(kind, 0) if end else None, high_in)
            ),
            "cmp": lambda: Node("test_cmp", rng.choice(SIGNS), self.of(kind, depth)),
            "input": lambda: Node("test_expr", Node("cmp", "<", Node("name", "?"), self.of(kind, 0))),
            "any": lambda: Node("test_any"),
            "not": lambda: Node("test_not", tuple(self.test(kind, 0) for _ in range(rng.choice((1, 2))))),
        }
        return made[rng.choice(["equal", "list", "range", *made])]()

    def number(self, depth: int) -> Node:
        """Arithmetic, rounding, shared functions."""
        rng = self.rng
        places = rng.choice(((), (Node("num", "1"),), (Node("num", "-1"),), (Node("name", "three"),)))
        doubled = Node("arith", "+", Node("name", "v"), Node("name", "v"))
        made: dict[str, Callable[[], Node]] = {
            "arith": lambda: Node("arith", rng.choice("+-*/"), *self.several("number", depth, 2)),
            "neg": lambda: Node("neg", self.of("number", depth)),
            "rounding": lambda: Node("call", rng.choice(ROUNDINGS), (self.of("number", depth), *places), ()),
            "even": lambda: Node("call", "decimal", (self.of("number", depth), Node("num", "1")), ()),
            "abs": lambda: Node("call", "abs", self.several("number", depth, 1), ()),
            "extreme": lambda: Node("call", rng.choice(("min", "max")), self.several("number", depth, 2), ()),
            "twice": lambda: Node("call", "twice", self.several("number", depth, 1), ()),
            "capped": lambda: Node("call", "capped", self.several("number", depth, 2), ()),
            "suppose": lambda: Node("suppose", "v", self.of("number", depth), doubled),
            "year": lambda: Node("path", self.of("date", depth), "year"),
            "own": lambda: Node("path", Node("name", rng.choice(("case", "subject"))), rng.choice(("n1", "n2"))),
        }
        return made[rng.choice(["arith", "arith", *made])]()

    def value(self, kind: str) -> Node:
        """What a rule concludes: an expression, a decision list, not applicable, or (seldom) left open."""
        rng = self.rng

        def last() -> Node:
            choice = rng.random()
            if choice < 0.06:
                return Node("open", (), (), ("body",), None)
            return Node("none") if choice < 0.2 else self.of(kind, 2)

        if rng.random() < 0.5:
            return last()
        return Node("cases", tuple((self.of("bool", 1), last()) for _ in range(rng.choice((1, 2)))), last())


def _rule(number: int, part: Part) -> Rule:
    parameters = tuple(Parameter(name, _type(value), value, None, None, HERE) for name, value in PARAMETERS.items())
    return Rule(
        f"r{number}",
        1,
        "",
        NAMELESS,
        "",
        "constitutive",
        "strict",
        DAY,
        None,
        None,
        parameters,
        (part,),
        (),
        (),
        HERE,
        "",
    )


def _type(value: Any) -> Type:
    if isinstance(value, list):
        return Type("list", item=Type("string"))
    return Type("date") if isinstance(value, date) else Type("number")


def rule_set(seed: int) -> Policy:
    """A policy of one flat entity: up to three rules for each attribute, overrides, gates, defaults and norms."""
    rng = Random(seed)
    rules: list[Rule] = []
    attributes: dict[str, Attribute] = {}
    for number, (name, kind) in enumerate(ATTRIBUTES.items()):
        language = Language(rng, dict(list(ATTRIBUTES.items())[:number]))
        ids: list[str] = []
        for _ in range(rng.choice((1, 1, 2, 3, 0))):
            when = language.of("bool", 2) if rng.random() < 0.6 else None
            overridden = tuple(one for one in ids if rng.random() < 0.6)
            gate = Gate(rng.choice((None, ROOT)), language.of("bool", 1))
            gates = (gate,) if rng.random() < 0.1 else ()
            part = Part(ROOT, when, ((name, language.value(kind)),), overridden, (), gates, HERE)
            rules.append(_rule(len(rules), part))
            ids.append(rules[-1].id)
        default = rng.choice(("not_applicable", "not_applicable", "not_applicable", "undetermined"))
        norm = rng.choice((None, "r0", "unknown"))
        attributes[name] = Attribute(name, Type("any"), NAMELESS, rng.random() < 0.7, norm, default)
    fields = {n: Field(n, Type(k, "grade" if k == "enum" else None), NAMELESS) for n, k in FACTS.items()}
    entity = Entity(ROOT, NAMELESS, None, None, False, (), (), fields, attributes, {}, None, (), ())
    grade = Enum("grade", NAMELESS, dict.fromkeys(GRADES, NAMELESS))
    functions = {n: Function(n, NAMELESS, p, Type("decimal"), body, "r0") for n, p, body in FUNCTIONS}
    vocabulary = Vocabulary(ROOT, {"grade": grade}, {ROOT: entity}, functions)
    return Policy("random", "1", DAY, None, {}, vocabulary, (), tuple(rules), "")


def records(unknown: bool) -> st.SearchStrategy[dict[str, Any]]:
    """A record; some of its facts may be None or absent."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "int": st.integers(-3, 5).map(Decimal),
        "decimal": st.sampled_from(NUMBERS).map(Decimal),
        "enum": st.sampled_from(GRADES),
        "string": st.sampled_from((*GRADES, "")),
        "date": st.sampled_from(DAYS).map(date.fromisoformat),
    }
    if not unknown:
        return st.fixed_dictionaries({name: kinds[kind] for name, kind in FACTS.items()})
    return st.fixed_dictionaries({}, optional={name: kinds[kind] | st.none() for name, kind in FACTS.items()})


def meant(plan: Plan, record: Mapping[str, Any]) -> dict[str, tuple[Any, str | None]]:
    """The answers of `direct`, each written as the fused function writes them."""
    entity = plan.vocabulary.entities[ROOT]
    root = Entry(entity, {name: value for name, value in record.items() if value is not None}, None, "")
    answers: dict[str, tuple[Any, str | None]] = {}
    for one in decide(plan, root):
        rule = one.rule.id if one.rule is not None else None
        answers[one.decision] = (NOT_APPLICABLE if one.state == NOT_APPLICABLE_STATE else one.value, rule)
    return answers


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.lists(records(unknown=False), min_size=4, max_size=4), records(unknown=True))
def test_fused_answers_as_direct(seed: int, known: list[dict[str, Any]], partly: dict[str, Any]) -> None:
    plan = Plan(rules_in_force(rule_set(seed), DAY))
    fused = fuse(plan, ROOT)
    if fused is None:
        event("out of reach")
        return
    for record in [*known, partly]:
        left = fused.left
        answers = fused(record)
        event("left to direct" if fused.left > left else "fused")
        expected = meant(plan, record)
        assert repr(answers) == repr({name: expected[name] for name in fused.names})


def made(
    facts: Mapping[str, str], decisions: Mapping[str, str], *rules: Says, default: str = "not_applicable"
) -> RecordFunction:
    """The fused function of a small policy."""
    found = fuse(Plan(rules_in_force(policy(facts, decisions, rules, {"grade": GRADES}, default), DAY)), ROOT)
    assert found is not None
    return found


def test_known_records_never_go_to_direct() -> None:
    fused = made(
        {"n": "decimal", "veto": "bool"},
        {"grade_of": "grade", "amount": "decimal"},
        Says("r1", "grade_of", 'if n >= 90 then "high" else "low"'),
        Says("r2", "grade_of", '"low"', "veto = true", ("r1",)),
        Says("r3", "amount", 'if grade_of = "high" then round half up(n / 3, 2) else 0'),
    )
    assert fused({"n": Decimal(95), "veto": False}) == {"grade_of": ("high", "r1"), "amount": (Decimal("31.67"), "r3")}
    assert fused({"n": Decimal(95), "veto": True}) == {"grade_of": ("low", "r2"), "amount": (Decimal(0), "r3")}
    assert fused.left == 0


def test_an_unknown_fact_leaves_the_record_to_direct() -> None:
    fused = made({"n": "decimal", "veto": "bool"}, {"d": "grade"}, Says("r1", "d", '"low"', "veto = true or n < 60"))
    assert fused({"veto": True, "n": None}) == {"d": ("low", "r1")}
    assert fused({"veto": False}) == {"d": (None, None)}
    assert fused.left == 2


def test_a_conflict_is_left_to_direct_and_agreement_is_not() -> None:
    fused = made({"b": "bool"}, {"d": "grade"}, Says("r1", "d", '"low"'), Says("r2", "d", '"high"', "b"))
    assert fused({"b": False}) == {"d": ("low", "r1")} and fused.left == 0
    assert fused({"b": True}) == {"d": (None, None)} and fused.left == 1
    fused = made({"b": "bool"}, {"d": "grade"}, Says("r1", "d", '"low"'), Says("r2", "d", '"low"', "b"))
    assert fused({"b": True}) == {"d": ("low", "r1")} and fused.left == 0


@pytest.mark.parametrize("sign", ["=", "!="])
@pytest.mark.parametrize("literal", [True, False])
def test_truth_values_compared_with_literals(sign: str, literal: bool) -> None:
    fused = made({"b": "bool"}, {"d": "bool"}, Says("r1", "d", f"b {sign} {str(literal).lower()}"))
    for value in (True, False):
        assert fused({"b": value}) == {"d": ((value is literal) is (sign == "="), "r1")}
    assert fused.left == 0


def test_an_overridden_rule_overrides_still() -> None:
    rules = (
        Says("r0", "d", '"low"'),
        Says("r1", "d", '"middle"', "b", ("r0",)),
        Says("r2", "d", '"high"', "c", ("r1",)),
    )
    fused = made({"b": "bool", "c": "bool"}, {"d": "grade"}, *rules)
    assert fused({"b": True, "c": True}) == {"d": ("high", "r2")}
    assert fused({"b": True, "c": False}) == {"d": ("middle", "r1")}
    assert fused({"b": False, "c": False}) == {"d": ("low", "r0")}
    assert fused.left == 0
    assert fused({"b": False, "c": True}) == {"d": (None, None)}


def test_rules_that_override_in_a_circle_are_not_fused() -> None:
    circle = [Says("r1", "d", "true", None, ("r2",)), Says("r2", "d", "false", None, ("r1",))]
    assert fuse(Plan(rules_in_force(policy({}, {"d": "bool"}, circle), DAY)), ROOT) is None


def test_a_value_of_another_type_leaves_the_record_to_direct() -> None:
    fused = made({"n": "decimal"}, {"d": "bool"}, Says("r1", "d", "n > 1"))
    assert fused({"n": "2"}) == {"d": (None, None)}
    assert fused.left == 1


def test_a_closed_gate_answers_with_its_rule() -> None:
    fused = made(
        {"b": "bool"}, {"d": "grade", "e": "bool"}, Says("r1", "e", "b", gate="e = true"), Says("r2", "d", '"low"')
    )
    assert fused({"b": False}) == {"d": (NOT_APPLICABLE, "r1"), "e": (False, "r1")}
    assert fused({"b": True}) == {"d": ("low", "r2"), "e": (True, "r1")}
    assert fused.left == 0


def test_no_rule_applies() -> None:
    assert made({"b": "bool"}, {"d": "grade"}, Says("r1", "d", '"low"', "b"))({"b": False}) == {
        "d": (NOT_APPLICABLE, None)
    }
    undetermined = made({"b": "bool"}, {"d": "grade"}, Says("r1", "d", '"low"', "b"), default="undetermined")
    assert undetermined({"b": False}) == {"d": (None, None)}


def test_a_number_too_large_is_left_to_direct() -> None:
    fused = made({"n": "decimal"}, {"d": "decimal"}, Says("r1", "d", "n * n"))
    assert fused({"n": Decimal("1E+999998")}) == {"d": (None, None)}


def test_text_of_a_policy_never_becomes_source() -> None:
    text = "'); raise SystemExit(\\n"
    fused = made({"s": "string"}, {"d": "string"}, Says("r1'\n", "d", f'if s = "{text}" then s else "{text}"'))
    assert fused({"s": "x"}) == {"d": ("'); raise SystemExit(\n", "r1'\n")}
    assert fused.left == 0


def test_what_a_flat_record_cannot_hold_is_not_fused() -> None:
    plan = Plan(
        rules_in_force(policy({"n": "decimal"}, {"d": "bool"}, [Says("r1", "d", "true", "count([n]) = 1")]), DAY)
    )
    assert fuse(plan, ROOT) is None
    assert fuse(plan, "nothing") is None


def test_decisions_that_may_need_a_reopening_are_not_fused() -> None:
    small = policy({"n": "decimal"}, {"d": "bool"}, [Says("r1", "d", "true")])
    part = small.rules[0].parts[0]
    reopening = Qualifier(("d",), None, False, None, None, True)
    remarked = Part(part.on, part.when, part.conclusions, (), (reopening,), (), HERE)
    rule = Rule(**{**small.rules[0].__dict__, "parts": (remarked,)})
    assert fuse(Plan(rules_in_force(Policy(**{**small.__dict__, "rules": (rule,)}), DAY)), ROOT) is None
