"""A document that grows line by line is decided as the whole of it would be, and only what changes is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from policy_check.api import FactsError, Policy, evaluate, load
from policy_check.backends import Disagreement, unavailable
from policy_check.session import Session
from tests.policy_check.running import DISTRICT, ROOT

STREAM = ROOT / "examples/stream.ndjson"
rete = pytest.mark.skipif(unavailable() is not None, reason="durable-rules cannot be had here")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load()


def pieces(document: dict[str, Any], chance: Random) -> Iterator[dict[str, Any]]:
    """The lines of a document in any order: its own facts, then platform by platform, each fact by itself."""
    own = [{name: value} for name, value in document.items() if name != "platforms"]
    yield {"platforms": [{"id": one["id"]} for one in document["platforms"]]}  # the order of platforms is kept
    facts = [
        {"platforms": [{"id": one["id"], name: value}]}
        for one in document["platforms"]
        for name, value in one.items()
        if name != "id"
    ]
    lines = own + facts
    chance.shuffle(lines)
    whole = [line for line in lines if "joint_reviews" in line] + [
        line for line in lines if "joint_reviews" not in line
    ]
    yield from sorted(whole, key=lambda line: "projects" in json.dumps(line) or "departure_records" in json.dumps(line))


@rete
@pytest.mark.parametrize("seed", range(3))
def test_lines_in_any_order_come_to_what_the_whole_comes_to(policy: Policy, seed: int) -> None:
    document = json.loads((ROOT / DISTRICT).read_bytes())
    session = Session(policy)
    current: dict[tuple[str, str, str], Any] = {}
    for line in pieces(document, Random(seed)):
        for change in session.add(line):
            assert current.get(change.order) == change.replaced
            current[change.order] = change.decision
    whole = evaluate(policy, document)
    assert session.decisions == whole.decisions
    assert session.result is not None
    assert session.result.facts_digest == whole.facts_digest
    assert [one for one in current.values() if one is not None] != []
    assert {key: one for key, one in current.items() if one is not None} == {d.order: d for d in session.decisions}


@rete
def test_reported_in_june_established_in_november(policy: Policy) -> None:
    session = Session(policy)
    seen = []
    for line in STREAM.read_bytes().splitlines():
        changes = {change.order[2]: change for change in session.add(line)}
        seen.append({name: (one.decision.state, one.decision.value) for name, one in changes.items() if one.decision})
    _, reported, established, _ = seen
    assert reported["veto_applied"] == ("undetermined", None)
    assert established["veto_applied"] == ("determined", True)
    assert established["annual_grade"] == ("determined", "unqualified")
    assert "category" not in reported


@rete
def test_only_what_changes_fires_again(policy: Policy) -> None:
    session = Session(policy)
    session.add((ROOT / DISTRICT).read_bytes())
    everything = len(session.fired)
    assert everything > 200
    assert session.add({"at": "/platforms/JS-01/name", "value": "另一个名称"}) == []
    assert session.fired == []
    session.add({"platforms": [{"id": "JS-01", "veto_events": [{"category": "integrity"}]}]})
    assert 0 < len(session.fired) < everything / 10
    assert all(pointer.startswith("/platforms/1") for pointer, _ in session.fired)


@pytest.mark.parametrize("backend", ["rete", "direct"])
def test_a_line_that_is_refused_changes_nothing(policy: Policy, backend: str) -> None:
    session = Session(policy, backend=backend)
    session.add((ROOT / DISTRICT).read_bytes())
    before = (session.document, session.decisions, session.result)
    for line in (
        b"{",
        b"[]",
        '{"platforms": [{"id": "JS-01", "type": "no such type"}]}',
        {"at": "/platforms/none/name", "value": "x"},
        {"platforms": [{"name": "without an id"}]},
    ):
        with pytest.raises(FactsError) as caught:
            session.add(line)
        assert caught.value.faults
        assert (session.document, session.decisions, session.result) == before
    assert session.add({"at": "/platforms/JS-01/name", "value": "x"}) == []


@rete
def test_nothing_is_decided_where_the_two_differ(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.durable import Program

    session = Session(load())
    session.add((ROOT / DISTRICT).read_bytes())
    before = session.decisions
    monkeypatch.setattr(Program, "fire", lambda self, tokens: [])
    line = {"platforms": [{"id": "JS-01", "veto_events": [{"category": "integrity"}]}]}
    with pytest.raises(Disagreement):
        session.add(line)
    assert session.decisions == before
    monkeypatch.undo()
    assert session.add(line) != []


@pytest.mark.parametrize("backend", ["both", "nonsense"])
def test_a_session_runs_on_rete_or_direct(policy: Policy, backend: str) -> None:
    with pytest.raises(ValueError, match=backend):
        Session(policy, backend=backend)


def test_direct_alone_says_the_same(policy: Policy) -> None:
    one, other = Session(policy, backend="direct"), Session(policy)
    for line in Path(STREAM).read_bytes().splitlines():
        assert one.add(line) == other.add(line)
    assert one.fired == []
