"""Tables of tests on a few inputs, where an input may be unknown; in: a node, out: a closure.

A number of which only bounds are known is tried at every bound that the tests name, between them and beyond them: no
test tells other numbers apart from these. So a row, or none, is possible exactly where one of these trials meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Final

from engine.feel.comparison import ends
from engine.feel.nodes import Node, as_cases
from engine.feel.operators import may_hold, reasons
from engine.unknown import Unknown, union

Closure = Callable[[Any], Any]
INPUT: Final = "input"
TRIALS: Final = 512
"""At most so many combinations of inputs are tried; beyond that each row is taken by itself."""


def _lookup(node: Node, scope: Any, build: Any) -> Closure:
    """The value of the first row all of whose tests pass; of rows that may be the first, all their values."""
    inputs, rows, otherwise = node.args
    plain: Closure = build(as_cases(node), scope)
    sources = [build(one, scope) for one in inputs]
    inner = scope.bind(INPUT)
    tests = [
        [build(Node("in", Node("name", INPUT), test), inner) if test else None for test in written]
        for written, _ in rows
    ]
    values = [build(then, scope) for _, then in rows] + [build(otherwise, scope)]
    columns = [[bound for written, _ in rows for bound in bounds_named(written[at])] for at in range(len(inputs))]
    if any(None in column for column in columns):
        return plain
    bounds = [[build(bound, scope) for bound in column] for column in columns]

    def run(env: Any) -> Any:
        found = [source(env) for source in sources]
        trials = [_trials(value, [bound(env) for bound in ends_]) for value, ends_ in zip(found, bounds, strict=True)]
        ways = 1
        for trial in trials:
            ways *= len(trial) if trial is not None else TRIALS + 1
        if ways > TRIALS:
            return plain(env)
        met = sorted({at for way in product(*(trial or () for trial in trials)) for at in _met(tests, way, env)})
        missing, refer = reasons(*found)
        return union([values[at](env) for at in met], missing, refer)

    return run


def _met(tests: list[list[Closure | None]], way: tuple[Any, ...], env: Any) -> Iterator[int]:
    """The rows that may be the first to be met by known inputs; the number of rows where that may be none."""
    for at, row in enumerate(tests):
        results = [True if test is None else test((value, env)) for test, value in zip(row, way, strict=True)]
        if any(isinstance(one, Unknown) and may_hold(one)[0] for one in results) and all(
            one is True or isinstance(one, Unknown) for one in results
        ):
            yield at
        elif all(one is True for one in results):
            yield at
            return
    yield len(tests)


def _trials(value: Any, bounds: list[Any]) -> tuple[Any, ...] | None:
    """The values to try for an input; None where they cannot be told."""
    if not isinstance(value, Unknown):
        return (value,)
    if value.values is not None:
        return value.values
    found = ends(value)
    if any(type(bound) is not Decimal for bound in bounds) or (found is not None and found[0] is not Decimal):
        return None
    _, low, high = found if found is not None else (None, None, None)
    if found is None and not bounds:
        return None
    marks = sorted({*bounds, *(end for end in (low, high) if end is not None)})
    between = [(one + other) / 2 for one, other in pairwise(marks)]
    around = [*marks, *between, marks[0] - 1, marks[-1] + 1]
    tried = tuple(one for one in around if (low is None or one >= low) and (high is None or one <= high))
    return tried if found is not None else (*tried, None)


def bounds_named(tests: tuple[Node, ...]) -> Iterator[Node | None]:
    """What the tests of a cell compare with; None for a test that does more than compare."""
    for test in tests:
        if test.op == "test_any":
            continue
        if test.op == "test_not":
            yield from bounds_named(test.args[0])
        elif test.op == "test_cmp":
            yield test.args[1]
        elif test.op == "test_expr":
            yield from _compared(test.args[0])
        else:
            yield None


def _compared(node: Node) -> Iterator[Node | None]:
    if node.op == "range":
        yield from (end for end in node.args[1:3] if end is not None)
    elif node.op == "list":
        for part in node.args:
            yield from _compared(part)
    else:
        yield node if node.op in ("num", "neg", "str", "bool", "name", "at", "null") else None


LOOKUP_BUILDERS: Final[dict[str, Any]] = {"lookup": _lookup}
