"""Random syntax trees of FEEL, and the values to run them on; in: hypothesis, out: strategies."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from engine.feel.nodes import Node
from engine.feel.values import YearMonthDuration

VARIABLES = ("a", "b", "c")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
TEXTS = st.text(st.sampled_from("ab\"\\\n\té优😀{'") | st.characters(codec="utf-8"), max_size=4)
NAMES = st.sampled_from(("score", "x", "_y1", "item", "平台", "得分2", "list", "date", "of"))
FIELDS = NAMES | st.sampled_from(("year", "in", "time offset", "start included"))
DATES = ("2024-02-29", "2023-10-20", "2023-12-31")


def node(op: str, *parts: Any) -> st.SearchStrategy[Node]:
    """A node whose parts are drawn from strategies."""
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts)).map(
        lambda drawn: Node(op, *drawn)
    )


# any tree that the parser makes, for the round trip


def _numbers() -> st.SearchStrategy[Node]:
    return st.sampled_from(("0", "1", "12.50", ".5", "1e3", "2.5E-3")).map(lambda text: Node("num", text))


def literals() -> st.SearchStrategy[Node]:
    """Literals and names."""
    moments = (*DATES, "10:30:00+08:00", "2023-10-20T10:30:00@Asia/Shanghai", "P1Y6M", "-P1DT2H")
    return st.one_of(
        st.just(Node("null")),
        st.booleans().map(lambda value: Node("bool", value)),
        _numbers(),
        TEXTS.map(lambda text: Node("str", text)),
        st.sampled_from(moments).map(lambda text: Node("at", text)),
        NAMES.map(lambda name: Node("name", name)),
    )


def _several(part: st.SearchStrategy[Any], least: int = 1) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(part, min_size=least, max_size=3).map(tuple)


def _grown(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    domain = part | st.tuples(st.just("range"), part, part)
    variables = _several(st.tuples(NAMES, domain))
    entries = st.dictionaries(FIELDS | TEXTS, part, max_size=3).map(lambda found: tuple(found.items()))
    named = st.dictionaries(NAMES | st.just("start position"), part, min_size=1, max_size=2)
    kinds = st.sampled_from(("number", "date and time", "list<number>", "context<a: list<string>, b: Any>"))
    return st.one_of(
        node("path", part, FIELDS),
        node("filter", part, part),
        node("if", part, part, part),
        node("for", variables, part),
        node("some", variables, part),
        node("every", variables, part),
        st.tuples(st.sampled_from(("and", "or")), _several(part, 2)).map(lambda found: Node(found[0], *found[1])),
        node("cmp", st.sampled_from(COMPARISONS), part, part),
        node("arith", st.sampled_from(("+", "-", "*", "/", "**")), part, part),
        node("neg", part),
        node("between", part, part, part),
        node("in", part, _several(tests(part))),
        node("range", st.booleans(), part, part, st.booleans()),
        node("range", False, None, part, st.booleans()),
        node("range", st.booleans(), part, None, False),
        _several(part, 0).map(lambda found: Node("list", *found)),
        node("context", entries),
        node(
            "call",
            st.sampled_from(("f", "not", "date and time", "round half up", "sum", "split")),
            _several(part, 0),
            (),
        ),
        node("call", "f", (), named.map(lambda found: tuple(found.items()))),
        node("instance", part, kinds),
    )


def tests(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Unary tests."""
    simple = node("test_expr", part) | node("test_cmp", st.sampled_from(COMPARISONS), part)
    return simple | node("test_not", _several(simple))


def trees() -> st.SearchStrategy[Node]:
    """Trees that the parser makes."""
    return st.recursive(literals(), _grown, max_leaves=12)


# trees that mostly have values, over a few variables, for the sets of values

VALUES: tuple[Any, ...] = (
    *map(Decimal, ("-2", "0", "1", "2.5")),
    *map(date.fromisoformat, DATES),
    *("a", "b", True, False, None, timedelta(days=1), YearMonthDuration(1)),
    *([Decimal(1), Decimal(2)], [True, False], {"x": Decimal(1)}),
)


def valued_literals() -> st.SearchStrategy[Node]:
    """Literals of every kind and, more often, the variables."""
    texts = [Node("num", text) for text in ("0", "1", "2.5")] + [Node("at", text) for text in (DATES[0], "P1D", "P1M")]
    known = [*texts, Node("str", "a"), Node("bool", True), Node("null")]
    names = st.sampled_from([Node("name", name) for name in VARIABLES])
    return st.sampled_from(known) | names | names


def single(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """One operator or function of parts that do not share what is unknown."""
    one = st.sampled_from(("not", "abs", "floor", "count", "sum", "min", "all", "any", "string", "reverse", "flatten"))
    two = st.sampled_from(("max", "append", "concatenate", "list contains", "round half up", "modulo", "before", "is"))
    simple = node("test_cmp", st.sampled_from(COMPARISONS), part) | node("test_expr", part)
    return st.one_of(
        node("cmp", st.sampled_from(COMPARISONS), part, part),
        node("arith", st.sampled_from(("+", "-", "*", "/")), part, part),
        node("neg", part),
        node("between", part, part, part),
        node("if", part, part, part),
        st.tuples(st.sampled_from(("and", "or")), part, part).map(lambda found: Node(*found)),
        node("call", one, st.tuples(part), ()),
        node("call", two, st.tuples(part, part), ()),
        node("path", part, st.sampled_from(("x", "year", "days"))),
        node("in", part, st.tuples(simple)),
        node("instance", part, st.sampled_from(("number", "list<number>", "context"))),
    )


def _wider(part: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    loop = st.tuples(st.tuples(st.just("v"), part))
    inner = part | st.sampled_from((Node("name", "v"), Node("cmp", ">", Node("name", "v"), Node("num", "1"))))
    tested = part | st.sampled_from((Node("name", "item"), Node("cmp", ">", Node("name", "item"), Node("num", "1"))))
    return st.one_of(
        single(part),
        single(part),
        _several(part).map(lambda found: Node("list", *found)),
        st.lists(part, min_size=2, max_size=3).map(lambda found: Node("call", "min", tuple(found), ())),
        node(
            "context",
            st.tuples(st.tuples(st.just("x"), part), st.tuples(st.just("y"), part | st.just(Node("name", "x")))),
        ),
        node("for", loop, inner),
        node("some", loop, inner),
        node("every", loop, inner),
        node("filter", part, tested),
        node("in", part, _several(tests(part))),
        node("range", st.booleans(), part, part, st.booleans()),
        node("call", "nth largest", st.tuples(part, st.just(Node("num", "1"))), ()),
        node("call", st.sampled_from(("mean", "context merge", "context", "distinct values")), st.tuples(part), ()),
        node("call", "get value", st.tuples(part, st.just(Node("list", Node("str", "x"), Node("str", "y")))), ()),
        node("call", "context put", st.tuples(part, st.just(Node("str", "x")), part), ()),
        node("call", st.sampled_from(("sublist", "remove", "index of")), st.tuples(part, part), ()),
    )


def valued() -> st.SearchStrategy[Node]:
    """Expressions over the variables that can be worked out."""
    return st.recursive(valued_literals(), _wider, max_leaves=8)
