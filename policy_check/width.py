"""Text in; the columns it takes in a terminal, and its lines of a given width, out. Chinese characters take two
columns."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from unicodedata import combining, east_asian_width

PLAIN = 100
"""The width of output that goes to no terminal: always the same."""
LEAST = 40
NEVER_FIRST = "，。、；：？！）》”’…%,.;:?!)]}"
"""Characters that no line begins with."""
NEVER_LAST = "（《“‘([{"
"""Characters that no line ends with."""

_columns: dict[str, int] = {}


@lru_cache(maxsize=16384)
def width(text: str) -> int:
    """The columns that a text takes; labels and pieces of text come again and again.

    >>> width("abc"), width("平台 A")
    (3, 6)
    """
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(character: str) -> int:
    found = _columns.get(character)
    if found is None:
        found = 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        _columns[character] = found
    return found


def pad(text: str, columns: int) -> str:
    """The text filled up with blanks."""
    return text + " " * (columns - width(text))


def terminal_width(is_terminal: bool) -> int:
    """The columns to fill: ``COLUMNS``, else those of the terminal, else `PLAIN`."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return max(LEAST, int(said))
    if is_terminal:
        try:
            return max(LEAST, os.get_terminal_size(sys.stdout.fileno()).columns)
        except (OSError, ValueError):
            return PLAIN
    return PLAIN


def colours() -> bool:
    """Whether the environment lets a terminal show colours: not with ``NO_COLOR``, not on a dumb one."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ or "TERM" in os.environ


def wrap(text: str, columns: int, first: str = "", other: str = "") -> list[str]:
    """The text in lines of at most `columns`, the first one begun with `first`, the others with `other`.

    Lines end at blanks, after a ``/`` and between Chinese characters; a word that is too long is cut.

    >>> wrap("aa bb cc", 5), wrap("平台主要", 4)
    (['aa bb', 'cc'], ['平台', '主要'])
    """
    lines: list[str] = []
    line, used = first, width(first)
    if used + width(text.rstrip(" ")) <= columns:
        return [(first + text).rstrip(" ")]
    begun = False
    begin = width(other)
    for piece, wide, printed in _measured(text):
        rest, whole, trimmed = piece, wide, printed
        if begun and used + trimmed > columns:
            lines.append(line.rstrip(" "))
            line, used = other, begin
        while used + trimmed > columns and len(rest) > 1:
            head = _head(rest, columns - used)
            lines.append(line + head)
            rest = rest[len(head) :]
            line, used = other, begin
            whole, trimmed = width(rest), width(rest.rstrip(" "))
        line += rest
        used += whole
        begun = True
    return [*lines, line.rstrip(" ")]


def _head(piece: str, columns: int) -> str:
    taken = 0
    for at, character in enumerate(piece):
        taken += _column(character)
        if taken > columns and at:
            return piece[:at]
    return piece[:1]


@lru_cache(maxsize=4096)
def _measured(text: str) -> tuple[tuple[str, int, int], ...]:
    """The pieces of a text, each with its width and its width without blanks at its end."""
    return tuple((piece, width(piece), width(piece.rstrip(" "))) for piece in _pieces(text))


def _pieces(text: str) -> tuple[str, ...]:
    """The text cut at every place where a line may end."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        if here == " " or here in NEVER_FIRST:
            continue
        wide = _column(before) == 2 or _column(here) == 2
        if before in " /" or (wide and before not in NEVER_LAST):
            pieces.append(text[start:at])
            start = at
    pieces.append(text[start:])
    return tuple(pieces)
