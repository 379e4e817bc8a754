"""The text of a rule in; the same with its tables cut out, what a part of it says, and the remarks in a table, out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree
from loader.yaml.pieces import items

_COMMENT: Final = re.compile(r"[\s,\]}]*\s#\s*(.*)")
_LOOSE: Final = re.compile(r"\s*(?:#|\w+:[^'\"#]*\s#)\s*(.*)")


def _offset(source: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = source.index("\n", at) + 1
    return at + column - 1


def _end(tree: Tree) -> tuple[int, int]:
    """Where a tree ends: of a block, where the last of its parts ends."""
    source = tree.source.text
    if not isinstance(tree, Scalar) and source[_offset(source, tree.line, tree.column)] not in "{[":
        parts = [value for _, value in tree.entries] if isinstance(tree, Mapping) else list(items(tree))
        if parts:
            return _end(parts[-1])
    return tree.end_line, tree.end_column


def text_of(tree: Tree) -> str:
    """What is written of a tree, with the remark behind its last line."""
    source = tree.source.text
    start, stop = _offset(source, tree.line, tree.column), _offset(source, *_end(tree))
    if source[start] not in "{[":
        stop = _line_end(source, stop)
    text = " " * (tree.column - 1) + source[start:stop]
    return textwrap.dedent(text).rstrip()


def cut_out(rule: Mapping, cuts: list[tuple[Mapping, str]]) -> str:
    """The text of a rule with each table replaced; a remark behind the last line of a table goes with it."""
    source = rule.source.text
    start, end = _offset(source, rule.line, rule.column), _offset(source, *_end(rule))
    pieces: list[str] = []
    at = start
    for table, slot in cuts:
        begin, stop = _offset(source, table.line, table.column), _offset(source, *_end(table))
        if source[begin] != "{":
            stop = _line_end(source, stop)
        before = source[at:begin]
        if table.get("columns") is not None:  # a grid: what comes back is a table
            before = re.sub(r"grid(\s*:\s*)$", r"table\1", before)
        pieces += [before, f"{{dmn: {slot}}}"]
        at = stop
    pieces.append(source[at : max(at, _line_end(source, end))])
    return textwrap.dedent(" " * (rule.column - 1) + "".join(pieces)).rstrip()


def as_table(grid: Mapping) -> Mapping:
    """The table that says what a grid says: a row for each cell, with the tests of its row and its column."""
    columns, rows = items(grid.get("columns")), [items(row) for row in items(grid.get("rows"))]
    cells = [
        _sequence(value, (row[0], column, value))
        for row in rows
        if len(row) == len(columns) + 1
        for column, value in zip(columns, row[1:], strict=True)
    ]
    inputs = tuple(one for one in (grid.get("down"), grid.get("across")) if one is not None)
    parts: dict[str, Tree | None] = {
        "inputs": _sequence(grid, inputs),
        "rows": _sequence(grid, tuple(cells)),
        "otherwise": grid.get("otherwise"),
    }
    known = [(_key(grid, name), value) for name, value in parts.items() if value is not None]
    index = {key.text: at for at, (key, _) in enumerate(known)}
    return Mapping(grid.source, grid.line, grid.column, grid.end_line, grid.end_column, tuple(known), index)


def _sequence(at: Tree, parts: tuple[Tree, ...]) -> Sequence:
    return Sequence(at.source, at.line, at.column, at.end_line, at.end_column, parts)


def _key(at: Tree, name: str) -> Scalar:
    return Scalar(at.source, at.line, at.column, at.line, at.column, name, "", name)


def _line_end(source: str, at: int) -> int:
    end = source.find("\n", at)
    return len(source) if end < 0 else end


def remarks(row: Tree) -> Iterator[str]:
    """The remark behind a row, on the same line."""
    source = row.source.text
    at = _offset(source, row.end_line, row.end_column)
    found = _COMMENT.match(source[at : _line_end(source, at)])
    if found is not None:
        yield found.group(1).strip()


def loose_remarks(table: Mapping) -> Iterator[str]:
    """The remarks in a table that stand behind no row."""
    source = table.source.text
    begin, stop = _offset(source, table.line, table.column), _offset(source, *_end(table))
    rows = {row.end_line for row in items(table.get("rows"))}
    last = table.get("otherwise")
    if last is not None and not isinstance(last, Scalar):
        rows |= set(range(last.line, _end(last)[0] + 1))
    for number, line in enumerate(source[begin:stop].split("\n"), table.line):
        bare = _LOOSE.fullmatch(line)
        if number not in rows and bare is not None:
            yield bare.group(1).strip()
