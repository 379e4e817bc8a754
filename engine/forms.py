"""The forms that the rule language has beyond FEEL; in: a node, out: a closure from the bindings to a value or a set.

Each builder has the signature of `engine.feel.compiler`: ``(node, scope, build) -> closure``. What every form means for
unknowns is written here: a condition that may be either is neither taken nor left, both ways are united.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import Any, Final

from engine.facts import Entry
from engine.feel.compiler import FEEL_BUILDERS
from engine.feel.nodes import Node
from engine.feel.operators import add, conjunction, may_hold, path
from engine.unknown import NOTHING, Unknown, open_bool, union, why

Closure = Callable[[Any], Any]
ZERO: Final = Decimal(0)
VALUE: Final = "value rounded"
ROUNDING: Final = frozenset(
    ("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down")
)
ENUMERATED: Final = 64
"""A shared function is evaluated for at most so many combinations of its unknown arguments."""


class NotApplicable:
    """The outcome of a decision whose premise does not hold; read by another rule it is null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "not_applicable"


NOT_APPLICABLE: Final = NotApplicable()


class Members(list[Any]):
    """The entries grouped by a group: `membership[i]` is True, or unknown where the entry only may belong to it."""

    __slots__ = ("membership", "world")

    def __init__(self, entries: list[Any], membership: list[Any], world: Any) -> None:
        super().__init__(entries)
        self.membership = membership
        self.world = world


def _known(node: Node, scope: Any, build: Any) -> Closure:
    inner = build(node.args[0], scope)
    return lambda env: not isinstance(inner(env), Unknown)


def _required(node: Node, scope: Any, build: Any) -> Closure:
    inner = build(node.args[0], scope)

    def run(env: Any) -> Any:
        value = inner(env)
        return open_bool(value.missing, value.refer) if isinstance(value, Unknown) else True

    return run


def _certain(node: Node, scope: Any, build: Any) -> Closure:
    inner = build(node.args[0], scope)
    return lambda env: inner(env) is True


def _none(node: Node, scope: Any, build: Any) -> Closure:
    return lambda env: NOT_APPLICABLE


def _cases(node: Node, scope: Any, build: Any) -> Closure:
    rows = [(build(when, scope), build(then, scope)) for when, then in node.args[0]]
    otherwise = build(node.args[1], scope)

    def run(env: Any) -> Any:
        outcomes: list[Any] = []
        missing = refer = NOTHING
        for when, then in rows:
            test = when(env)
            if test is True:
                outcomes.append(then(env))
                break
            if isinstance(test, Unknown) and may_hold(test)[0]:
                outcomes.append(then(env))
                missing, refer = missing | test.missing, refer | test.refer
        else:
            outcomes.append(otherwise(env))
        return outcomes[0] if len(outcomes) == 1 else union(outcomes, missing, refer)

    return run


def _open(node: Node, scope: Any, build: Any) -> Closure:
    facts = [build(part, scope) for part in node.args[0]]
    lists = [_pointer(part, scope, build) for part in node.args[1]]
    bodies = frozenset(node.args[2])
    among = build(node.args[3], scope) if node.args[3] is not None else None

    def run(env: Any) -> Any:
        missing, refer = NOTHING, bodies
        for fact in facts:
            reasons = why(fact(env))
            missing, refer = missing | reasons[0], refer | reasons[1]
        missing = missing.union(pointer(env) for pointer in lists)
        possible = among(env) if among is not None else None
        if not isinstance(possible, Unknown):
            return Unknown(None if possible is None else (possible,), missing=missing, refer=refer)
        if possible.values is not None and any(value is None for value in possible.values):
            return Unknown(missing=missing | possible.missing, refer=refer | possible.refer)
        return possible.because(missing, refer)

    return run


def _pointer(node: Node, scope: Any, build: Any) -> Closure:
    """The JSON pointer of the list that `node`, a path, names."""
    if node.op == "path":
        base, name = build(node.args[0], scope), node.args[1]
    else:
        base, name = scope.holder(node.args[0]), node.args[0]
    return lambda env: base(env).pointer_to(name)


def _suppose(node: Node, scope: Any, build: Any) -> Closure:
    name, expression, body = node.args
    value, inner = build(expression, scope), build(body, scope.bind(name))

    def run(env: Any) -> Any:
        possible = value(env)
        if not isinstance(possible, Unknown) or possible.values is None:
            return inner((possible, env))
        outcomes = [inner((one, env)) for one in possible.values]
        return union(outcomes, possible.missing, possible.refer)

    return run


def _call(node: Node, scope: Any, build: Any) -> Closure:
    """A shared function of the policy, or else one of FEEL's own."""
    body = scope.function(node.args[0])
    if body is None:
        return _rounding(node, scope, build) if node.args[0] in ROUNDING else FEEL_BUILDERS["call"](node, scope, build)
    arguments = [build(part, scope) for part in node.args[1]]

    def run(env: Any) -> Any:
        values = [argument(env) for argument in arguments]
        choices = [v.values if isinstance(v, Unknown) and v.values is not None else (v,) for v in values]
        ways = 1
        for choice in choices:
            ways *= len(choice)
        if ways == 1 or ways > ENUMERATED:
            return body()(_bind(values))
        missing = frozenset().union(*(why(v)[0] for v, c in zip(values, choices, strict=True) if len(c) > 1))
        refer = frozenset().union(*(why(v)[1] for v, c in zip(values, choices, strict=True) if len(c) > 1))
        return union([body()(_bind(way)) for way in product(*choices)], missing, refer)

    return run


def _rounding(node: Node, scope: Any, build: Any) -> Closure:
    """A rounding function: since it never decreases, the bounds of a range become the bounds of the result."""
    name, (first, *rest), named = node.args[0], node.args[1] or (Node("null"),), node.args[2]
    value = build(first, scope)
    shifted = Node("call", name, (Node("name", VALUE), *rest), named)
    rounded = FEEL_BUILDERS["call"](shifted, scope.bind(VALUE), build)

    def run(env: Any) -> Any:
        number = value(env)
        if (
            isinstance(number, Unknown)
            and number.values is None
            and (number.low is not None or number.high is not None)
        ):
            low, high = (None if end is None else rounded((end, env)) for end in (number.low, number.high))
            if low is not None and low == high:
                return low
            return Unknown(None, low, high, number.missing, number.refer)
        return rounded((number, env))

    return run


def _path(node: Node, scope: Any, build: Any) -> Closure:
    """A field of an entry whose entity is known beforehand: read at once, without looking the name up in the entry."""
    reader = scope.reader(node.args[0], node.args[1])
    if reader is None:
        return FEEL_BUILDERS["path"](node, scope, build)
    base, name = build(node.args[0], scope), node.args[1]

    def run(env: Any) -> Any:
        value = base(env)
        return reader(value) if type(value) is Entry else path(value, name)

    return run


def _bind(values: Any) -> Any:
    env: Any = None
    for value in values:
        env = (value, env)
    return env


# --- lists whose elements may belong only perhaps -------------------------------------------------------------------


def _over(
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


def _tested(value: Any, env: Any, condition: Closure | None) -> Iterator[tuple[Any, Any]]:
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
        for _, test in _tested(value, env, condition):
            if test is True:
                return True
            perhaps, missing, refer = True, missing | test.missing, refer | test.refer
        return open_bool(missing, refer) if perhaps else False

    return _over(node, scope, build, run, lambda value: open_bool(value.missing, value.refer))


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

    return _over(node, scope, build, run, lambda value: open_bool(value.missing, value.refer))


def _count(node: Node, scope: Any, build: Any) -> Closure:
    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        sure = possible = 0
        missing = refer = NOTHING
        for _, test in _tested(value, env, condition):
            if test is True:
                sure += 1
            else:
                possible, missing, refer = possible + 1, missing | test.missing, refer | test.refer
        if not possible:
            return Decimal(sure)
        return Unknown(None, Decimal(sure), Decimal(sure + possible), missing, refer)

    return _over(node, scope, build, run, lambda value: Unknown(None, ZERO, None, value.missing, value.refer))


def _sum(node: Node, scope: Any, build: Any) -> Closure:
    amount = build(node.args[1], scope.element(node.args[0]))

    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        total: Any = ZERO
        for element, test in _tested(value, env, condition):
            part = amount((element, env))
            total = add(total, part if test is True else union((ZERO, part), test.missing, test.refer))
        return total

    return _over(node, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _collect(node: Node, scope: Any, build: Any) -> Closure:
    part = build(node.args[1], scope.element(node.args[0]))

    def run(value: Any, env: Any, condition: Closure | None) -> Any:
        found: list[Any] = []
        missing = refer = NOTHING
        perhaps = False
        for element, test in _tested(value, env, condition):
            if test is not True:
                perhaps, missing, refer = True, missing | test.missing, refer | test.refer
            found.append(part((element, env)))
        return Unknown(missing=missing, refer=refer) if perhaps else found

    return _over(node, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


def _pick(node: Node, scope: Any, build: Any) -> Closure:
    source, condition, key_node, direction = node.args
    key = build(key_node, scope.element(source))

    def run(value: Any, env: Any, test: Closure | None) -> Any:
        candidates = [(key((element, env)), element, sure) for element, sure in _tested(value, env, test)]
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
    return _over(shape, scope, build, run, lambda value: Unknown(missing=value.missing, refer=value.refer))


BUILDERS: Final[dict[str, Any]] = {
    **FEEL_BUILDERS,
    "known": _known,
    "required": _required,
    "certain": _certain,
    "none": _none,
    "cases": _cases,
    "open": _open,
    "suppose": _suppose,
    "call": _call,
    "path": _path,
    "some_in": _some,
    "every_in": _every,
    "count_in": _count,
    "sum_in": _sum,
    "collect": _collect,
    "pick": _pick,
}
