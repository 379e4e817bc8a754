"""Sets of values through every operator: nothing possible is lost, and a single operator adds nothing impossible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from feel_trees import VALUES, VARIABLES, single, valued
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.feel import Range, evaluate
from engine.feel.compiler import DynamicScope, build
from engine.feel.nodes import Node
from engine.feel.unparse import unparse
from engine.unknown import Unknown, open_bool, same

SETS = st.lists(st.sampled_from(VALUES), min_size=2, max_size=3).map(
    lambda found: [value for place, value in enumerate(found) if not any(same(value, other) for other in found[:place])]
)


def unknown(values: list[Any], name: str) -> Any:
    """The set of values, because the fact of this name is missing."""
    return values[0] if len(values) == 1 else Unknown(tuple(values), missing=frozenset((f"/{name}",)))


def covers(possible: Any, value: Any) -> bool:
    """Whether a value is among the possible ones, also where parts of lists and contexts are open."""
    if isinstance(possible, Unknown):
        if possible.values is not None:
            return any(covers(one, value) for one in possible.values)
        return possible.may_be(value)
    if same(possible, value):
        return True
    if isinstance(possible, list) and isinstance(value, list):
        return len(possible) == len(value) and all(map(covers, possible, value))
    if isinstance(possible, dict) and isinstance(value, dict):
        return possible.keys() == value.keys() and all(covers(possible[key], value[key]) for key in value)
    if isinstance(possible, Range) and isinstance(value, Range):
        return all(map(covers, possible.parts(), value.parts()))
    return False


OPEN_END = Node("range", False, Node("num", "0"), Node("filter", Node("num", "0"), Node("name", "a")), False)
"""A range whose end may turn out to be null, so that there is no range."""


def run(tree: Node, values: dict[str, Any]) -> Any:
    return build(tree, DynamicScope())((values, None))


def ways(sets: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(sets, choice, strict=True)) for choice in product(*sets.values())]


@settings(max_examples=600, deadline=None)
@given(valued(), st.fixed_dictionaries(dict.fromkeys(VARIABLES, SETS)))
@example(OPEN_END, {"a": [Decimal(-2), date(2024, 2, 29)], "b": [Decimal(1)], "c": [Decimal(1)]})
def test_every_concrete_result_is_in_the_set(tree: Node, sets: dict[str, list[Any]]) -> None:
    possible = run(tree, {name: unknown(values, name) for name, values in sets.items()})
    for way in ways(sets):
        concrete = run(tree, way)
        assert covers(possible, concrete), f"{unparse(tree)} with {way}: {concrete!r} not in {possible!r}"


@settings(max_examples=600, deadline=None)
@given(
    single(st.sampled_from([Node("name", name) for name in VARIABLES] + [Node("num", "1"), Node("null")])),
    st.fixed_dictionaries(dict.fromkeys(VARIABLES, SETS)),
)
def test_a_single_operator_gives_exactly_the_concrete_results(tree: Node, sets: dict[str, list[Any]]) -> None:
    used = [name for name in VARIABLES if repr(Node("name", name)) in repr(tree)]
    if any(repr(tree).count(repr(Node("name", name))) > 1 for name in used):
        return  # one unknown in two places: no reasoning by cases is asked for
    possible = run(tree, {name: unknown(values, name) for name, values in sets.items()})
    concrete: list[Any] = []
    for way in ways({name: sets[name] for name in used}):
        result = run(tree, dict.fromkeys(VARIABLES) | way)
        if not any(same(result, other) for other in concrete):
            concrete.append(result)
    found = expanded(possible)
    assert len(found) == len(concrete), f"{unparse(tree)}: {found} is not {concrete}"
    assert all(any(same(value, other) for other in concrete) for value in found)


def expanded(possible: Any) -> list[Any]:
    """The values of a set, with the open parts of lists filled in."""
    if isinstance(possible, Unknown):
        assert possible.values is not None, "a finite set became an open one"
        return distinct([value for one in possible.values for value in expanded(one)])
    if isinstance(possible, list):
        return distinct([list(choice) for choice in product(*(expanded(part) for part in possible))])
    return [possible]


def distinct(values: list[Any]) -> list[Any]:
    return [v for place, v in enumerate(values) if not any(same(v, other) for other in values[:place])]


INTERVALS = st.tuples(st.integers(-4, 4), st.integers(0, 5), st.sampled_from(("both", "low", "high")))


def interval(low: int, size: int, ends: str, name: str) -> Unknown:
    return Unknown(
        None,
        Decimal(low) if ends != "high" else None,
        Decimal(low + size) if ends != "low" else None,
        missing=frozenset((f"/{name}",)),
    )


def numeric(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    signs = st.sampled_from(("+", "-", "*", "/"))
    comparisons = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    many = st.sampled_from(("min", "max", "sum"))
    return st.one_of(
        st.tuples(signs, part, part).map(lambda found: Node("arith", *found)),
        st.tuples(comparisons, part, part).map(lambda found: Node("cmp", *found)),
        st.tuples(part).map(lambda found: Node("neg", *found)),
        st.tuples(part, part, part).map(lambda found: Node("between", *found)),
        st.tuples(part, part, part).map(lambda found: Node("if", Node("cmp", ">", *found[:2]), *found[1:])),
        st.tuples(many, st.tuples(part, part)).map(lambda found: Node("call", *found, ())),
        st.tuples(part, st.booleans(), part, part, st.booleans()).map(
            lambda found: Node("in", found[0], (Node("test_expr", Node("range", *found[1:])),))
        ),
        part.map(
            lambda found: Node("call", "nth largest", (Node("list", found, Node("num", "1")), Node("num", "2")), ())
        ),
    )


NUMERIC = st.recursive(
    st.sampled_from([Node("name", name) for name in VARIABLES] + [Node("num", text) for text in ("0", "1", "2.5")]),
    numeric,
    max_leaves=6,
)


@settings(max_examples=500, deadline=None)
@given(NUMERIC, st.lists(INTERVALS, min_size=3, max_size=3), st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_intervals_hold_every_concrete_result(tree: Node, bounds: list[tuple[int, int, str]], steps: list[int]) -> None:
    sets = {name: interval(*bound, name) for name, bound in zip(VARIABLES, bounds, strict=True)}
    way = {
        name: Decimal(low + min(step, size) if ends != "high" else low + size - step)
        for name, (low, size, ends), step in zip(VARIABLES, bounds, steps, strict=True)
    }
    possible, concrete = run(tree, sets), run(tree, way)
    assert covers(possible, concrete), f"{unparse(tree)} with {way}: {concrete!r} not in {possible!r}"


def some_number(low: str | None, high: str | None) -> Unknown:
    return Unknown(None, low and Decimal(low), high and Decimal(high), missing=frozenset(("/n",)))


@pytest.mark.parametrize(
    ("expression", "low", "high", "expected"),
    [
        ("n >= 60", "60", None, True),
        ("n >= 60", None, "59.99", False),
        ("n > 60", "60", "75", "open"),
        ("n = 60", "61", "75", False),
        ("n in [60..75)", "60", "74", True),
        ("n in (< 60, > 75)", "60", "75", False),
        ("n between 1 and 3", "4", None, False),
        ("n + 1 > 60", "60", None, True),
        ("-n <= 0", "0", None, True),
        ("n * 0.2 <= 20", "0", "100", True),
        ("n / 4 < 1", "0", "3.99", True),
        ("min(n, 10) <= 10", None, None, "open"),
        ("min(n, 10) <= 10", "3", None, True),
        ("max(n, 10) >= 10", "3", None, True),
        ("sum([n, n, 5]) >= 11", "3", "4", True),
        ("nth largest([n, 5, 9], 2) >= 5", "0", None, True),
        ('n = "a"', "0", None, None),
        ("n and true", "0", None, None),
        ("n and false", "0", None, False),
    ],
)
def test_intervals_decide_where_they_can(expression: str, low: str | None, high: str | None, expected: Any) -> None:
    result = evaluate(expression, {"n": some_number(low, high)})
    if expected == "open":
        assert isinstance(result, Unknown)
        assert result.missing == {"/n"}
    else:
        assert result is expected


def test_unbounded_times_zero_is_zero() -> None:
    result = evaluate("n * m", {"n": some_number("0", None), "m": some_number("0", "1")})
    assert (result.low, result.high) == (Decimal(0), None)


def test_dates_keep_their_bounds() -> None:
    day = evaluate('@"2023-10-20"')
    result = evaluate('d + @"P1Y"', {"d": Unknown(None, day, day.replace(year=2024))})
    assert (result.low.isoformat(), result.high.isoformat()) == ("2024-10-20", "2025-10-20")
    assert evaluate('d + @"P1Y" > @"2024-10-19"', {"d": Unknown(None, day, day.replace(year=2024))}) is True


def test_a_date_without_bound_may_leave_the_calendar() -> None:
    result = evaluate('d + @"P1Y"', {"d": Unknown(None, evaluate('@"2023-10-20"'), None)})
    assert (result.values, result.low, result.high) == (None, None, None)


@pytest.mark.parametrize(
    ("expression", "missing"),
    [
        ("p and q", {"/p", "/q"}),
        ("p and false", None),
        ("p or true", None),
        ("p or q", {"/p", "/q"}),
        ("if p then 1 else 2", {"/p"}),
        ("if p then 1 else 1", None),
        ("[1, 2][p]", {"/p"}),
        ("[1, 2][2]", None),
        ("some x in [p, true] satisfies x", None),
        ("every x in [p, false] satisfies x", None),
        ("some x in [p, false] satisfies x", {"/p"}),
        ("count([p, q])", None),
        ("any([p, q])", {"/p", "/q"}),
        ("list contains([p], null)", None),
        ("p in (true, false)", None),
        ("p = p2", {"/p"}),
    ],
)
def test_reasons_are_named_only_where_they_matter(expression: str, missing: set[str] | None) -> None:
    context = {name: open_bool(frozenset((f"/{name}",))) for name in ("p", "q")} | {"p2": True}
    result = evaluate(expression, context)
    if missing is None:
        assert not isinstance(result, Unknown)
    else:
        assert isinstance(result, Unknown)
        assert result.missing == missing


def test_who_decides_is_kept() -> None:
    result = evaluate("if p then 1 else 2", {"p": open_bool(refer=frozenset(("committee",)))})
    assert result.refer == {"committee"}


@pytest.mark.parametrize("expression", ["some x in xs satisfies x > 1", "every x in xs satisfies x > 1"])
def test_a_list_that_is_not_known_leaves_a_quantifier_open(expression: str) -> None:
    result = evaluate(expression, {"xs": Unknown(missing=frozenset(("/xs",)))})
    assert (result.values, result.missing) == ((True, False, None), {"/xs"})


@pytest.mark.parametrize("expression", ["for x in xs return x", "xs[1]", "xs[item > 1]", "xs.a", "1 + xs", "sum(xs)"])
def test_a_list_that_is_not_known_gives_anything(expression: str) -> None:
    result = evaluate(expression, {"xs": Unknown(missing=frozenset(("/xs",)))})
    assert (result.values, result.low, result.high, result.missing) == (None, None, None, {"/xs"})


def test_an_index_that_is_not_known_chooses() -> None:
    result = evaluate("[10, 20, 30][i]", {"i": Unknown((Decimal(1), Decimal(3)))})
    assert result.values == (Decimal(10), Decimal(30))
