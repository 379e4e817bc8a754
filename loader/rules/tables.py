"""A decision table of a rule file, in; the tree that means the same, out; rows that contradict each other are reported.

Hit policies follow OMG DMN 1.5, 8.2.10 and 8.2.11. A table of which at most one row can apply, or of which the first
one decides, becomes a decision list; any other becomes the form ``hits``.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from engine.check import LISTING, item_of
from engine.covering import covers
from engine.feel.nodes import Node
from engine.model import Type
from engine.names import ANY, Names
from engine.overlap import overlap
from loader.rules.conditions import type_of
from loader.rules.expressions import every
from loader.rules.literals import is_expression, literal
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree

if TYPE_CHECKING:
    from loader.rules.conclusions import Conclusions

RANKED = ("priority", "output_order")
TOTALS = ("sum", "min", "max")
LITERALS = ("num", "str", "bool", "at", "none", "null")
Row = tuple[Tree, list[tuple[Node, ...]]]


def read_table(tree: Tree | None, kind: Type, names: Names, reader: Conclusions, at: int) -> Node:
    """The table as ``cases`` or ``hits``: each row's cells are tests of the inputs, its last cell is the value."""
    inputs = [reader.feel(one, names, at) for one in _items(tree, "inputs")]
    policy = _policy(tree, reader)
    inner = ANY if policy == "count" else item_of(kind) if policy in LISTING else kind
    cases: list[tuple[Node, Node]] = []
    rows: list[Row] = []
    for row in _items(tree, "rows"):
        cells = row.items if isinstance(row, Sequence) else ()
        if len(cells) != len(inputs) + 1:
            reader.found.add("PC333", row, expected=len(inputs) + 1, found=len(cells))
            continue
        tests = [cell_tests(cell, left, names, reader) for cell, left in zip(cells, inputs, strict=False)]
        conditions = [Node("in", left, test, at=at) for left, test in zip(inputs, tests, strict=True) if test]
        when = every(conditions, at) if conditions else Node("bool", True, at=at)
        value = reader.read(cells[-1], inner, names)
        if value.op == "none" and policy in (*LISTING, *TOTALS, "count"):
            reader.found.add("PC376", cells[-1])
        cases.append((when, value))
        rows.append((row, tests))
    order = _order(tree, policy, inner, names, reader, [then for _, then in cases], rows)
    otherwise = tree.get("otherwise") if isinstance(tree, Mapping) else None
    last = reader.read(otherwise, kind, names) if otherwise is not None else _empty(policy, at)
    if covers([tests for _, tests in rows], [type_of(one, names) for one in inputs], names.vocabulary):
        last = _for_null(inputs, last, at)
    single = policy == "first" or (policy == "unique" and _exclusive(rows, reader))
    if policy == "any":
        _report_disagreement(rows, [then for _, then in cases], reader)
    return (
        Node("cases", tuple(cases), last, at=at) if single else Node("hits", policy, tuple(cases), last, order, at=at)
    )


def _for_null(inputs: list[Node], last: Node, at: int) -> Node:
    """What holds where no row of a table that leaves out nothing applies: only where an input is null."""
    absent = [Node("cmp", "=", one, Node("null", at=at), at=at) for one in inputs]
    some = absent[0] if len(absent) == 1 else Node("or", *absent, at=at)
    return Node("cases", ((some, last),), Node("never", at=at), at=at)


def _empty(policy: str, at: int) -> Node:
    """What holds where no row applies and the table says nothing: no list has elements, none is counted."""
    if policy in LISTING:
        return Node("list", at=at)
    return Node("num", "0", at=at) if policy == "count" else Node("none", at=at)


def _policy(tree: Tree | None, reader: Conclusions) -> str:
    """The hit policy; of one that collects, how the values are combined."""
    hit, aggregate = _word(tree, "hit") or "unique", _word(tree, "aggregate")
    if aggregate is not None and hit != "collect" and isinstance(tree, Mapping):
        reader.found.add("PC373", tree.key("aggregate") or tree, hit=hit)
    return aggregate if hit == "collect" and aggregate not in (None, "list") else hit


def _order(
    tree: Tree | None, policy: str, kind: Type, names: Names, reader: Conclusions, values: list[Node], rows: list[Row]
) -> tuple[Node, ...] | None:
    """The values from the highest priority, where the hit policy asks for them."""
    written = tree.get("priorities") if isinstance(tree, Mapping) else None
    if policy not in RANKED:
        if written is not None and isinstance(tree, Mapping):
            reader.found.add("PC371", tree.key("priorities") or written, hit=_word(tree, "hit") or "unique")
        return None
    if written is None and isinstance(tree, Mapping):
        reader.found.add("PC370", tree.get("hit") or tree, hit=policy)
        return ()
    order: list[Node] = []
    for one in _items(tree, "priorities"):
        value = reader.read(one, kind, names)
        if value in order:
            reader.found.add("PC377", one, value=_shown(one))
        order.append(value)
    for (row, _), value in zip(rows, values, strict=True):
        cell = row.items[-1] if isinstance(row, Sequence) else row
        if value not in order:
            reader.found.add("PC372", cell, value=_shown(cell))
    return tuple(order)


def _shown(tree: Tree) -> str:
    return tree.text if isinstance(tree, Scalar) else ""


def _word(tree: Tree | None, key: str) -> str | None:
    value = tree.get(key) if isinstance(tree, Mapping) else None
    return value.text if isinstance(value, Scalar) else None


def _items(tree: Tree | None, word: str) -> tuple[Tree, ...]:
    value = tree.get(word) if isinstance(tree, Mapping) else None
    return value.items if isinstance(value, Sequence) else ()


def cell_tests(cell: Tree, left: Node, names: Names, reader: Conclusions) -> tuple[Node, ...]:
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


def _both_apply(a: list[tuple[Node, ...]], b: list[tuple[Node, ...]]) -> bool | None:
    """Whether two rows can apply at once; None where their cells do not tell."""
    answers = [overlap(x, y) for x, y in zip(a, b, strict=True)]
    if False in answers:
        return False
    return None if None in answers else True


def _exclusive(rows: list[Row], reader: Conclusions) -> bool:
    """Whether at most one row can apply; rows that surely can apply at once are reported."""
    exclusive = True
    for (first, a), (second, b) in combinations(rows, 2):
        answer = _both_apply(a, b)
        if answer:
            reader.found.add("PC334", second, line=first.line)
        exclusive = exclusive and answer is not None
    return exclusive


def _report_disagreement(rows: list[Row], values: list[Node], reader: Conclusions) -> None:
    for ((first, a), one), ((second, b), other) in combinations(zip(rows, values, strict=True), 2):
        written = one.op in LITERALS and other.op in LITERALS
        if written and one != other and _both_apply(a, b):
            reader.found.add("PC374", second, line=first.line)
