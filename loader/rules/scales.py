"""Values on a scale or in an order (bands, bounds, tiers, ranks, quotas), in; their syntax trees, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.check import element_type, item_of
from engine.feel.nodes import Node
from engine.model import Type
from engine.names import Names, for_subject
from loader.rules.conditions import type_of
from loader.rules.literals import bound, literal
from loader.rules.ordered import by_order, ranked_members
from loader.rules.tables import cell_tests
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree
from loader.yaml.pieces import entries, get, items, whole, word

if TYPE_CHECKING:
    from loader.rules.conclusions import Conclusions

ROUNDING = {"down": "round down", "up": "round up", "half_up": "round half up", "half_even": "decimal"}
NUMBER = Type("decimal")


def read_bands(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{bands: EXPR, rows: [[lower bound, value], …], below: value, absent: value}``."""
    source = reader.feel(tree.get("bands"), names, at)
    measured = type_of(source, names)
    pairs = _pairs(tree)
    rows = tuple((_bound(x, measured, names, reader), reader.read(then, kind, names)) for x, then in pairs)
    below, absent = (
        reader.read(value, kind, names) if (value := tree.get(name)) is not None else Node("null", at=at)
        for name in ("below", "absent")
    )
    return Node("bands", source, rows, below, absent, at=at)


def read_compute(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{compute: EXPR, at_least: …, at_most: …, round: {half_up: 2}}``: first the bounds, then the rounding."""
    value = reader.feel(tree.get("compute"), names, at)
    least, most = (_bounds(tree.get(name), kind, names, reader) for name in ("at_least", "at_most"))
    node = Node("bounded", value, least, most, ranked_members(kind, names), at=at) if least or most else value
    return _rounded(node, tree.get("round"), names, reader, at)


def _rounded(node: Node, tree: Tree | None, names: Names, reader: Conclusions, at: int) -> Node:
    for mode, places in entries(tree):
        if mode.text in ROUNDING:
            node = Node("call", ROUNDING[mode.text], (node, _bound(places, NUMBER, names, reader)), (), at=at)
    return node


def _bounds(tree: Tree | None, kind: Type, names: Names, reader: Conclusions) -> tuple[Node, ...]:
    if tree is None:
        return ()
    listed = tree.items if isinstance(tree, Sequence) else (tree,)
    return tuple(_bound(one, kind, names, reader) for one in listed)


def _bound(tree: Tree, kind: Type, names: Names, reader: Conclusions) -> Node:
    """A number or date as written, a member of an enumeration, else FEEL: a parameter, another fact."""
    if isinstance(tree, Scalar):
        read = literal if kind.kind in ("enum", "string") else bound
        return read(tree, kind, names, reader.expressions)
    return reader.read(tree, kind, names)


def read_interpolate(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{interpolate: EXPR, points: [[x, y], …]}``."""
    return _on_points("interpolate", "points", kind, reader, tree, names, at)


def read_tiers(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{tiers: EXPR, rows: [[lower bound, rate], …]}``."""
    return _on_points("tiers", "rows", NUMBER, reader, tree, names, at)


def _on_points(form: str, key: str, y: Type, reader: Conclusions, tree: Mapping, names: Names, at: int) -> Node:
    source = reader.feel(tree.get(form), names, at)
    measured = type_of(source, names)
    pairs = _pairs(tree, key)
    points = tuple((_bound(x, measured, names, reader), _bound(value, y, names, reader)) for x, value in pairs)
    return Node(form, source, points, at=at) if points else Node("null", at=at)


def read_per_unit(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{per_unit: EXPR, unit: n, points: p, at_most: cap}``: so many points for every whole unit."""
    number, unit, points = reader.feel(tree.get("per_unit"), names, at), tree.get("unit"), tree.get("points")
    one = _bound(unit, type_of(number, names), names, reader) if unit is not None else Node("num", "1", at=at)
    count = Node("units", number, one, at=at)
    each = _bound(points, kind, names, reader) if points is not None else Node("null", at=at)
    total = Node("arith", "*", count, each, at=at)
    most = _bounds(tree.get("at_most"), kind, names, reader)
    return Node("bounded", total, (), most, None, at=at) if most else total


def read_grid(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{grid: {down, across, columns, rows, otherwise}}``: a table with one test for each row and each column."""
    grid = tree.get("grid")
    down, across = (reader.feel(get(grid, name), names, at) for name in ("down", "across"))
    columns = [cell_tests(cell, across, names, reader) for cell in items(get(grid, "columns"))]
    cells_of: list[tuple[tuple[tuple[Node, ...], ...], Node]] = []
    for row in items(get(grid, "rows")):
        cells = items(row)
        if len(cells) != len(columns) + 1:
            reader.found.add("PC333", row, expected=len(columns) + 1, found=len(cells))
            continue
        test = cell_tests(cells[0], down, names, reader)
        for column, value in zip(columns, cells[1:], strict=True):
            cells_of.append(((test, column), reader.read(value, kind, names)))
    otherwise = get(grid, "otherwise")
    last = reader.read(otherwise, kind, names) if otherwise is not None else Node("none", at=at)
    return Node("lookup", (down, across), tuple(cells_of), last, at=at)


def read_find(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{find: LIST, where: condition, take: fact}``."""
    source, _, condition = reader.inner(tree, "find", names, at)
    found, take = Node("find_in", source, condition, at=at), tree.get("take")
    return Node("path", found, take.text, at=at) if isinstance(take, Scalar) else found


def read_average(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{mean: LIST, of: EXPR, where: condition, without: {highest: 1, lowest: 1}}``, and ``median``."""
    form = "mean" if "mean" in tree.index else "median"
    source, inner, condition = reader.inner(tree, form, names, at)
    taken = reader.feel(tree.get("of"), inner, at) if tree.get("of") is not None else Node("name", "item", at=at)
    without = {key.text: whole(value) or 0 for key, value in entries(tree.get("without"))}
    left_out = (without.get("highest", 0), without.get("lowest", 0))
    return Node("average", form, source, taken, condition, *left_out, at=at)


def read_rank(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{rank: LIST, where: condition, by: [{highest: KEY}, {lowest: KEY}]}``."""
    source, _, condition = reader.inner(tree, "rank", names, at)
    return Node("rank_in", source, condition, _keys(reader, tree, _alone(source, names), at), at=at)


def _alone(source: Node, names: Names) -> Names:
    """The names of an expression about the elements of a list, each by itself."""
    entity = element_type(source, names).name
    if entity is None or entity not in names.vocabulary.entities:
        return names.element(item_of(type_of(source, names)))
    return for_subject(names.vocabulary, entity, names.parameters)


def _keys(reader: Conclusions, tree: Mapping, names: Names, at: int) -> tuple[tuple[Node, str], ...]:
    written = [(way.text, key) for one in items(tree.get("by")) for way, key in entries(one)]
    return tuple((by_order(reader.feel(key, names, at), names), way) for way, key in written)


def read_quotas(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{quotas: LIST, where, by, places: [{share, round, then, when}], otherwise, ties, refer_to, unused}``."""
    source = reader.feel(tree.get("quotas"), names, at)
    alone = _alone(source, names)
    where, otherwise = tree.get("where"), tree.get("otherwise")
    condition = reader.conditions.read(where, alone) if where is not None else None
    places = tuple(_place(reader, one, kind, names, alone, at) for one in items(tree.get("places")))
    last = reader.read(otherwise, kind, names) if otherwise is not None else Node("none", at=at)
    bodies = tree.get("refer_to")
    named = bodies.items if isinstance(bodies, Sequence) else (bodies,)
    refer = tuple(one.text for one in named if isinstance(one, Scalar))
    ties, unused = word(tree.get("ties")) or "undetermined", word(tree.get("unused")) or "lapse"
    keys = _keys(reader, tree, alone, at)
    return Node("quotas", source, condition, keys, places, last, ties, unused, refer, at=at)


def _place(reader: Conclusions, tree: Tree, kind: Type, names: Names, alone: Names, at: int) -> tuple[Any, ...]:
    share, number, then, when = (get(tree, name) for name in ("share", "number", "then", "when"))
    size = share if share is not None else number
    return (
        share is not None,
        _bound(size, NUMBER, names, reader) if size is not None else Node("null", at=at),
        word(get(tree, "round")) or "down",
        reader.read(then, kind, names) if then is not None else Node("null", at=at),
        reader.conditions.read(when, alone) if when is not None else None,
    )


def read_streak(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{streak: LIST, by: KEY, to: EXPR, where: condition}``."""
    source, inner, condition = reader.inner(tree, "streak", names, at)
    key, last = reader.feel(tree.get("by"), inner, at), tree.get("to")
    until = _bound(last, Type("int"), names, reader) if last is not None else Node("null", at=at)
    return Node("streak", source, key, until, condition, at=at)


def read_parameter(reader: Conclusions, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
    """``{parameter: NAME, on: day}``: a parameter of the rule as it stood on another day."""
    day = reader.feel(tree.get("on"), names, at)
    return Node("dated", word(tree.get("parameter")) or "", day, reader.rule, at=at)


def _pairs(tree: Mapping, key: str = "rows") -> list[tuple[Tree, Tree]]:
    rows = [items(row) for row in items(tree.get(key))]
    return [(row[0], row[1]) for row in rows if len(row) == 2]


SCALES: dict[str, Callable[[Any, Mapping, Type, Names, int], Node]] = {
    "bands": read_bands,
    "compute": read_compute,
    "interpolate": read_interpolate,
    "tiers": read_tiers,
    "per_unit": read_per_unit,
    "grid": read_grid,
    "find": read_find,
    "mean": read_average,
    "median": read_average,
    "rank": read_rank,
    "quotas": read_quotas,
    "streak": read_streak,
    "parameter": read_parameter,
}
