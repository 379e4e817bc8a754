"""The forms over lists whose elements may belong only perhaps; in: a node, out: a closure from the
bindings to a value or a set.

Each builder has the signature of `engine.feel.compiler`: ``(node, scope, build) -> closure``. An element counts surely,
not at all or perhaps; where it counts perhaps, both ways are united.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from engine.feel.nodes import Node
from engine.feel.operators import add, conjunction
from engine.unknown import NOTHING, Unknown, open_bool, union

Closure = Callable[[Any], Any]
ZERO: Final = Decimal(0)


class Members(list[Any]):
    """The entries grouped by a group: `membership[i]` is True, or unknown where the entry only may belong to it."""

    __slots__ = ("membership", "world")

    def __init__(self, entries: list[Any], membership: list[Any], world: Any) -> None:
        super().__init__(entries)
        self.membership = membership
        self.world = world


def over(
    node: Node, scope: Any, build: Any, run: Callable[[Any, Any, Closure | None], Any], unknown: Closure
) -> Closure:
    """A closure for a list form: `run(list, env, condition)` on a known list, `unknown(list)` on one that is not."""
    source = build(node.args[0], scope)
    condition_node = node.args[-1]
    condition = build(condition_node, scope.element(node.args[0])) if condition_node is not None else None

    def evaluate(env: Any) -> Any:
        value = source(env)
        if isinstance(value, Unknown):
            if value.values is None:
                return unknown(value)
            return union([on_list(one, env) for one in value.values], value.missing, value.refer)
        return on_list(value, env)

    def on_list(value: Any, env: Any) -> Any:
        if value is None:
            return None
        if type(value) is Members:
            world, saved = value.world, value.world.cites
            try:
                return run(value, env, condition)
            finally:
                world.cites = saved
        return run(value if isinstance(value, list) else [value], env, condition)

    return evaluate


def counting(value: Any, env: Any, condition: Closure | None) -> Iterator[tuple[Any, Any]]:
    """The elements with whether they count: True or unknown; those that surely do not count are left out."""
    membership = value.membership if type(value) is Members else None
    for index, element in enumerate(value):
        test = True if condition is None else condition((element, env))
        if membership is not None and membership[index] is not True and (test is True or isinstance(test, Unknown)):
            test = conjunction(membership[index], test)
        if test is True or isinstance(test, Unknown):
            yield element, test


def _some(node: Node, scope: Any, build: Any) -> Closure:
    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        missing = refer = NOTHING
        perhaps = False
        for _, test in counting(value, env, condition):
            if test is True:
                return True
            perhaps, missing, refer = True, missing | test.missing, refer | test.refer
        return open_bool(missing, refer) if perhaps else False

    return over(node, scope, build, run, lambda value: open_bool(value.missing, value.refer))


def _every(node: Node, scope: Any, build: Any) -> Closure:
    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        missing = refer = NOTHING
        perhaps = False
        for index, element in enumerate(value):
            test = condition((element, env)) if condition is not None else True
            belongs = value.membership[index] if type(value) is Members else True
            if belongs is not True and test is not True:
                test = belongs
            if isinstance(test, Unknown):
                perhaps, missing, refer = True, missing | test.missing, refer | test.refer
            elif test is not True:
                return False
        return open_bool(missing, refer) if perhaps else True

    return over(node, scope, build, run, lambda value: open_bool(value.missing, value.refer))


def _count(node: Node, scope: Any, build: Any) -> Closure:
    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        sure = possible = 0
        missing = refer = NOTHING
        for _, test in counting(value, env, condition):
            if test is True:
                sure += 1
            else:
                possible, missing, refer = possible + 1, missing | test.missing, refer | test.refer
        if not possible:
            return Decimal(sure)
        return Unknown(None, Decimal(sure), Decimal(sure + possible), missing, refer)

    return over(node, scope, build, run, lambda value: Unknown(None, ZERO, None, value.missing, value.refer))


def _sum(node: Node, scope: Any, build: Any) -> Closure:
    amount = build(node.args[1], scope.element(node.args[0]))

    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        total: Any = ZERO
        for element, test in counting(value, env, condition):
            part = amount((element, env))
            total = add(total, part if test is True else union((ZERO, part), test.missing, test.refer))
        return total

    return over(node, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _collect(node: Node, scope: Any, build: Any) -> Closure:
    part = build(node.args[1], scope.element(node.args[0]))

    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        found: list[Any] = []
        missing = refer = NOTHING
        perhaps = False
        for element, test in counting(value, env, condition):
            if test is not True:
                perhaps, missing, refer = True, missing | test.missing, refer | test.refer
            found.append(part((element, env)))
        return Unknown(missing=missing, refer=refer) if perhaps else found

    return over(node, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _pick(node: Node, scope: Any, build: Any) -> Closure:
    source, condition, key_node, direction = node.args
    key = build(key_node, scope.element(source))

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        candidates = [(key((element, env)), element, sure) for element, sure in counting(value, env, test)]
        unknown = [rank for rank, _, _ in candidates if isinstance(rank, Unknown)]
        if unknown:
            return Unknown(missing=frozenset().union(*(rank.missing for rank in unknown)))
        candidates.sort(key=lambda candidate: candidate[0], reverse=direction == "highest")
        outcomes: list[Any] = []
        missing = refer = NOTHING
        for _, element, sure in candidates:
            outcomes.append(element)
            if sure is True:
                break
            missing, refer = missing | sure.missing, refer | sure.refer
        else:
            outcomes.append(None)
        return outcomes[0] if len(outcomes) == 1 else union(outcomes, missing, refer)

    shape = Node("pick", source, condition)
    return over(shape, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _find(node: Node, scope: Any, build: Any) -> Closure:
    """The one element that fits: null where none does, undetermined where several do."""

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        found = list(counting(value, env, test))
        sure = [element for element, counts in found if counts is True]
        perhaps = [counts for _, counts in found if counts is not True]
        missing = NOTHING.union(*(counts.missing for counts in perhaps))
        refer = NOTHING.union(*(counts.refer for counts in perhaps))
        if len(sure) > 1 or (sure and perhaps):
            return Unknown(missing=missing, refer=refer)
        if sure:
            return sure[0]
        return union([*(element for element, _ in found), None], missing, refer)

    return over(node, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


LIST_BUILDERS: Final[dict[str, Any]] = {
    "some_in": _some,
    "every_in": _every,
    "count_in": _count,
    "sum_in": _sum,
    "collect": _collect,
    "pick": _pick,
    "find_in": _find,
}
