"""Relations that lead to records of a list: by key, null where there is none, unknown where it may be any."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from engine.direct import open_document
from engine.facts import Entry
from engine.feel.parser import parse
from engine.model import Entity, Field, Label, Part, Place, Policy, Relation, Rule, Type, Vocabulary
from engine.plan import Plan
from engine.unknown import Unknown
from engine.value import changed
from engine.versions import rules_in_force
from tests.engine.small import DAY

NAMELESS: Final = Label("", "")
PART: Final = Part("item", None, (), (), (), (), Place("relations", 1, 1))
RULE: Final = Rule(
    "r", 1, "", NAMELESS, "", "constitutive", "strict", DAY, None, None, (), (PART,), (), (), PART.place, "r"
)


def fields(**kinds: str) -> dict[str, Field]:
    return {name: Field(name, Type(kind), NAMELESS, name == "key") for name, kind in kinds.items()}


def listed(entity: str) -> Field:
    return Field(entity + "s", Type("list", item=Type("record", entity)), NAMELESS)


def model() -> Plan:
    """Items of a document with the pot of their year; pots stand in the document, jars below each pot."""
    root = {"items": listed("item"), "pots": listed("pot")}
    case = Entity("case", NAMELESS, None, None, False, (), (), root, {}, {}, None, (), ())
    relations = {name: Relation(name, name, (("key", parse("year")),)) for name in ("pot", "jar")}
    item = Entity("item", NAMELESS, "case", "items", True, (), (), fields(year="int"), {}, relations, None, (), ())
    pots = {**fields(key="int", amount="int"), "jars": listed("jar")}
    pot = Entity("pot", NAMELESS, "case", "pots", True, ("key",), (), pots, {}, {}, None, (), ())
    jar = Entity("jar", NAMELESS, "pot", "jars", True, ("key",), (), fields(key="int"), {}, {}, None, (), ())
    vocabulary = Vocabulary("case", {}, {"case": case, "item": item, "pot": pot, "jar": jar}, {})
    return Plan(rules_in_force(Policy("relations", "1", DAY, None, {}, vocabulary, (), (RULE,), "relations"), DAY))


PLAN: Final = model()


def value(expression: str, year: int | None, pots: list[dict[str, Any]] | None) -> Any:
    entities = PLAN.vocabulary.entities
    root = Entry(entities["case"], {}, None, "")
    item = Entry(entities["item"], {} if year is None else {"year": Decimal(year)}, root, "items/0")
    root.data["items"] = [item]
    if pots is not None:
        root.data["pots"] = [Entry(entities["pot"], dict(pot), root, f"pots/{at}") for at, pot in enumerate(pots)]
        for pot in root.data["pots"]:
            jars = [
                Entry(entities["jar"], {"key": Decimal(key)}, pot, f"jars/{at}")
                for at, key in enumerate(pot.data.pop("jars", ()))
            ]
            pot.data["jars"] = jars
    open_document(PLAN, root)
    return PLAN.closure(RULE, "item", parse(expression))((item, None))


POTS: Final[list[dict[str, Any]]] = [
    {"key": Decimal(2024), "amount": Decimal(10), "jars": (1, 2)},
    {"key": Decimal(2025), "amount": Decimal(20), "jars": (2,)},
]


def test_the_record_with_the_key() -> None:
    assert value("pot.amount", 2025, POTS) == Decimal(20)
    assert value("jar.key", 1, POTS) == Decimal(1)


def test_there_is_none() -> None:
    assert value("pot = null", 2026, POTS) is True
    assert value("pot = null", 2024, []) is True


def test_what_is_not_known() -> None:
    absent = value("pot.amount", 2024, None)
    assert isinstance(absent, Unknown)
    assert absent.missing == {"/pots"}
    any_year = value("pot.amount", None, POTS)
    assert isinstance(any_year, Unknown)
    assert any_year.missing == {"/items/0/year"}
    assert isinstance(value("jar.key", 2, POTS), Unknown), "two jars have that key"


def test_records_are_those_below_what_both_stand_in() -> None:
    """A jar's lid is the one of its own pot, though every pot has a lid of that key."""
    key = fields(key="int")
    lid = Entity(
        "lid", NAMELESS, "pot", "lids", True, ("key",), (), fields(key="int", size="int"), {}, {}, None, (), ()
    )
    relation = {"lid": Relation("lid", "lid", (("key", parse("key")),))}
    jar = Entity("jar", NAMELESS, "pot", "jars", True, ("key",), (), key, {}, relation, None, (), ())
    pots = {**key, "jars": listed("jar"), "lids": listed("lid")}
    pot = Entity("pot", NAMELESS, "case", "pots", True, ("key",), (), pots, {}, {}, None, (), ())
    case = Entity("case", NAMELESS, None, None, False, (), (), {"pots": listed("pot")}, {}, {}, None, (), ())
    vocabulary = Vocabulary("case", {}, {"case": case, "pot": pot, "jar": jar, "lid": lid}, {})
    rule = changed(RULE, parts=(changed(PART, on="jar"),))
    plan = Plan(rules_in_force(Policy("lids", "1", DAY, None, {}, vocabulary, (), (rule,), "lids"), DAY))
    root = Entry(case, {}, None, "")
    root.data["pots"] = [Entry(pot, {"key": Decimal(at)}, root, f"pots/{at}") for at in range(2)]
    for at, one in enumerate(root.data["pots"]):
        one.data["jars"] = [Entry(jar, {"key": Decimal(1)}, one, "jars/0")]
        one.data["lids"] = [Entry(lid, {"key": Decimal(1), "size": Decimal(at)}, one, "lids/0")] if at else []
    open_document(plan, root)
    closure = plan.closure(rule, "jar", parse("lid.size"))
    assert [closure((one.data["jars"][0], None)) for one in root.data["pots"]] == [None, Decimal(1)]


def test_absence_that_says_there_is_none() -> None:
    """A list whose absence means that it is empty leads to nobody, and nothing is missing."""
    none = {"pots": changed(listed("pot"), absent=NAMELESS), "items": listed("item")}
    entities = {**PLAN.vocabulary.entities, "case": changed(PLAN.vocabulary.entities["case"], fields=none)}
    vocabulary = changed(PLAN.vocabulary, entities=entities)
    plan = Plan(rules_in_force(Policy("none", "1", DAY, None, {}, vocabulary, (), (RULE,), "none"), DAY))
    root = Entry(entities["case"], {}, None, "")
    root.data["items"] = [Entry(entities["item"], {"year": Decimal(2024)}, root, "items/0")]
    open_document(plan, root)
    assert plan.closure(RULE, "item", parse("pot = null"))((root.data["items"][0], None)) is True


def test_a_key_of_two_facts_in_whatever_order_it_is_given() -> None:
    both = {
        "first": Field("first", Type("int"), NAMELESS, True),
        "second": Field("second", Type("int"), NAMELESS, True),
    }
    relation = {"pair": Relation("pair", "pair", (("second", parse("2")), ("first", parse("1"))))}
    item = Entity("item", NAMELESS, "case", "items", True, (), (), fields(year="int"), {}, relation, None, (), ())
    pair = Entity("pair", NAMELESS, "case", "pairs", True, ("first", "second"), (), both, {}, {}, None, (), ())
    lists = {"items": listed("item"), "pairs": listed("pair")}
    case = Entity("case", NAMELESS, None, None, False, (), (), lists, {}, {}, None, (), ())
    vocabulary = Vocabulary("case", {}, {"case": case, "item": item, "pair": pair}, {})
    plan = Plan(rules_in_force(Policy("pairs", "1", DAY, None, {}, vocabulary, (), (RULE,), "pairs"), DAY))
    root = Entry(case, {}, None, "")
    root.data["items"] = [Entry(item, {}, root, "items/0")]
    root.data["pairs"] = [Entry(pair, {"first": Decimal(1), "second": Decimal(2)}, root, "pairs/0")]
    open_document(plan, root)
    assert plan.closure(RULE, "item", parse("pair.first"))((root.data["items"][0], None)) == Decimal(1)
