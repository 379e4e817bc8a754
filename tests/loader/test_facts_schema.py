"""The schema of facts documents: the committed file is the generated one, and it judges as the decoder does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import Entity, Field, Label, Type, Vocabulary
from engine.value import changed
from loader.facts.document import FactsDecoder
from loader.facts.fault import Fault
from loader.facts.json_text import parse
from loader.facts.schema import DATE_PATTERN, facts_schema, text, write

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "schemas" / "facts.schema.json"
BEYOND = frozenset(("PC630", "PC631", "PC632", "PC633"))
"""What no schema can say: that identities differ, and what references name."""


def is_number(_: Any, value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def is_whole(checker: Any, value: Any) -> bool:
    return is_number(checker, value) and value == int(value)


CHECKER = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many({"number": is_number, "integer": is_whole})
Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=CHECKER)  # type: ignore[no-untyped-call]  # untyped in the stubs


@pytest.fixture(scope="module")
def judge(vocabulary: Vocabulary) -> Callable[[Any], tuple[bool, list[Fault]]]:
    """The verdict of the committed schema, and the faults of the decoder."""
    schema = Validator(json.loads(COMMITTED.read_text(encoding="utf-8")))
    decoder = FactsDecoder(vocabulary)

    def verdicts(document: Any) -> tuple[bool, list[Fault]]:
        entry, faults = decoder.decode(document)
        assert (entry is None) == bool(faults)
        return schema.is_valid(document), faults

    return verdicts


def test_the_committed_file_is_the_generated_one(vocabulary: Vocabulary, tmp_path: Path) -> None:
    write(tmp_path / "facts.schema.json", vocabulary)
    assert (tmp_path / "facts.schema.json").read_bytes() == COMMITTED.read_bytes()
    assert COMMITTED.read_text(encoding="utf-8") == text(vocabulary)


def test_it_is_a_schema(vocabulary: Vocabulary) -> None:
    jsonschema.Draft202012Validator.check_schema(facts_schema(vocabulary))


def test_it_accepts_the_example(judge: Callable[[Any], tuple[bool, list[Fault]]]) -> None:
    raw = (ROOT / "examples" / "district.json").read_bytes()
    assert judge(parse(raw)[0]) == (True, [])
    jsonschema.Draft202012Validator(json.loads(COMMITTED.read_text(encoding="utf-8"))).validate(json.loads(raw))


def test_every_key_has_a_title_in_both_languages(vocabulary: Vocabulary) -> None:
    for definition in facts_schema(vocabulary)["$defs"].values():
        for schema in [definition, *definition.get("properties", {}).values()]:
            assert re.fullmatch(".+; .+", schema["title"])


def test_the_pattern_of_dates_is_the_calendar() -> None:
    matches = re.compile(DATE_PATTERN).search
    for year in (*range(1, 2, 1), 4, 100, 400, 1000, 1900, *range(1999, 2030), 2096, 2100, 2400, 9996, 9999):
        days = set()
        day = date(year, 1, 1)
        while day.year == year:
            days.add(day.isoformat())
            if day == date.max:
                break
            day += timedelta(days=1)
        written = {f"{year:04}-{month:02}-{of:02}" for month in range(14) for of in range(33)}
        assert {one for one in written if matches(one)} == days
    for wrong in ("0000-01-01", "0000-02-29", "2024-1-01", "12024-01-01", "2024-01-01T", "２０２４-01-01", ""):
        assert not matches(wrong)


# every fact with every strange value

NUMBERS = (
    "90", "-0", "-1", "-0.5", "0.00", "1.5", "1.50", "1.501", "2024.0", "2.024E+3", "1E+2", "1E-3", "1E+999", "1E+1000",
)  # fmt: skip
TEXTS = (
    *NUMBERS, "", "x", "9" * 1000, "9" * 1001, "0." + "0" * 1000, "0." + "0" * 1001, "00.5", "9.", ".9", "+9", "９",
    "9 ", "1,0", "2024-02-29", "2023-02-29", "2024-2-1", "20240229", "2024-W09-4", "2024-02-29T00:00:00", "0000-01-01",
    "9999-12-31", "all", "other", "Other", "good", "true", "null", "/", "~", "汉",
)  # fmt: skip
VALUES: list[Any] = [
    None,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
    {"id": None},
    *map(Decimal, NUMBERS),
    *TEXTS,
]


def test_every_fact_with_every_value(vocabulary: Vocabulary) -> None:
    told: set[str] = set()
    for entity in vocabulary.entities.values():
        here = changed(vocabulary, root=entity.name)
        decoder, schema = FactsDecoder(here), Validator(facts_schema(here))
        required = {name: sample(here, field) for name, field in entity.fields.items() if field.required}
        for name, value in product([*entity.fields, "no_such_fact"], [*VALUES, *([one] for one in VALUES)]):
            document = {**required, name: value}
            faults = decoder.decode(document)[1]
            assert schema.is_valid(document) == all(map(beyond, faults)), (entity.name, name, value, faults)
            told.update(fault.code for fault in faults)
    assert told >= {f"PC{code}" for code in (610, 611, 612, 613, 614, 615, 616, 617, 618, 619, 620, 632)}


def sample(vocabulary: Vocabulary, field: Field) -> Any:
    """One value of a required fact."""
    if field.type.kind == "enum":
        return next(iter(vocabulary.enums[field.type.name or ""].members))
    return {"string": "x", "int": 1, "decimal": "1"}[field.type.kind]


# random documents and random damage

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\n")
WORDS = st.text(CHARACTERS, max_size=4)
STRANGE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            False,
            "",
            [],
            {},
            [None],
            [[]],
            [{}],
            {"id": None},
            0,
            1,
            -1,
            2024,
            "2024",
            "2024-02-29",
            "2023-02-29",
        ]
    ),
    st.sampled_from(
        ["90", "-1", "0.5", "1.50", "1.501", "1e3", "９", "12,000", " 1", "+1", "1.", "all", "other", "excellent"]
    ),
    st.sampled_from([Decimal(text) for text in ("90", "-0", "-0.5", "1.50", "2.024E+3", "2024.0", "0.00", "1E+2")]),
    st.integers(-3, 3000),
    WORDS,
    st.lists(WORDS, max_size=2),
    st.dictionaries(WORDS, WORDS, max_size=2),
)


def values(vocabulary: Vocabulary, field: Field, type_: Type) -> st.SearchStrategy[Any]:
    """Values of a type, written in every form that is accepted."""
    kind = type_.kind
    low = field.minimum or 0
    high = 3000 if field.maximum is None else field.maximum
    if kind == "list" and type_.item is not None:
        return st.lists(values(vocabulary, field, type_.item), max_size=2)
    if kind == "record":
        return objects(vocabulary, vocabulary.entities[type_.name or ""])
    if kind == "enum":
        return st.sampled_from(list(vocabulary.enums[type_.name or ""].members))
    if kind in ("decimal", "money"):
        numbers = st.decimals(low, 10**12 if field.maximum is None else high, places=2)
        return numbers | numbers.map(lambda number: f"{number:f}") | st.integers(low, min(high, 100)).map(str)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "int": st.integers(low, high) | st.integers(low, high).map(lambda number: Decimal(number) * Decimal("1.0")),
        "date": st.dates().map(date.isoformat),
        "any": STRANGE,
    }
    return simple.get(kind, WORDS)


def objects(vocabulary: Vocabulary, entity: Entity) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of an entity: what is required, and some of the rest."""
    required = {name: values(vocabulary, field, field.type) for name, field in entity.fields.items() if field.required}
    optional = {
        name: st.none() | st.deferred(lambda field=field: values(vocabulary, field, field.type))  # type: ignore[misc]
        for name, field in entity.fields.items()
        if not field.required
    }
    chosen = st.lists(st.sampled_from(list(optional) or [""]), max_size=5, unique=True)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(
            {**required, **{name: optional[name] for name in names if name in optional}}
        )
    )


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a document with every key or index in it."""
    if isinstance(value, (dict, list)):
        for at, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, at
            yield from places(inner)


def edited(value: Any, data: st.DataObject) -> Any:
    """A value that is nearly the same."""
    if isinstance(value, str):
        at = data.draw(st.integers(0, len(value)))
        return (
            value[:at]
            + data.draw(st.sampled_from(["", *"0123456789-.,e+ _９年A"]))
            + value[at + data.draw(st.integers(0, 1)) :]
        )
    if is_number(None, value):
        return value * data.draw(st.sampled_from([Decimal(text) for text in ("-1", "0", "0.1", "10", "1.00", "1E+3")]))
    return data.draw(STRANGE)


def damaged(document: Any, data: st.DataObject) -> Any:
    """The document with one value replaced, taken away or added."""
    document = deepcopy(document)
    where = list(places(document))
    if not where:
        return data.draw(STRANGE)
    holder, at = data.draw(st.sampled_from(where))
    leaves = [(holder, at) for holder, at in where if isinstance(holder[at], str) or is_number(None, holder[at])]
    how = data.draw(st.sampled_from(["edit", "edit", "edit", "replace", "remove", "add"]))
    if how == "edit" and leaves:
        holder, at = data.draw(st.sampled_from(leaves))
        holder[at] = edited(holder[at], data)
    elif how == "replace":
        holder[at] = data.draw(STRANGE)
    elif how == "remove":
        del holder[at]
    elif isinstance(holder, list):
        holder.append(data.draw(STRANGE))
    else:
        holder[data.draw(st.sampled_from(["year", "id", "platform_type", "type"]) | WORDS)] = data.draw(STRANGE)
    return document


def beyond(fault: Fault) -> bool:
    """Whether no schema can say it; of a JSON number it cannot count the digits."""
    return fault.code in BEYOND or (fault.code in ("PC617", "PC620") and not fault.found.startswith('"'))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=100)
@given(st.data())
def test_schema_and_decoder_agree(
    vocabulary: Vocabulary, judge: Callable[[Any], tuple[bool, list[Fault]]], data: st.DataObject
) -> None:
    document: Any = data.draw(objects(vocabulary, vocabulary.entities[vocabulary.root]))
    good, faults = judge(document)
    assert good and all(map(beyond, faults))
    for _ in range(data.draw(st.integers(1, 2))):
        document = damaged(document, data)
    good, faults = judge(document)
    assert good == all(map(beyond, faults))
    for fault in faults:
        assert_pointer(document, fault.pointer)


@settings(deadline=None)
@given(st.recursive(STRANGE, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)))
def test_nothing_raises(judge: Callable[[Any], tuple[bool, list[Fault]]], document: Any) -> None:
    good, faults = judge(document)
    assert good == all(map(beyond, faults))
    for fault in faults:
        assert_pointer(document, fault.pointer)


def assert_pointer(document: Any, pointer: str) -> None:
    """A pointer leads to a value, or to a key that its object lacks."""
    steps = pointer.split("/")[1:]
    value = document
    for index, step in enumerate(steps):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)]
        elif name in value:
            value = value[name]
        else:
            assert index == len(steps) - 1 and isinstance(value, dict)


# a vocabulary of another policy


WRONG: list[tuple[str, Any, str]] = [
    ("rate", "1e3", "PC616"),
    ("cost", Decimal("-6"), "PC618"),
    ("cost", "1.0", "PC617"),
    ("at", "25:00:00", "PC615"),
    ("at", 5, "PC610"),
    ("when", "2023-10-20T", "PC615"),
    ("wait", "P1Y", "PC615"),
    ("term", "P1D", "PC615"),
    ("others", [1, 3], "PC632"),
    ("others", ["1"], "PC610"),
    ("table", [[None]], "PC613"),
    ("things", [None], "PC613"),
]


def test_every_kind_of_fact() -> None:
    label = Label("甲", "a")
    kinds = {
        "free": Type("any"),
        "rate": Type("decimal"),
        "cost": Type("money"),
        "at": Type("time"),
        "when": Type("datetime"),
        "wait": Type("days"),
        "term": Type("months"),
        "number": Type("int"),
        "others": Type("list", None, Type("reference", "thing")),
        "table": Type("list", None, Type("list", None, Type("int"))),
        "things": Type("list", None, Type("any")),
    }
    fields = {name: Field(name, type_, label) for name, type_ in kinds.items()}
    fields["id"] = Field("id", Type("int"), label, required=True)
    fields["cost"] = Field("cost", Type("money"), label, minimum=-5, decimals=0)
    holder = {"parts": Field("parts", Type("list", None, Type("record", "thing")), label)}
    nothing: dict[str, Any] = {}
    root = Entity("root", label, None, None, False, (), (), holder, nothing, nothing, None, (), ())
    thing = Entity("thing", label, "root", "parts", True, ("id",), (), fields, nothing, nothing, None, (), ())
    vocabulary = Vocabulary("root", {}, {"root": root, "thing": thing}, {})
    schema = Validator(facts_schema(vocabulary))
    good: dict[str, Any] = {
        "id": 1, "free": [None], "rate": "-0.5", "cost": "-5", "at": "10:30:00", "when": "2023-10-20T10:30:00",
        "wait": "P10D", "term": "P1Y6M", "number": -3, "others": [1, 2], "table": [[1], []], "things": [1, "x", {}],
    }  # fmt: skip
    document = {"parts": [good, {"id": 2}]}
    entry, faults = FactsDecoder(vocabulary).decode(document)
    assert entry is not None, faults
    first, second = entry.data["parts"]
    assert first.data["others"] == [first, second] and first.data["table"] == [[1], []]
    assert schema.is_valid(document)
    for name, wrong, code in WRONG:
        _, told = FactsDecoder(vocabulary).decode({"parts": [{**good, name: wrong}, {"id": 2}]})
        assert [fault.code for fault in told] == [code]
        if code not in ("PC615", "PC632"):
            assert not schema.is_valid({"parts": [{**good, name: wrong}]})


BOUNDS = (None, -100, -37, -1, 0, 1, 5, 99, 100, 250)
WRITTEN = ("0", "0.00", "1", "01", "4.99", "5", "5.00", "5.01", "36.9", "37", "99", "99.99", "100", "100.0", "0100.01",
           "101", "250", "251", "999", "1000", "100000")  # fmt: skip


@pytest.mark.parametrize("kind", ["decimal", "money", "int"])
@pytest.mark.parametrize(("minimum", "maximum"), list(product(BOUNDS, BOUNDS)))
def test_numbers_within_bounds(kind: str, minimum: int | None, maximum: int | None) -> None:
    label = Label("甲", "a")
    field = Field("x", Type(kind), label, minimum=minimum, maximum=maximum)
    nothing: dict[str, Any] = {}
    root = Entity("root", label, None, None, False, (), (), {"x": field}, nothing, nothing, None, (), ())
    vocabulary = Vocabulary("root", {}, {"root": root}, {})
    schema, decoder = Validator(facts_schema(vocabulary)), FactsDecoder(vocabulary)
    least = 0 if kind == "money" and minimum is None else minimum
    for digits in (*WRITTEN, *("-" + one for one in WRITTEN)):
        number = Decimal(digits)
        values: list[Any] = [number, digits] if kind != "int" else [number] if number == int(number) else []
        for value in values:
            signed = isinstance(value, str) and value[0] == "-"
            below = least is not None and (number < least or (signed and least >= 0))
            above = maximum is not None and number > maximum
            wanted = ["PC618"] if below else ["PC621"] if above else []
            assert [fault.code for fault in decoder.decode({"x": value})[1]] == wanted
            assert schema.is_valid({"x": value}) == (not wanted)


def test_a_reference_may_have_no_single_meaning() -> None:
    label = Label("甲", "a")
    nothing: dict[str, Any] = {}
    identity = Field("id", Type("string"), label, required=True)

    def entity(name: str, parent: str | None, field: str | None, fields: list[Field], *key: str) -> Entity:
        named = {one.name: one for one in fields}
        return Entity(name, label, parent, field, True, key, (), named, nothing, nothing, None, (), ())

    holder = Field("groups", Type("list", None, Type("record", "group")), label)
    chief = Field("chief", Type("reference", "member"), label)
    members = Field("members", Type("list", None, Type("record", "member")), label)
    entities = {
        "root": entity("root", None, None, [holder, chief]),
        "group": entity("group", "root", "groups", [identity, members], "id"),
        "member": entity("member", "group", "members", [identity], "id"),
    }
    decoder = FactsDecoder(Vocabulary("root", {}, entities, {}))
    groups = [{"id": "A", "members": [{"id": "x"}, {"id": "y"}]}, {"id": "B", "members": [{"id": "y"}]}]
    entry, faults = decoder.decode({"groups": groups, "chief": "x"})
    assert entry is not None and not faults
    assert entry.data["chief"] is entry.data["groups"][0].data["members"][0]
    _, (fault,) = decoder.decode({"groups": groups, "chief": "y"})
    assert (fault.pointer, fault.code) == ("/chief", "PC633")


@pytest.mark.parametrize("type_", [Type("null"), Type("nonsense"), Type("list", None, Type("nonsense"))])
def test_a_vocabulary_with_facts_that_cannot_be(type_: Type) -> None:
    label = Label("甲", "a")
    nothing: dict[str, Any] = {}
    root = Entity(
        "root", label, None, None, False, (), (), {"x": Field("x", type_, label)}, nothing, nothing, None, (), ()
    )
    vocabulary = Vocabulary("root", {}, {"root": root}, {})
    for use in (FactsDecoder, facts_schema):
        with pytest.raises(ValueError, match="a fact cannot be of type"):
            use(vocabulary)
