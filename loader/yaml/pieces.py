"""A node of a tree, in; the plain piece that it holds, out.

A node of another kind gives nothing: the schema check reports it, so that readers need not report it again.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.model import Label
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping; else none."""
    return node.entries if isinstance(node, Mapping) else ()


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; else none."""
    return node.items if isinstance(node, Sequence) else ()


def get(node: Node | None, name: str) -> Node | None:
    """The value of a key of a mapping; None where there is none."""
    return node.get(name) if isinstance(node, Mapping) else None


def word(node: Node | None) -> str | None:
    """The text of a text scalar; else None."""
    return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else None


def words(node: Node | None) -> tuple[Scalar, ...]:
    """The text scalars of a list."""
    return tuple(item for item in items(node) if isinstance(item, Scalar) and isinstance(item.value, str))


def whole(node: Node | None) -> int | None:
    """The value of a whole number; else None."""
    value = node.value if isinstance(node, Scalar) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def truth(node: Node | None) -> bool:
    """Whether the scalar is true."""
    return isinstance(node, Scalar) and node.value is True


def day(node: Node | None) -> date | None:
    """The date that a scalar holds; None where it holds none."""
    try:
        return date.fromisoformat(word(node) or "")
    except ValueError:
        return None


def label(node: Node | None) -> Label:
    """A label {zh, en}; empty texts where they are missing."""
    return Label(word(get(node, "zh")) or "", word(get(node, "en")) or "")


def plain(node: Node) -> Any:
    """The tree as plain data: dict, list, str, int, Decimal, bool, None."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None
