"""Facts documents: what the tree of a good one holds, and the exact faults of bad ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.facts import Entry, subject_id
from engine.feel.nodes import Node
from engine.model import Constraint, Entity, Field, Label, Type, Vocabulary
from loader.facts.document import FactsDecoder, decode, refusal
from loader.facts.json_text import parse

DISTRICT = Path(__file__).parents[2] / "examples" / "district.json"

BASE: dict[str, Any] = {
    "as_of": "2025-06-30",
    "complete_for_years": [2024],
    "evaluation_batches": [{"year": 2023, "platform_type": "basic_research", "evaluated": 5, "excellent": 1}],
    "indicator_sets": [
        {
            "year": 2024,
            "platform_type": "all",
            "grade_bands": [{"grade": "excellent", "min": "90"}, {"grade": "good", "min": 75}],
        }
    ],
    "joint_reviews": [{"id": "R1", "participants": ["sti_bureau", "drc"]}],
    "platforms": [
        {
            "id": "P1",
            "agreements": [{"id": "A1", "round": 1, "cycle": {"joint_review": "R1"}, "overrides": []}],
            "annual_evaluations": [{"year": 2024, "score": "89.5", "joint_review": "R1", "reward_paid_cny": "5.00"}],
            "departure_records": [{"norm": "3.3.s2.n3", "agreement": "A1", "project": "X1"}],
            "projects": [{"id": "X1", "agreement": "A1"}],
            "teams": [{"id": "T1", "achievements": [{"id": "C1"}]}],
        },
        {"id": "P2", "agreements": [{"id": "A2"}], "projects": []},
    ],
}


@pytest.fixture(scope="module")
def decoder(vocabulary: Vocabulary) -> FactsDecoder:
    return FactsDecoder(vocabulary)


def platform(document: dict[str, Any]) -> dict[str, Any]:
    """The first platform."""
    first: dict[str, Any] = document["platforms"][0]
    return first


def tree_of(decoder: FactsDecoder, data: Any) -> Entry:
    """The tree of a good document."""
    entry, faults = decoder.decode(data)
    assert faults == [] and entry is not None
    return entry


# what a good document becomes


def test_the_example_is_good(decoder: FactsDecoder) -> None:
    data, _ = parse(DISTRICT.read_bytes())
    document = tree_of(decoder, data)
    assert [subject_id(one) for one in document.data["platforms"]][:3] == ["JC-01", "JS-01", "JS-02"]


def test_values_are_exact(decoder: FactsDecoder) -> None:
    document = tree_of(decoder, BASE)
    assert document.data["as_of"] == date(2025, 6, 30)
    assert document.data["complete_for_years"] == [Decimal(2024)]
    evaluation = document.data["platforms"][0].data["annual_evaluations"][0]
    assert evaluation.data["year"] == Decimal(2024) and str(evaluation.data["year"]) == "2024"
    assert str(evaluation.data["score"]) == "89.5"
    assert str(evaluation.data["reward_paid_cny"]) == "5.00"
    assert subject_id(evaluation) == "P1/2024"
    assert evaluation.pointer == "/platforms/0/annual_evaluations/0"
    assert evaluation.entity.name == "annual_evaluation"


def test_references_are_entries(decoder: FactsDecoder) -> None:
    document = tree_of(decoder, BASE)
    review = document.data["joint_reviews"][0]
    first = document.data["platforms"][0]
    assert first.data["annual_evaluations"][0].data["joint_review"] is review
    assert first.data["agreements"][0].data["cycle"].data["joint_review"] is review
    record = first.data["departure_records"][0]
    assert record.data["agreement"] is first.data["agreements"][0]
    assert record.data["project"] is first.data["projects"][0]


def test_absent_null_and_empty_objects_are_not_in_the_data(decoder: FactsDecoder) -> None:
    data = {"as_of": None, "platforms": [{"id": "P", "name": None, "agreements": [{"id": "A", "cycle": {}}]}]}
    document = tree_of(decoder, data)
    assert list(document.data) == ["platforms"]
    assert list(document.data["platforms"][0].data) == ["id", "agreements"]
    assert list(document.data["platforms"][0].data["agreements"][0].data) == ["id"]


def test_an_object_in_which_only_null_stands_is_absent_too(decoder: FactsDecoder) -> None:
    data = {"platforms": [{"id": "P", "veto_events": [{"ruling": {"by": None}}, {}]}]}
    events = tree_of(decoder, data).data["platforms"][0].data["veto_events"]
    assert [event.data for event in events] == [{}, {}]


def test_an_empty_list_is_knowledge(decoder: FactsDecoder) -> None:
    document = tree_of(decoder, {"platforms": [], "complete_for_years": []})
    assert document.data == {"platforms": [], "complete_for_years": []}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12000000.00", "12000000.00"),
        ("0", "0"),
        ("007.5", "7.5"),
        (Decimal("12000000.00"), "12000000.00"),
        (Decimal("1.5E+1"), "15"),
        (Decimal("2E+3"), "2000"),
        (Decimal("-0"), "0"),
        (Decimal("0E+9000"), "0"),
        (7, "7"),
        ("9" * 1000 + ".99", "9" * 1000 + ".99"),
    ],
)
def test_money_is_kept_as_written(decoder: FactsDecoder, written: Any, kept: str) -> None:
    data = {"platforms": [{"id": "P", "agreements": [{"id": "A", "total_support_cny": written}]}]}
    found = tree_of(decoder, data).data["platforms"][0].data["agreements"][0].data["total_support_cny"]
    assert type(found) is Decimal and str(found) == kept


@pytest.mark.parametrize(
    "written", [Decimal("2024"), Decimal("2024.0"), Decimal("2.024E+3"), Decimal("2024.000"), 2024]
)
def test_whole_numbers(decoder: FactsDecoder, written: Any) -> None:
    (year,) = tree_of(decoder, {"complete_for_years": [written]}).data["complete_for_years"]
    assert str(year) == "2024"


def test_lists_of_values_may_repeat(decoder: FactsDecoder) -> None:
    data = {"complete_for_years": [2024, 2024], "joint_reviews": [{"id": "R", "participants": ["drc", "drc"]}]}
    document = tree_of(decoder, data)
    assert document.data["complete_for_years"] == [2024, 2024]
    assert document.data["joint_reviews"][0].data["participants"] == ["drc", "drc"]


def test_records_without_identity_may_repeat(decoder: FactsDecoder) -> None:
    data = {"platforms": [{"id": "P", "departure_records": [{"norm": "2.2.s2.n1"}, {"norm": "2.2.s2.n1"}]}]}
    tree_of(decoder, data)


@pytest.mark.parametrize("value", ["六年", 6, Decimal("6.5"), True, [None, {"a": [1]}], {"x": None}, []])
def test_a_free_value_is_kept(decoder: FactsDecoder, value: Any) -> None:
    override = {"topic": "other", "value": value}
    data = {"platforms": [{"id": "P", "agreements": [{"id": "A", "overrides": [override]}]}]}
    (kept,) = tree_of(decoder, data).data["platforms"][0].data["agreements"][0].data["overrides"]
    assert kept.data["value"] == value


@pytest.mark.parametrize("identifier", ["", " ", "a/b", "~", "汉", "é"])
def test_any_string_is_an_identifier(decoder: FactsDecoder, identifier: str) -> None:
    tree_of(decoder, {"platforms": [{"id": identifier}]})


def test_one_key_under_two_parents_is_no_repetition(decoder: FactsDecoder) -> None:
    tree_of(decoder, {"platforms": [{"id": name, "agreements": [{"id": "A"}]} for name in ("P", "Q")]})


def test_the_data_are_left_as_they_were(decoder: FactsDecoder) -> None:
    data = deepcopy(BASE)
    decoder.decode(data)
    assert data == BASE


# what a bad document is told

Change = Callable[[dict[str, Any]], Any]
Told = list[tuple[str, str, str, tuple[str, ...]]]


def put(path: str, value: Any) -> Change:
    """Puts a value at a JSON pointer."""

    def change(document: dict[str, Any]) -> None:
        *steps, last = path.strip("/").split("/")
        holder: Any = document
        for step in steps:
            holder = holder[int(step) if isinstance(holder, list) else step]
        if isinstance(holder, list):
            holder[int(last) :] = [value]
        else:
            holder[last] = value

    return change


def again(path: str, **changes: Any) -> Change:
    """Repeats the first element of the list at a JSON pointer, with changes."""

    def change(document: dict[str, Any]) -> None:
        holder: Any = document
        for step in path.strip("/").split("/"):
            holder = holder[int(step) if isinstance(holder, list) else step]
        holder.append({**deepcopy(holder[0]), **changes})

    return change


P = "/platforms/0"
A = f"{P}/agreements/0"
E = f"{P}/annual_evaluations/0"
NO_NAMES: tuple[str, ...] = ()


def one(path: str, value: Any, code: str, found: str, *close: str) -> tuple[Change, Told]:
    """A breach at the place where a value is put."""
    return put(path, value), [(path, code, found, close)]


BREACHES: dict[str, tuple[Change, Told]] = {
    "text for a list": one("/platforms", "P1", "PC610", '"P1"'),
    "object for a list": one(f"{P}/teams", {}, "PC610", "{}"),
    "list for an object": one(f"{E}/next_year_budget", [], "PC610", "[]"),
    "text for an element": one("/platforms/1", "P2", "PC610", '"P2"'),
    "text for a boolean": one(f"{P}/enterprise_led", "true", "PC610", '"true"'),
    "number for a boolean": one(f"{P}/enterprise_led", 1, "PC610", "1"),
    "boolean for a whole number": one(f"{A}/round", True, "PC610", "true"),
    "text for a whole number": one(f"{E}/year", "2024", "PC610", '"2024"'),
    "boolean for money": one(f"{E}/reward_paid_cny", False, "PC610", "false"),
    "float for money": one(f"{E}/reward_paid_cny", 0.1, "PC610", "0.1"),
    "not a number": one(f"{E}/score", Decimal("NaN"), "PC610", "NaN"),
    "infinite years": one("/complete_for_years/0", Decimal("Infinity"), "PC610", "Infinity"),
    "number for text": one(f"{P}/name", 7, "PC610", "7"),
    "number for an identifier": one("/platforms/1/id", 7, "PC610", "7"),
    "number for a reference": one(f"{E}/joint_review", 1, "PC610", "1"),
    "number for a date": one("/as_of", 20250630, "PC610", "20250630"),
    "number for a word": one(f"{P}/type", 1, "PC610", "1"),
    "list for a word": one(f"{P}/type", [], "PC610", "[]"),
    "unknown key": one(f"{P}/typ", "x", "PC611", '"typ"', "type"),
    "unknown key with null": one(f"{P}/enterprise-led", None, "PC611", '"enterprise-led"', "enterprise_led"),
    "label for a key": one(f"{P}/平台名称", "x", "PC611", '"平台名称"', "name"),
    "key of a neighbour": one(f"{A}/cycle/concluded_at", "x", "PC611", '"concluded_at"', "concluded", "concluded_on"),
    "decision for a fact": one(f"{E}/annual_grade", "good", "PC611", '"annual_grade"', "grade_final"),
    "key without identity": one("/platforms/1/id", None, "PC612", ""),
    "band without bound": one("/indicator_sets/0/grade_bands/0/min", None, "PC612", ""),
    "null among entries": one("/platforms/1", None, "PC613", "null"),
    "null among years": one("/complete_for_years/0", None, "PC613", "null"),
    "unknown word": one(f"{P}/type", "basic_reserch", "PC614", '"basic_reserch"', "basic_research"),
    "capital letter": one(f"{E}/grade_final", "Good", "PC614", '"Good"', "good"),
    "label for a word": one(f"{E}/grade_final", "良好", "PC614", '"良好"', "good"),
    "nothing alike": one(f"{E}/grade_final", "***", "PC614", '"***"'),
    "all for one": one("/evaluation_batches/0/platform_type", "all", "PC614", '"all"', "basic_research"),
    "norm without departure": one(
        f"{P}/departure_records/0/norm", "3.3.s2.n2", "PC614", '"3.3.s2.n2"', "3.3.s2.n3", "3.3.s1.n1", "3.1.s1.n2"
    ),
    "no such day": one("/as_of", "2025-02-29", "PC615", '"2025-02-29"'),
    "date without dashes": one("/as_of", "20250228", "PC615", '"20250228"'),
    "date by weeks": one("/as_of", "2025-W09-5", "PC615", '"2025-W09-5"'),
    "date with time": one("/as_of", "2025-02-28T00:00:00", "PC615", '"2025-02-28T00:00:00"'),
    "short date": one("/as_of", "2025-2-28", "PC615", '"2025-2-28"'),
    "date with a line end": one("/as_of", "2025-02-28\n", "PC615", '"2025-02-28\\n"'),
    "full-width date": one("/as_of", "２０２５-02-28", "PC615", '"２０２５-02-28"'),
    "year zero": one("/as_of", "0000-01-01", "PC615", '"0000-01-01"'),
    "thousands": one(f"{E}/reward_paid_cny", "3,000", "PC616", '"3,000"'),
    "exponent in text": one(f"{E}/reward_paid_cny", "3e6", "PC616", '"3e6"'),
    "plus sign": one(f"{E}/score", "+90", "PC616", '"+90"'),
    "full-width digits": one(f"{E}/score", "９０", "PC616", '"９０"'),
    "no digit after the point": one(f"{E}/score", "90.", "PC616", '"90."'),
    "blank around": one(f"{E}/score", " 90", "PC616", '" 90"'),
    "line end": one(f"{E}/score", "90\n", "PC616", '"90\\n"'),
    "empty text": one(f"{E}/score", "", "PC616", '""'),
    "three decimals": one(f"{E}/reward_paid_cny", "1.001", "PC617", '"1.001"'),
    "three decimals, zeros": one(f"{E}/reward_paid_cny", "1.000", "PC617", '"1.000"'),
    "three decimals of a number": one(f"{E}/reward_paid_cny", Decimal("1.000"), "PC617", "1.000"),
    "negative money": one(f"{E}/reward_paid_cny", "-0.01", "PC618", '"-0.01"'),
    "minus nothing": one(f"{E}/reward_paid_cny", "-0.00", "PC618", '"-0.00"'),
    "negative number": one(f"{E}/score", Decimal("-1"), "PC618", "-1"),
    "round zero": one(f"{A}/round", 0, "PC618", "0"),
    "fraction": one(f"{A}/round", Decimal("1.5"), "PC619", "1.5"),
    "tiny fraction": one(f"{A}/round", Decimal("1E-999999999"), "PC619", "1E-999999999"),
    "giant year": one("/complete_for_years/0", Decimal("1E+1000"), "PC620", "1E+1000"),
    "giant number": one(f"{E}/score", Decimal("1E+999999999"), "PC620", "1E+999999999"),
    "tiny number": one(f"{E}/score", Decimal("1E-1001"), "PC620", "1E-1001"),
    "endless text": one(f"{E}/score", "9" * 1001, "PC620", '"' + "9" * 59 + '…"'),
    "endless decimals": one(f"{E}/score", "0." + "0" * 1001, "PC620", '"0.' + "0" * 57 + '…"'),
    "broken character": one(f"{P}/name", "\ud800", "PC604", '"\\ud800"'),
    "one id twice": (again("/platforms"), [("/platforms/2/id", "PC630", '"P1"', NO_NAMES)]),
    "one year twice": (
        again(f"{P}/annual_evaluations", year=Decimal("2024.0")),
        [(f"{P}/annual_evaluations/1/year", "PC630", "2024", NO_NAMES)],
    ),
    "one year and type twice": (
        again("/indicator_sets"),
        [("/indicator_sets/1/year", "PC630", '2024, "all"', NO_NAMES)],
    ),
    "one grade twice": (
        again("/indicator_sets/0/grade_bands", min="80"),
        [("/indicator_sets/0/grade_bands/2/grade", "PC630", '"excellent"', NO_NAMES)],
    ),
    "one bound twice": (
        again("/indicator_sets/0/grade_bands", grade="qualified", min=Decimal("90.0")),
        [("/indicator_sets/0/grade_bands/2/min", "PC631", "90.0", NO_NAMES)],
    ),
    "one achievement twice": (
        again(f"{P}/teams/0/achievements"),
        [(f"{P}/teams/0/achievements/1/id", "PC630", '"C1"', NO_NAMES)],
    ),
    "no such review": one(f"{E}/joint_review", "R2", "PC632", '"R2"', "R1"),
    "no such review of a cycle": one(f"{A}/cycle/joint_review", "R", "PC632", '"R"', "R1"),
    "agreement of another platform": one(f"{P}/projects/0/agreement", "A2", "PC632", '"A2"', "A1"),
    "project of another platform": (
        put("/platforms/1/departure_records", [{"norm": "3.3.s2.n3", "project": "X1"}]),
        [("/platforms/1/departure_records/0/project", "PC632", '"X1"', NO_NAMES)],
    ),
    "list that is referred to is absent": (
        put("/joint_reviews", None),
        [(f"{A}/cycle/joint_review", "PC632", '"R1"', NO_NAMES), (f"{E}/joint_review", "PC632", '"R1"', NO_NAMES)],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_breach(decoder: FactsDecoder, name: str) -> None:
    change, told = BREACHES[name]
    document = deepcopy(BASE)
    change(document)
    entry, faults = decoder.decode(document)
    assert entry is None
    assert [(fault.pointer, fault.code, fault.found, fault.nearest) for fault in faults] == told
    for fault in faults:
        for language in ("zh", "en"):
            assert fault.code in fault.text(language)
        json.dumps(fault.to_json())


@pytest.mark.parametrize("data", [None, [], "{}", True, Decimal(1)])
def test_a_document_is_an_object(decoder: FactsDecoder, data: Any) -> None:
    entry, (fault,) = decoder.decode(data)
    assert entry is None and (fault.pointer, fault.code) == ("", "PC610")


def test_a_free_value_is_not_nested_without_end(decoder: FactsDecoder) -> None:
    value: Any = 0
    for _ in range(101):
        value = [value]
    document = deepcopy(BASE)
    platform(document)["agreements"][0]["overrides"] = [{"topic": "other", "value": value}]
    entry, (fault,) = decoder.decode(document)
    assert entry is None and (fault.pointer, fault.code) == (f"{A}/overrides/0/value", "PC605")
    platform(document)["agreements"][0]["overrides"][0]["value"] = value[0]
    tree_of(decoder, document)


@pytest.mark.parametrize(
    ("value", "code"), [(0.5, "PC610"), ("\udfff", "PC604"), ({"\udfff": 1}, "PC604"), (Decimal("1E+1000"), "PC620")]
)
def test_a_free_value_is_plain_data(decoder: FactsDecoder, value: Any, code: str) -> None:
    document = deepcopy(BASE)
    platform(document)["agreements"][0]["overrides"] = [{"topic": "other", "value": [value]}]
    entry, (fault,) = decoder.decode(document)
    assert entry is None and (fault.pointer, fault.code) == (f"{A}/overrides/0/value", code)


def test_all_faults_are_told_in_the_order_of_the_document(decoder: FactsDecoder) -> None:
    document = {
        "as_of": "2025-13-01",
        "platforms": [
            {"id": "P", "typ": 1, "agreements": [{"round": 0}, {"id": "A"}, {"id": "A"}]},
            {"id": "P", "annual_evaluations": [{"year": 2024, "joint_review": "R"}], "a/b~": None},
        ],
        "indicator_sets": [None, {}],
    }
    _, faults = decoder.decode(document)
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/as_of", "PC615"),
        ("/platforms/0/typ", "PC611"),
        ("/platforms/0/agreements/0/round", "PC618"),
        ("/platforms/0/agreements/0/id", "PC612"),
        ("/platforms/0/agreements/2/id", "PC630"),
        ("/platforms/1/a~1b~0", "PC611"),
        ("/platforms/1/id", "PC630"),
        ("/indicator_sets/0", "PC613"),
        ("/indicator_sets/1/year", "PC612"),
        ("/indicator_sets/1/platform_type", "PC612"),
        ("/platforms/1/annual_evaluations/0/joint_review", "PC632"),
    ]


def test_messages(decoder: FactsDecoder) -> None:
    document = deepcopy(BASE)
    platform(document).update(type="基础研究", projects=[{"id": "X1", "agreement": "A9"}])
    _, (wrong_word, nothing) = decoder.decode(document)
    assert wrong_word.text("en") == (
        '/platforms/0/type: PC614 "基础研究" is not one of the values: basic_research, technology_innovation, '
        "innovation_service; the nearest valid name: basic_research"
    )
    assert nothing.text("zh") == (
        '/platforms/0/projects/0/agreement: PC632 "A9" 不存在：应为/platforms/0 之下已有的协议。最接近的有效名称：A1'
    )


@pytest.mark.parametrize(
    ("name", "written", "zh", "en"),
    [
        (
            "score",
            "895",
            'PC621 "895" 过大：应不大于 100',
            'PC621 "895" is too large: expected a number that is at most 100',
        ),
        ("score", "100.01", 'PC621 "100.01" 过大：应不大于 100', None),
        ("score", Decimal("100.5"), "PC621 100.5 过大：应不大于 100", None),
        ("score", "-1", 'PC618 "-1" 过小：应不为负数', None),
        ("round", 4, "PC621 4 过大：应不大于 3", "PC621 4 is too large: expected a number that is at most 3"),
        ("cost", "-5", 'PC621 "-5" 过大：应不大于 -10', None),
        ("score", "100.00", None, None),
        ("round", 3, None, None),
        ("cost", "-10.00", None, None),
    ],
)
def test_a_maximum_is_the_largest_number(name: str, written: Any, zh: str | None, en: str | None) -> None:
    label = Label("", "")
    fields = {
        "score": Field("score", Type("decimal"), label, minimum=0, maximum=100),
        "round": Field("round", Type("int"), label, maximum=3),
        "cost": Field("cost", Type("money"), label, minimum=-20, maximum=-10),
    }
    root = Entity("root", label, None, None, False, (), (), fields, {}, {}, None, (), ())
    entry, faults = decode({name: written}, Vocabulary("root", {}, {"root": root}, {}))
    assert [fault.text("zh") for fault in faults] == ([] if zh is None else [f"/{name}: {zh}"])
    if en is not None:
        assert [fault.text("en") for fault in faults] == [f"/{name}: {en}"]
    if entry is not None:
        assert str(entry.data[name]) == str(written)


def test_very_many_faults_take_little_time(decoder: FactsDecoder) -> None:
    reviews = [{"id": f"R-{number:04}"} for number in range(1000)]
    evaluations = [{"year": number, "joint_review": f"S-{number:04}"} for number in range(1000)]
    document = {"joint_reviews": reviews, "platforms": [{"id": "P", "annual_evaluations": evaluations}]}
    _, faults = decoder.decode(document)
    assert len(faults) == 1000 and faults[0].nearest == ("R-0000", "R-0900", "R-0800")


def test_refusal_by_a_constraint(decoder: FactsDecoder) -> None:
    agreement = tree_of(decoder, BASE).data["platforms"][0].data["agreements"][0]
    constraint = Constraint(Node("bool", True), "round", Label("轮次不对", "the round is not right"))
    fault = refusal(agreement, constraint)
    assert (fault.pointer, fault.code, fault.found) == (f"{A}/round", "PC650", "1")
    assert fault.text("en") == f"{A}/round: PC650 the round is not right (found 1)"


def test_decode_is_the_decoder_once(vocabulary: Vocabulary) -> None:
    entry, faults = decode(BASE, vocabulary)
    assert entry is not None and faults == []
    assert decode({"x": 1}, vocabulary)[0] is None
