"""Lines of facts go into a document as they say, and leave it alone where they do not fit."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from loader.facts.merge import merged
from policy_check.api import load

VOCABULARY = load().model.vocabulary
EVENT = {"category": "integrity", "occurred_on": "2024-06-03"}
DOCUMENT: dict[str, Any] = {
    "platforms": [
        {"id": "A", "name": "甲", "veto_events": [EVENT], "annual_evaluations": [{"year": 2023}, {"year": 2024}]},
        {"id": "1", "main_activities": ["rd_services"]},
    ]
}

MERGED: dict[str, tuple[Any, dict[str, Any]]] = {
    "a fact of a platform": ({"platforms": [{"id": "A", "type": "other"}]}, {"/platforms/0/type": "other"}),
    "another platform": ({"platforms": [{"id": "B"}]}, {"/platforms/2/id": "B"}),
    "the same platform twice": (
        {"platforms": [{"id": "B", "name": "乙"}, {"id": "B", "type": "other"}]},
        {"/platforms/2/name": "乙", "/platforms/2/type": "other"},
    ),
    "a year": (
        {"platforms": [{"id": "A", "annual_evaluations": [{"year": 2024, "score": "90"}]}]},
        {"/platforms/0/annual_evaluations/1/score": "90", "/platforms/0/annual_evaluations/0/score": None},
    ),
    "an event, which has no key": (
        {"platforms": [{"id": "A", "veto_events": [EVENT]}]},
        {"/platforms/0/veto_events/1/category": "integrity"},
    ),
    "a list of words": (
        {"platforms": [{"id": "1", "main_activities": ["other"]}]},
        {"/platforms/1/main_activities/0": "other", "/platforms/1/main_activities/1": None},
    ),
    "a fact withdrawn": ({"platforms": [{"id": "A", "name": None}]}, {"/platforms/0/name": None}),
    "a list withdrawn": ({"platforms": None}, {"/platforms": None}),
    "a fact of the document": ({"as_of": "2025-01-01"}, {"/as_of": "2025-01-01"}),
    "a place": ({"at": "/platforms/0/name", "value": "丙"}, {"/platforms/0/name": "丙"}),
    "a place by key": ({"at": "/platforms/A/name", "value": "丙"}, {"/platforms/0/name": "丙"}),
    "a key that looks like a place": ({"at": "/platforms/1/name", "value": "丙"}, {"/platforms/1/name": "丙"}),
    "a year by key": (
        {"at": "/platforms/A/annual_evaluations/2024/score", "value": "1"},
        {"/platforms/0/annual_evaluations/1/score": "1"},
    ),
    "the end of a list": ({"at": "/platforms/0/veto_events/-", "value": EVENT}, {"/platforms/0/veto_events/1": EVENT}),
    "an element that is not there": (
        {"at": "/platforms/0/agreements/-/id", "value": "XY"},
        {"/platforms/0/agreements/0/id": "XY"},
    ),
    "an object that is not there": (
        {"at": "/platforms/0/annual_evaluations/0/next_year_budget/exists", "value": True},
        {"/platforms/0/annual_evaluations/0/next_year_budget/exists": True},
    ),
    "a place withdrawn": ({"at": "/platforms/0/veto_events/0", "value": None}, {"/platforms/0/veto_events/0": None}),
    "an escaped name": ({"at": "/a~1b~0c", "value": 1}, {"/a~1b~0c": 1}),
}
NOWHERE: dict[str, tuple[Any, str, str]] = {
    "no object": ([1], "", "PC610"),
    "no pointer": ({"at": 7, "value": 1}, "/at", "PC640"),
    "a pointer that does not begin": ({"at": "platforms", "value": 1}, "/at", "PC640"),
    "no such platform": ({"at": "/platforms/Z/name", "value": 1}, "/platforms/Z", "PC640"),
    "beyond the end": ({"at": "/platforms/9/name", "value": 1}, "/platforms/9", "PC640"),
    "within a word": ({"at": "/platforms/0/name/x", "value": 1}, "/platforms/0/name/x", "PC640"),
    "nothing at the end": ({"at": "/platforms/-", "value": None}, "/platforms/-", "PC640"),
}


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; None where nothing is there."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list):
            document = document[int(name)] if int(name) < len(document) else None
        else:
            document = document.get(name) if isinstance(document, dict) else None
    return document


@pytest.mark.parametrize("name", MERGED)
def test_a_line_goes_where_it_says(name: str) -> None:
    line, expected = MERGED[name]
    before = deepcopy(DOCUMENT)
    document, faults = merged(DOCUMENT, line, VOCABULARY)
    assert faults == []
    assert {pointer: at(document, pointer) for pointer in expected} == expected
    assert before == DOCUMENT


@pytest.mark.parametrize("name", NOWHERE)
def test_a_line_that_leads_nowhere_changes_nothing(name: str) -> None:
    line, pointer, code = NOWHERE[name]
    document, faults = merged(DOCUMENT, line, VOCABULARY)
    assert document is DOCUMENT
    assert [(fault.pointer, fault.code) for fault in faults] == [(pointer, code)]
    assert all(fault.message.zh and fault.message.en for fault in faults)


def test_what_is_in_the_document_may_come_again() -> None:
    document = {"platforms": [{"id": "A", "annual_evaluations": [{"year": 2024, "score": "90"}]}]}
    assert merged(document, document, VOCABULARY) == (document, [])
    assert merged({}, document, VOCABULARY) == (document, [])
