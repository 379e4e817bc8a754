"""Functions of numbers and of lists of numbers; in: `Decimal`s, out: a `Decimal`, or None where there is no result.

Rounding functions are exact at any size; roots, logarithms and means are rounded half to even to 34 digits. Source: OMG
DMN 1.5, 10.3.4.4 (lists) and 10.3.4.5 (numbers).
"""

from __future__ import annotations

import decimal
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, lift

from ..arithmetic import DECIMAL128, EXACT_DIGITS, minus
from ..comparison import can_list, ends, less
from ..logic import reasons
from ..operators import add, multiply
from .registry import function

_ROUNDING = decimal.Context(prec=EXACT_DIGITS, Emin=-99_999, Emax=99_999, traps=[decimal.InvalidOperation])
_SCALES = range(-6111, 6177)


def _rounded(number: Decimal, scale: int | None, how: str) -> Decimal | None:
    """The number rounded to `scale` decimal places (negative: to tens, hundreds, …)."""
    places = scale or 0
    if places not in _SCALES:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return number
    result = number.quantize(Decimal(1).scaleb(-places), how, _ROUNDING)
    return result or Decimal(0)


@function("decimal", "n: num, scale: place")
def half_even(number: Decimal, scale: int) -> Decimal | None:
    """To `scale` decimal places, a half to the even neighbour."""
    return _rounded(number, scale, decimal.ROUND_HALF_EVEN)


@function("floor", "n: num, scale: place?")
def floor(number: Decimal, scale: int | None = None) -> Decimal | None:
    """Down to `scale` decimal places, towards minus infinity."""
    return _rounded(number, scale, decimal.ROUND_FLOOR)


@function("ceiling", "n: num, scale: place?")
def ceiling(number: Decimal, scale: int | None = None) -> Decimal | None:
    """Up to `scale` decimal places, towards infinity."""
    return _rounded(number, scale, decimal.ROUND_CEILING)


@function("round up", "n: num, scale: place")
def round_up(number: Decimal, scale: int) -> Decimal | None:
    """To `scale` decimal places, away from zero."""
    return _rounded(number, scale, decimal.ROUND_UP)


@function("round down", "n: num, scale: place")
def round_down(number: Decimal, scale: int) -> Decimal | None:
    """To `scale` decimal places, towards zero."""
    return _rounded(number, scale, decimal.ROUND_DOWN)


@function("round half up", "n: num, scale: place")
def round_half_up(number: Decimal, scale: int) -> Decimal | None:
    """To `scale` decimal places, a half away from zero."""
    return _rounded(number, scale, decimal.ROUND_HALF_UP)


@function("round half down", "n: num, scale: place")
def round_half_down(number: Decimal, scale: int) -> Decimal | None:
    """To `scale` decimal places, a half towards zero."""
    return _rounded(number, scale, decimal.ROUND_HALF_DOWN)


@function("abs", "n: any")
def absolute(value: Any) -> Any:
    """The size of a number or a duration."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if type(value) is Decimal:
        return value.copy_abs()
    if type(value) is timedelta:
        return abs(value)
    negative = minus(value)
    return negative if negative is not None and value < negative else None if negative is None else value


@function("modulo", "dividend: num, divisor: num")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The remainder, with the sign of the divisor."""
    if not divisor:
        return None
    rest = dividend % divisor
    return rest + divisor if rest and (rest < 0) is not (divisor < 0) else rest


@function("sqrt", "number: num")
def square_root(number: Decimal) -> Decimal | None:
    """The square root; None of a negative number."""
    return DECIMAL128.sqrt(number) if number >= 0 else None


@function("log", "number: num")
def logarithm(number: Decimal) -> Decimal | None:
    """The natural logarithm; None but for positive numbers."""
    return DECIMAL128.ln(number) if number > 0 else None


@function("exp", "number: num")
def exponential(number: Decimal) -> Decimal:
    """Euler's number to the power of a number."""
    return DECIMAL128.exp(number)


@function("odd", "number: num")
def odd(number: Decimal) -> bool | None:
    """Whether a whole number is odd; None for other numbers."""
    return bool(number % 2) if number == number.to_integral_value() else None


@function("even", "number: num")
def even(number: Decimal) -> bool | None:
    """Whether a whole number is even; None for other numbers."""
    return not number % 2 if number == number.to_integral_value() else None


# lists of numbers


@function("sum", "list: list", sets=True, pack=True)
def total(numbers: list[Any]) -> Any:
    """The exact sum; None of no numbers."""
    return _fold(add, Decimal(0), numbers)


@function("product", "list: list", sets=True, pack=True)
def product(numbers: list[Any]) -> Any:
    """The exact product; None of no numbers."""
    return _fold(multiply, Decimal(1), numbers)


def _fold(combine: Any, start: Decimal, numbers: list[Any]) -> Any:
    if not numbers:
        return None
    result: Any = start
    for number in numbers:
        if type(number) is not Decimal and not isinstance(number, Unknown):
            return None
        result = combine(result, number)
    return result


def _are_numbers(values: list[Any]) -> bool:
    return bool(values) and all(type(value) is Decimal for value in values)


@function("mean", "list: list", pack=True)
def mean(numbers: list[Any]) -> Decimal | None:
    """The sum divided by the count; None of no numbers."""
    return DECIMAL128.divide(sum(numbers, Decimal(0)), Decimal(len(numbers))) if _are_numbers(numbers) else None


@function("median", "list: list", pack=True)
def median(numbers: list[Any]) -> Decimal | None:
    """The middle one of the ordered numbers, or the mean of the middle two; None of no numbers."""
    if not _are_numbers(numbers):
        return None
    ordered, half = sorted(numbers), len(numbers) // 2
    middle: Decimal = ordered[half]
    return middle if len(numbers) % 2 else DECIMAL128.divide(ordered[half - 1] + middle, Decimal(2))


@function("stddev", "list: list", pack=True)
def standard_deviation(numbers: list[Any]) -> Decimal | None:
    """The standard deviation of a sample (divided by its size less one)."""
    count = Decimal(len(numbers))
    if count < 2 or not _are_numbers(numbers):
        return None
    spread = count * sum((n * n for n in numbers), Decimal(0)) - sum(numbers, Decimal(0)) ** 2
    return DECIMAL128.sqrt(DECIMAL128.divide(spread, count * (count - 1)))


@function("mode", "list: list", pack=True)
def mode(numbers: list[Any]) -> list[Decimal] | None:
    """The most frequent numbers, in ascending order."""
    if not all(type(number) is Decimal for number in numbers):
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


# least and greatest


@function("min", "list: list", sets=True, pack=True)
def least(values: list[Any]) -> Any:
    """The smallest of numbers, strings, dates, times or durations."""
    return _extreme(values, smallest=True)


@function("max", "list: list", sets=True, pack=True)
def greatest(values: list[Any]) -> Any:
    """The greatest of numbers, strings, dates, times or durations."""
    return _extreme(values, smallest=False)


def _extreme(values: list[Any], smallest: bool) -> Any:
    if not values:
        return None
    first = values[0]
    result = first if ends(first) is not None else lift(lambda value: value if ends(value) is not None else None, first)
    for value in values[1:]:
        result = _better(result, value, smallest)
    return result


def _better(a: Any, b: Any, smallest: bool) -> Any:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return lift(lambda x, y: _better(x, y, smallest), a, b) if can_list(a, b) else _better_ends(a, b, smallest)
    below = less(b, a) if smallest else less(a, b)
    return None if below is None else b if below else a


def _better_ends(a: Any, b: Any, smallest: bool) -> Unknown:
    first, second = ends(a), ends(b)
    missing, refer = reasons(a, b)
    if first is None or second is None or first[0] is not second[0]:
        return Unknown(missing=missing, refer=refer)
    lows = [low for low in (first[1], second[1]) if low is not None]
    highs = [high for high in (first[2], second[2]) if high is not None]
    if smallest:
        low, high = (min(lows) if len(lows) == 2 else None), min(highs, default=None)
    else:
        low, high = max(lows, default=None), (max(highs) if len(highs) == 2 else None)
    return Unknown(None, low, high, missing, refer)


@function("nth largest", "list: list, n: whole", sets=True)
def nth_largest(numbers: list[Any], place: int) -> Any:
    """The number in the n-th place from above, equal numbers taking a place each; an addition to FEEL's functions."""
    bounds = [ends(number) for number in numbers]
    if not 1 <= place <= len(numbers) or any(b is not None and b[0] is not Decimal for b in bounds):
        return None
    missing, refer = reasons(*numbers)
    if None in bounds:
        return Unknown(missing=missing, refer=refer) if any(isinstance(n, Unknown) for n in numbers) else None
    infinity = Decimal("Infinity")
    lows = sorted((-infinity if b[1] is None else b[1] for b in bounds if b), reverse=True)[place - 1]
    highs = sorted((infinity if b[2] is None else b[2] for b in bounds if b), reverse=True)[place - 1]
    if lows == highs:
        return lows
    return Unknown(None, lows if lows.is_finite() else None, highs if highs.is_finite() else None, missing, refer)
