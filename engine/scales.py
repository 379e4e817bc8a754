"""Forms that turn a number into another one: bands, bounds, interpolation, tiers, averages; in: a node, out: a closure.

Each is defined on known values; a set of values gives the set of results, an interval the interval that they lie in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Final

from engine.feel.comparison import can_list, ends
from engine.feel.nodes import Node
from engine.feel.operators import add, divide, greater_equal, may_hold, multiply, reasons, subtract, truths
from engine.lists import counting, over
from engine.unknown import NOTHING, Unknown, lift, union

Closure = Callable[[Any], Any]
Points = list[tuple[Decimal, Decimal]]
ZERO: Final = Decimal(0)
SUBSETS: Final = 6
"""An average is worked out with and without each of at most so many elements that count perhaps."""


def extreme(values: Sequence[Any], largest: bool) -> Any:
    """The largest or smallest of values of one ordered kind, known or not; null where they are not, or one is null.

    What is unknown is a reason only where it may be the one.
    """
    if can_list(*values):
        return lift(lambda *known: _known_extreme(known, largest), *values)
    bounds = [ends(value) for value in values]
    kinds = {found[0] for found in bounds if found is not None}
    if None in bounds or len(kinds) != 1 or str in kinds:
        missing, refer = reasons(*values)
        return Unknown(missing=missing, refer=refer)
    lows, highs = [found[1] for found in bounds if found], [found[2] for found in bounds if found]
    low, high = _among(lows, largest, largest), _among(highs, largest, not largest)
    if low is not None and low == high:
        return low
    edge = low if largest else high
    reach = highs if largest else lows
    missing, refer = reasons(*(v for v, end in zip(values, reach, strict=True) if _counts(end, edge, largest)))
    return Unknown(None, low, high, missing, refer)


def _counts(end: Any, edge: Any, largest: bool) -> bool:
    """Whether a value that reaches to `end` can be the extreme, where the extreme lies beyond `edge` in any case."""
    return end is None or edge is None or (end > edge if largest else end < edge)


def _among(bounds: list[Any], largest: bool, skip_open: bool) -> Any:
    """The extreme of bounds; one that is open makes it open, or is left out where another one is nearer."""
    known = [bound for bound in bounds if bound is not None]
    if not known or (len(known) < len(bounds) and not skip_open):
        return None
    return max(known) if largest else min(known)


def _known_extreme(values: Sequence[Any], largest: bool) -> Any:
    if len({type(value) for value in values}) != 1 or ends(values[0]) is None:
        return None
    return max(values) if largest else min(values)


def _bands(node: Node, scope: Any, build: Any) -> Closure:
    """The value of the highest band whose lower bound is reached; that of `below` under the lowest."""
    source, below, absent = (build(node.args[at], scope) for at in (0, 2, 3))
    rows = [(build(bound, scope), build(then, scope)) for bound, then in node.args[1]]

    def place(value: Any, env: Any) -> Any:
        if value is None:
            return absent(env)
        outcomes: list[Any] = []
        missing = refer = NOTHING
        for bound, then in rows:
            edge = bound(env)
            test = greater_equal(value, edge)
            if test is True:
                outcomes.append(then(env))
                break
            if test is None:  # the bound is null: what is not in a higher band cannot be placed
                outcomes.append(None)
                break
            if isinstance(test, Unknown):
                missing, refer = missing | test.missing, refer | test.refer
                outcomes += [then(env)] if may_hold(test)[0] else []
                outcomes += [None] if None in truths(test) and isinstance(edge, Unknown) else []
        else:
            outcomes.append(below(env))
        if isinstance(value, Unknown) and ends(value) is None:
            outcomes.append(absent(env))
            missing, refer = missing | value.missing, refer | value.refer
        return outcomes[0] if len(outcomes) == 1 else union(outcomes, missing, refer)

    return lambda env: _each(source(env), lambda value: place(value, env))


def _each(value: Any, function: Callable[[Any], Any]) -> Any:
    """The function of a value, or the union over the values that it can have where they are listed."""
    if isinstance(value, Unknown) and value.values is not None:
        return union([function(one) for one in value.values], value.missing, value.refer)
    return function(value)


def _bounded(node: Node, scope: Any, build: Any) -> Closure:
    """A value that is no more than any of some bounds, and then no less than any of others; by the order of an
    enumeration (lowest first) where one is given. Null where it or a bound is null."""
    source, order = build(node.args[0], scope), node.args[3]
    least, most = ([build(part, scope) for part in bounds] for bounds in node.args[1:3])

    def run(env: Any) -> Any:
        value = source(env)
        if most:
            value = _furthest([value, *(bound(env) for bound in most)], False, order)
        if least:
            value = _furthest([value, *(bound(env) for bound in least)], True, order)
        return value

    return run


def _furthest(values: list[Any], largest: bool, order: tuple[str, ...] | None) -> Any:
    if order is None:
        return extreme(values, largest)

    def known(*members: Any) -> Any:
        if any(member not in order for member in members):
            return None
        return (max if largest else min)(members, key=order.index)

    return lift(known, *values)


def _ordinal(node: Node, scope: Any, build: Any) -> Closure:
    """Where a member of an ordered enumeration (lowest first) stands: 0 for the lowest; null for anything else."""
    source, order = build(node.args[0], scope), {member: Decimal(at) for at, member in enumerate(node.args[2])}
    return lambda env: lift(lambda value: order.get(value) if isinstance(value, str) else None, source(env))


def _or_zero(node: Node, scope: Any, build: Any) -> Closure:
    source = build(node.args[0], scope)
    return lambda env: _each(source(env), lambda value: ZERO if value is None else value)


def _on_points(
    node: Node, scope: Any, build: Any, known: Callable[[Any, Points], Any], spread: Callable[[Any, Points], Any]
) -> Closure:
    """A function that points describe: `known` of a number, `spread` of the kind and bounds of an interval."""
    source = build(node.args[0], scope)
    written = [(build(x, scope), build(y, scope)) for x, y in node.args[1]]

    def run(env: Any) -> Any:
        value, points = source(env), [(x(env), y(env)) for x, y in written]
        flat = [part for point in points for part in point]
        if any(type(part) is not Decimal for part in flat):
            missing, refer = reasons(value, *flat)
            return Unknown(missing=missing, refer=refer) if any(isinstance(part, Unknown) for part in flat) else None
        if can_list(value):
            return lift(lambda number: known(number, points) if type(number) is Decimal else None, value)
        bounds = ends(value)
        found = spread(bounds[1:], points) if bounds is not None and bounds[0] is Decimal else None
        if found is None:
            return Unknown(missing=value.missing, refer=value.refer)
        low, high = found
        return low if low == high else Unknown(None, low, high, value.missing, value.refer)

    return run


def _interpolated(x: Decimal, points: Points) -> Decimal:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x < x1:
            rise: Decimal = divide(multiply(subtract(x, x0), subtract(y1, y0)), subtract(x1, x0))
            total: Decimal = add(y0, rise)
            return total
    return points[-1][1]


def _interpolate(node: Node, scope: Any, build: Any) -> Closure:
    """The straight line from point to point; outside them the value of the nearest one."""

    def spread(bounds: Any, points: Points) -> Any:
        low, high = bounds
        met = [y for x, y in points if (low is None or x > low) and (high is None or x < high)]
        met.append(points[0][1] if low is None else _interpolated(low, points))
        met.append(points[-1][1] if high is None else _interpolated(high, points))
        return min(met), max(met)

    return _on_points(node, scope, build, _interpolated, spread)


def _marginal(x: Decimal, tiers: Points) -> Decimal:
    total = ZERO
    for (start, rate), following in zip(tiers, [*(start for start, _ in tiers[1:]), None], strict=True):
        if x > start:
            total += ((x if following is None else min(x, following)) - start) * rate
    return total


def _tiers(node: Node, scope: Any, build: Any) -> Closure:
    """Each rate on the part of a number above its bound and up to the next one, added up."""

    def spread(bounds: Any, tiers: Points) -> Any:
        if any(rate < 0 for _, rate in tiers):
            return None
        low, high = bounds
        return ZERO if low is None else _marginal(low, tiers), None if high is None else _marginal(high, tiers)

    return _on_points(node, scope, build, _marginal, spread)


def _average(node: Node, scope: Any, build: Any) -> Closure:
    """The mean or median of what is taken of each element, without so many of the highest and lowest; null of none."""
    kind, source, expression, condition, highest, lowest = node.args
    part = build(expression, scope.element(source))

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        counted = list(counting(value, env, test))
        parts = [part((element, env)) for element, _ in counted]
        missing, refer = reasons(*parts, *(counts for _, counts in counted))
        perhaps = sum(counts is not True for _, counts in counted)
        if perhaps > SUBSETS:
            return Unknown(missing=missing, refer=refer)
        outcomes = [average(list(chosen)) for chosen in _subsets(parts, [counts is True for _, counts in counted])]
        return outcomes[0] if not perhaps else union(outcomes, missing, refer)

    def average(parts: list[Any]) -> Any:
        if not any(isinstance(one, Unknown) for one in parts):
            return _averaged(kind, parts, highest, lowest)
        missing, refer = reasons(*parts)
        bounds = [ends(one) for one in parts]
        if any(found is None or found[0] is not Decimal for found in bounds):
            return Unknown(missing=missing, refer=refer)
        if len(parts) <= highest + lowest:
            return None
        low, high = (_finite(_averaged(kind, [_end(found, at) for found in bounds], highest, lowest)) for at in (1, 2))
        return low if low is not None and low == high else Unknown(None, low, high, missing, refer)

    shape = Node("average", source, condition)
    return over(shape, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _end(bounds: Any, at: int) -> Decimal:
    """The low (1) or high (2) end of an interval; without a bound, infinity."""
    end: Decimal | None = bounds[at]
    return end if end is not None else Decimal("Infinity") if at == 2 else Decimal("-Infinity")


def _finite(number: Decimal | None) -> Decimal | None:
    return number if number is not None and number.is_finite() else None


def _subsets(parts: list[Any], sure: list[bool]) -> Iterator[tuple[Any, ...]]:
    """The lists that may be meant, where some elements belong to them only perhaps."""
    for kept in product(*((True,) if one else (True, False) for one in sure)):
        yield tuple(part for part, keep in zip(parts, kept, strict=True) if keep)


def _averaged(kind: str, numbers: list[Any], highest: int, lowest: int) -> Any:
    if any(type(number) is not Decimal for number in numbers) or len(numbers) <= highest + lowest:
        return None
    kept = sorted(numbers)[lowest : len(numbers) - highest]
    if kind == "median":
        middle = len(kept) // 2
        kept = kept[middle : middle + 1] if len(kept) % 2 else kept[middle - 1 : middle + 1]
    total = sum(kept, ZERO)
    return divide(total, Decimal(len(kept))) if total.is_finite() else total


def _units(node: Node, scope: Any, build: Any) -> Closure:
    """How many whole units there are in a number."""
    built: Closure = build(Node("call", "floor", (Node("arith", "/", *node.args),), ()), scope)
    return built


def _best_sum(node: Node, scope: Any, build: Any) -> Closure:
    """The sum of what is taken of each element, of so many with the highest."""
    source, expression, condition, count_node = node.args
    part, most = build(expression, scope.element(source)), build(count_node, scope)

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        counted, count = list(counting(value, env, test)), most(env)
        parts = [part((element, env)) for element, _ in counted]
        missing, refer = reasons(count, *parts, *(counts for _, counts in counted))
        perhaps = sum(counts is not True for _, counts in counted)
        if isinstance(count, Unknown) or perhaps > SUBSETS:
            return Unknown(missing=missing, refer=refer)
        if type(count) is not Decimal:
            return None
        sure = [counts is True for _, counts in counted]
        outcomes = [_best(list(chosen), int(count)) for chosen in _subsets(parts, sure)]
        return outcomes[0] if not perhaps else union(outcomes, missing, refer)

    shape = Node("best_sum", source, condition)
    return over(shape, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _best(parts: list[Any], count: int) -> Any:
    missing, refer = reasons(*parts)
    bounds = [ends(one) for one in parts]
    if any(found is None or found[0] is not Decimal for found in bounds):
        return Unknown(missing=missing, refer=refer) if missing or refer else None
    sides: list[list[Any]] = [[found[at] for found in bounds if found] for at in (1, 2)]
    low, high = (None if None in side else sum(sorted(side, reverse=True)[: max(count, 0)], ZERO) for side in sides)
    return low if low is not None and low == high else Unknown(None, low, high, missing, refer)


SCALE_BUILDERS: Final[dict[str, Any]] = {
    "bands": _bands,
    "bounded": _bounded,
    "ordinal": _ordinal,
    "interpolate": _interpolate,
    "tiers": _tiers,
    "average": _average,
    "or_zero": _or_zero,
    "units": _units,
    "best_sum": _best_sum,
}
