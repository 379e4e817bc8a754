"""Tables of which several rows may apply: each hit policy against the standard, worked out by hand for every way in
which unknown facts can turn out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.direct import decide, open_document
from engine.facts import Entry
from engine.feel.nodes import Node
from engine.feel.unparse import unparse
from engine.fused import fuse
from engine.model import Policy
from engine.plan import Plan
from engine.unknown import Unknown
from engine.value import changed
from engine.versions import rules_in_force
from loader.compiled import decode, encode
from tests.engine.small import DAY, ROOT, Says, feel, policy
from tests.engine.test_rete import agree, entry

FACTS: Final = {"n": "int", "a": "bool", "b": "bool", "g": "grade"}
GRADES: Final = ("high", "middle", "low")
WAYS: Final[dict[str, tuple[Any, ...]]] = {"n": (0, 1, 2, 3), "a": (True, False), "b": (True, False), "g": GRADES}
"""What each fact may be where it is not known; `n` may be more, which the results below do not show."""
CONFLICT: Final = "conflict"
POLICIES: Final = (
    *("unique", "any", "priority", "collect", "rule_order", "output_order"),
    *("sum", "min", "max", "count"),
)

Row = tuple[tuple[str, ...], int | str]
"""What a row asks (texts in FEEL) and its value: a number, or the fact ``n``."""

CELLS: Final = (
    "n in (0)",
    "n in (<= 1)",
    "n in (> 1)",
    "n in ([1..2])",
    "n in (not(1))",
    "n in (1, 3)",
    "a in (true)",
    "a in (false)",
    "b in (true)",
    'g in ("high")',
    'g in (not("high"))',
    'g in ("middle", "low")',
)


def holds(cell: str, facts: Mapping[str, Any]) -> bool:
    """Whether a known fact passes a cell, in Python."""
    name, _, test = cell.partition(" in ")
    value, inner = facts[name], test[1:-1]
    if inner.startswith("not("):
        return not holds(f"{name} in ({inner[4:-1]})", facts)
    if inner.startswith("<="):
        return bool(value <= int(inner[2:]))
    if inner.startswith(">"):
        return bool(value > int(inner[1:]))
    if inner.startswith("["):
        low, high = inner[1:-1].split("..")
        return bool(int(low) <= value <= int(high))
    return str(value).lower() in [one.strip().strip('"') for one in inner.split(",")]


def standard(hit: str, rows: list[Row], otherwise: int | None, order: list[int | str], facts: Mapping[str, Any]) -> Any:
    """The result of a table as DMN words it, for facts that are all known."""
    written = [value for cells, value in rows if all(holds(cell, facts) for cell in cells)]
    if hit in ("priority", "output_order"):
        written.sort(key=order.index)
    values = [int(facts["n"] if value == "n" else value) for value in written]
    if not values:
        return otherwise
    if hit == "unique":
        return values[0] if len(values) == 1 else CONFLICT
    if hit == "any":
        return values[0] if len(set(values)) == 1 else CONFLICT
    if hit == "priority":
        return values[0]
    if hit in ("collect", "rule_order", "output_order"):
        return values
    totals: dict[str, Callable[[list[int]], int]] = {"sum": sum, "min": min, "max": max, "count": len}
    return totals[hit](values)


def table(hit: str, rows: list[Row], otherwise: int | None, order: list[int | str]) -> Node:
    """The table as a tree."""
    written = tuple((_when(cells), feel(str(value))) for cells, value in rows)
    ranked = tuple(feel(str(one)) for one in order) if hit in ("priority", "output_order") else None
    return Node("hits", hit, written, feel(str(otherwise)) if otherwise is not None else Node("null"), ranked)


def _when(cells: tuple[str, ...]) -> Node:
    parts = [feel(cell) for cell in cells]
    return Node("bool", True) if not parts else parts[0] if len(parts) == 1 else Node("and", *parts)


def made(value: Node, kind: str = "any") -> Policy:
    """A policy whose one attribute has this value."""
    base = policy(FACTS, {"d": "int"}, [Says("r", "d", "1")], {"grade": GRADES})
    (rule,) = base.rules
    part = changed(rule.parts[0], conclusions=(("d", value),))
    case = base.vocabulary.entities[ROOT]
    attribute = changed(case.attributes["d"], type=changed(case.attributes["d"].type, kind=kind), decision=False)
    words = changed(base.vocabulary, entities={ROOT: changed(case, attributes={"d": attribute})})
    return changed(base, vocabulary=words, rules=(changed(rule, parts=(part,)),))


def decided(value: Node) -> Policy:
    """The same, and the attribute is a decision."""
    this = made(value)
    case = this.vocabulary.entities[ROOT]
    entity = changed(case, attributes={"d": changed(case.attributes["d"], decision=True)})
    return changed(this, vocabulary=changed(this.vocabulary, entities={ROOT: entity}))


def result(value: Node, facts: Mapping[str, Any]) -> Any:
    """What a value is for facts of which some are not known."""
    this = made(value)
    plan = Plan(rules_in_force(this, DAY))
    root: Entry = entry(this, facts)
    closure = plan.closure(this.rules[0], ROOT, value)
    open_document(plan, root)
    return closure((root, None))


def plain(value: Any) -> Any:
    """Numbers of the engine as those of Python."""
    if isinstance(value, Decimal):
        return int(value)
    return [plain(one) for one in value] if isinstance(value, list) else value


def covers(found: Any, meant: Any) -> bool:
    """Whether what is found may be what is meant; a conflict is covered where anything may be."""
    anything = isinstance(found, Unknown) and found.values is None and found.low is None and found.high is None
    if meant == CONFLICT:
        return anything
    if not isinstance(found, Unknown):
        return bool(plain(found) == meant)
    if found.values is not None:
        return any(plain(value) == meant for value in found.values)
    return anything or (isinstance(meant, int) and found.may_be(Decimal(meant)))


def ways(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every way in which facts can turn out."""
    names = list(FACTS)
    choices = [(facts[name],) if facts[name] is not None else WAYS[name] for name in names]
    return [dict(zip(names, way, strict=True)) for way in product(*choices)]


rows_of_tables = st.lists(
    st.tuples(st.lists(st.sampled_from(CELLS), max_size=3).map(tuple), st.sampled_from((-1, 0, 1, 2, "n"))),
    min_size=1,
    max_size=5,
)
some_facts = st.fixed_dictionaries({name: st.sampled_from((None, *values)) for name, values in WAYS.items()})
orders = st.permutations([-1, 0, 1, 2, "n"])


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(POLICIES), rows_of_tables, st.sampled_from((None, 0, 1)), orders, some_facts)
@example("any", [(("a in (true)",), 1), ((), 1)], None, [-1, 0, 1, 2], dict.fromkeys(FACTS))
def test_the_result_covers_every_way(
    hit: str, rows: list[Row], otherwise: int | None, order: list[int | str], facts: dict[str, Any]
) -> None:
    value = table(hit, rows, otherwise, order)
    found = result(value, facts)
    for way in ways(facts):
        meant = standard(hit, rows, otherwise, order, way)
        assert covers(found, meant), f"{unparse(value)} {way}: {found}"
        exact = result(value, way)
        assert covers(exact, meant) and (meant == CONFLICT or not isinstance(exact, Unknown))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(POLICIES), rows_of_tables, st.sampled_from((None, 0, 1)), orders, some_facts)
def test_a_result_is_open_only_for_facts_that_are_unknown(
    hit: str, rows: list[Row], otherwise: int | None, order: list[int | str], facts: dict[str, Any]
) -> None:
    found = result(table(hit, rows, otherwise, order), facts)
    if isinstance(found, Unknown):
        named = {pointer.removeprefix("/") for pointer in found.missing}
        asked = {cell.partition(" ")[0] for cells, _ in rows for cell in cells} | {"n"}
        assert named <= {name for name in asked if facts[name] is None}
        conflict = found.values is None and found.low is None and found.high is None
        assert named or (conflict and any(standard(hit, rows, otherwise, order, w) == CONFLICT for w in ways(facts)))


UNKNOWN: Final = dict.fromkeys(FACTS)


@pytest.mark.parametrize(
    ("hit", "rows", "facts", "values", "missing"),
    [
        # rows that exclude each other never contradict
        ("unique", [(("n in (<= 1)",), 1), (("n in (> 1)",), 2)], {}, {1, 2, None}, "n"),
        ("any", [(('g in ("high")',), 1), (('g in (not("high"))',), 2)], {}, {1, 2, None}, "g"),
        # a row that excludes one that applies does not matter
        ("unique", [(("a in (true)", "n in (1)"), 1), (("b in (true)", "n in (2)"), 2)], {"n": 1}, {1, None}, "a"),
        # rows of one value do not contradict; which of them apply is no matter where one surely does
        ("any", [(("a in (true)",), 1), (("b in (true)",), 1)], {"a": True}, {1}, ""),
        ("any", [(("a in (true)",), 1), (("b in (true)",), 1)], {}, {1, None}, "ab"),
        ("any", [(("a in (true)",), 1), (("b in (true)",), 1), (('g in ("low")',), 2)], {"a": True}, None, "g"),
        ("priority", [(("a in (true)",), 2), (("b in (true)",), 1)], {"b": True}, {1}, ""),
        ("priority", [(("a in (true)",), 2), (("b in (true)",), 1)], {"a": True}, {1, 2}, "b"),
        ("sum", [((), 5), (("a in (true)",), 2)], {}, {5, 7}, "a"),
        ("min", [((), 5), (("a in (true)",), 7)], {}, {5}, ""),
        ("max", [((), 5), (("a in (true)",), 7)], {}, {5, 7}, "a"),
    ],
)
def test_what_is_known_all_the_same(
    hit: str, rows: list[Row], facts: dict[str, Any], values: set[Any] | None, missing: str
) -> None:
    found = result(table(hit, rows, None, [1, 2]), {**UNKNOWN, **facts})
    possible = found.values if isinstance(found, Unknown) else (found,)
    assert values == (None if possible is None else {plain(one) for one in possible})
    named = {pointer.removeprefix("/") for pointer in found.missing} if isinstance(found, Unknown) else set()
    assert named == set(missing)


def test_lists_are_the_ways_they_can_turn_out() -> None:
    found = result(table("collect", [((), 1), (("a in (true)",), 2)], None, []), UNKNOWN)
    assert isinstance(found, Unknown)
    assert [plain(one) for one in found.values or ()] == [[1], [1, 2]]
    found = result(table("count", [((), 1), (("a in (true)",), 2), (("b in (true)",), 3)], 0, []), UNKNOWN)
    assert isinstance(found, Unknown) and (found.low, found.high) == (1, 3)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(POLICIES), rows_of_tables, st.sampled_from((None, 0)), orders, some_facts)
def test_both_backends_decide_tables_alike(
    hit: str, rows: list[Row], otherwise: int | None, order: list[int | str], facts: dict[str, Any]
) -> None:
    agree(decided(table(hit, rows, otherwise, order)), facts)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(POLICIES), rows_of_tables, st.sampled_from((None, 0)), orders, some_facts)
def test_fused_rules_answer_as_direct(
    hit: str, rows: list[Row], otherwise: int | None, order: list[int | str], facts: dict[str, Any]
) -> None:
    value = table(hit, rows, otherwise, order)
    this = decided(value)
    fused = fuse(Plan(rules_in_force(this, DAY)), ROOT)
    assert fused is not None
    root = entry(this, facts)
    (meant,) = decide(Plan(rules_in_force(this, DAY)), root)
    assert fused(root.data)["d"][0] == meant.value or meant.state == "not_applicable"


def test_tables_are_written_for_readers_and_kept_in_copies() -> None:
    value = table("priority", [(("a in (true)",), 2), (("b in (true)", "n in (> 1)"), 1)], 0, [1, 2])
    assert unparse(value) == (
        "priority(if a in true then 2; if b in true and n in (> 1) then 1; otherwise 0; in the order 1, 2)"
    )
    assert decode(encode(value)) == value
