"""Ranks, quotas and years in a row: known records against the text worked out in plain Python, unknown ones against
every way in which they can turn out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from itertools import combinations, product
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.direct import EXACT, open_document
from engine.facts import Entry
from engine.feel.nodes import Node
from engine.feel.parser import parse
from engine.forms import NOT_APPLICABLE
from engine.model import Entity, Enum, Field, Label, Order, Part, Place, Policy, Rule, Type, Vocabulary
from engine.plan import Plan
from engine.unknown import Unknown, same
from engine.versions import rules_in_force
from tests.engine.small import DAY

NAMELESS: Final = Label("", "")
HERE: Final = Place("ranking", 1, 1)
FACTS: Final = {"a": Type("int"), "b": Type("int"), "ok": Type("bool")}
CHOICES: Final = {"a": (0, 1, 2), "b": (0, 1), "ok": (True, False)}
ROUNDINGS: Final = {"down": ROUND_FLOOR, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP}
Facts = dict[str, Any]


def model() -> Plan:
    """A document with a list of items, each with a key and a few facts."""
    key = {"year": Field("year", Type("int"), NAMELESS, True)}
    facts = {
        name: Field(name, kind, NAMELESS, False, 0 if kind.kind == "int" else None) for name, kind in FACTS.items()
    }
    listed = {
        "items": Field("items", Type("list", item=Type("record", "item")), NAMELESS),
        "size": Field("size", Type("int"), NAMELESS, False, 0),
    }
    case = Entity("case", NAMELESS, None, None, False, (), (), listed, {}, {}, None, (), ())
    order = Order("year", "previous", "earlier")
    item = Entity("item", NAMELESS, "case", "items", True, ("year",), (), key | facts, {}, {}, None, (), (), order)
    enums = {"class": Enum("class", NAMELESS, dict.fromkeys("ABCD", NAMELESS))}
    vocabulary = Vocabulary("case", enums, {"case": case, "item": item}, {})
    return Plan(rules_in_force(Policy("ranking", "1", DAY, None, {}, vocabulary, (), (RULE,), "ranking"), DAY))


PART: Final = Part("item", None, (), (), (), (), HERE)
RULE: Final = Rule("r", 1, "", NAMELESS, "", "constitutive", "strict", DAY, None, None, (), (PART,), (), (), HERE, "r")
PLAN: Final = model()


def results(node: Node, records: list[Facts]) -> list[Any]:
    """What an expression about an item is for each record; a fact that is None is not stated."""
    entities = PLAN.vocabulary.entities
    root = Entry(entities["case"], {}, None, "")
    root.data["items"] = [
        Entry(
            entities["item"],
            {n: Decimal(v) if type(v) is int else v for n, v in {"year": at, **facts}.items() if v is not None},
            root,
            f"items/{at}",
        )
        for at, facts in enumerate(records)
    ]
    open_document(PLAN, root)
    closure = PLAN.closure(RULE, "item", node)
    with localcontext(EXACT):
        return [closure((entry, None)) for entry in root.data["items"]]


def ways(records: list[Facts]) -> Iterator[list[Facts]]:
    """Every way in which facts that are not stated can turn out."""
    open_facts = [(at, name) for at, facts in enumerate(records) for name in FACTS if facts[name] is None]
    for chosen in product(*(CHOICES[name] for _, name in open_facts)):
        filled = [dict(facts) for facts in records]
        for (at, name), value in zip(open_facts, chosen, strict=True):
            filled[at][name] = value
        yield filled


def allows(outcome: Any, value: Any) -> bool:
    """Whether a value is among those that an outcome leaves open."""
    return outcome.may_be(value) if isinstance(outcome, Unknown) else same(outcome, value)


known = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()})
partly = st.fixed_dictionaries({name: st.sampled_from((*values, None)) for name, values in CHOICES.items()})


def few_unknown(records: list[Facts]) -> bool:
    return sum(value is None for facts in records for value in facts.values()) <= 4


# --- rank -----------------------------------------------------------------------------------------------------------

KEYS: Final = ((parse("a"), "highest"), (parse("b"), "lowest"))
RANK: Final = Node("rank_in", parse("case.items"), parse("ok"), KEYS)


def ranked(records: list[Facts]) -> list[int]:
    mine = [(-facts["a"], facts["b"]) for facts in records]
    return [
        1 + sum(other < own for at, other in enumerate(mine) if at != number and records[at]["ok"])
        for number, own in enumerate(mine)
    ]


@given(st.lists(known, max_size=6))
def test_known_ranks(records: list[Facts]) -> None:
    assert results(RANK, records) == [Decimal(place) for place in ranked(records)]


@given(st.lists(partly, max_size=4).filter(few_unknown))
@settings(max_examples=150, deadline=None)
def test_ranks_of_partly_known_records_are_sharp(records: list[Facts]) -> None:
    found = results(RANK, records)
    turned_out = [ranked(filled) for filled in ways(records)]
    for at, outcome in enumerate(found):
        places = {Decimal(way[at]) for way in turned_out}
        assert all(allows(outcome, place) for place in places)
        assert isinstance(outcome, Unknown) or places == {outcome}


# --- quotas ---------------------------------------------------------------------------------------------------------

Places = list[tuple[bool, str, str, bool]]
"""Is a share, how much, rounding, asks for a > 0."""


def quotas(places: Places, ties: str, unused: str) -> Node:
    written = tuple(
        (share, Node("num", size), rounding, Node("str", letter), parse("a > 0") if picky else None)
        for (share, size, rounding, picky), letter in zip(places, "ABC", strict=False)
    )
    return Node("quotas", parse("case.items"), parse("ok"), KEYS, written, Node("str", "D"), ties, unused, ("office",))


def classed(records: list[Facts], places: Places, ties: str, unused: str) -> Iterator[list[Any]]:
    """The classes as the reference words them, in every way in which a body can choose among equals."""
    counted = [at for at, facts in enumerate(records) if facts["ok"]]
    classes: list[Any] = ["D" if facts["ok"] else NOT_APPLICABLE for facts in records]
    yield from _filled(records, places, ties, unused, counted, classes, len(counted), 0, "ABC")


def _filled(
    records: list[Facts], places: Places, ties: str, unused: str, left: list[int], classes: list[Any],
    total: int, spare: int, letters: str,
) -> Iterator[list[Any]]:  # fmt: skip
    if not places:
        yield classes
        return
    (share, size, rounding, picky), *others = places
    seats = Decimal(size) * total if share else Decimal(size)
    free = int(seats.to_integral_value(ROUNDINGS[rounding])) + spare
    runners = [at for at in left if not picky or records[at]["a"] > 0]
    for placed in _chosen([(-records[at]["a"], records[at]["b"]) for at in runners], free, ties):
        given_to = {runners[index] for index in placed}
        now = [letters[0] if at in given_to else one for at, one in enumerate(classes)]
        rest = [at for at in left if at not in given_to]
        over = max(0, free - len(given_to)) if unused == "pass_on" else 0
        yield from _filled(records, others, ties, unused, rest, now, total, over, letters[1:])


def _chosen(level: list[tuple[int, int]], free: int, ties: str) -> Iterator[set[int]]:
    """Those who get a place, in every way in which equals at the edge can be told apart."""
    ahead = [sum(one < own for one in level) for own in level]
    within = {at for at, own in enumerate(level) if ahead[at] + (1 if ties == "inside" else level.count(own)) <= free}
    edge = [at for at, own in enumerate(level) if ahead[at] < free < ahead[at] + level.count(own)]
    if ties != "undetermined" or not edge:
        yield within
        return
    for some in combinations(edge, free - ahead[edge[0]]):
        yield within | set(some)


size = st.sampled_from([(True, "0.20"), (True, "0.50"), (True, "0.34"), (False, "1"), (False, "2"), (False, "0")])
place = st.tuples(size, st.sampled_from(sorted(ROUNDINGS)), st.booleans()).map(lambda p: (*p[0], p[1], p[2]))
policies = st.tuples(
    st.lists(place, min_size=1, max_size=3),
    st.sampled_from(["inside", "outside", "undetermined"]),
    st.sampled_from(["lapse", "pass_on"]),
)


@given(st.lists(known, max_size=7), policies)
@settings(max_examples=300, deadline=None)
def test_known_classes(records: list[Facts], terms: tuple[Places, str, str]) -> None:
    found = results(quotas(*terms), records)
    turned_out = list(classed(records, *terms))
    for at, outcome in enumerate(found):
        letters = {way[at] for way in turned_out}
        assert all(allows(outcome, letter) for letter in letters)
        assert isinstance(outcome, Unknown) or letters == {outcome}
        if not any(picky for *_, picky in terms[0]) and terms[2] == "lapse" and isinstance(outcome, Unknown):
            assert set(outcome.values or ()) == letters
            assert outcome.refer == {"office"}
            assert not outcome.missing


@given(st.lists(partly, max_size=4).filter(few_unknown), policies)
@settings(max_examples=300, deadline=None)
def test_classes_of_partly_known_records_allow_every_way(records: list[Facts], terms: tuple[Places, str, str]) -> None:
    found = results(quotas(*terms), records)
    for filled in ways(records):
        for wanted in classed(filled, *terms):
            assert all(allows(outcome, value) for outcome, value in zip(found, wanted, strict=True)), filled


@given(st.lists(known, min_size=1, max_size=6), st.integers(1, 3))
def test_equals_at_the_edge_are_for_the_body_to_tell_apart(records: list[Facts], seats: int) -> None:
    equals = [{**facts, "a": 1, "b": 1, "ok": True} for facts in records]
    found = results(quotas([(False, str(seats), "down", False)], "undetermined", "lapse"), equals)
    for outcome in found:
        if len(equals) <= seats:
            assert outcome == "A"
        else:
            assert set(outcome.values) == {"A", "D"}
            assert outcome.refer == {"office"}
            assert not outcome.missing


def test_places_of_a_class_of_unknown_size_may_pass_on() -> None:
    records: list[Facts] = [{"a": 2, "b": 0, "ok": True}, {"a": 1, "b": 0, "ok": True}]
    first = (False, parse("case.size"), "down", Node("str", "A"), parse("a > 5"))
    second = (False, Node("num", "1"), "down", Node("str", "B"), None)
    node = Node("quotas", parse("case.items"), None, KEYS, (first, second), Node("str", "D"), "outside", "pass_on", ())
    best, last = results(node, records)
    assert best == "B"
    assert set(last.values) == {"B", "D"}
    assert last.missing == {"/size"}


def test_unknown_record_that_cannot_matter_is_not_missing() -> None:
    records: list[Facts] = [{"a": 2, "b": 0, "ok": True}, {"a": 0, "b": None, "ok": True}, {"a": 1, "b": 0, "ok": True}]
    [first, last, second] = results(quotas([(False, "2", "down", False)], "outside", "lapse"), records)
    assert (first, last, second) == ("A", "D", "A")


# --- earlier records ------------------------------------------------------------------------------------------------

STREAK: Final = Node("streak", parse("case.items"), parse("year"), parse("subject.year"), parse("ok"))


def in_a_row(records: list[Facts], at: int) -> int:
    count = 0
    while count <= at and records[at - count]["ok"]:
        count += 1
    return count


@given(st.lists(partly, max_size=5).filter(few_unknown))
@settings(max_examples=150, deadline=None)
def test_years_in_a_row_are_sharp(records: list[Facts]) -> None:
    for at, outcome in enumerate(results(STREAK, records)):
        turned_out = {Decimal(in_a_row(filled, at)) for filled in ways(records)}
        assert all(allows(outcome, count) for count in turned_out)
        assert isinstance(outcome, Unknown) or turned_out == {outcome}


@given(st.lists(known, max_size=5))
def test_previous_and_earlier(records: list[Facts]) -> None:
    sums = results(Node("sum_in", parse("earlier"), parse("a"), None), records)
    before = results(parse("if previous = null then -1 else previous.a"), records)
    for at in range(len(records)):
        assert sums[at] == sum(facts["a"] for facts in records[:at])
        assert before[at] == (records[at - 1]["a"] if at else -1)


def test_order_is_that_of_the_key_not_of_the_document() -> None:
    shuffled: list[Mapping[str, Any]] = [{"year": 2024, "a": 1}, {"year": 2021, "a": 2}, {"year": 2023, "a": 4}]
    assert results(parse("previous.a"), [dict(one) for one in shuffled]) == [Decimal(4), None, Decimal(2)]
