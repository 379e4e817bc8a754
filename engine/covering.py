"""The cells of a table, in; whether some row applies whatever its inputs are, out.

Inputs are tried at every value that the cells can tell apart: each member of an enumeration, both truths, and numbers
at every bound, between bounds and beyond them. A cell that names a fact or parameter passes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Final

from engine.feel.compiler import build
from engine.feel.errors import FeelError
from engine.feel.nodes import Node
from engine.feel.scope import DynamicScope
from engine.lookup import INPUT, bounds_named
from engine.model import Type, Vocabulary

TRIALS: Final = 4096
Row = Sequence[tuple[Node, ...]]
"""The tests of each input; none at all let everything pass."""


def covers(rows: Sequence[Row], kinds: Sequence[Type], vocabulary: Vocabulary) -> bool:
    """Whether the rows leave out no inputs, null apart."""
    trials = [list(_trials(kind, [row[at] for row in rows], vocabulary)) for at, kind in enumerate(kinds)]
    ways = 1
    for values in trials:
        ways *= len(values)
    if not 0 < ways <= TRIALS:
        return False
    try:
        tests = [[_test(cell) for cell in row] for row in rows]
    except FeelError:  # a cell says more than FEEL knows: a form or function of the policy
        return False
    return all(
        any(all(test(value) is True for test, value in zip(row, way, strict=True)) for row in tests)
        for way in product(*trials)
    )


def _trials(kind: Type, cells: list[tuple[Node, ...]], vocabulary: Vocabulary) -> Iterator[Any]:
    if kind.kind == "enum":
        yield from vocabulary.enums[kind.name or ""].members
    elif kind.kind == "bool":
        yield from (True, False)
    elif kind.kind in ("int", "decimal", "money", "number"):
        marks = sorted({number for cell in cells for bound in bounds_named(cell) for number in _number(bound)})
        marks = marks or [Decimal(0)]
        yield from (marks[0] - 1, *marks, marks[-1] + 1)
        if kind.kind == "int":
            yield from (near for mark in marks for near in (mark - 1, mark + 1))
        else:
            yield from ((one + other) / 2 for one, other in pairwise(marks))


def _number(node: Node | None) -> Iterator[Decimal]:
    """The number that is written out, if it is one; a cell with anything else passes no trial that it should not."""
    if node is not None and node.op == "num":
        yield Decimal(node.args[0])
    elif node is not None and node.op == "neg":
        yield from (-number for number in _number(node.args[0]))


def _test(cell: tuple[Node, ...]) -> Any:
    if not cell:
        return lambda value: True
    closure = build(Node("in", Node("name", INPUT), cell), DynamicScope().bind(INPUT))
    return lambda value: closure((value, ({}, None)))
