"""Loops over lists: `for`, `some`, `every`, filters; in: a node, its scope, a builder, out: a function.

A value that is no list is a list of one; null is no list. Where it is not known which elements a list has, or which
pass a filter, the result is not known either. A loop that takes too many steps is null (see `limits`). Source: OMG
DMN 1.5, 10.3.2.5 (filters), 10.3.2.14 (for) and 10.3.2.15 (some, every).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.unknown import Unknown, lift, union

from .comparison import can_list, ends
from .limits import apart, bounded, fits, spend
from .logic import conjunction, disjunction, may_hold, open_truth, reasons
from .nodes import Node
from .scope import Build, Builder, Constant, Env, Run, Scope
from .tree import mentions, size
from .values import Range

COPIED = 8
"""So many elements of `partial` count as one step."""
STEPS = 100_000
"""The most values that a loop over a range goes through; beyond it the loop is null."""


class _Open(Exception):
    """A loop met a list that is null or not known."""

    def __init__(self, domain: Any) -> None:
        self.domain = domain


def items(value: Any) -> Any:
    """The elements to go through: a list, None for null, or the `Unknown` that it is not known from."""
    if isinstance(value, (list, Unknown)) or value is None:
        return value
    return steps(value.low, value.high) if isinstance(value, Range) and _closed(value) else [value]


def _closed(value: Range) -> bool:
    return value.low_included and value.high_included


def steps(first: Any, last: Any) -> Any:
    """The whole numbers, or the days, from `first` to `last`, up or down; None where these are not such ends."""
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return lift(steps, first, last)
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        return _numbers(first, last)
    if type(first) is date and type(last) is date and abs((last - first).days) < STEPS:
        return [first + timedelta(step) for step in _sequence(0, (last - first).days)]
    return None


def _numbers(first: Decimal, last: Decimal) -> list[Decimal] | None:
    try:
        if first != first.to_integral_value() or last != last.to_integral_value() or abs(last - first) >= STEPS:
            return None
    except ArithmeticError:  # too far apart for a number
        return None
    return [Decimal(step) for step in _sequence(int(first), int(last))]


def _sequence(first: int, last: int) -> range:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


# for, some, every


def _domains(node: Node, scope: Scope, build: Build) -> tuple[list[Run], Scope]:
    """The lists to go through, each seen from inside the ones before it, and the scope with all the variables."""
    found: list[Run] = []
    for name, domain in node.args[0]:
        if isinstance(domain, Node):
            found.append(_items_of(build(domain, scope)))
        else:
            found.append(_steps_of(build(domain[1], scope), build(domain[2], scope)))
        scope = scope.bind(name)
    return found, scope


def _items_of(domain: Run) -> Run:
    return lambda env: items(domain(env))


def _steps_of(first: Run, last: Run) -> Run:
    return lambda env: steps(first(env), last(env))


def _weight(body: Node) -> int:
    """The steps that one run of a loop's body counts for."""
    return 1 + size(body) // 16


def _each(values: Any, env: Env, inner: list[Run], weight: int) -> Iterator[Env]:
    """Every combination of the variables' values, as an environment, the last variable going round fastest."""
    if not isinstance(values, list):
        raise _Open(values)
    spend(len(values) * weight)
    for value in values:
        inside = (value, env)
        if inner:
            yield from _each(inner[0](inside), inside, inner[1:], weight)
        else:
            yield inside


def _over(domains: list[Run], body: Node, loop: Callable[[Iterator[Env]], Any]) -> Run:
    """The result of `loop`; where it is not known which of some lists is gone through, one of its results."""
    outer, inner, weight = domains[0], domains[1:], _weight(body)

    def run(env: Env) -> Any:
        values = outer(env)
        if isinstance(values, Unknown) and can_list(values):
            ways = (loop(_each(items(known), env, inner, weight)) for known in values.values or ())
            return union(apart(ways), values.missing, values.refer)
        return loop(_each(values, env, inner, weight))

    return bounded(run)


def build_for(node: Node, scope: Scope, build: Build) -> Run:
    """`for … in … return …`; `partial` is the list of the results so far."""
    domains, inside = _domains(node, scope, build)
    so_far = mentions(node.args[1], "partial")
    body = build(node.args[1], inside.bind("partial") if so_far else inside)

    def loop(each: Iterator[Env]) -> Any:
        results: list[Any] = []
        try:
            for env in each:
                if so_far:
                    spend(len(results) // COPIED)
                results.append(body((list(results), env) if so_far else env))
        except _Open as found:
            return _unknown_like(found.domain)
        return results if fits(len(results)) else None

    return _over(domains, node.args[1], loop)


def _unknown_like(domain: Any) -> Any:
    return Unknown(missing=domain.missing, refer=domain.refer) if isinstance(domain, Unknown) else None


def quantifier(deciding: bool) -> Callable[[Node, Scope, Build], Run]:
    """The builder of `some` (True decides) or `every` (False decides)."""
    combine = disjunction if deciding else conjunction

    def builder(node: Node, scope: Scope, build: Build) -> Run:
        domains, inside = _domains(node, scope, build)
        condition = build(node.args[1], inside)

        def loop(each: Iterator[Env]) -> Any:
            result: Any = not deciding
            try:
                for env in each:
                    truth = condition(env)
                    if truth is deciding:
                        return deciding
                    result = combine(result, truth)
            except _Open as found:
                domain = found.domain
                return combine(result, open_truth(domain) if isinstance(domain, Unknown) else None)
            return result

        return _over(domains, node.args[1], loop)

    return builder


# filters


def build_filter(node: Node, scope: Scope, build: Build) -> Run:
    """`list[condition]` or `list[place]`."""
    source, condition = build(node.args[0], scope), build(node.args[1], scope.element(node.args[0]))
    if isinstance(condition, Constant) and type(condition.value) is Decimal:
        index = condition.value
        return lambda env: _at(source(env), index)

    weight = _weight(node.args[1])

    def run(env: Env) -> Any:
        value = source(env)
        if not isinstance(value, Unknown):
            return _filtered(value, condition, env, weight)
        if can_list(value):
            ways = (_filtered(known, condition, env, weight) for known in value.values or ())
            return union(apart(ways), value.missing, value.refer)
        return Unknown(missing=value.missing, refer=value.refer)

    return bounded(run)


def _filtered(value: Any, condition: Run, env: Env, weight: int) -> Any:
    """The elements that a condition holds for, or, where it is a number, the element at that place."""
    if value is None:
        return None
    values = value if isinstance(value, list) else [value]
    spend(len(values) * weight)
    kept: list[Any] = []
    undecided: list[Any] = []
    for element in values or [None]:
        truth = condition((element, env))
        if truth is True:
            kept.append(element)
        elif isinstance(truth, Unknown):
            if not undecided and (bounds := ends(truth)) and bounds[0] is Decimal:
                return lift(lambda index: _at(values, index), truth)
            if _may_be_number(truth) or (values and may_hold(truth)[0]):
                undecided.append(truth)
        elif type(truth) is Decimal and not undecided:
            return _at(values, truth)
    if not undecided:
        return kept if values else []
    missing, refer = reasons(*undecided)
    return Unknown(missing=missing, refer=refer)


def _may_be_number(truth: Unknown) -> bool:
    return truth.values is None or any(type(value) is Decimal for value in truth.values)


def _at(value: Any, index: Decimal) -> Any:
    """The element at a place: 1 is the first, -1 the last; null where there is none."""
    if isinstance(value, Unknown):
        return lift(lambda known: _at(known, index), value)
    values = value if isinstance(value, list) else [value]
    if index != index.to_integral_value() or not 1 <= index.copy_abs() <= len(values):
        return None
    return values[int(index) - 1] if index > 0 else values[int(index)]


LOOPS: dict[str, Builder] = {
    "for": build_for,
    "some": quantifier(deciding=True),
    "every": quantifier(deciding=False),
    "filter": build_filter,
}
