"""Operators on known values: FEEL's logic of null, exact numbers, equality and membership."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Range, Record, evaluate, unary_test
from engine.feel.arithmetic import exact_context
from engine.feel.operators import CALCULATE, COMPARE, add, conjunction, disjunction, equal, member, negation, subtract
from engine.unknown import same

OTHERS = ['"1"', "true", "null", "[1]", "{a: 1}", "[1..2]", '@"2023-10-20"', '@"2023-10-20T10:00:00"', '@"10:00:00"']
DURATIONS = ['@"P1D"', '@"P1M"']
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)


# logic


@pytest.mark.parametrize(("a", "b"), list(product(("true", "false", "null", "1", '"true"'), repeat=2)))
def test_and_or_by_the_table(a: str, b: str) -> None:
    def truth(text: str) -> bool | None:
        return {"true": True, "false": False}.get(text)

    x, y = truth(a), truth(b)
    assert evaluate(f"{a} and {b}") is (False if False in (x, y) else None if None in (x, y) else True)
    assert evaluate(f"{a} or {b}") is (True if True in (x, y) else None if None in (x, y) else False)


@given(st.sampled_from((True, False, None)), st.sampled_from((True, False, None)))
def test_de_morgan(a: bool | None, b: bool | None) -> None:
    assert negation(conjunction(a, b)) is disjunction(negation(a), negation(b))


def test_a_condition_that_is_null_is_not_true() -> None:
    assert evaluate("if null then 1 else 2") == 2
    assert evaluate("if 1 then 1 else 2") == 2
    assert evaluate("[1, null, 3][item > 2]") == [3]
    assert evaluate("some x in [null] satisfies x > 1") is None
    assert evaluate("some x in [null, 2] satisfies x > 1") is True
    assert evaluate("every x in [null, 1] satisfies x > 1") is False
    assert evaluate("every x in [null, 2] satisfies x > 1") is None


# numbers


def test_decimals_are_exact() -> None:
    assert evaluate("0.1 + 0.2") == Decimal("0.3")
    assert evaluate("0.1 + 0.2 = 0.3") is True
    assert evaluate("1.1 * 1.1") == Decimal("1.21")
    assert evaluate("123456789012345678901234567890.5 * 4") == Decimal("493827156049382715604938271562")
    assert evaluate("1e30 + 1e-30 - 1e30") == Decimal("1e-30")


@given(st.lists(decimals, max_size=30))
def test_sums_of_any_size_are_exact(numbers: list[Decimal]) -> None:
    result = evaluate("sum(list)", {"list": numbers})
    assert result is None if not numbers else Fraction(result) == sum(map(Fraction, numbers))


@given(decimals, decimals)
def test_sum_difference_and_product_are_exact(a: Decimal, b: Decimal) -> None:
    results = evaluate("[a + b, a - b, a * b]", {"a": a, "b": b})
    x, y = Fraction(a), Fraction(b)
    assert [Fraction(result) for result in results] == [x + y, x - y, x * y]


@given(decimals, decimals.filter(bool))
def test_quotients_have_34_digits(a: Decimal, b: Decimal) -> None:
    result = evaluate("a / b", {"a": a, "b": b})
    exact = Fraction(a) / Fraction(b)
    assert len(result.as_tuple().digits) <= 34
    assert abs(Fraction(result) - exact) <= abs(exact) * Fraction(1, 2 * 10**33)


def test_what_cannot_be_exact_is_null() -> None:
    assert evaluate("1e6000 + 1e-6000") is None
    assert evaluate("1e6000 * 1e6000 * 1e6000 * 1e6000 * " + "1e6000 * " * 14 + "1") is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("7 / 2", "3.5"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("2 ** 10", "1024"),
        ("2 ** -1", "0.5"),
        ("2 ** 0.5", "1.414213562373095048801688724209698"),
        ("-2 ** 2", "4"),
        ("0 ** 0", "1"),
        ("1 / 0", None),
        ("0 / 0", None),
        ("0 ** -1", None),
        ("-8 ** 0.5", None),
        ("10 ** 10000", None),
        ("-0", "0"),
        ("--1", "1"),
    ],
)
def test_quotients_and_powers(expression: str, value: str | None) -> None:
    assert evaluate(expression) == (value and Decimal(value))


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "**"])
@pytest.mark.parametrize("other", [*OTHERS, *DURATIONS])
def test_arithmetic_on_what_is_no_number_is_null(sign: str, other: str) -> None:
    allowed = other in DURATIONS and sign in ("*", "/")
    assert evaluate(f"1 {sign} {other}") is None or (allowed and sign == "*")
    assert evaluate(f"{other} {sign} 1") is None or allowed


def test_a_boolean_is_no_number() -> None:
    assert [evaluate(f"true {sign} 1") for sign in ("+", "=", "<", "<=")] == [None] * 4
    assert evaluate("1 = true") is None
    assert equal(True, Decimal(1)) is None
    assert evaluate("sum([1, true])") is None


def test_strings_are_joined_and_ordered_by_code_point() -> None:
    assert evaluate('"平" + "台"') == "平台"
    assert evaluate('"Z" < "a"') is True
    assert evaluate('"a" - "a"') is None


@given(st.sampled_from(list(CALCULATE)), st.sampled_from(list(COMPARE)))
def test_null_makes_null(calculate: str, compare: str) -> None:
    assert CALCULATE[calculate](None, Decimal(1)) is None
    if compare not in ("=", "!="):
        assert COMPARE[compare](Decimal(1), None) is None


# equality and order


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("null = null", True),
        ("null != null", False),
        ("1 = null", False),
        ("null != 1", True),
        ("1.0 = 1", True),
        ('1 = "1"', None),
        ('1 != "1"', None),
        ("[1, 2] = [1, 2.0]", True),
        ("[1, 2] = [2, 1]", False),
        ("[1] = 1", None),
        ('[1, "a"] = [2, 1]', False),
        ('[1, "a"] = [1, 1]', None),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: null}", False),
        ("[1..5) = [1..5)", True),
        ("[1..5) = [1..5]", False),
        ("(> 5) = (> 5)", True),
        ('@"P1Y" = @"P12M"', True),
        ('@"PT24H" = @"P1D"', True),
        ("true < false", None),
        ("[1] < [2]", None),
    ],
)
def test_equality(expression: str, value: bool | None) -> None:
    assert evaluate(expression) is value


@given(decimals, decimals)
def test_order_of_numbers(a: Decimal, b: Decimal) -> None:
    results = evaluate("[a < b, a <= b, a > b, a >= b, a = b, a != b]", {"a": a, "b": b})
    assert results == [a < b, a <= b, a > b, a >= b, a == b, a != b]


# membership


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("1 in ]1..5]", False),
        ("5 in (>= 5)", True),
        ("5 in (> 5, 5)", True),
        ("5 in (1, not(5))", False),
        ("5 in [1, [4..6]]", True),
        ('"a" in [1, "b"]', False),
        ("null in [1, null]", True),
        ("null in [1..5]", None),
        ("5 in [1..null]", None),
        ("0 in [1..null]", False),
        ("0 between 1 and null", False),
        ('5 in ["a".."b"]', None),
        ("5 in null", False),
        ("[1] in [[1], [2]]", True),
        ("[1] in [1]", True),
        ("5 in (? > 4 and ? < 6)", True),
        ("5 between 5 and 6", True),
        ("5 between null and 6", None),
        ('"b" between "a" and "c"', True),
    ],
)
def test_membership(expression: str, value: bool | None) -> None:
    assert evaluate(expression) is value


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("-", None, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a")', "c", True),
        ("[60..75)", 60, True),
        ("< 60, >= 90", 89.0, "float"),
        (">= 60", "60", None),
        ("null", None, True),
        ("limit", 5, True),
        ("> limit", 5, False),
        ('starts with(?, "平台")', "平台一", True),
        ("? > 1 and ? < limit", 3, True),
        ("limits", 7, True),
        ("true", False, False),
    ],
)
def test_unary_tests(test: str, value: Any, expected: Any) -> None:
    context = {"limit": 5, "limits": [6, 7]}
    if expected == "float":
        with pytest.raises(TypeError):
            unary_test(test, value, context)
    else:
        assert unary_test(test, value, context) is expected


# paths and records


class Facts(Record):
    """A context that is no dict."""

    __slots__ = ("fields",)

    def __init__(self, **fields: Any) -> None:
        self.fields = fields

    def get(self, name: str) -> Any:
        return self.fields.get(name)


PLATFORM = Facts(name="A", score=Decimal(91), events=[Facts(year=Decimal(2023)), Facts(year=Decimal(2024))])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("platform.score + 1", Decimal(92)),
        ("platform.missing", None),
        ("platform.missing.deeper", None),
        ("platform.events.year", [Decimal(2023), Decimal(2024)]),
        ("platform.events[year > 2023].year", [Decimal(2024)]),
        ("platform.events[-1].year", Decimal(2024)),
        ("some e in platform.events satisfies e.year = 2023", True),
        ("platform[score > 90].name", ["A"]),
        ("platform in [platform]", True),
        ("platform = platform", True),
        ("platform instance of context<name: string>", True),
        ('get value(platform, "name")', "A"),
        ("count(platform.events)", Decimal(2)),
    ],
)
def test_a_record_is_a_context(expression: str, value: Any) -> None:
    assert evaluate(expression, {"platform": PLATFORM}) == value


def test_a_record_can_be_the_whole_context() -> None:
    assert evaluate('score >= 90 and name = "A"', PLATFORM) is True


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[1..5).start", Decimal(1)),
        ("[1..5).end included", False),
        ("(> 5).end", None),
        ("[{a: 1}, {b: 2}].a", [Decimal(1), None]),
        ('"text".length', None),
        ("(1).a", None),
    ],
)
def test_paths(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


def test_operators_are_plain_functions() -> None:
    with localcontext(exact_context()):
        assert add(Decimal("0.1"), Decimal("0.2")) == Decimal("0.3")
        assert subtract("a", "b") is None
        assert member(Decimal(2), [Range(True, Decimal(1), Decimal(3), True)]) is True


def test_same_knows_what_equal_knows() -> None:
    for value in (None, True, Decimal(1), "a"):
        assert same(value, value)
        assert equal(value, value) is True
