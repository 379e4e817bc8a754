"""An offset into the text of a YAML scalar, in; the line and column where that character is written, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNIT = re.compile(r"\s+|.", re.DOTALL)
_QUOTED_UNIT = re.compile(r"\s+|''|.", re.DOTALL)
_ESCAPED_UNIT = re.compile(
    r"\s+|\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?P<white>[tnvr e_NLP\t]|\r?\n\s*)|.)|.", re.DOTALL
)
_UNITS = {"'": _QUOTED_UNIT, '"': _ESCAPED_UNIT}


def place_of(source: str, start: tuple[int, int], style: str, text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of character `offset` of the scalar that begins at `start` in `source`.

    White space is what folding and indentation change, so the characters that are not white are counted in both texts.
    A white character is placed after the last one before it that is not.

    >>> place_of("a: 'it''s b'", (1, 4), "'", "it's b", 5)
    (1, 11)
    """
    lines = _LINE_END.split(source)
    line, column = start
    written = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
    before = written[: _where(written, style, text, offset)]
    ends = before.count("\n")
    return (line + ends, len(before) - before.rfind("\n")) if ends else (line, column + len(before))


def _where(written: str, style: str, text: str, offset: int) -> int:
    """The offset in `written` of the character that stands at `offset` in `text`."""
    passed = sum(not char.isspace() for char in text[:offset])
    first = written.find("\n") + 1 if style in ("|", ">") else len(style)
    end = first
    for count, (begin, after) in enumerate(_black(written, first, style)):
        if count == passed:
            if offset < len(text) and not text[offset].isspace():
                return begin
            break
        end = after
    white = offset - len(text[:offset].rstrip())
    return end + white if passed else first


def _black(written: str, first: int, style: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each piece of `written` that stands for one character that is not white."""
    for match in _UNITS.get(style, _UNIT).finditer(written, first):
        white = match.group()[0].isspace() or (style == '"' and match.group("white") is not None)
        if not white:
            yield match.span()
