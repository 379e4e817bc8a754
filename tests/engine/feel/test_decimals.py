"""Numbers as decimals: what binary floats, or a tolerance, would get wrong; expected values from fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.feel import evaluate, unary_test

DIGITS = 34
BEYOND_FLOATS = 2**53
"""Above it not every whole number is a binary float."""

cents = st.integers(-(10**12), 10**12)
places = st.integers(-6, 6)
decimals = st.builds(lambda whole, scale: Decimal(whole).scaleb(-scale), st.integers(-(10**30), 10**30), places)
HALVES = st.builds(
    lambda odd, scale: Decimal(2 * odd + 1) * 5 * Decimal(10) ** -(scale + 1), st.integers(-99, 99), places
)
"""Numbers half way between two neighbours of scale `scale` or below."""


def nearest(exact: Fraction, half_up: int) -> int:
    """The whole number next to a fraction; at a half, the even one (0), or away from (1) or towards (-1) zero."""
    size = abs(exact)
    low, rest = size.__floor__(), size - size.__floor__()
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (half_up > 0 or (half_up == 0 and low % 2 == 1)))
    return (low + up) * (1 if exact >= 0 else -1)


ROUNDINGS: dict[str, Any] = {
    "decimal": lambda exact: nearest(exact, 0),
    "round half up": lambda exact: nearest(exact, 1),
    "round half down": lambda exact: nearest(exact, -1),
    "floor": lambda exact: exact.__floor__(),
    "ceiling": lambda exact: exact.__ceil__(),
    "round down": lambda exact: exact.__trunc__(),
    "round up": lambda exact: exact.__ceil__() if exact > 0 else exact.__floor__(),
}


def shortened(exact: Fraction, digits: int = DIGITS) -> Fraction:
    """A fraction rounded to so many significant digits, half to even, in whole numbers only."""
    if not exact:
        return exact
    power = len(str(abs(exact.numerator))) - len(str(exact.denominator)) - digits
    unit = Fraction(10) ** power
    while abs(exact) / unit >= 10**digits:
        unit *= 10
    while abs(exact) / unit < 10 ** (digits - 1):
        unit /= 10
    return nearest(exact / unit, 0) * unit


# sums, differences and products


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.7", "0.8"),
        ("1.1 + 2.2", "3.3"),
        ("1.005 * 100", "100.5"),
        ("4.35 * 100", "435"),
        ("0.1 * 3", "0.3"),
        ("1 - 0.9", "0.1"),
        ("0.3 - 0.1", "0.2"),
        ("100 * 1.1", "110"),
        ("19.99 * 3", "59.97"),
        ("1e22 + 1", "10000000000000000000001"),
        ("1e-20 + 1", "1.00000000000000000001"),
        ("1e33 + 0.1", "1000000000000000000000000000000000.1"),
    ],
)
def test_sums_and_products(expression: str, value: str) -> None:
    assert evaluate(expression) == Decimal(value)
    assert evaluate(f"{expression} = {value}") is True


def test_a_product_of_long_numbers_keeps_every_digit() -> None:
    product = evaluate("12345678901234567890.12 * 10000000000000000000.01")
    assert Fraction(product) == Fraction(1234567890123456789012 * 1000000000000000000001, 10**4)


@given(st.lists(cents, min_size=1, max_size=200))
def test_cents_add_up(amounts: list[int]) -> None:
    context = {"amounts": [Decimal(amount).scaleb(-2) for amount in amounts]}
    assert Fraction(evaluate("sum(amounts)", context)) == Fraction(sum(amounts), 100)
    assert Fraction(evaluate("mean(amounts)", context)) == shortened(Fraction(sum(amounts), 100 * len(amounts)))


def test_many_cents_add_up() -> None:
    assert evaluate("sum(for i in 1..10000 return 0.01)") == 100
    assert evaluate("sum(for i in 1..1000 return 0.1) = 100") is True
    assert evaluate("sum(for i in 1..999 return i / 1000)") == Decimal("499.5")


@given(decimals, decimals, decimals)
def test_sums_can_be_grouped_in_any_way(a: Decimal, b: Decimal, c: Decimal) -> None:
    context = {"a": a, "b": b, "c": c}
    assert evaluate("(a + b) + c = a + (b + c)", context) is True
    assert evaluate("a * (b + c) = a * b + a * c", context) is True
    assert evaluate("a + b - b = a", context) is True


@given(st.integers(-(10**40), 10**40), st.integers(-(10**40), 10**40))
@example(BEYOND_FLOATS, 1)
def test_whole_numbers_of_any_size_are_exact(a: int, b: int) -> None:
    assert evaluate("[a + b, a - b, a * b]", {"a": a, "b": b}) == [a + b, a - b, a * b]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("9007199254740993 - 9007199254740992", 1),
        ("9007199254740993 = 9007199254740992", False),
        ("9007199254740993 > 9007199254740992", True),
        ("odd(9007199254740993)", True),
        ("even(100000000000000000000000000000000000000001)", False),
        ("floor(9007199254740993.9)", 9007199254740993),
        ("modulo(10000000000000000000000000000000000000007, 10)", 7),
        ("9007199254740993 * 3", 27021597764222979),
        ('string(number("9007199254740993", null, null)) = "9007199254740993"', True),
        ("9007199254740993 in [9007199254740992, 9007199254740994]", False),
        ("9007199254740993 in [9007199254740993..9007199254740994)", True),
    ],
)
def test_whole_numbers_that_no_float_holds(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


# comparison


@pytest.mark.parametrize("distance", ["1e-12", "1e-20", "1e-33", "1e-34", "1e-40", "1e-100", "1e-6000"])
def test_the_smallest_difference_counts(distance: str) -> None:
    context = {"a": Decimal(1), "b": evaluate(f"1 + {distance}")}
    assert evaluate("[a < b, a <= b, a > b, a >= b, a = b, a != b]", context) == [True, True, False, False, False, True]
    assert evaluate("[b in [0..1], b in (> 1), a in [0..b), b between a and b]", context) == [False, True, True, True]
    assert evaluate("[b in [1, 2], list contains([1, 2], b), a in [b, 2]]", context) == [False, False, False]
    assert evaluate("[max(a, b) = b, min(a, b) = a, count(distinct values([a, b]))]", context) == [True, True, 2]
    assert unary_test("> 1", context["b"]) is True
    assert unary_test("1", context["b"]) is False


@given(decimals, st.integers(0, 40))
def test_trailing_zeros_make_no_difference(number: Decimal, zeros: int) -> None:
    longer = Decimal(f"{number:f}" + ("" if "." in f"{number:f}" else ".") + "0" * zeros)
    context = {"a": number, "b": longer}
    assert evaluate("[a = b, a in [b], a < b, string(a) = string(b)]", context) == [True, True, False, True]
    assert evaluate("count(distinct values([a, b]))", context) == 1


# quotients and powers


@given(decimals, decimals.filter(bool))
@example(Decimal(1), Decimal(3))
@example(Decimal("1e34") + Decimal("0.5"), Decimal(1))
@example(Decimal("1e33") * 3 + Decimal("1.5"), Decimal(1))
def test_quotients_are_rounded_half_to_even_to_34_digits(a: Decimal, b: Decimal) -> None:
    assert Fraction(evaluate("a / b", {"a": a, "b": b})) == shortened(Fraction(a) / Fraction(b))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 / 7", "0.1428571428571428571428571428571429"),
        ("-1 / 7", "-0.1428571428571428571428571428571429"),
        ("2 / 3 * 3", "2.0000000000000000000000000000000001"),
        ("10 / 3", "3.333333333333333333333333333333333"),
        ("1 / 8", "0.125"),
        ("1e40 / 3", "3333333333333333333333333333333333000000"),
        ("10000000000000000000000000000000005 / 10", "1000000000000000000000000000000000"),
        ("10000000000000000000000000000000015 / 10", "1000000000000000000000000000000002"),
        ("100 / 100.0", "1"),
    ],
)
def test_digits_of_quotients(expression: str, value: str) -> None:
    assert evaluate(expression) == Decimal(value)


@given(st.integers(-(10**6), 10**6), st.integers(1, 5))
def test_powers_that_fit_are_exact(base: int, exponent: int) -> None:
    assert evaluate("a ** n", {"a": base, "n": exponent}) == base**exponent


@given(st.integers(2, 10**9), st.integers(-30, 30))
def test_powers_have_34_digits(base: int, exponent: int) -> None:
    exact = Fraction(base) ** exponent
    assert abs(Fraction(evaluate("a ** n", {"a": base, "n": exponent})) - exact) <= exact * Fraction(1, 10**33)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1.1 ** 2", "1.21"),
        ("0.1 ** 3", "0.001"),
        ("-2 ** 3", "-8"),
        ("2 ** 100", "1267650600228229401496703205376"),
        ("10 ** 33 + 1 - 10 ** 33", "1"),
        ("10 ** -3", "0.001"),
        ("0.5 ** -2", "4"),
        ("2 ** 3 ** 2", "64"),
        ("(-8) ** (1 / 3)", None),
        ("0 ** 0.5", "0"),
        ("sqrt(1e-40)", "1e-20"),
        ("sqrt(0.01)", "0.1"),
        ("1000000 * (1 + 0.05) ** 2", "1102500"),
    ],
)
def test_powers_and_roots(expression: str, value: str | None) -> None:
    assert evaluate(expression) == (value and Decimal(value))


# rounding


@given(st.sampled_from(sorted(ROUNDINGS)), decimals | HALVES, places)
def test_rounding_by_fractions(function: str, number: Decimal, scale: int) -> None:
    result = evaluate(f"{function}(n, s)", {"n": number, "s": scale})
    unit = Fraction(10) ** -scale
    assert Fraction(result) == ROUNDINGS[function](Fraction(number) / unit) * unit
    assert not (result == 0 and result.is_signed())


TIES = ("-2.5", "-1.5", "-0.5", "0.5", "1.5", "2.5")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("decimal", (-2, -2, 0, 0, 2, 2)),
        ("round half up", (-3, -2, -1, 1, 2, 3)),
        ("round half down", (-2, -1, 0, 0, 1, 2)),
        ("round up", (-3, -2, -1, 1, 2, 3)),
        ("round down", (-2, -1, 0, 0, 1, 2)),
        ("floor", (-3, -2, -1, 0, 1, 2)),
        ("ceiling", (-2, -1, 0, 1, 2, 3)),
    ],
)
def test_ties(function: str, expected: tuple[int, ...]) -> None:
    for shift in range(-4, 5):  # the same ties at every scale: 25 to tens, 0.25 to tenths
        for tie, whole in zip(TIES, expected, strict=True):
            number, rounded = Decimal(tie).scaleb(-shift), Decimal(whole).scaleb(-shift)
            assert evaluate(f"{function}(n, s)", {"n": number, "s": shift}) == rounded


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("round half up(1.005, 2)", "1.01"),
        ("round half up(2.675, 2)", "2.68"),
        ("round half up(0.285, 2)", "0.29"),
        ("round half up(-1.005, 2)", "-1.01"),
        ("decimal(1.005, 2)", "1"),
        ("decimal(2.675, 2)", "2.68"),
        ("decimal(2.665, 2)", "2.66"),
        ("decimal(1.0050000000000000000000000000000000001, 2)", "1.01"),
        ("round half down(0.5000000000000000000000000000000000001, 0)", "1"),
        ("round half up(0.4999999999999999999999999999999999999, 0)", "0"),
        ("round up(1.0000000000000000000000000000000000001, 0)", "2"),
        ("round down(1.9999999999999999999999999999999999999, 0)", "1"),
        ("round half up(1e-6000, 0)", "0"),
        ("round up(1e-6000, 0)", "1"),
        ("ceiling(1e-6000)", "1"),
        ("floor(-1e-6000)", "-1"),
        ("round half up(150, -2)", "200"),
        ("decimal(250, -2)", "200"),
        ("decimal(350, -2)", "400"),
        ("round half down(250, -2)", "200"),
        ("round up(201, -2)", "300"),
        ("floor(-201, -2)", "-300"),
        ("ceiling(-201, -2)", "-200"),
        ("round down(99, -2)", "0"),
        ("decimal(2.5, -0.9)", "2"),
        ("decimal(0.15, 1.99)", "0.2"),
        ("floor(0.07 * 100)", "7"),
        ("floor(0.29 * 100)", "29"),
        ("ceiling(1.1 * 10)", "11"),
        ("floor(4.35 * 100) = 435", True),
    ],
)
def test_rounding_where_floats_would_be_wrong(expression: str, value: Any) -> None:
    assert evaluate(expression) == (value if value is True else Decimal(value))


@given(decimals, st.integers(-6, 5))
def test_the_rounding_functions_are_in_order(number: Decimal, scale: int) -> None:
    rounded = "[floor(n, s), decimal(n, s), n, round half up(n, s), ceiling(n, s)]"
    low, even, exact, half, high = evaluate(rounded, {"n": number, "s": scale})
    assert low <= exact <= high and {even, half} <= {low, high} and high - low in (0, Decimal(1).scaleb(-scale))
    context = {"n": number, "s": scale}
    assert evaluate("round half up(-n, s) = -round half up(n, s) and floor(-n, s) = -ceiling(n, s)", context) is True


# remainders


@given(decimals, decimals.filter(bool))
def test_the_remainder_has_the_sign_of_the_divisor(a: Decimal, b: Decimal) -> None:
    x, y = Fraction(a), Fraction(b)
    result = evaluate("modulo(a, b)", {"a": a, "b": b})
    assert Fraction(result) == x - y * (x / y).__floor__()
    assert result == 0 or (result > 0) is (b > 0)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("modulo(0.3, 0.1)", "0"),
        ("modulo(1, 0.1)", "0"),
        ("modulo(5.5, 2)", "1.5"),
        ("modulo(-5.5, 2)", "0.5"),
        ("modulo(5.5, -2)", "-0.5"),
        ("modulo(-5.5, -2)", "-1.5"),
        ("modulo(0, -3)", "0"),
        ("modulo(1e30 + 1, 7)", "2"),
    ],
)
def test_remainders(expression: str, value: str) -> None:
    assert evaluate(expression) == Decimal(value)


# text


@given(decimals)
def test_a_number_is_its_text(number: Decimal) -> None:
    text = evaluate("string(n)", {"n": number})
    assert "e" not in text.lower() and not text.startswith(("+", ".", "-."))
    assert "." not in text or not text.endswith(("0", "."))
    assert evaluate("number(string(n), null, null) = n", {"n": number}) is True
    assert evaluate(text) == number


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1e21", "1000000000000000000000"),
        ("1e-7", "0.0000001"),
        ("100", "100"),
        ("1.10", "1.1"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("0.1 + 0.2", "0.3"),
        ("0e5", "0"),
        ("0 * -1", "0"),
        ("1e3 / 1", "1000"),
        ("10 ** 20", "100000000000000000000"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("[1e3, -0.50]", "[1000, -0.5]"),
    ],
)
def test_texts_of_numbers(expression: str, text: str) -> None:
    assert evaluate(f"string({expression})") == text


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ('number("0.1", null, null) + number("0.2", null, null)', "0.3"),
        ('number("-0.50", ",", ".")', "-0.5"),
        ('number("1,234,567.89", ",", ".")', "1234567.89"),
        ('number("1.234.567,89", ".", ",")', "1234567.89"),
        ('number("1 234 567", " ", null)', "1234567"),
        ('number("12345678901234567890.123456789", null, null)', "12345678901234567890.123456789"),
        ('number("0001", null, null)', "1"),
        ('number("", null, null)', None),
        ('number(" 1", null, null)', None),
        ('number("1 ", null, ".")', None),
        ('number("+1", null, null)', None),
        ('number("1.", null, null)', None),
        ('number("--1", null, null)', None),
        ('number("1.2.3", null, null)', None),
        ('number("NaN", null, null)', None),
        ('number("Infinity", null, null)', None),
        ('number("1_000", null, null)', None),
        ('number("0x10", null, null)', None),
        ('number("٣", null, null)', None),
        ('number("1", ";", null)', None),
        ('number("1", null, " ")', None),
        ("number(1, null, null)", None),
    ],
)
def test_numbers_from_text(call: str, value: str | None) -> None:
    assert evaluate(call) == (value and Decimal(value))


def test_very_long_numbers_are_read_and_written_whole() -> None:
    digits = "9" * 5000
    assert evaluate(f'string(number("{digits}", null, null))') == digits
    assert evaluate(f'string(number("{digits}", null, null) + 1)') == "1" + "0" * 5000
    assert evaluate(f"string({digits})") == digits
