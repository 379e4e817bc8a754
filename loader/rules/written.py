"""The trees of rule files, in; the very node in which a piece of a rule is written, out, for diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.model import Place
from loader.diagnostics import Located
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence
from loader.yaml.pieces import get, items


class Written:
    """Where the pieces of rules are written; the model knows where a rule, a part or a parameter begins.

    Args:
        trees: the trees of the rule files.
    """

    def __init__(self, trees: Iterable[Node]) -> None:
        self.trees = tuple(trees)
        self._nodes: dict[Place, Node] | None = None

    def node(self, place: Place, *path: str) -> Node | None:
        """The value under the keys `path` of what begins at `place`."""
        if self._nodes is None:
            self._nodes = {node.place: node for tree in self.trees for node in _outer_last(tree)}
        node = self._nodes.get(place)
        for name in path:
            node = get(node, name)
        return node

    def at(self, place: Place, *path: str) -> Located:
        """Where that value is written; the place itself where there is none."""
        return self.node(place, *path) or place

    def key(self, place: Place, *path: str) -> Located:
        """Where the last key of `path` is written."""
        outer = self.node(place, *path[:-1])
        return (outer.key(path[-1]) if isinstance(outer, Mapping) else None) or place

    def item(self, place: Place, word: str, *path: str) -> Located:
        """Where `word` is written in the list under `path`."""
        return item(self.node(place, *path), word) or place


def item(tree: Node | None, word: str) -> Scalar | None:
    """The scalar `word`, or the item `word` of a list."""
    scalars = items(tree) or (tree,)
    return next((one for one in scalars if isinstance(one, Scalar) and one.text == word), None)


def _outer_last(tree: Node) -> Iterator[Node]:
    """Every value of a tree; a mapping or list after what stands in it: of two at one place, it is the one kept."""
    if isinstance(tree, Mapping):
        for _, value in tree.entries:
            yield from _outer_last(value)
    elif isinstance(tree, Sequence):
        for value in tree.items:
            yield from _outer_last(value)
    yield tree
