"""Building functions from trees: scopes, environments, constants, errors, and larger languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from feel_trees import VALUES, trees, valued
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelNameError, FeelSyntaxError, Range, Record, YearMonthDuration, evaluate
from engine.feel.arithmetic import exact_context
from engine.feel.compiler import FEEL_BUILDERS, Build, Constant, DynamicScope, Env, Run, Scope, build, build_unary
from engine.feel.nodes import FORMS, Node
from engine.feel.parser import parse, parse_unary_tests
from engine.forms import BUILDERS
from engine.unknown import Unknown


class Names:
    """A scope of fixed names: variables and the fields of elements, each at a known number of links."""

    def __init__(self, links: tuple[tuple[str, ...], ...] = ()) -> None:
        self.links = links

    def resolve(self, name: str) -> Run | None:
        for depth, names in enumerate(self.links):
            if name in names:
                return self._field(depth, name) if len(names) > 1 and name != "item" else self._link(depth)
        return None

    @staticmethod
    def _link(depth: int) -> Run:
        def run(env: Env) -> Any:
            for _ in range(depth):
                env = env[1]
            return env[0]

        return run

    def _field(self, depth: int, name: str) -> Run:
        link = self._link(depth)
        return lambda env: link(env)[name]

    def bind(self, name: str) -> Names:
        return Names(((name,), *self.links))

    def element(self, source: Node) -> Names:
        return Names((("item", "year", "grade"), *self.links))


def value_of(text: str, env: Env, *links: tuple[str, ...]) -> Any:
    return build(parse(text), Names(links))(env)


def test_names_are_found_by_counting_links() -> None:
    events = [{"year": Decimal(2022), "grade": "a"}, {"year": Decimal(2023), "grade": "b"}]
    env = (events, (Decimal(2022), None))
    text = "for e in events[year > limit] return [e.grade, limit, count(events[item.year <= e.year])]"
    assert value_of(text, env, ("events",), ("limit",)) == [["b", Decimal(2022), Decimal(2)]]
    assert value_of("some x in [1, 2], y in [x] satisfies y = limit", (Decimal(2), None), ("limit",)) is True
    assert value_of("limit in (1, ? > 2)", (Decimal(2), None), ("limit",)) is False


def test_a_name_that_a_scope_does_not_know_is_an_error() -> None:
    with pytest.raises(FeelNameError) as caught:
        build(parse("known_name + unknown_name"), Names((("known_name",),)))
    assert (caught.value.code, caught.value.at, caught.value.found) == ("unknown_name", 13, "unknown_name")


def test_what_is_made_of_literals_is_computed_once() -> None:
    for text in (
        "1 + 2 * 3",
        '@"2023-10-20" + @"P1Y"',
        "[1, 2, 3]",
        "round half up(2.5, 0)",
        "1 in [1..2]",
        "not(true)",
        "-1",
    ):
        run = build(parse(text), DynamicScope())
        assert isinstance(run, Constant) or text == "1 in [1..2]"


def test_constants_are_computed_exactly_whatever_the_context() -> None:
    with localcontext() as context:
        context.prec = 3
        run = build(parse("1234.5 + 0.0001"), DynamicScope())
    assert run(None) == Decimal("1234.5001")


def test_every_form_of_feel_has_a_builder() -> None:
    beyond = BUILDERS.keys() - FEEL_BUILDERS.keys()
    assert set(FORMS) == beyond | FEEL_BUILDERS.keys()


def test_a_larger_table_is_a_larger_language() -> None:
    def build_known(node: Node, scope: Scope, build_part: Build) -> Run:
        part = build_part(node.args[0], scope)
        return lambda env: not isinstance(part(env), Unknown)

    tree = Node("and", Node("known", Node("name", "x")), Node("bool", True))
    run = build(tree, DynamicScope(), {**FEEL_BUILDERS, "known": build_known})
    assert run(({"x": Unknown()}, None)) is False
    with pytest.raises(FeelNameError) as caught:
        build(tree, DynamicScope())
    assert caught.value.code == "unknown_form"


def test_unary_tests_run_on_a_value_and_an_environment() -> None:
    run = build_unary(parse_unary_tests("> limit, 1"), DynamicScope())
    assert [run((Decimal(n), ({"limit": Decimal(5)}, None))) for n in (1, 5, 6)] == [True, False, True]


def test_the_deepest_expression_runs() -> None:
    assert evaluate("(" * 190 + "1" + ")" * 190) == 1
    assert evaluate("1" + " + 1" * 190) == 191
    assert evaluate("[" * 190 + "]" * 190) is not None
    assert evaluate("not(" * 150 + "true" + ")" * 150) is True


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in [1..3] return x * x", [1, 4, 9]),
        ("for x in 1..2, y in 1..x return y", [1, 1, 2]),
        ("for x in 5 return x", [5]),
        ("for x in null return x", None),
        ("for x in 1.5..3 return x", None),
        ("for x in 1..1e9 return x", None),
        ("for x in 1..5 return if x = 1 then 1 else partial[-1] * x", [1, 2, 6, 24, 120]),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("some x in null satisfies true", None),
        ("every x in [1, 2], y in [3] satisfies x < y", True),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-3]", 1),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][1.5]", None),
        ("[1, 2, 3][i]", 3),
        ("[][i]", None),
        ("[][item > i]", []),
        ("[][1]", None),
        ("[{a: 1, i: true}, {a: 2, i: false}][i].a", [1]),
        ("[{item: 5}, {item: 6}][item > 5]", [{"item": 6}]),
        ("[1, 2, 3][item > i - 1]", [3]),
        ("5[item > 4]", [5]),
        ("null[true]", None),
        ("{a: 1, b: a + 1, c: {d: b + a}}.c.d", 3),
        ("[{a: 1}, {a: 2}][a = i - 1].a", [2]),
        ("missing", None),
        ("missing.field", None),
    ],
)
def test_loops_filters_and_contexts(expression: str, value: Any) -> None:
    assert evaluate(expression, {"i": 3}) == value


def test_days_are_gone_through() -> None:
    assert evaluate('for d in @"2024-02-28"..@"2024-03-01" return d.day') == [28, 29, 1]
    assert evaluate('for d in @"2024-03-01"..@"2024-02-29" return d') == [date(2024, 3, 1), date(2024, 2, 29)]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 instance of number", True),
        ("true instance of number", False),
        ("null instance of number", False),
        ("null instance of Any", False),
        ("null instance of Null", True),
        ('@"2023-10-20" instance of date', True),
        ('@"2023-10-20T00:00:00" instance of date', False),
        ('@"2023-10-20T00:00:00" instance of date and time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of years and months duration', True),
        ("[1, 2] instance of list<number>", True),
        ("[1, 2] instance of list", None),
        ('[1, "a"] instance of list<number>', False),
        ("[1..2] instance of range<number>", True),
        ('{a: 1, b: ["x"]} instance of context<a: number, b: list<string>>', True),
        ("{a: 1} instance of context<a: string>", False),
    ],
)
def test_types(expression: str, value: bool | None) -> None:
    assert evaluate(expression) is value


def test_a_type_that_does_not_exist() -> None:
    with pytest.raises(FeelNameError):
        evaluate("1 instance of integer")


def test_context_values_are_taken_as_feel_values() -> None:
    assert evaluate("n / 2", {"n": 3}) == Decimal("1.5")
    assert evaluate("l[2]", {"l": (1, 2)}) == Decimal(2)
    for wrong in (1.5, Decimal("NaN"), object(), {"x": {1, 2}}):
        with pytest.raises(TypeError):
            evaluate("x", {"x": wrong})


def test_values_do_not_change() -> None:
    for value, name in ((YearMonthDuration(1), "months"), (Range(True, 1, 2, True), "low")):
        with pytest.raises(AttributeError):
            setattr(value, name, 5)
        assert hash(value) == hash(type(value)(*value.parts() if isinstance(value, Range) else (1,)))
    with pytest.raises(TypeError):
        bool(YearMonthDuration(1) < 1)  # type: ignore[operator]  # what the test is about


def test_a_record_has_to_say_what_its_fields_are() -> None:
    with pytest.raises(NotImplementedError):
        Record().get("x")


@settings(max_examples=400, deadline=None)
@given(trees() | valued(), st.dictionaries(st.sampled_from(("a", "b", "c", "x", "score")), st.sampled_from(VALUES)))
def test_any_expression_has_a_value(tree: Node, context: dict[str, Any]) -> None:
    try:
        run = build(tree, DynamicScope())
    except FeelNameError:
        return
    with localcontext(exact_context()):
        run((context, None))


def test_a_wrong_text_raises_and_a_wrong_value_does_not() -> None:
    with pytest.raises(FeelSyntaxError):
        evaluate("1 +")
    assert evaluate('1 + "a"') is None
