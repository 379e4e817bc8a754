"""The tree of a rule file and the faults in its form, in; the tree without the rules and functions they are in, out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from loader.diagnostics import Diagnostic
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence


def sound(tree: Node, faults: Iterable[Diagnostic]) -> Node:
    """The tree with only the parts that can be read further; a part reaches as far as where the next one begins."""
    places = [(one.line, one.column) for one in faults]
    if not isinstance(tree, Mapping):
        return tree
    starts = sorted({(key.line, key.column) for key, _ in tree.entries} | set(_starts(tree)))
    spoiled = {starts[bisect_right(starts, place) - 1] for place in places if place >= starts[0]} if starts else set()
    kept = tuple((key, _without(value, spoiled)) for key, value in tree.entries)
    return Mapping(tree.source, tree.line, tree.column, tree.end_line, tree.end_column, kept, tree.index)


def _starts(tree: Mapping) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for _, value in tree.entries:
        if isinstance(value, Sequence):
            found.extend((one.line, one.column) for one in value.items)
        elif isinstance(value, Mapping):
            found.extend((key.line, key.column) for key, _ in value.entries)
    return found


def _without(value: Node, spoiled: set[tuple[int, int]]) -> Node:
    end = (value.end_line, value.end_column)
    if isinstance(value, Sequence):
        items = tuple(one for one in value.items if (one.line, one.column) not in spoiled)
        return Sequence(value.source, value.line, value.column, *end, items)
    if isinstance(value, Mapping):
        entries = tuple(one for one in value.entries if not _spoiled(one[0], spoiled))
        index = {key.text: at for at, (key, _) in enumerate(entries)}
        return Mapping(value.source, value.line, value.column, *end, entries, index)
    return value


def _spoiled(key: Scalar, spoiled: set[tuple[int, int]]) -> bool:
    return (key.line, key.column) in spoiled
