"""`in` and unary tests; in: a node, its scope and a builder, out: a function of an environment.

A test runs in an environment whose first link is the value tested, which it may name `?`. Source: OMG DMN 1.5,
10.3.2.10 (decision table) and 10.3.2.15 (in).
"""

from __future__ import annotations

import operator
from datetime import date
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, union

from .logic import disjunction, negation
from .nodes import Node
from .operators import COMPARE, between, member
from .scope import Build, Builder, Constant, Env, Run, Scope
from .tree import mentions

INPUT = "?"
_CONDITIONS = frozenset(("cmp", "and", "or", "between", "in", "some", "every", "instance"))
_HASHED = frozenset((Decimal, str, date))


def build_in(node: Node, scope: Scope, build: Build) -> Run:
    """`value in tests`."""
    value, test = build(node.args[0], scope), build_tests(node.args[1], scope, build)

    def run(env: Env) -> Any:
        tested = value(env)
        if isinstance(tested, Unknown) and tested.values is not None:
            return union((test((possible, env)) for possible in tested.values), tested.missing, tested.refer)
        return test((tested, env))

    return run


def build_tests(tests: tuple[Node, ...], scope: Scope, build: Build) -> Run:
    """Whether one of the tests holds, in an environment whose first link is the value tested."""
    inner = scope.bind(INPUT)
    parts = [build(test, inner) for test in tests]
    if len(parts) == 1:
        return parts[0]

    def run(env: Env) -> Any:
        result: Any = False
        for part in parts:
            truth = part(env)
            if truth is True:
                return True
            result = disjunction(result, truth)
        return result

    return run


def build_test_any(node: Node, scope: Scope, build: Build) -> Run:
    """The test `-`, which everything passes."""
    return Constant(True)


def build_test_not(node: Node, scope: Scope, build: Build) -> Run:
    """`not(tests)`."""
    parts = [build(test, scope) for test in node.args[0]]

    def run(env: Env) -> Any:
        result: Any = False
        for part in parts:
            result = disjunction(result, part(env))
        return negation(result)

    return run


def build_test_cmp(node: Node, scope: Scope, build: Build) -> Run:
    """A test such as `>= 5`."""
    compare, operand = COMPARE[node.args[0]], build(node.args[1], scope)
    if isinstance(operand, Constant):
        value = operand.value
        return lambda env: compare(env[0], value)
    return lambda env: compare(env[0], operand(env))


def build_test_expr(node: Node, scope: Scope, build: Build) -> Run:
    """An expression as a test: a condition, or what the value has to equal or lie in."""
    expression = node.args[0]
    if expression.op == "range":
        return _range_test(expression, scope, build)
    target = build(expression, scope)
    if expression.op in _CONDITIONS or mentions(expression, INPUT):
        return target
    if isinstance(target, Constant):
        return _member_of(target.value)
    return lambda env: member(env[0], target(env))


def _range_test(node: Node, scope: Scope, build: Build) -> Run:
    """Whether the value lies between the ends of a range as written; on the side of a null end, that is null."""
    low_included, low, high, high_included = node.args
    if low is None or high is None:
        bounds = build(node, scope)
        return lambda env: member(env[0], bounds(env))
    first, last = build(low, scope), build(high, scope)
    if isinstance(first, Constant) and isinstance(last, Constant) and type(first.value) is type(last.value):
        return _within(first.value, last.value, low_included, high_included)
    return lambda env: between(env[0], first(env), last(env), low_included, high_included)


def _within(first: Any, last: Any, low_included: bool, high_included: bool) -> Run:
    """Whether the value lies between two constants of one kind."""
    kind = type(first) if type(first) in _HASHED else None
    above, below = (operator.le if included else operator.lt for included in (low_included, high_included))

    def run(env: Env) -> Any:
        value = env[0]
        if type(value) is kind:
            return above(first, value) and below(value, last)
        return between(value, first, last, low_included, high_included)

    return run


def _member_of(target: Any) -> Run:
    kinds = {type(element) for element in target} if isinstance(target, list) else set()
    if len(kinds) != 1 or not kinds <= _HASHED:
        return lambda env: member(env[0], target)
    kind, values = kinds.pop(), frozenset(target)

    def run(env: Env) -> Any:
        value = env[0]
        return value in values if type(value) is kind else member(value, target)

    return run


TESTS: dict[str, Builder] = {
    "in": build_in,
    "test_any": build_test_any,
    "test_cmp": build_test_cmp,
    "test_not": build_test_not,
    "test_expr": build_test_expr,
}
