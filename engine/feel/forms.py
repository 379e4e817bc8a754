"""Literals, operators and conditions; in: a node, its scope and a builder, out: a function of an environment.

Parts made of literals alone are computed while the expression is built. Source: OMG DMN 1.5, 10.3.2.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, lift, union

from .arithmetic import DECIMAL128
from .errors import FeelNameError
from .nodes import Node
from .operators import CALCULATE, COMPARE, between, conjunction, disjunction, may_hold, minus, path
from .scope import Build, Builder, Constant, Env, Run, Scope, folded
from .temporal import parse_at
from .values import Range, Record, YearMonthDuration

_EXACT: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": DECIMAL128.divide,
}
_DIRECT: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN = frozenset((Decimal, str, date, timedelta, YearMonthDuration))


def literal(read: Callable[[Any], Any]) -> Builder:
    """The builder of a literal whose value `read` makes of its text."""
    return lambda node, scope, build: Constant(read(node.args[0]))


def build_null(node: Node, scope: Scope, build: Build) -> Run:
    """Null."""
    return Constant(None)


def build_name(node: Node, scope: Scope, build: Build) -> Run:
    """A name, from the scope; raises `FeelNameError` where it knows none."""
    name = node.args[0]
    run = scope.resolve(name)
    if run is None:
        raise FeelNameError("unknown_name", node.at, name)
    return run


def build_path(node: Node, scope: Scope, build: Build) -> Run:
    """A field of a value."""
    source, name = build(node.args[0], scope), node.args[1]

    def run(env: Env) -> Any:
        value = source(env)
        return value.get(name) if isinstance(value, (Record, dict)) else path(value, name)

    return folded(run, source)


# operators


def build_arith(node: Node, scope: Scope, build: Build) -> Run:
    """`+`, `-`, `*`, `/` and `**`."""
    sign = node.args[0]
    left, right = build(node.args[1], scope), build(node.args[2], scope)
    calculate, exact = CALCULATE[sign], _EXACT.get(sign)

    def slow(env: Env) -> Any:
        return calculate(left(env), right(env))

    if exact is None:
        return folded(slow, left, right)

    def run(env: Env) -> Any:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return exact(a, b)
            except ArithmeticError:  # a division by zero, or too large
                return None
        return calculate(a, b)

    return folded(run, left, right)


def build_neg(node: Node, scope: Scope, build: Build) -> Run:
    """Unary minus."""
    part = build(node.args[0], scope)
    return folded(lambda env: minus(part(env)), part)


def build_cmp(node: Node, scope: Scope, build: Build) -> Run:
    """`=`, `!=`, `<`, `<=`, `>` and `>=`."""
    sign = node.args[0]
    left, right = build(node.args[1], scope), build(node.args[2], scope)
    if isinstance(right, Constant):
        return folded(_compare_with(sign, left, right.value), left)
    compare, direct = COMPARE[sign], _DIRECT[sign]

    def run(env: Env) -> Any:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            return direct(a, b)
        return compare(a, b)

    return run


def _compare_with(sign: str, left: Run, value: Any) -> Run:
    compare, direct, kind = COMPARE[sign], _DIRECT[sign], type(value)
    if kind not in _PLAIN and not (kind is bool and sign in ("=", "!=")):
        return lambda env: compare(left(env), value)

    def run(env: Env) -> Any:
        a = left(env)
        return direct(a, value) if type(a) is kind else compare(a, value)

    return run


def build_between(node: Node, scope: Scope, build: Build) -> Run:
    """`between … and …`."""
    value, low, high = (build(part, scope) for part in node.args)

    return folded(lambda env: between(value(env), low(env), high(env)), value, low, high)


# conditions


def connective(deciding: bool) -> Builder:
    """The builder of `and` (False decides) or `or` (True decides)."""
    combine = disjunction if deciding else conjunction

    def builder(node: Node, scope: Scope, build: Build) -> Run:
        parts = [build(part, scope) for part in node.args]
        if len(parts) == 2:
            return folded(_two(parts[0], parts[1], deciding, combine), *parts)

        def run(env: Env) -> Any:
            result: Any = not deciding
            for part in parts:
                value = part(env)
                if value is deciding:
                    return deciding
                result = combine(result, value)
            return result

        return folded(run, *parts)

    return builder


def _two(left: Run, right: Run, deciding: bool, combine: Callable[[Any, Any], Any]) -> Run:
    neutral = not deciding

    def run(env: Env) -> Any:
        a = left(env)
        if a is deciding:
            return deciding
        b = right(env)
        if b is deciding or (a is neutral and b is neutral):
            return b
        return combine(a, b)

    return run


def build_if(node: Node, scope: Scope, build: Build) -> Run:
    """`if … then … else …`: both outcomes where the condition is not known."""
    condition, yes, no = (build(part, scope) for part in node.args)

    def run(env: Env) -> Any:
        truth = condition(env)
        if truth is True:
            return yes(env)
        if isinstance(truth, Unknown):
            may, may_not = may_hold(truth)
            if may:
                return union((yes(env), no(env)), truth.missing, truth.refer) if may_not else yes(env)
        return no(env)

    return folded(run, condition, yes, no)


# lists, contexts and ranges


def build_list(node: Node, scope: Scope, build: Build) -> Run:
    """A list."""
    parts = [build(part, scope) for part in node.args]
    return folded(lambda env: [part(env) for part in parts], *parts)


def build_context(node: Node, scope: Scope, build: Build) -> Run:
    """A context, whose later entries see the earlier ones."""
    entries: list[tuple[str, Run]] = []
    for key, value in node.args[0]:
        entries.append((key, build(value, scope)))
        scope = scope.bind(key)

    def run(env: Env) -> dict[str, Any]:
        context = {}
        for key, part in entries:
            value = context[key] = part(env)
            env = (value, env)
        return context

    return folded(run, *(part for _, part in entries))


def build_range(node: Node, scope: Scope, build: Build) -> Run:
    """A range; null where an end that is written is null."""
    low_included, low, high, high_included = node.args
    start = Constant(None) if low is None else build(low, scope)
    end = Constant(None) if high is None else build(high, scope)

    def between_ends(first: Any, last: Any) -> Range | None:
        if (first is None and low is not None) or (last is None and high is not None):
            return None
        return Range(low_included, first, last, high_included)

    def run(env: Env) -> Any:
        first, last = start(env), end(env)
        if _may_be_null(first) or _may_be_null(last):
            return lift(between_ends, first, last)
        return between_ends(first, last)

    return folded(run, start, end)


def _may_be_null(value: Any) -> bool:
    return isinstance(value, Unknown) and value.may_be(None)


FORMS: dict[str, Builder] = {
    "null": build_null,
    "bool": literal(bool),
    "num": literal(Decimal),
    "str": literal(str),
    "at": literal(parse_at),
    "name": build_name,
    "path": build_path,
    "arith": build_arith,
    "neg": build_neg,
    "cmp": build_cmp,
    "between": build_between,
    "and": connective(deciding=False),
    "or": connective(deciding=True),
    "if": build_if,
    "list": build_list,
    "context": build_context,
    "range": build_range,
}
