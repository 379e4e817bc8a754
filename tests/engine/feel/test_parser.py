"""Text to tree: how tightly operators bind, what is a name, and what is said of a text that is no expression."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from feel_trees import trees
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.feel import FeelSyntaxError
from engine.feel.builtins import FUNCTIONS
from engine.feel.names import SPACED_FUNCTIONS
from engine.feel.nodes import Node, dump, restore
from engine.feel.parser import DEPTH, parse, parse_unary_tests
from engine.feel.unparse import unparse, unparse_tests


def grouped(node: Node) -> str:
    """The tree with every operator in brackets of its own."""
    if node.op in ("name", "num"):
        return str(node.args[0])
    if node.op == "neg":
        return f"(-{grouped(node.args[0])})"
    if node.op in ("and", "or"):
        return f"({f' {node.op} '.join(map(grouped, node.args))})"
    if node.op in ("arith", "cmp"):
        return f"({grouped(node.args[1])} {node.args[0]} {grouped(node.args[2])})"
    if node.op == "path":
        return f"({grouped(node.args[0])}.{node.args[1]})"
    if node.op == "filter":
        return f"({grouped(node.args[0])}[{grouped(node.args[1])}])"
    if node.op == "between":
        return f"({' : '.join(map(grouped, node.args))})"
    raise AssertionError(node.op)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a or b and c", "(a or (b and c))"),
        ("a and b and c or d", "((a and b and c) or d)"),
        ("(a and b) and c", "((a and b) and c)"),
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("a ** b ** c", "((a ** b) ** c)"),
        ("-a ** b", "((-a) ** b)"),
        ("-a.b[c]", "(-((a.b)[c]))"),
        ("(-a).b", "((-a).b)"),
        ("a * -b", "(a * (-b))"),
        ("a + b >= c * d", "((a + b) >= (c * d))"),
        ("a = b and c != d", "((a = b) and (c != d))"),
        ("a between b and c and d", "((a : b : c) and d)"),
        ("a - -b", "(a - (-b))"),
        ("a // a comment\n + b /* and\n another */ + c", "((a + b) + c)"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert grouped(parse(text)) == expected


def test_names_are_chinese_or_latin_identifiers() -> None:
    assert parse("平台.得分_2 >= 及格线") == Node(
        "cmp", ">=", Node("path", Node("name", "平台"), "得分_2"), Node("name", "及格线")
    )


def test_function_names_with_spaces_are_names_only_before_a_bracket() -> None:
    assert parse("round  half\nup(x, 2)") == Node("call", "round half up", (Node("name", "x"), Node("num", "2")), ())
    assert parse("date and time").op == "and"
    with pytest.raises(FeelSyntaxError):
        parse('date "and" time(x)')
    assert parse("date and time(x)") == Node("call", "date and time", (Node("name", "x"),), ())


def test_every_function_name_with_spaces_is_known_to_the_parser() -> None:
    assert set(SPACED_FUNCTIONS) == {name for name in FUNCTIONS if " " in name}


def test_named_arguments_may_have_spaces_and_keywords_may_be_fields() -> None:
    call = parse('substring(start position: 2, string: "abc")')
    assert call.args[2][0] == ("start position", Node("num", "2"))
    assert parse("a.in.time offset") == Node("path", Node("path", Node("name", "a"), "in"), "time offset")
    assert parse("{if: 1}.if") == Node("path", Node("context", (("if", Node("num", "1")),)), "if")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1..5)", (True, "1", "5", False)),
        ("(1..5]", (False, "1", "5", True)),
        ("]1..5[", (False, "1", "5", False)),
        ("(>= 5)", (True, "5", None, False)),
        ("(< 5)", (False, None, "5", False)),
        ("(= 5)", (True, "5", "5", True)),
    ],
)
def test_ranges(text: str, expected: tuple[bool, str | None, str | None, bool]) -> None:
    low_included, low, high, high_included = parse(text).args
    ends = tuple(end and end.args[0] for end in (low, high))
    assert (low_included, *ends, high_included) == expected


def test_in_takes_a_value_a_range_a_test_or_several() -> None:
    number = Node("num", "1")
    assert parse("x in y").args[1] == (Node("test_expr", Node("name", "y")),)
    assert parse("x in (y)") == parse("x in y")
    assert parse("x in <= 1").args[1] == (Node("test_cmp", "<=", number),)
    assert parse("x in (1, > 1)").args[1] == (Node("test_expr", number), Node("test_cmp", ">", number))
    assert parse("x in (not(1))").args[1] == (Node("test_not", (Node("test_expr", number),)),)
    assert parse("x in (1 + 1) * 1").args[1][0].args[0].args[0] == "*"
    assert parse("x in (not(y) and z)").args[1][0].args[0].op == "and"


def test_unary_tests() -> None:
    assert parse_unary_tests("-") == (Node("test_any"),)
    assert [test.op for test in parse_unary_tests('"a", >= 1, not("b")')] == ["test_expr", "test_cmp", "test_not"]
    assert parse_unary_tests("-5")[0].args[0].op == "neg"


def test_string_escapes() -> None:
    assert parse(r'"\u5E73\u53F0 \"a\"\n\\ \d \U01F600 \ud83d\ude00"').args[0] == '平台 "a"\n\\ \\d 😀 😀'


def test_every_node_knows_where_it_begins() -> None:
    tree = parse("a +  f(b)[c > 1]")
    call_filter = tree.args[2]
    assert (tree.at, call_filter.at, call_filter.args[1].at, call_filter.args[1].args[2].at) == (0, 5, 10, 14)


@pytest.mark.parametrize(
    ("text", "code", "at", "found"),
    [
        ("", "unexpected_end", 0, ""),
        ("1 +", "unexpected_end", 3, ""),
        ("a b", "unexpected_token", 2, "b"),
        ("(1", "unexpected_end", 2, ""),
        ("[1, 2", "unexpected_end", 5, ""),
        ("[1..2}", "unexpected_token", 5, "}"),
        ("if a then b", "unexpected_end", 11, ""),
        ("for x in y", "unexpected_end", 10, ""),
        ("some x y", "unexpected_token", 7, "y"),
        ("a between 1 or 2", "unexpected_token", 12, "or"),
        ("a instance number", "unexpected_token", 11, "number"),
        ("a # b", "unexpected_character", 2, "#"),
        ('"abc', "unterminated_string", 0, '"abc'),
        ('"a\nb"', "unterminated_string", 0, '"a\nb"'),
        ("1 /* x", "unterminated_comment", 2, "/* x"),
        ('@"2023-02-29"', "bad_literal", 0, "2023-02-29"),
        ('@"soon"', "bad_literal", 0, "soon"),
        ("1e9999", "bad_literal", 0, "1e9999"),
        ("{a: 1, a: 2}", "duplicate_key", 7, "a"),
        ("f(1, x: 2)", "unexpected_token", 8, "2"),
        ("f(x: 1, 2)", "unexpected_token", 8, "2"),
        ("f(x: 1, x: 2)", "duplicate_key", 11, "x"),
        ("(" * 500 + "1" + ")" * 500, "too_deep", DEPTH, "("),
        ("1" + "+1" * 500, "too_deep", 0, ""),
        ("a" + ".b" * 500, "too_deep", 0, ""),
    ],
)
def test_what_is_no_expression(text: str, code: str, at: int, found: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, error.at, error.found) == (code, at, found)
    assert str(error).startswith(f"{code} at {at}")


def test_expected_is_named() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("if a b")
    assert (caught.value.found, caught.value.expected) == ("b", "`then`")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab1 .,()[]{}"@+-*/<>=!:?\\\n平if then')))
def test_any_text_is_an_expression_or_a_syntax_error(text: str) -> None:
    assert 0 <= place_of_error(parse, text) <= len(text)
    assert 0 <= place_of_error(parse_unary_tests, text) <= len(text)


def place_of_error(read: Callable[[str], object], text: str) -> int:
    try:
        read(text)
    except FeelSyntaxError as error:
        return error.at
    return 0


def test_time_is_linear() -> None:
    def seconds(size: int) -> float:
        text = "[" + ", ".join(["(x + 1) * not(y) in (not(1), [1..2])"] * size) + "]"
        start = time.perf_counter()
        parse(text)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(4000) < 40 * max(seconds(400), 0.001)


@settings(max_examples=500, deadline=None)
@given(trees())
@example(Node("in", Node("name", "x"), (Node("test_expr", Node("call", "not", (Node("num", "1"),), ())),)))
@example(Node("in", Node("name", "x"), (Node("test_expr", Node("range", True, Node("num", "1"), None, False)),)))
@example(Node("context", (("!", Node("null")), ("!!num", Node("str", "!num")))))
@example(Node("cmp", "=", Node("cmp", "<", Node("num", "1"), Node("num", "2")), Node("bool", True)))
def test_text_and_tree_are_one(tree: Node) -> None:
    assert parse(unparse(tree)) == tree
    assert unparse(parse(unparse(tree))) == unparse(tree)
    assert restore(dump(tree)) == tree


@settings(max_examples=200, deadline=None)
@given(st.lists(trees().map(lambda tree: Node("test_expr", tree)), min_size=1, max_size=3).map(tuple))
def test_unary_tests_and_text_are_one(tests: tuple[Node, ...]) -> None:
    assert parse_unary_tests(unparse_tests(tests)) == tests


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a))+(b*c)", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("((a and b) or c) and not(d)", "(a and b or c) and not(d)"),
        ("x in(1,(2..3],>4)", "x in (1, (2..3], > 4)"),
        ("if a then(b)else(if c then d else e)", "if a then b else if c then d else e"),
        ('{"a":1,"b c":@"P1D"}', '{a: 1, "b c": @"P1D"}'),
        ("some x in xs,y in 1..x satisfies(x=y)", "some x in xs, y in 1..x satisfies x = y"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert unparse(parse(text)) == canonical


def rule(op: str, *parts: object) -> Node:
    return Node(op, *(parse(part) if isinstance(part, str) else part for part in parts))


EVENTS, LISTED = parse("platform.veto_events"), parse("category = listed and year > 2022")


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (rule("known", "x.y"), "known(x.y)"),
        (rule("certain", "a and b"), "certain(a and b)"),
        (rule("some_in", EVENTS, LISTED), "some platform.veto_events satisfies (category = listed and year > 2022)"),
        (rule("some_in", EVENTS, None), "some platform.veto_events"),
        (rule("every_in", EVENTS, LISTED), "every platform.veto_events satisfies (category = listed and year > 2022)"),
        (rule("count_in", EVENTS, LISTED), "count(platform.veto_events[category = listed and year > 2022])"),
        (rule("count_in", EVENTS, None), "count(platform.veto_events)"),
        (
            rule("sum_in", EVENTS, "amount", LISTED),
            "sum(platform.veto_events[category = listed and year > 2022].amount)",
        ),
        (rule("sum_in", EVENTS, "a * 2", None), "sum(for platform.veto_events return a * 2)"),
        (Node("pick", EVENTS, None, parse("year"), "highest"), "platform.veto_events with highest year"),
        (Node("cases", ((parse("a > 1"), parse("2")),), parse("3")), "if a > 1 then 2 else 3"),
        (Node("open", (parse("x"),), (), ("committee",), None), "open(for want of x; to be decided by committee)"),
        (Node("suppose", "n", parse("years"), parse("n + 1")), "suppose n = years then n + 1"),
        (Node("none"), "not applicable"),
    ],
)
def test_rule_language_reads_like_feel(node: Node, text: str) -> None:
    assert unparse(node) == text
    assert restore(dump(node)) == node
