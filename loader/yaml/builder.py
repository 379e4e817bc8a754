"""Parse events in, one tree of nodes out; what policies do not need is refused before it can cost anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NoReturn

from engine.model import Label, Place
from loader.catalogue.entry import Field
from loader.diagnostics import Diagnostics, Located
from loader.yaml.events import Event, Parsed
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence, Source
from loader.yaml.reading import CONTROL, MOST_REPORTED
from loader.yaml.scalars import Value, resolve

MAX_DEPTH = 60
MAX_NODES = 200_000

_NOT_TEXT: dict[type, Label] = {
    type(None): Label("空值", "an empty value"),
    bool: Label("真假值", "a truth value"),
    int: Label("数", "a number"),
    Decimal: Label("数", "a number"),
}
_WIDE_SPACES = ("\u3000", "\u00a0")
_COLLECTION = Label("列表或映射", "a list or a mapping")


class _Open:
    """A collection whose end has not come yet; `key` is the one that waits for its value."""

    __slots__ = ("entries", "index", "items", "key", "mapping", "start")

    def __init__(self, start: Event, mapping: bool) -> None:
        self.start = start
        self.mapping = mapping
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        self.index: dict[str, int] = {}
        self.key: Node | None = None


class _StopError(Exception):
    """Nothing more is to be learnt from this file."""


class TreeBuilder:
    """Makes one tree from one stream of events; `found` is what was wrong with it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Diagnostics()
        self._usable = True
        self._root: Node | None = None
        self._documents = 0
        self._nodes = 0
        self._stack: list[_Open] = []

    def build(self, events: Iterable[Parsed]) -> Node | None:
        """The tree; None where the file cannot be used. A duplicate key or one that is not text is left out.

        Raises loader.yaml.events.YamlSyntaxError where `events` does: the text is not YAML.
        """
        try:
            for kind, event in events:
                self._take(kind, event)
        except _StopError:
            return None
        if self._root is None or _is_unwritten(self._root):
            self.found.add("PC106", Place(self.source.file, 1, 1))
            return None
        return self._root if self._usable else None

    def _take(self, kind: str, event: Event) -> None:
        if kind == "end":
            self._close(event)
        elif kind == "document":
            self._document(event)
        else:
            self._node(kind, event)

    def _document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("PC111", event)
        if event.version or event.tags:
            self._usable = False
            line = next(n for n, text in enumerate(self.source.text.split("\n"), 1) if text.startswith("%"))
            self.found.add("PC116", Place(self.source.file, line, 1))

    def _node(self, kind: str, event: Event) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop("PC114", event, limit=MAX_NODES)
        if event.anchor is not None:
            self._refuse("PC109", event, word=("*" if kind == "alias" else "&") + event.anchor)
        if kind == "alias":
            self._add(Scalar(*self._extent(event, event), "", "'", ""))
            return
        if event.tag is not None:
            self._refuse("PC110", event, word=event.tag)
        if kind == "scalar":
            self._add(self._scalar(event))
        elif len(self._stack) == MAX_DEPTH:
            self._stop("PC113", event, limit=MAX_DEPTH)
        else:
            self._stack.append(_Open(event, kind == "mapping"))

    def _close(self, event: Event) -> None:
        done = self._stack.pop()
        extent = self._extent(done.start, event)
        if done.mapping:
            self._add(Mapping(*extent, tuple(done.entries), done.index))
        else:
            self._add(Sequence(*extent, tuple(done.items)))

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            self._entry(top, top.key, node)
            top.key = None

    def _entry(self, top: _Open, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._report("PC112", key, key="…", found=_COLLECTION)
        elif not isinstance(key.value, str):
            self._report("PC112", key, key=key.text, found=_NOT_TEXT[type(key.value)], quoted=key.text)
        elif key.text.startswith(_WIDE_SPACES):
            self._report("PC118", key)
        elif key.text in top.index:
            first = top.entries[top.index[key.text]][0]
            self._report("PC108", key, key=key.text, line=first.line, column=first.column)
        else:
            top.index[key.text] = len(top.entries)
            top.entries.append((key, _after(key, value)))

    def _scalar(self, event: Event) -> Scalar:
        text: str = event.value
        style = event.style or ""
        value: Value = text
        if not style:
            try:
                value = resolve(text)
            except ValueError:
                self._refuse("PC115", event, text=text)
        elif style == '"':
            hidden = CONTROL.search(text)
            if hidden:
                self._refuse("PC104", event, character=f"U+{ord(hidden.group()):04X}")
        return Scalar(*self._extent(event, event), text, style, value)

    def _extent(self, first: Event, last: Event) -> tuple[Source, int, int, int, int]:
        start, end = first.start_mark, last.end_mark
        return self.source, start.line + 1, start.column + 1, end.line + 1, end.column + 1

    def _refuse(self, code: str, event: Event, **fields: str) -> None:
        """Reports what makes the file unusable, and reads on to find what else is wrong, within reason."""
        self._usable = False
        self._report(code, self._place(event), **fields)

    def _report(self, code: str, at: Located, **fields: Field) -> None:
        self.found.add(code, at, **fields)
        if len(self.found) >= MOST_REPORTED:
            raise _StopError

    def _stop(self, code: str, event: Event, **fields: int) -> NoReturn:
        self.found.add(code, self._place(event), **fields)
        raise _StopError

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.source.file, mark.line + 1, mark.column + 1)


def _is_unwritten(node: Node) -> bool:
    """Whether it is the empty value that a parser gives where nothing is written."""
    return isinstance(node, Scalar) and not node.text and not node.style


def _after(key: Scalar, value: Node) -> Node:
    """The value; one that is not written stands right after its key, whatever the parser says."""
    if isinstance(value, Scalar) and _is_unwritten(value):
        return replace(
            value, line=key.end_line, column=key.end_column, end_line=key.end_line, end_column=key.end_column
        )
    return value
