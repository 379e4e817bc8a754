"""What the files of policies/2023 say about the opinion itself: its text is claimed word by word, its dates are the
text's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from engine.model import Label, Policy
from engine.value import Value
from loader.policies import load_policy
from tests.claims import unclaimed
from tests.readings import QUOTAS, roundings

FOLDER = Path(__file__).parents[1] / "policies" / "2023"


@pytest.fixture(scope="module")
def policy() -> Policy:
    found, diagnostics = load_policy([FOLDER])
    assert found is not None, [one.text("en") for one in diagnostics.sorted()]
    return found


def test_every_word_is_claimed(policy: Policy) -> None:
    assert unclaimed(policy) == {}


def test_in_force_from_commencement(policy: Policy) -> None:
    """No rule of the opinion begins or ends with another day than the opinion."""
    [commencement] = [rule for rule in policy.rules if rule.norm_type == "commencement"]
    day = chinese_days(commencement.quote)[0]
    assert policy.since.isoformat() == policy.version == day
    assert policy.until is None
    for rule in policy.rules:
        assert (rule.since.isoformat(), rule.until, rule.version, rule.replaces) == (day, None, 1, None), rule.id
        for parameter in rule.parameters:
            assert parameter.since in (None, rule.since), parameter.name
            assert parameter.until is None, parameter.name


def chinese_days(text: str) -> list[str]:
    """The days in a text, such as 2023 年 9 月 19 日, as ISO dates."""
    found = re.findall(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日", text)
    return [f"{year}-{int(month):02}-{int(day):02}" for year, month, day in found]


def test_metadata_is_in_the_source(policy: Policy) -> None:
    source = (FOLDER / "source.md").read_text(encoding="utf-8")
    about = policy.about
    assert about["document_number"] in source
    *_, signed, printed = chinese_days(source)
    assert (str(about["signed_on"]), str(about["printed_on"])) == (signed, printed)
    year, number = re.findall(r"\d+", about["document_number"])
    assert policy.id == f"qb-{year}-{number}"
    assert about["work_id"].endswith(f"/qb/{year}/{number}")
    assert about["expression_id"] == f"{about['work_id']}/zh@{policy.version}"


def test_readings(policy: Policy) -> None:
    """The reading taken of each ambiguity, and the rules that rest on it, are those on record."""
    record = (Path(__file__).parent / "data" / "readings-2023.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = {}
    for rule in sorted(policy.rules, key=lambda rule: rule.id):
        for one in rule.readings:
            entry = found.setdefault(one.ambiguity, {"option": one.option, "norms": []})
            assert entry["option"] == one.option, rule.id
            entry["norms"].append(rule.id)
    assert found == YAML(typ="safe", pure=True).load(record)


def numbers(text: str) -> set[str]:
    """The numbers in a text, as ``20`` and ``5+5``."""
    return set(re.findall(r"\d+(?:\+\d+)*", text))


def test_numbers_in_titles_are_in_the_text(policy: Policy) -> None:
    texts = {sentence.id: sentence.text for sentence in policy.sentences}
    for rule in policy.rules:
        assert numbers("".join(rule.title)) <= numbers(texts[rule.clause]), rule.id


def test_numbers_in_labels_are_in_the_text(policy: Policy) -> None:
    known = set().union(*(numbers(sentence.text) for sentence in policy.sentences))
    found = list(labels(policy.vocabulary))
    assert len(found) > 100
    for label in found:
        assert numbers("".join(label)) <= known, label


def labels(value: Any) -> Iterator[Label]:
    """Every label in a part of the model."""
    if isinstance(value, Label):
        yield value
    elif isinstance(value, dict | Value):
        for part in (value if isinstance(value, dict) else vars(value)).values():
            yield from labels(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from labels(part)


def test_other_ways_of_rounding(policy: Policy) -> None:
    assert roundings(policy) == QUOTAS


LEVELS = ("sec", "item", "subitem")


def test_sentences_are_numbered_as_they_stand() -> None:
    """The two ids of a sentence say the same place, and every numbering counts 1, 2, 3 …"""
    text = YAML(typ="safe", pure=True).load((FOLDER / "text.yaml").read_text(encoding="utf-8"))
    counted: dict[str, int] = {}
    for one in text["sentences"]:
        *numbers, last = one["id"].split(".")
        assert one["eid"] == eid(numbers, last)
        if last.startswith("s") and last[1:].isdigit():
            counted[".".join(numbers)] = counted.get(".".join(numbers), 0) + 1
            assert last == f"s{counted['.'.join(numbers)]}"
        elif last == "h":
            above = f"below {'.'.join(numbers[:-1])}"
            counted[above] = counted.get(above, 0) + 1
            assert numbers[-1] == str(counted[above])
        else:
            assert numbers in (["0"], ["end"])


def eid(numbers: list[str], last: str) -> str:
    """The Akoma Ntoso id of the sentence or heading `last` below `numbers`; 0 begins a chapter or the text."""
    if numbers in (["0"], ["end"]):
        return f"{'preface' if numbers == ['0'] else 'conclusions'}__{last}"
    levels = [f"{level}_{number}" for level, number in zip(LEVELS, numbers, strict=False) if number != "0"]
    return "__".join([*levels, "heading" if last == "h" else f"sent_{last[1:]}"])
