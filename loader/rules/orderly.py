"""Bounds of bands, tiers, points, quotas and grids and the parameters, in; what is out of order on some day, out.

Only what is known beforehand is judged: literals, parameters, and what is calculated from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from engine.feel.arithmetic import add
from engine.feel.nodes import Node
from engine.model import Parameter
from engine.overlap import literal_value, overlap

START = date(1, 1, 1)
Known = Callable[[Node], Any]
Fault = tuple[str, int, dict[str, str | int]]
"""A code, where (a node's `at`), and the words of its message."""


def disorder(node: Node, parameters: Iterable[Parameter]) -> list[Fault]:
    """The faults of a tree, each once, on whichever days it is out of order."""
    listed = tuple(parameters)
    found: dict[tuple[str, int], Fault] = {}
    for values in _values_by_day(listed):
        known = _known(values)
        for part in _parts(node):
            for fault in FORMS.get(part.op, _nothing)(part, known):
                found.setdefault(fault[:2], fault)
    return list(found.values())


def _values_by_day(parameters: tuple[Parameter, ...]) -> Iterator[dict[str, Any]]:
    """The values of the parameters on every day on which one of them begins."""
    for day in sorted({parameter.since or START for parameter in parameters} or {START}):
        yield {
            one.name: one.value
            for one in parameters
            if (one.since or START) <= day and (one.until is None or day <= one.until)
        }


def _known(values: dict[str, Any]) -> Known:
    def known(node: Node) -> Any:
        if node.op == "name":
            return values.get(node.args[0])
        if node.op == "neg":
            inner = known(node.args[0])
            return -inner if isinstance(inner, Decimal) else None
        return literal_value(node)

    return known


def _parts(node: Any) -> Iterator[Node]:
    """A tree and all that is in it."""
    if isinstance(node, Node):
        yield node
        for part in node.args:
            yield from _parts(part)
    elif isinstance(node, tuple):
        for part in node:
            yield from _parts(part)


def _nothing(node: Node, known: Known) -> Iterator[Fault]:
    yield from ()


def _falling(node: Node, known: Known) -> Iterator[Fault]:
    yield from _run(node.args[1], known, "PC382", lambda before, after: before > after)


def _rising(node: Node, known: Known) -> Iterator[Fault]:
    yield from _run(node.args[1], known, "PC380", lambda before, after: before < after)


def _run(rows: Any, known: Known, code: str, orderly: Callable[[Any, Any], bool]) -> Iterator[Fault]:
    for (one, _), (other, _) in pairwise(rows):
        before, after = known(one), known(other)
        if type(before) is type(after) and isinstance(before, Decimal | date) and not orderly(before, after):
            yield code, other.at, {"word": _shown(after), "other": _shown(before)}


def _shown(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _shares(node: Node, known: Known) -> Iterator[Fault]:
    for share, size, *_ in node.args[3]:
        value = known(size)
        if isinstance(value, Decimal) and (value < 0 or not (share or value == value.to_integral_value())):
            yield "PC387", size.at, {"word": _shown(value)}
    sizes = [size for share, size, *_ in node.args[3] if share]
    total: Any = Decimal(0)
    for size in sizes:
        value = known(size)
        total = add(total, value) if isinstance(value, Decimal) else total
    if total > 1:
        yield "PC381", sizes[-1].at, {"total": _shown(total)}


def _cells(node: Node, known: Known) -> Iterator[Fault]:
    """Rows and columns of a grid: the tests of each kept apart, in the order in which they are written."""
    for side in (0, 1):
        tests = list(dict.fromkeys(written[side] for written, _ in node.args[1]))
        for one, other in combinations(tests, 2):
            if one and other and overlap(one, other, known):
                yield "PC383", other[0].at, {"at": one[0].at}


FORMS: dict[str, Callable[[Node, Known], Iterator[Fault]]] = {
    "bands": _falling,
    "tiers": _rising,
    "interpolate": _rising,
    "quotas": _shares,
    "lookup": _cells,
}
