"""`rete` is `direct`: the same decisions and proofs for random policies, the opinion, and policies at the limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policy_check
from engine.decisions import Decision
from engine.direct import decide
from engine.facts import Entry, copied
from engine.feel.nodes import Node
from engine.firings import prove_fired
from engine.forms import NOT_APPLICABLE
from engine.model import Attribute, Gate, Label, Policy, Qualifier, Type
from engine.network import Network
from engine.outcome import DEFAULTS, Conclusion, collect
from engine.plan import Plan
from engine.proof import alike, prove
from engine.rete import FIRING, Rete, traced
from engine.unknown import Unknown, same, union
from engine.value import changed
from engine.versions import rules_in_force
from tests.engine import test_fused as flat
from tests.engine.random_rules import HERE, backends, differing, random_document, random_policy
from tests.engine.small import DAY, ROOT, Says, feel, policy
from tests.engine.test_laws import DECISIONS, FACTS, GRADES, partial_facts, rule_sets
from tests.oracle.generate import document
from tests.worked_cases import Case, read_all

pytest.importorskip("durable_rules_engine")

POLICIES = 150
BATCH = 25
"""So many random policies make one test."""
DOCUMENTS = 3
RECORDS = 6


def entry(made: Policy, facts: Mapping[str, Any]) -> Entry:
    """A document of a policy whose facts all are at the top; None is unknown."""
    known = {name: Decimal(value) if type(value) is int else value for name, value in facts.items()}
    entities = made.vocabulary.entities
    return Entry(entities[ROOT], {name: value for name, value in known.items() if value is not None}, None, "")


def agree(made: Policy, facts: Mapping[str, Any]) -> dict[str, Decision]:
    """The decisions about a document, by name, on which the backends agree, in every proof too."""
    meant, wrong = differing(backends(made), entry(made, facts), proofs=True)
    assert wrong == []
    return {one.decision: one for one in meant}


# --- random policies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, POLICIES, BATCH))
def test_random_policies_with_lists_and_groups(start: int) -> None:
    states: Counter[str] = Counter()
    for seed in range(start, start + BATCH):
        rng, made = Random(seed), random_policy(seed)
        both = backends(made)
        for number in range(DOCUMENTS):
            decisions, wrong = differing(both, random_document(rng, made), proofs=number == 0)
            assert wrong == [], f"seed {seed}, document {number}"
            states.update(one.state for one in decisions)
    assert len(states) == 4, "what is random no longer reaches every state"


@pytest.mark.parametrize("start", range(0, POLICIES, BATCH))
def test_random_flat_policies(start: int) -> None:
    for seed in range(start, start + BATCH):
        rng, made = Random(seed), flat.rule_set(seed)
        both = backends(made)
        for number in range(RECORDS):
            facts = {name: _fact(rng, kind) for name, kind in flat.FACTS.items() if rng.random() < 0.7}
            _, wrong = differing(both, entry(made, facts), proofs=number == 0)
            assert wrong == [], f"seed {seed}, record {number}"


def _fact(rng: Random, kind: str) -> Any:
    if kind in ("int", "decimal"):
        return Decimal(rng.choice(flat.NUMBERS))
    if kind == "date":
        return date.fromisoformat(rng.choice(flat.DAYS))
    return rng.random() < 0.5 if kind == "bool" else rng.choice(flat.GRADES)


@settings(max_examples=100, deadline=None)
@given(rule_sets(), partial_facts())
def test_small_policies(rules: list[Says], facts: dict[str, Any]) -> None:
    agree(policy(FACTS, DECISIONS, rules, {"grade": GRADES}), facts)


@settings(max_examples=40, deadline=None)
@given(rule_sets(), partial_facts(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_never_matters(rules: list[Says], facts: dict[str, Any], chance: Any) -> None:
    made = policy(FACTS, DECISIONS, rules, {"grade": GRADES})
    shuffled, names = list(rules), list(facts)
    chance.shuffle(shuffled)
    chance.shuffle(names)
    other = policy(FACTS, DECISIONS, shuffled, {"grade": GRADES})
    assert agree(other, {name: facts[name] for name in names}) == agree(made, facts)


def test_a_difference_is_found() -> None:
    """The comparison can fail: another policy's decisions and proofs are others."""
    one = backends(policy({"a": "bool"}, {"d": "bool"}, [Says("r", "d", "true", "a")]))
    made = policy({"a": "bool"}, {"d": "bool"}, [Says("r", "d", "true", "not(a)")])
    _, wrong = differing(one._replace(rete=backends(made).rete), entry(made, {"a": True}))
    assert len(wrong) == 1
    _, wrong = differing(one._replace(observing=backends(made).observing), entry(made, {"a": True}), proofs=True)
    assert len(wrong) == 2


# --- the opinion ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opinion() -> policy_check.Policy:
    return policy_check.load()


def opinion_agrees(opinion: policy_check.Policy, facts: Any, proofs: int) -> None:
    """Every decision about a document, and the proof of every `proofs`-th one."""
    result = policy_check.evaluate(opinion, facts)
    copy = copied(result.entry)
    assert decide(opinion.rete(result.rules), copy) == result.decisions
    noted = copied(result.entry)
    observing = opinion.rete(result.rules, observed=True)
    assert decide(observing, noted) == result.decisions
    for one in result.decisions[::proofs]:
        assert alike(prove_fired(observing, noted, one), prove(observing.plan, result.entry, one)), one.order


@pytest.mark.parametrize("case", [case for case in read_all() if case.expect], ids=lambda case: case.id)
def test_worked_cases(opinion: policy_check.Policy, case: Case) -> None:
    opinion_agrees(opinion, case.facts, proofs=5)


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_random_documents_of_the_opinion(opinion: policy_check.Policy, start: int) -> None:
    for seed in range(start, start + 20):
        opinion_agrees(opinion, json.dumps(document(Random(seed))), proofs=37)


def test_the_specimen(opinion: policy_check.Policy) -> None:
    root = Path(__file__).resolve().parents[2]
    opinion_agrees(opinion, (root / "examples" / "district.json").read_bytes(), proofs=1)


# --- depth, null, what is no condition --------------------------------------------------------------------------------


def chain(length: int) -> Policy:
    """Decisions that each read the one before, as a condition and as a value."""
    rules = [Says("r0", "d0", "a")]
    for number in range(1, length):
        before = f"d{number - 1}"
        rules.append(Says(f"r{number}", f"d{number}", before, f"{before} or b"))
        rules.append(Says(f"s{number}", f"d{number}", "false", f"not({before} or b)"))
    return policy({"a": "bool", "b": "bool"}, {f"d{number}": "bool" for number in range(length)}, rules)


@pytest.mark.parametrize("facts", [dict(zip("ab", way, strict=True)) for way in product((True, False, None), repeat=2)])
def test_a_chain_of_sixty_decisions(facts: dict[str, Any]) -> None:
    made = chain(60)
    both, root = backends(made), entry(made, facts)
    meant, wrong = differing(both, root)
    assert wrong == []
    copy = copied(root)
    decide(both.observing, copy)
    last = next(one for one in meant if one.decision == "d9")
    assert alike(prove_fired(both.observing, copy, last), prove(both.observed, root, last))
    if None not in facts.values():
        assert next(one for one in meant if one.decision == "d59").value is facts["a"]


CONDITIONS = (
    "not(a and not(b or not(c)))",
    "not(a or b) or not(c and a)",
    "not(not(not(a and b) or c))",
    "a and (b or null) and not(c)",
    "null or a or not(null)",
    "not(null and a) or b",
    "n > 1 or not(n > 1) and a",
    "not(n = null or n < 0)",
    "a = null or not(b = null and not(c))",
    "(a or b) and (b or c) and (not(a) or not(c))",
)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_nested_conditions_with_unknown_and_null(condition: str) -> None:
    """Facts whose absence says that they are null, and facts that are unknown."""
    rules = [Says("r", "d", '"low"', condition), Says("s", "d", '"high"', f"not({condition})", gate="c or not(c)")]
    made = policy({"a": "bool", "b": "bool", "c": "bool", "n": "int"}, {"d": "grade"}, rules, {"grade": GRADES})
    entity = made.vocabulary.entities[ROOT]
    null = {name: changed(field, absent=Label("", "")) for name, field in entity.fields.items() if name in "bn"}
    nulls = changed(entity, fields={**entity.fields, **null})
    other = changed(made, vocabulary=changed(made.vocabulary, entities={ROOT: nulls}))
    for a, b, c in product((True, False, None), repeat=3):
        for number in (2, -1, None):
            facts = {"a": a, "b": b, "c": c, "n": number}
            agree(made, facts)
            agree(other, facts)


NO_CONDITIONS = (
    *("g", "n", "t", "g and a", "not(g)", "if a then g else n"),
    *("g or a", "not(g and a)", "not(g or a)", "not(not(g or a) and a)", "t or a or n"),
)


@pytest.mark.parametrize("condition", NO_CONDITIONS)
def test_what_is_no_condition_fails_in_decisions_and_proofs(condition: str) -> None:
    """A text, a number, a date where a condition should be: refused by the loader, borne by both backends."""
    rules = [
        Says("r", "d", "true", condition),
        Says("s", "d", "false", f"a and ({condition})", ("r",)),
        Says("t", "d", "false", None, gate=condition),
    ]
    made = policy({"a": "bool", "g": "grade", "n": "int", "t": "date"}, {"d": "bool"}, rules, {"grade": GRADES})
    for facts in ({}, {"a": True, "g": "low", "n": 3, "t": DAY}, {"a": True, "n": 3}, {"a": False, "g": "high"}):
        agree(made, facts)


# --- large rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["and", "or"])
@pytest.mark.parametrize("length", [14, 15, 16, 40, 100])
def test_conditions_of_any_length(length: int, sign: str) -> None:
    names = [f"f{number}" for number in range(length)]
    rules = [Says("r", "d", '"low"', f" {sign} ".join(names))]
    made = policy(dict.fromkeys(names, "bool"), {"d": "grade"}, rules, {"grade": GRADES})
    usual = sign == "and"
    for other in (None, usual, not usual):
        for place in (0, length // 2, length - 1):
            found = agree(made, {**dict.fromkeys(names, usual), names[place]: other})["d"]
            state = {None: "undetermined", True: "determined", False: "not_applicable"}[other]
            assert found.state == state
            assert found.missing == ((f"/{names[place]}",) if other is None else ())


def test_a_decision_table_of_three_hundred_rows() -> None:
    """`n` chooses the row; above it every row fails."""
    table = Node("cases", tuple((feel(f"n = {number}"), feel(str(number * 3))) for number in range(300)), feel("-1"))
    made = policy({"n": "int"}, {"d": "int"}, [Says("r", "d", "0")])
    rule = made.rules[0]
    part = changed(rule.parts[0], conclusions=(("d", table),))
    made = changed(made, rules=(changed(rule, parts=(part,)),))
    for number in (0, 1, 47, 48, 150, 299, 300):
        assert agree(made, {"n": number})["d"].value == (number * 3 if number < 300 else -1)
    assert agree(made, {})["d"].missing == ("/n",)


def ladder(count: int) -> Policy:
    """Rules of which each overrides the one before, and every tenth all of them."""
    rules = []
    for number in range(count):
        over = tuple(f"r{other:03}" for other in (range(number) if number % 10 == 0 else range(number)[-1:]))
        rules.append(Says(f"r{number:03}", "d", str(number), f"f{number % 30} and n >= {number}", over))
    return policy({**{f"f{number}": "bool" for number in range(30)}, "n": "int"}, {"d": "int"}, rules)


def test_a_hundred_and_twenty_rules_about_one_decision() -> None:
    made, rng = ladder(120), Random(0)
    both = backends(made)
    states: Counter[str] = Counter()
    for number in range(60):
        chance = rng.choice((0.1, 0.5, 1.0))
        facts: dict[str, Any] = {f"f{at}": rng.choice((True, False)) for at in range(30) if rng.random() < chance}
        facts["n"] = rng.choice((0, 1, 5, 60, 119, None))
        meant, wrong = differing(both, entry(made, facts), proofs=number % 20 == 0)
        assert wrong == []
        states.update("conflict" if one.conflict else one.state for one in meant)
    assert {"conflict", "determined", "undetermined", "not_applicable"} == set(states)


def test_three_hundred_gates_and_remarks() -> None:
    facts = {f"f{number}": "bool" for number in range(300)}
    made = policy(facts, {"d": "int", "e": "int"}, [Says("r", "d", "7"), Says("g", "e", "1")])
    first, second = made.rules
    remarks = tuple(
        Qualifier(("d",), feel(f"not({name})"), number % 2 == 0, feel(f'"{name}"'), name, False)
        for number, name in enumerate(facts)
    )
    gates = tuple(Gate(None, feel(f"{name} or not({name} or f0)")) for name in facts)
    parts = (changed(first.parts[0], qualifiers=remarks), changed(second.parts[0], gates=gates))
    rules = (changed(first, parts=parts[:1]), changed(second, parts=parts[1:]))
    made = changed(made, rules=rules)
    both, rng = backends(made), Random(0)
    states: Counter[str] = Counter()
    for chance in (1.0, 0.99, 0.9, 0.0):
        stated = {name: True if rng.random() < chance else rng.choice((False, None)) for name in facts}
        for first_one in (True, False, None):
            meant, wrong = differing(both, entry(made, {**stated, "f0": first_one}))
            assert wrong == []
            states.update(one.state for one in meant)
    assert len(states) == 3


# --- what fired -------------------------------------------------------------------------------------------------------


def test_every_rule_that_stands_fired() -> None:
    rules = [Says("base", "d", '"low"', "a"), Says("veto", "d", '"high"', "b or c", ("base",))]
    made = policy({"a": "bool", "b": "bool", "c": "bool"}, {"d": "grade"}, rules, {"grade": GRADES})
    rete, root = Rete(Plan(rules_in_force(made, DAY))), entry(made, {"a": True, "b": False, "c": True})
    decide(rete, root)
    firing = root.memo[FIRING + "d"]
    assert isinstance(firing.network, Network)
    heads = {firing.network.clauses[place].head for place in firing.derived.fired}
    veto, base = firing.network.rules
    assert {veto.applies, base.applies, base.beaten} <= heads
    assert veto.stands == veto.applies
    assert base.stands not in firing.derived.present
    assert [line for line in traced(firing) if line.startswith("rule ")] == [
        "rule veto: applies, stands",
        "rule base: applies, beaten",
    ]


def test_a_document_belongs_to_one_reasoner() -> None:
    made = policy({"a": "bool"}, {"d": "bool"}, [Says("r", "d", "a")])
    plan, root = Plan(rules_in_force(made, DAY)), entry(made, {"a": True})
    decide(plan, root)
    with pytest.raises(ValueError, match="another reasoner"):
        decide(Rete(plan), root)


# --- the union over the ways, without going through them --------------------------------------------------------------


Way = tuple[Any, list[int]]


def one_way(conclusions: Sequence[Conclusion], tests: Sequence[bool], values: Mapping[int, Any], default: str) -> Way:
    """What follows where every condition is known, from the definition alone; and the rules that stand."""
    applying = [place for place, test in enumerate(tests) if test]
    standing = [
        place
        for place in applying
        if not any(conclusions[place].rule.id in conclusions[other].part.overrides for other in applying)
    ]
    if not standing:
        return DEFAULTS[default], standing
    found = [values[place] for place in standing]
    known = not any(isinstance(value, Unknown) for value in found)
    if len(found) == 1 or (known and all(same(found[0], value) for value in found)):
        return found[0], standing
    return Unknown(missing=frozenset().union(*(v.missing for v in found if isinstance(v, Unknown)))), standing


def said(value: Any) -> tuple[Any, ...]:
    """A result, the order of possible values left out."""
    if not isinstance(value, Unknown):
        return ("known", value)
    values = None if value.values is None else frozenset(map(repr, value.values))
    return values, value.low, value.high, value.missing


def random_conclusions(rng: Random) -> tuple[tuple[Conclusion, ...], list[Any], dict[int, Any]]:
    """Rules in the order in which plans have them, with conditions and values."""
    few = rng.choice((1, 2, 7))
    choices: list[Any] = [Decimal(number) for number in range(few)] + [NOT_APPLICABLE] * (few > 1)
    rules = policy({}, {"d": "int"}, [Says(f"r{number}", "d", "0") for number in range(rng.randrange(1, 7))]).rules
    made: list[Conclusion] = []
    for place, rule in enumerate(rules):
        over = tuple(other.id for other in rules[place + 1 :] if rng.random() < 0.4)
        made.append(Conclusion(rule, changed(rule.parts[0], overrides=over), None, lambda env: None, 0))
    unknown = Unknown((True, False), missing=frozenset(("/t",)))
    tests = [rng.choice((True, False, unknown.because(frozenset((f"/t{place}",))))) for place in range(len(made))]
    values: dict[int, Any] = {}
    for place, test in enumerate(tests):
        if test is not False:
            possible = tuple(rng.sample(choices[:few], min(few, 2)))
            open_value = Unknown(possible if len(possible) > 1 else None, missing=frozenset((f"/v{place}",)))
            values[place] = rng.choice((*choices, open_value))
    return tuple(made), tests, values


def turns(place: int, stands_in: Mapping[tuple[bool, ...], Any]) -> bool:
    """Whether the condition of one rule, all others as they are, ever makes a difference to which rules stand."""
    return any(
        stands != stands_in[(*way[:place], not way[place], *way[place + 1 :])] for way, stands in stands_in.items()
    )


@pytest.mark.parametrize("default", ["not_applicable", "undetermined"])
@pytest.mark.parametrize("seed", range(4))
def test_the_union_is_the_union_over_all_ways(seed: int, default: str) -> None:
    rng = Random(seed)
    attribute = Attribute("d", Type("int"), Label("", ""), False, None, default)
    made = policy({}, {"d": "int"}, [])
    seen: Counter[str] = Counter()
    for _ in range(400):
        conclusions, tests, values = random_conclusions(rng)
        choices = [(True, False) if isinstance(test, Unknown) else (test,) for test in tests]
        ways = [one_way(conclusions, way, values, default) for way in product(*choices)]
        if len(ways) == 1:
            continue
        stands_in = {way: stands for way, (_, stands) in zip(product(*choices), ways, strict=True)}
        missing = frozenset().union(
            *(test.missing for place, test in enumerate(tests) if isinstance(test, Unknown) and turns(place, stands_in))
        )
        meant = union([result for result, _ in ways], missing)
        sure = [conclusion for conclusion, test in zip(conclusions, tests, strict=True) if test is True]
        standing = [
            place
            for place, test in enumerate(tests)
            if test is not False
            and not any(conclusions[place].rule.id in conclusion.part.overrides for conclusion in sure)
        ]
        root = entry(made, {})
        found = collect(root, attribute, conclusions, tests, standing, dict(values))
        assert said(found.result) == said(meant), (tests, values)
        beaten = [
            (conclusions[place].rule.id, value)
            for place, value in values.items()
            if tests[place] is True
            and not any(place in stands for _, stands in ways)
            and not isinstance(value, Unknown)
            and value is not NOT_APPLICABLE
        ]
        assert [(rule.id, value) for rule, value in found.overridden] == beaten, "in every way it applies and is beaten"
        seen["overridden"] += len(beaten)
        if not isinstance(meant, Unknown):
            # the rule that is named decides in one way at least; where none does, nothing is decided by a rule
            deciding = {conclusions[place].rule.id for _, rules in ways for place in rules}
            assert found.rule is None if not deciding else found.rule is not None and found.rule.id in deciding
        seen["unknown" if isinstance(meant, Unknown) else "known"] += 1
    assert all(seen[what] > 20 for what in ("known", "unknown", "overridden"))


VETO = Says("veto", "d", '"bad"', "a", ("base",))
ALSO = Says("also", "d", '"bad"', "b", ("base",))
ELSE = Says("else", "d", '"other"', "b", ("base", "veto"))


@pytest.mark.parametrize(
    ("base", "others", "facts", "said"),
    [
        ('"good"', [VETO], {"a": True}, {"veto": "bad", "base": "overridden"}),
        ('"good"', [VETO, ALSO], {"a": True}, {"veto": "bad", "also": "may apply", "base": "overridden"}),
        ('"good"', [VETO, ALSO], {}, {"also": "may apply", "veto": "may apply", "base": "undetermined"}),
        ("not_applicable", [VETO], {"a": True}, {"veto": "bad", "base": "overridden"}),
        ('if b then "good" else "bad"', [VETO], {"a": True}, {"veto": "bad", "base": "overridden"}),
        ('"good"', [VETO, ELSE], {"a": True}, {"else": "may apply", "veto": "undetermined", "base": "overridden"}),
        ('"good"', [VETO, ELSE], {"a": True, "b": True}, {"else": "other", "veto": "overridden", "base": "overridden"}),
    ],
)
def test_a_proof_never_gives_an_overridden_rule_the_value_of_another(
    base: str, others: list[Says], facts: dict[str, bool], said: dict[str, str]
) -> None:
    made = policy({"a": "bool", "b": "bool"}, {"d": "string"}, [Says("base", "d", base), *others])
    found = agree(made, facts)["d"]
    both = backends(made)
    root = entry(made, facts)
    decide(both.observed, root)
    proof = prove(both.observed, root, found)
    told = [(one.rule, one.outcome) for one in (proof, *proof.because)]
    assert told == list(said.items()), "the deciding rule first, the overridden ones last"


def test_an_attribute_without_rules() -> None:
    made = policy({"a": "bool"}, {"d": "bool", "e": "bool"}, [Says("r", "d", "a")])
    assert agree(made, {"a": True})["e"].state == "not_applicable"


def test_rules_with_several_parts_about_one_decision() -> None:
    made = policy({"a": "bool"}, {"d": "bool"}, [Says("r", "d", "a"), Says("s", "d", "not(a)", "a = null", ("r",))])
    first, second = made.rules
    parts = (first.parts[0], changed(first.parts[0], when=feel("a"), conclusions=(("d", feel("true")),), place=HERE))
    made = changed(made, rules=(changed(first, parts=parts), second))
    for value in (True, False, None):
        agree(made, {"a": value})
