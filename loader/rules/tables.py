"""A decision table of a rule file, in; the decision list that means the same, out; rows that overlap are reported.

Hit policies follow DMN 1.5, 8.2.10: ``unique`` (no two rows may apply) and ``first`` (the first row that applies
decides).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from engine.feel.nodes import Node
from engine.model import Type
from engine.names import Names
from loader.rules.conditions import type_of
from loader.rules.expressions import every
from loader.rules.literals import is_expression, literal
from loader.rules.overlap import overlap
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree

if TYPE_CHECKING:
    from loader.rules.conclusions import Conclusions


def read_table(tree: Tree | None, kind: Type, names: Names, reader: Conclusions, at: int) -> Node:
    """The table as ``cases``: each row's cells are tests of the inputs, its last cell is the value."""
    inputs = [reader._feel(one, names, at) for one in _items(tree, "inputs")]
    cases: list[tuple[Node, Node]] = []
    rows: list[tuple[Tree, list[tuple[Node, ...]]]] = []
    for row in _items(tree, "rows"):
        cells = row.items if isinstance(row, Sequence) else ()
        if len(cells) != len(inputs) + 1:
            reader.found.add("PC333", row, expected=len(inputs) + 1, found=len(cells))
            continue
        tests = [_cell(cell, left, names, reader) for cell, left in zip(cells, inputs, strict=False)]
        conditions = [Node("in", left, test, at=at) for left, test in zip(inputs, tests, strict=True) if test]
        when = every(conditions, at) if conditions else Node("bool", True, at=at)
        cases.append((when, reader.read(cells[-1], kind, names)))
        rows.append((row, tests))
    hit = tree.get("hit") if isinstance(tree, Mapping) else None
    if not isinstance(hit, Scalar) or hit.text == "unique":
        _report_overlaps(rows, reader)
    otherwise = tree.get("otherwise") if isinstance(tree, Mapping) else None
    last = reader.read(otherwise, kind, names) if otherwise is not None else Node("none", at=at)
    return Node("cases", tuple(cases), last, at=at)


def _items(tree: Tree | None, word: str) -> tuple[Tree, ...]:
    value = tree.get(word) if isinstance(tree, Mapping) else None
    return value.items if isinstance(value, Sequence) else ()


def _cell(cell: Tree, left: Node, names: Names, reader: Conclusions) -> tuple[Node, ...]:
    """The tests of one cell; none where it says ``-`` (anything) or the input could not be read."""
    if not isinstance(cell, Scalar) or cell.text == "-" or left.op == "null":
        return ()
    kind = type_of(left, names)
    at = reader.expressions.mark(cell)
    members: Any = names.vocabulary.enums[kind.name].members if kind.kind == "enum" and kind.name else ()
    if cell.text in members or not isinstance(cell.value, str):
        return (Node("test_expr", literal(cell, kind, names, reader.expressions), at=at),)
    if is_expression(cell):
        return (Node("test_expr", reader.expressions.feel(cell, skip=1), at=at),)
    if kind.kind == "enum" and all(word.strip() in members for word in cell.text.split(",")):
        return tuple(Node("test_expr", Node("str", word.strip(), at=at), at=at) for word in cell.text.split(","))
    if kind.kind == "enum" and cell.text.isidentifier():
        return (Node("test_expr", Node("str", cell.text, at=at), at=at),)
    return reader.expressions.tests(cell)


def _report_overlaps(rows: list[tuple[Tree, list[tuple[Node, ...]]]], reader: Conclusions) -> None:
    for (first, a), (second, b) in combinations(rows, 2):
        if all(overlap(x, y) for x, y in zip(a, b, strict=True)):
            reader.found.add("PC334", second, line=first.line)
