"""Bands, bounds, tiers, interpolation and averages: known numbers against plain fractions, unknown ones against every
number that they can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.direct import EXACT, open_document
from engine.facts import Entry
from engine.feel.builtins.numbers import round_half_up
from engine.feel.nodes import Node
from engine.feel.parser import parse
from engine.plan import Plan
from engine.scales import extreme
from engine.unknown import Unknown, same
from engine.versions import rules_in_force
from tests.engine.small import DAY, ROOT, Says, policy

X = parse("x")
SMALL = range(-2, 13)
BECAUSE = frozenset(("/x",))


def number(value: Any) -> Node:
    return Node("num", str(value)) if value >= 0 else Node("neg", Node("num", str(-value)))


def value_of(node: Node, x: Any) -> Any:
    """What an expression about `x` is, where `x` is a value or what it can be."""
    made = policy({"x": "decimal"}, {"d": "decimal"}, [Says("r", "d", "1")])
    plan = Plan(rules_in_force(made, DAY))
    root = Entry(made.vocabulary.entities[ROOT], {"x": x}, None, "")
    open_document(plan, root)
    closure = plan.closure(plan.rules.rules["r"], ROOT, node)
    with localcontext(EXACT):
        return closure((root, None))


def allows(outcome: Any, value: Any) -> bool:
    return outcome.may_be(value) if isinstance(outcome, Unknown) else same(outcome, value)


def check(node: Node, known: Callable[[int], Any], low: int | None, high: int | None, listed: bool) -> None:
    """The outcome for `x` in a range allows exactly what the numbers of the range allow, as far as they show."""
    inside = [x for x in SMALL if (low is None or x >= low) and (high is None or x <= high)]
    if listed:
        x: Any = Unknown(tuple(map(Decimal, inside)), missing=BECAUSE) if len(inside) > 1 else Decimal(inside[0])
    else:
        x = Unknown(None, None if low is None else Decimal(low), None if high is None else Decimal(high), BECAUSE)
    outcome = value_of(node, x)
    wanted = [known(one) for one in inside]
    assert all(allows(outcome, one) for one in wanted)
    if not isinstance(outcome, Unknown):
        assert len(set(wanted)) == 1
    else:
        assert outcome.missing == BECAUSE


ranges = (
    st.tuples(st.integers(0, 5), st.integers(5, 10))
    | st.tuples(st.none(), st.integers(0, 9))
    | st.tuples(st.integers(0, 9), st.none())
)
steps = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 5)), min_size=1, max_size=4, unique_by=lambda p: p[0])


@given(steps, ranges, st.booleans())
@settings(deadline=None)
def test_bands(rows: list[tuple[int, int]], around: tuple[Any, Any], listed: bool) -> None:
    falling = sorted(rows, reverse=True)
    node = Node("bands", X, tuple((number(bound), number(then)) for bound, then in falling), number(99), Node("null"))

    def known(x: int) -> Decimal:
        return Decimal(next((then for bound, then in falling if x >= bound), 99))

    for x in SMALL:
        assert value_of(node, Decimal(x)) == known(x)
    check(node, known, *around, listed)


@given(steps, ranges, st.booleans())
@settings(deadline=None)
def test_tiers(rows: list[tuple[int, int]], around: tuple[Any, Any], listed: bool) -> None:
    rising = sorted(rows)
    node = Node("tiers", X, tuple((number(start), number(rate)) for start, rate in rising))

    def known(x: int) -> Decimal:
        ends = [start for start, _ in rising[1:]] + [10**9]
        return Decimal(sum(max(0, min(x, end) - start) * rate for (start, rate), end in zip(rising, ends, strict=True)))

    for x in SMALL:
        assert value_of(node, Decimal(x)) == known(x)
    check(node, known, *around, listed)


@given(steps, ranges, st.booleans())
@settings(deadline=None)
def test_interpolation(rows: list[tuple[int, int]], around: tuple[Any, Any], listed: bool) -> None:
    rising = sorted(rows)
    node = Node("interpolate", X, tuple((number(x), number(y)) for x, y in rising))

    def exact(x: int) -> Fraction:
        if x <= rising[0][0]:
            return Fraction(rising[0][1])
        for (x0, y0), (x1, y1) in pairwise(rising):
            if x < x1:
                return y0 + Fraction((x - x0) * (y1 - y0), x1 - x0)
        return Fraction(rising[-1][1])

    for x in SMALL:
        found = value_of(node, Decimal(x))
        assert abs(Fraction(found) - exact(x)) < Fraction(1, 10**30)
    check(node, lambda x: value_of(node, Decimal(x)), *around, listed)


bounds = st.lists(st.integers(-1, 11), max_size=2)


@given(bounds, bounds, ranges, st.booleans())
@settings(deadline=None)
def test_bounds(least: list[int], most: list[int], around: tuple[Any, Any], listed: bool) -> None:
    node = Node("bounded", X, tuple(map(number, least)), tuple(map(number, most)), None)

    def known(x: int) -> Decimal:
        return Decimal(max([min([x, *most]), *least]))

    for x in SMALL:
        assert value_of(node, Decimal(x)) == known(x)
    check(node, known, *around, listed)


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=3),
    ranges,
    st.booleans(),
    st.sampled_from(["min", "max", "sum", "mean"]),
)
@settings(deadline=None)
def test_functions_of_written_values(others: list[int], around: tuple[Any, Any], listed: bool, name: str) -> None:
    node = parse(f"{name}(x, {', '.join(map(str, others))})")
    python: dict[str, Callable[[Sequence[int]], Any]] = {
        "min": min, "max": max, "sum": sum, "mean": lambda all_: Fraction(sum(all_), len(all_))
    }  # fmt: skip
    for x in SMALL:
        assert abs(Fraction(value_of(node, Decimal(x))) - python[name]([x, *others])) < Fraction(1, 10**30)
    check(node, lambda x: value_of(node, Decimal(x)), *around, listed)


def test_what_cannot_be_the_extreme_is_no_reason() -> None:
    low = Unknown(None, Decimal(0), Decimal(5), frozenset(("/low",)))
    high = Unknown(None, Decimal(4), Decimal(9), frozenset(("/high",)))
    top = extreme([low, high, Decimal(6)], largest=True)
    assert (top.low, top.high, top.missing) == (Decimal(6), Decimal(9), {"/high"})
    assert extreme([low, Decimal(5)], largest=True) == Decimal(5)


def test_null_is_no_number() -> None:
    rows = ((number(5), number(1)),)
    for node in (
        Node("bands", X, rows, number(0), Node("null")),
        Node("bounded", X, (), (number(3),), None),
        Node("tiers", X, rows),
        Node("interpolate", X, rows),
    ):
        assert value_of(node, Decimal(5)) is not None
        assert value_of(Node(node.op, Node("null"), *node.args[1:]), Decimal(5)) is None


ORDER = ("low", "middle", "high")


@pytest.mark.parametrize("grade", ORDER)
@pytest.mark.parametrize("cap", ORDER)
def test_grades_are_capped_by_their_order(grade: str, cap: str) -> None:
    node = Node("bounded", Node("str", grade), (), (Node("str", cap),), ORDER)
    assert value_of(node, Decimal(0)) == ORDER[min(ORDER.index(grade), ORDER.index(cap))]


def test_cap_below_every_possible_grade_decides() -> None:
    grade = Unknown(("middle", "high"), missing=BECAUSE)
    for cap, wanted in (("low", "low"), ("middle", "middle")):
        assert value_of(Node("bounded", X, (), (Node("str", cap),), ORDER), grade) == wanted
    assert value_of(Node("bounded", X, (), (Node("str", "high"),), ORDER), grade).values == ("middle", "high")


scores = st.lists(st.integers(0, 10) | st.none(), min_size=1, max_size=5)


@given(scores, st.integers(0, 2), st.integers(0, 1), st.sampled_from(["mean", "median"]))
@settings(deadline=None)
def test_averages(given_scores: list[int | None], highest: int, lowest: int, kind: str) -> None:
    listed = [
        Unknown(None, Decimal(0), Decimal(10), BECAUSE) if score is None else Decimal(score) for score in given_scores
    ]
    node = Node(
        "average",
        kind,
        Node("list", *(Node("name", f"s{at}") for at in range(len(listed)))),
        Node("name", "item"),
        None,
        highest,
        lowest,
    )
    outcome = _with_names(node, listed)

    def known(filled: list[int]) -> Any:
        kept = sorted(filled)[lowest : len(filled) - highest] if len(filled) > highest + lowest else []
        if not kept:
            return None
        return Fraction(sum(kept), len(kept)) if kind == "mean" else Fraction(median(map(Fraction, kept)))

    for filler in (0, 3, 10):
        wanted = known([filler if score is None else score for score in given_scores])
        if isinstance(outcome, Unknown):
            assert Fraction(outcome.low) <= wanted + Fraction(1, 10**30)
            assert Fraction(outcome.high) >= wanted - Fraction(1, 10**30)
        elif wanted is None:
            assert outcome is None
        else:
            assert abs(Fraction(outcome) - wanted) < Fraction(1, 10**30)


@given(scores, st.integers(0, 3))
@settings(deadline=None)
def test_sum_of_the_best(given_scores: list[int | None], count: int) -> None:
    listed = [
        Unknown(None, Decimal(0), Decimal(10), BECAUSE) if score is None else Decimal(score) for score in given_scores
    ]
    source = Node("list", *(Node("name", f"s{at}") for at in range(len(listed))))
    outcome = _with_names(Node("best_sum", source, Node("name", "item"), None, number(count)), listed)
    low, high = (
        sum(sorted((filler if score is None else score for score in given_scores), reverse=True)[:count])
        for filler in (0, 10)
    )
    if low == high:
        assert outcome == low
    else:
        assert (outcome.low, outcome.high, outcome.missing) == (low, high, BECAUSE)


def test_average_with_and_without_an_element_that_counts_perhaps() -> None:
    made = policy({"x": "bool"}, {"d": "decimal"}, [Says("r", "d", "1")])
    plan = Plan(rules_in_force(made, DAY))
    root = Entry(made.vocabulary.entities[ROOT], {}, None, "")
    open_document(plan, root)
    for last, wanted in (("85", Decimal(85)), ("95", (Decimal(90), Decimal(85)))):
        node = Node("average", "mean", parse(f"[85, {last}]"), Node("name", "item"), parse("item = 85 or x"), 0, 0)
        outcome = plan.closure(plan.rules.rules["r"], ROOT, node)((root, None))
        assert (outcome.values if isinstance(outcome, Unknown) else outcome) == wanted


def _with_names(node: Node, values: list[Any]) -> Any:
    """The value of an expression in which ``s0``, ``s1``, … are these values."""
    made = policy({f"s{at}": "decimal" for at in range(len(values))}, {"d": "decimal"}, [Says("r", "d", "1")])
    plan = Plan(rules_in_force(made, DAY))
    root = Entry(made.vocabulary.entities[ROOT], {f"s{at}": value for at, value in enumerate(values)}, None, "")
    open_document(plan, root)
    with localcontext(EXACT):
        return plan.closure(plan.rules.rules["r"], ROOT, node)((root, None))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(-1, 3))
@settings(deadline=None)
def test_rounding_to_an_unknown_number_of_decimals(low: int, high: int, places: int) -> None:
    made = policy({"x": "decimal", "n": "int"}, {"d": "decimal"}, [Says("r", "d", "1")])
    plan = Plan(rules_in_force(made, DAY))
    least, most = sorted((Decimal(low) / 8, Decimal(high) / 8))
    known = Unknown((Decimal(places), Decimal(places + 1)), missing=frozenset(("/n",)))
    root = Entry(made.vocabulary.entities[ROOT], {"x": Unknown(None, least, most, BECAUSE), "n": known}, None, "")
    open_document(plan, root)
    closure = plan.closure(plan.rules.rules["r"], ROOT, parse("round half up(x, n)"))
    with localcontext(EXACT):
        outcome = closure((root, None))
        for x in (least, (least + most) / 2, most):
            for number in known.values or ():
                assert allows(outcome, round_half_up(x, int(number)))
    assert not isinstance(outcome, Unknown) or BECAUSE <= outcome.missing <= {"/x", "/n"}


def test_a_bound_that_is_null_leaves_open_what_is_not_in_a_higher_band() -> None:
    rows = ((number(8), number(2)), (Node("null"), number(1)))
    node = Node("bands", X, rows, number(0), Node("null"))
    assert value_of(node, Decimal(9)) == 2
    assert value_of(node, Decimal(7)) is None
    either = value_of(node, Unknown(None, Decimal(5), Decimal(9), BECAUSE))
    assert set(either.values) == {Decimal(2), None}
    assert either.missing == BECAUSE
