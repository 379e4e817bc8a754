"""Hostile expressions: what would take all time or memory is null or an error, and nothing raises a Python error."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, FeelSyntaxError, evaluate, unary_test
from engine.feel.builtins import patterns
from engine.feel.builtins.automaton import Automaton, TooCostly, limits, ways
from engine.feel.builtins.patterns import compiled
from engine.feel.limits import DEEPEST, LONGEST, METER, STEPS, Excess, bounded, charge, spend
from engine.unknown import Unknown

HUGE = Decimal("1e999999999")
TINY = Decimal("1e-999999999")


@pytest.fixture
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is reached sooner than the real one."""
    monkeypatch.setattr("engine.feel.limits.STEPS", 200_000)


def chain(first: str, following: str, count: int) -> str:
    """A context whose entries are each made of the one before, as in `{a0: [1], a1: [a0, a0]}`; without the end."""
    entries = (f"a{after}: {following.replace('?', f'a{before}')}" for before, after in pairwise(range(count + 1)))
    return f"{{a0: {first}, {', '.join(entries)}"


# counting


def test_the_outermost_operation_is_null_and_the_next_counts_anew() -> None:
    def take(steps: int) -> int:
        spend(steps)
        return steps

    inner = bounded(take)
    outer = bounded(lambda *steps: [inner(one) for one in steps])
    assert inner(STEPS) == STEPS
    assert inner(STEPS + 1) is None
    assert outer(STEPS, 0) == [STEPS, 0]
    assert outer(STEPS, 1) is None
    assert outer(STEPS) == [STEPS]


def test_outside_of_an_operation_nothing_is_counted() -> None:
    spend(STEPS + 1)
    charge([1], "text")
    assert METER.left is None


def test_inside_of_an_operation_texts_and_lists_are_counted() -> None:
    def counted() -> bool:
        charge([None] * (STEPS - 1), "a" * 31, 5)
        with pytest.raises(Excess):
            charge([1])
        return True

    assert bounded(counted)() is True


@pytest.mark.usefixtures("few_steps")
def test_the_ways_to_fill_in_what_is_not_known_do_not_add_up() -> None:
    scores = [Decimal(n) for n in range(94)] + [Unknown((Decimal(0), Decimal(100 + n))) for n in range(6)]
    medians = evaluate("for i in 1..40 return median(list)", {"list": scores})
    assert len(medians) == 40
    assert all(isinstance(median, Unknown) and None not in (median.values or ()) for median in medians)


def test_an_error_ends_the_count() -> None:
    def fail() -> None:
        spend(STEPS)
        raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            bounded(fail)()


# loops


@pytest.mark.parametrize(
    "expression",
    [
        "for x in 1..1000000000 return x",
        "for x in 1..1e6000 return x",
        "for x in 1..1e6144 * 1e6144 return x",
        "for x in -1e6144 * 1e6144..1 return x",
        "for x in 1..99999, y in 1..99999 return 1",
        "for x in 1..99999 return for y in 1..99999 return 1",
        "for x in 1..99999, y in 1..99999, z in 1..99999 return 1",
        "some x in 1..99999, y in 1..99999 satisfies x + y = 0",
        "every x in 1..99999, y in 1..99999 satisfies x + y > 0",
        "some x in (for x in 1..99999, y in 1..99999 return 1) satisfies x > 1",
        "(for x in 1..99999 return x)[count((for y in 1..99999 return y)[item = 0]) > 0]",
        "for x in 1..99999 return x in (for y in 1..999 return y)",
        "for x in 1..99999 return list contains(for y in 1..999 return y, x)",
        "for x in 1..99999 return partial",
        "for x in 1..99999 return count(partial)",
        'for x in 1..60 return if x = 1 then "a" else partial[-1] + partial[-1]',
        "for x in 1..60 return if x = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "count(distinct values(for x in 1..99999 return {a: x}))",
    ],
)
@pytest.mark.usefixtures("few_steps")
def test_loops_without_end_are_null(expression: str) -> None:
    result = evaluate(expression)
    if isinstance(result, list) and len(result) == 60:  # only what would have become too long
        assert result[-1] is None
    else:
        assert result is None


def test_loops_that_end_are_gone_through() -> None:
    assert evaluate("count(for x in 1..100000 return x)") == 100_000
    assert evaluate("count(for x in 1..1000, y in 1..1000 return 1)") == 1_000_000
    assert evaluate("count(distinct values(for x in 1..100000 return modulo(x, 50000)))") == 50_000
    assert evaluate("(for x in 1..2000 return if x = 1 then 1 else partial[-1] + x)[-1]") == 2_001_000
    assert evaluate("count(union(for x in 1..50000 return x, for x in 25001..75000 return x))") == 75_000


# growth


@pytest.mark.parametrize(
    ("first", "following"),
    [
        ('"a"', "? + ?"),
        ('"a"', 'string join([?, ?], "")'),
        ('"a"', 'replace(?, "a", "$0$0")'),
        ('"a"', "string([?, ?])"),
        ("[1]", "concatenate(?, ?)"),
        ("[1]", "flatten([?, ?])"),
        ("{b: 1}", "string([?, ?])"),
    ],
)
def test_what_doubles_ends(first: str, following: str) -> None:
    sizes = evaluate(f"{chain(first, following, 60)}}}")
    assert None in sizes.values()  # where it would have become too long; it may grow again from there
    assert all(value is None or len(value) <= LONGEST for value in sizes.values())


def test_the_longest_text_and_list() -> None:
    context = {"text": "a" * (LONGEST // 2), "list": [None] * (LONGEST // 2)}
    assert evaluate("string length(text + text)", context) == LONGEST
    assert evaluate('text + text + "a"', context) is None
    assert evaluate("count(concatenate(list, list))", context) == LONGEST
    assert evaluate("concatenate(list, list, [1])", context) is None
    assert evaluate('replace(text, "a", "aaa")', context) is None
    assert evaluate('string join([text, text], "--")', context) is None


DOUBLED = chain("[1]", "[?, ?]", 60)
"""Sixty lists in memory, 2 ** 60 elements to whoever goes through them."""
NESTED = chain("[{b: 1}]", "[?]", 3000)


@pytest.mark.parametrize(
    "use",
    [
        "flatten(?)",
        "string(?)",
        "? = ?",
        "? != ?",
        "{x: ?} = {x: ?}",
        "?.b",
        "sum(?)",
        "? in (1, ?)",
        "? instance of list<list<number>>",
        "list contains([?], ?)",
        "distinct values([?, ?])",
        "index of([?], ?)",
        "context put({}, ?, 1)",
        "mode(?)",
        "min(?, ?)",
        "[?..?] = [?..?]",
        "coincides([?..?], [?..?])",
        "before([?..?], [?..?])",
        "string([?..?])",
        "count(?)",
        "? + 1",
        "is(?, ?)",
    ],
)
@pytest.mark.parametrize("values", [DOUBLED, NESTED], ids=["doubled", "nested"])
@pytest.mark.usefixtures("few_steps")
def test_lists_in_lists_without_end(values: str, use: str) -> None:
    last = "a60" if values is DOUBLED else "a3000"
    evaluate(f"{values}, result: {use.replace('?', last)}}}.result")


@pytest.mark.usefixtures("few_steps")
@pytest.mark.parametrize("test", ["? = !", "coincides([?..?], [!..!])", "is(?, !)", "? in ([!])", "{a: ?} = {a: !}"])
def test_two_values_without_end_are_not_compared(test: str) -> None:
    first, second = DOUBLED[1:], DOUBLED[1:].replace("a", "b")
    assert evaluate(f"{{{first}, {second}, result: {test.replace('?', 'a60').replace('!', 'b60')}}}.result") is not True


@pytest.mark.parametrize("use", ["flatten(?)", "string(?)", "? = ?", "?.b"])
def test_what_is_nested_too_deeply_is_null(use: str) -> None:
    for depth, known in ((DEEPEST - 2, True), (DEEPEST + 2, False)):
        expression = chain("[{b: 1}]", "[?]", depth) + f", result: {use.replace('?', f'a{depth}')}}}.result"
        assert (evaluate(expression) is not None) is known


# numbers


NUMBERS: dict[str, Decimal | int] = {
    "huge": HUGE,
    "huge and negative": HUGE.copy_negate(),
    "tiny": TINY,
    "long": 10**20_000,
    "long and negative": -(10**20_000) + 1,
    "long with a fraction": Decimal("9" * 20_000 + ".5"),
    "minus zero": Decimal("-0"),
}
UNARY = (
    "-x",
    "x + 1",
    "x * x",
    "1 / x",
    "x ** 2",
    "2 ** x",
    "abs(x)",
    "floor(x)",
    "round up(x, 2)",
    "decimal(x, -2)",
    "modulo(x, 7)",
    "modulo(7, x)",
    "sqrt(x)",
    "exp(x)",
    "log(x)",
    "odd(x)",
    "even(x)",
    "string(x)",
    "sum([x, 1])",
    "mean([x, x])",
    "median([x, 1])",
    "stddev([x, 1])",
    "mode([x, x])",
    "min(x, 1)",
    "x = x",
    "x < 1",
    "x in [1..x]",
    "x in [1, 2]",
    "[1, 2][x]",
    "for i in 1..x return i",
    "for i in x..1 return i",
    "substring(\"abc\", x)",
    "sublist([1, 2], x)",
    "insert before([1], x, 2)",
    "date(x, 1, 1)",
    "date(2024, 1, x)",
    "time(1, 1, x)",
    '@"P1D" * x',
    '@"P1D" / x',
    '@"P1M" * x',
    '@"P1M" / x',
    '"a" + x',
    "distinct values([x, 1, x])",
    "nth largest([1, 2], x)",
    'number("1", x, null)',
    "before(x, [1..2])",
)  # fmt: skip


@pytest.mark.parametrize("expression", UNARY)
@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_is_too_large(expression: str, name: str) -> None:
    result = evaluate(expression, {"x": NUMBERS[name]})
    assert not isinstance(result, str) or len(result) < 200_000
    assert not isinstance(result, Decimal) or result.is_finite()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("10 ** 999999999", None),
        ("10 ** 999999999999999999999999999", None),
        ("1.0000001 ** 1e30", None),
        ("-10 ** 999999999", None),
        ("10 ** -999999999 = 0", True),
        ("exp(1e6000)", None),
        ("1e6144 * 1e6144 = 1e6144 * 1e6144", True),
        ("product(for i in 1..100000 return 3.1)", None),
        ('@"P1D" * 1e6000', None),
        ('duration("PT999999999999999H")', None),
    ],
)
def test_powers_without_end(expression: str, value: Any) -> None:
    assert evaluate(expression) is value


def test_the_sign_of_a_number_of_any_length_can_be_turned() -> None:
    assert evaluate("-x", {"x": 10**20_000 + 1}) == -(10**20_000) - 1
    assert evaluate("--x = x", {"x": HUGE}) is True


# text of expressions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 10_000, "too_deep"),
        ("[" * 10_000 + "]" * 10_000, "too_deep"),
        ("{a: " * 10_000, "too_deep"),
        ("-" * 10_000 + "1", "too_deep"),
        ("not(" * 10_000, "too_deep"),
        ("1" + " + 1" * 10_000, "too_deep"),
        ("a" + "[1]" * 10_000, "too_deep"),
        ("a" + ".b" * 10_000, "too_deep"),
        ("1" + " in 1" * 10_000, "too_deep"),
        ("if " * 10_000, "too_deep"),
        ("for x in " * 10_000, "too_deep"),
        ("1 in (" + "not(" * 10_000, "too_deep"),
        ("a instance of " + "list<" * 10_000 + "number" + ">" * 10_000, "too_deep"),
        ("a instance of " + "context<a: " * 10_000, "too_deep"),
        ("9" * 10_001, "bad_literal"),
        ("0." + "0" * 10_000 + "1", "bad_literal"),
        ("1e6145", "bad_literal"),
        ("1e999999999", "bad_literal"),
        ("1e-999999999", "bad_literal"),
        ('@"P' + "9" * 10_000 + 'D"', "bad_literal"),
        ('@"' + "9" * 10_000 + '-01-01"', "bad_literal"),
    ],
    ids=lambda text: text[:20],
)
def test_texts_without_end_are_refused(text: str, code: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        evaluate(text)
    assert caught.value.code == code
    assert len(str(caught.value)) < 200 or text.startswith("@")


def test_wide_texts_are_read() -> None:
    assert len(evaluate("[" + "1, " * 20_000 + "1]")) == 20_001
    assert len(evaluate("{" + ", ".join(f"k{n}: {n}" for n in range(2000)) + "}")) == 2000
    assert evaluate(" or ".join(["false"] * 5000)) is False
    assert unary_test(", ".join(map(str, range(5000))), 4999) is True
    assert len(evaluate('"' + "a" * 200_000 + '"')) == 200_000


PIECES = st.sampled_from(
    ["1", "x", '"a"', "null", "(", ")", "[", "]", "{", "}", "..", ",", ":", "for ", "x in ", "return ", " satisfies "]
    + [" if ", " then ", " else ", " and ", " or ", "not(", "-", "*", "**", "1e6000", '@"P1D"', '@"2024-02-29"', "?"]
    + ["some ", "every ", " instance of ", "list<", ">", "=", "count(", "flatten(", "string(", "sum(", "partial", "."]
    + [" between ", " in ", "item", "range(", '"[1..2]"', "date(", "/", "+", "a: "]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_sequence_of_tokens_has_a_value_or_is_an_error(text: str) -> None:
    places = []
    for run in (evaluate, unary_test):
        arguments: list[Any] = [text, {"x": [1, "a", None]}] if run is evaluate else [text, 1, {"x": [1]}]
        try:
            run(*arguments)
        except FeelError as error:
            places.append(error.at)
    assert all(0 <= place <= len(text) for place in places)


# patterns


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ('matches(t, "^(a+)+$")', False),
        ('matches(t, "(a*)*b")', False),
        ('matches(t, "^(a|aa)+$")', False),
        ('matches(t, "^(a|a|b)*$")', False),
        ('matches(t, "a*a*a*a*a*a*b")', False),
        ('matches(t, "(.*)(.*)(.*)(.*)(.*)[0-9]")', False),
        ('matches(t, "^((a{1,9}){1,9}){1,9}$")', False),
        ('matches(t, "^(a+)+!$")', True),
        ('replace(t, "(a|aa)+!", "<$1>")', "<a>"),
        ('replace(t, "(a+)+", "b")', "b!"),
        ('split(t + t, "(a*)*!")', ["", "", ""]),
        ('matches(t, "^(a+)+\\1$")', None),
        ('matches(t, "((a{99999}){99999}){99999}")', None),
        ('matches(t, "((a{0,9999}){0,9999})")', None),
    ],
)
def test_patterns_that_take_python_for_ever(call: str, value: Any) -> None:
    assert evaluate(call, {"t": "a" * 60 + "!"}) == value


LONG_PATTERNS = {
    "groups": "(" * 5000 + "a" + ")" * 5000,
    "classes": "[" * 5000,
    "letters": "a" * 50_000,
    "choices": "a|" * 20_000 + "a",
}


@pytest.mark.parametrize("name", LONG_PATTERNS)
def test_patterns_of_any_length(name: str) -> None:
    context = {"t": "a" * 50, "p": LONG_PATTERNS[name]}
    assert evaluate("matches(t, p)", context) in (None, True, False)
    assert evaluate("[split(t, p), replace(t, p, t)]", context) is not None


def test_long_texts_are_searched() -> None:
    text = "ab" * 20_000 + "!"
    assert evaluate('matches(t, "^(a|b)*!$")', {"t": text}) is True
    assert evaluate('string length(replace(t, "(ab)+", "x"))', {"t": text}) == 2
    assert evaluate('count(split(t, "a"))', {"t": text}) == 20_001
    assert evaluate('matches(t, "(x+x+)+y")', {"t": "x" * 2_000}) is False


SIMPLE = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "^", "$", "|"])
QUANTIFIERS = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"])
FLAT = st.lists(st.tuples(SIMPLE, QUANTIFIERS).map(lambda p: p[0] if p[0] in "^$|" else "".join(p)), max_size=6)
GROUPED = st.tuples(FLAT, FLAT, FLAT, QUANTIFIERS).map(
    lambda p: "".join(p[0]) + "(" + "".join(p[1]) + ")" + p[3] + "".join(p[2])
)
TEXTS = st.text(st.sampled_from("abAB\n"), max_size=8)


@given(FLAT.map("".join) | GROUPED, st.sampled_from(["", "i", "s", "m"]), TEXTS)
def test_the_automaton_finds_what_python_finds(pattern: str, flags: str, text: str) -> None:
    made = compiled(pattern, flags)
    if made is None:
        return
    found = made.regex.search(text)
    try:
        automaton = Automaton(made._pieces or [], re.RegexFlag(made.regex.flags) & ~re.UNICODE)
    except TooCostly:
        return
    slots = automaton.find(text, 0)
    assert (slots is None) is (found is None)
    if found is not None and ways(made._pieces or [], 8, 10**9) < 10**9:  # else only the automaton is ever asked
        assert slots == tuple(end for group in range(made.groups + 1) for end in found.span(group))


def test_both_matchers_give_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = ('replace(t, "(\\d+)-(\\d+)", "$2:$1")', 'split(t, "[-,]+")', 'matches(t, "^(\\d+[-,]?)+$")')
    context = {"t": "12-3,45--6"}
    python = [evaluate(call, context) for call in calls]
    assert python == ["3:12,45--6", ["12", "3", "45", "6"], False]
    monkeypatch.setattr(patterns, "_longest", lambda pieces: -1)
    compiled.cache_clear()
    assert [evaluate(call, context) for call in calls] == python
    compiled.cache_clear()


@pytest.mark.parametrize(
    ("quantifier", "least", "most"),
    [("", 1, 1), ("?", 0, 1), ("*", 0, None), ("+?", 1, None), ("{3}", 3, 3), ("{2,}", 2, None), ("{0,4}?", 0, 4)],
)
def test_quantifiers(quantifier: str, least: int, most: int | None) -> None:
    assert limits(quantifier) == (least, most)
