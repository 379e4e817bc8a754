"""The forms that the rule language has beyond FEEL; in: a node, out: a closure from the bindings to a value or a set.

Each builder has the signature of `engine.feel.compiler`: ``(node, scope, build) -> closure``. What every form means for
unknowns is written here: a condition that may be either is neither taken nor left, both ways are united.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import product
from typing import Any, Final

from engine.facts import Entry
from engine.feel.compiler import FEEL_BUILDERS
from engine.feel.nodes import Node
from engine.feel.operators import add, divide, may_hold, path
from engine.hits import HIT_BUILDERS
from engine.lists import LIST_BUILDERS
from engine.lookup import LOOKUP_BUILDERS
from engine.ranking import RANKING_BUILDERS
from engine.scales import SCALE_BUILDERS, extreme
from engine.unknown import NOTHING, Unknown, open_bool, union, why

Closure = Callable[[Any], Any]
VALUE: Final = "value rounded"
ROUNDING: Final = frozenset(
    ("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down")
)
FOLDED: Final = frozenset(("min", "max", "sum", "mean"))
IMPOSSIBLE: Final = Unknown(())
ENUMERATED: Final = 64
"""A shared function is evaluated for at most so many combinations of its unknown arguments."""


class NotApplicable:
    """The outcome of a decision whose premise does not hold; read by another rule it is null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "not_applicable"


NOT_APPLICABLE: Final = NotApplicable()


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


def _holds(node: Node, scope: Any, build: Any) -> Closure:
    inner = build(node.args[0], scope)

    def run(env: Any) -> Any:
        found = inner(env)
        if isinstance(found, Unknown) and may_hold(found)[0]:
            return open_bool(found.missing, found.refer)
        return found is True

    return run


def _none(node: Node, scope: Any, build: Any) -> Closure:
    return lambda env: NOT_APPLICABLE


def _never(node: Node, scope: Any, build: Any) -> Closure:
    """What cannot come about: no value at all."""
    return lambda env: IMPOSSIBLE


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


def _one_of(node: Node, scope: Any, build: Any) -> Closure:
    parts = [build(part, scope) for part in node.args]
    return lambda env: union([part(env) for part in parts])


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
        if node.args[0] in FOLDED and len(_folded(node)) > 1:
            return _fold(node, scope, build)
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
            if isinstance(low, Unknown) or isinstance(high, Unknown):  # to how many decimals is unknown, too
                because, bodies = zip(why(number), why(low), why(high), strict=True)
                return Unknown(missing=frozenset().union(*because), refer=frozenset().union(*bodies))
            if low is not None and low == high:
                return low
            return Unknown(None, low, high, number.missing, number.refer)
        return rounded((number, env))

    return run


def _folded(node: Node) -> tuple[Node, ...]:
    """The numbers that `min`, `max`, `sum` or `mean` is called with: arguments, or a list written out."""
    _, arguments, named = node.args
    if len(arguments) == 1 and arguments[0].op == "list" and not named:
        arguments = arguments[0].args
    return arguments if not named else ()


def _fold(node: Node, scope: Any, build: Any) -> Closure:
    """`min`, `max`, `sum` or `mean` of values written out: bounds of ranges become bounds of the result."""
    name, parts = node.args[0], [build(part, scope) for part in _folded(node)]
    inner = scope
    for index in range(len(parts)):
        inner = inner.bind(f"{VALUE} {index}")
    shifted = tuple(Node("name", f"{VALUE} {index}") for index in range(len(parts)))
    known = FEEL_BUILDERS["call"](Node("call", name, (Node("list", *shifted),), ()), inner, build)

    def run(env: Any) -> Any:
        values = [part(env) for part in parts]
        if not any(isinstance(value, Unknown) for value in values):
            for value in values:
                env = (value, env)
            return known(env)
        if name in ("min", "max"):
            return extreme(values, name == "max")
        total = reduce(add, values)
        return divide(total, Decimal(len(values))) if name == "mean" else total

    return run


def _dated(node: Node, scope: Any, build: Any) -> Closure:
    """A parameter as it stood on another day than the one judged by; null on a day on which it has no value."""
    name, day = node.args[0], build(node.args[1], scope)
    periods = scope.periods(node.args[2], name)

    def run(env: Any) -> Any:
        when = day(env)
        if isinstance(when, Unknown):
            return union([None, *(value for _, _, value in periods)], when.missing, when.refer)
        if type(when) is not date:
            return None
        return next(
            (value for since, until, value in periods if since <= when and (until is None or when <= until)), None
        )

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


BUILDERS: Final[dict[str, Any]] = {
    **FEEL_BUILDERS,
    "known": _known,
    "required": _required,
    "certain": _certain,
    "holds": _holds,
    "none": _none,
    "never": _never,
    "cases": _cases,
    "open": _open,
    "either": _one_of,
    "suppose": _suppose,
    "call": _call,
    "path": _path,
    "dated": _dated,
    **HIT_BUILDERS,
    **LIST_BUILDERS,
    **SCALE_BUILDERS,
    **LOOKUP_BUILDERS,
    **RANKING_BUILDERS,
}
