"""The nodes of a YAML tree: frozen values that know where they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.model import Place
from loader.yaml.offsets import place_of
from loader.yaml.scalars import Value


class Source(NamedTuple):
    """A file and its text as read, for tools that need more than the tree (comments, layout)."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A piece of YAML. Lines and columns count from 1, in characters; the end is the place right after it."""

    source: Source = field(repr=False)
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def file(self) -> str:
        """The file it is written in."""
        return self.source.file

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.source.file, self.line, self.column)


@dataclass(frozen=True, slots=True, eq=False)
class Scalar(Node):
    """A word, number or text. `text` is what is written, escapes resolved; `style` one of ``' " | >``, empty if plain.

    `value` follows the YAML 1.2 core schema: None, bool, int, Decimal or str; quoted ones are str, and so are dates.
    """

    text: str
    style: str
    value: Value

    def at(self, offset: int) -> Place:
        """Where the character `offset` of `text` is written, also in quoted, folded and block scalars."""
        line, column = place_of(self.source.text, (self.line, self.column), self.style, self.text, offset)
        return Place(self.source.file, line, column)


@dataclass(frozen=True, slots=True, eq=False)
class Sequence(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mapping(Node):
    """Keys and their values, in the order of the file. Keys are text and unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    index: dict[str, int] = field(repr=False)

    def get(self, name: str) -> Node | None:
        """The value of key `name`; None where there is none."""
        at = self.index.get(name)
        return None if at is None else self.entries[at][1]

    def key(self, name: str) -> Scalar | None:
        """The key `name` itself; None where there is none."""
        at = self.index.get(name)
        return None if at is None else self.entries[at][0]
