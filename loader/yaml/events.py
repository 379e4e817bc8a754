"""YAML text in, parse events with positions out. The only file that knows ruamel.yaml.

The C parser (libyaml, about twenty times as fast) is used where it is installed, but it never says what is wrong: a
text that it refuses is read again by the pure parser, so that every installation reports the same faults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeAlias


class Mark(Protocol):
    """A position; line and column count from 0."""

    line: int
    column: int


class Event(Protocol):
    """What both parsers say of one event; the last seven only where its kind has them."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: Any
    style: str | None
    implicit: tuple[bool, bool]
    version: object
    tags: object


class YamlSyntaxError(Exception):
    """A text that is not YAML: ruamel's words for it, and where it was noticed and where it began (lines from 0)."""

    def __init__(
        self, problem: str, at: tuple[int, int], context: str = "", began: tuple[int, int] | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.at = at
        self.context = context
        self.began = began


class Parsed(NamedTuple):
    """One event: its kind is ``document``, ``mapping``, ``sequence``, ``end``, ``scalar`` or ``alias``."""

    kind: str
    event: Event


_FIRST_MARK = re.compile(r"(?:[ ]*(?:#.*)?\r?\n)*(?:---(?=[ \r\n]))?")  # comments, then the mark that may begin a file
_LATER_MARK = re.compile(r"^(?:---|\.\.\.)", re.MULTILINE)

Parser: TypeAlias = Callable[[str], Generator[Parsed, None, None]]


def parsers() -> tuple[Parser, ...]:
    """The parsers to try, one after the other; the last one's `YamlSyntaxError` counts."""
    return (_pure,) if _c_parser() is None else (_fast, _pure)


def _pure(text: str) -> Generator[Parsed, None, None]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    kinds = _kinds()
    last = (0, 0)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = (event.end_mark.line, event.end_mark.column)
            kind = kinds.get(type(event))
            if kind:
                yield Parsed(kind, event)
    except MarkedYAMLError as error:
        mark, began = error.problem_mark, error.context_mark
        at = (mark.line, mark.column) if mark else last
        since = (began.line, began.column) if began else None
        raise YamlSyntaxError(error.problem or str(error), at, error.context or "", since) from error
    except (YAMLError, ValueError, OverflowError, RecursionError, AttributeError, IndexError) as error:
        # ruamel lets some faults of a text escape as these, e.g. ValueError for the escape "\UFFFFFFFF"
        raise YamlSyntaxError(f"{type(error).__name__}: {error}", last) from error


def _fast(text: str) -> Generator[Parsed, None, None]:
    maker = _c_parser()
    if maker is None or _differs(text):
        raise YamlSyntaxError("left to the pure parser", (0, 0))
    kinds = _kinds()
    try:
        parser = maker(text)
        while parser.check_event():
            event = parser.get_event()
            kind = kinds.get(type(event))
            if kind:
                yield Parsed(kind, event)
    except GeneratorExit:
        raise
    except Exception as error:  # whatever it is, the pure parser reads the text again and has the last word
        raise YamlSyntaxError(str(error), (0, 0)) from error


def _differs(text: str) -> bool:
    """Whether libyaml may read it otherwise than the pure parser: tabs inside text, document marks inside text
    blocks."""
    return "\t" in text or _LATER_MARK.search(text, _FIRST_MARK.match(text).end()) is not None  # type: ignore[union-attr]


@cache
def _c_parser() -> Callable[[str], Any] | None:
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found,unused-ignore]  # an optional binary without types
    except ImportError:
        return None
    return CParser  # type: ignore[no-any-return,unused-ignore]


@cache
def _kinds() -> dict[type, str]:
    from ruamel.yaml import events

    return {
        events.DocumentStartEvent: "document",
        events.MappingStartEvent: "mapping",
        events.SequenceStartEvent: "sequence",
        events.MappingEndEvent: "end",
        events.SequenceEndEvent: "end",
        events.ScalarEvent: "scalar",
        events.AliasEvent: "alias",
    }
