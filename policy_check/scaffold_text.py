"""The lines of a policy in; its sentences out, each with a kind and an id that is like no other.

Ids follow the numbers of the text: ``4.s1`` is the first sentence of 第四条, ``4.5.h`` the heading of 四、（五）,
``c2.h`` that of 第二章. What a sentence says is not judged: it is a heading, metadata, or it awaits its norm type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.value import Value, changed
from policy_check.scaffold_lines import LARGE, Line, Marker, lines_of, sentences_of

HEADING, METADATA, UNCLASSIFIED = "heading", "metadata", "unclassified"
_PREFIX = {"part": "p", "chapter": "c", "section": "d"}
_NORMATIVE = re.compile("应(?![用对急届])|须|不得|可以|禁止|有权|给予|予以|负责|按照|依照|不予")
_HEADING_LENGTH = 30
_NAME_LENGTH = 60
_NUMBER = re.compile(r"[〔\[（(]\s*(\d{4})\s*[〕\]）)]\s*(\d+)\s*号")
_TITLE = re.compile("(办法|规定|意见|通知|方案|细则|条例|措施|规则|制度|政策|决定)(（.*）|\\(.*\\))?$")
_TAIL = ("抄送", "（此件", "(此件")


class Piece(Value):
    """One sentence, heading or mark of a text.

    Args:
        id, type, text: as text.yaml has them.
        chapter: the number of the chapter that it is in; 0: before the first.
    """

    id: str
    type: str
    text: str
    chapter: int = 0


def pieces_of(source: str) -> list[Piece]:
    """The sentences of a text in order, at least one of them awaiting its norm type; none where it has no words."""
    lines = lines_of(source)
    if not any(map(str.isalnum, "".join(line.text for line in lines))):
        return []
    start, end = _head(lines), _tail(lines)
    if start >= end:  # nothing but names: the last is the sentence
        start, end = len(lines) - 1, len(lines)
    numbering = Numbering()
    pieces = [*_named(lines[:start], numbering), *_Body(lines[start:end], numbering).pieces()]
    if not any(piece.type == UNCLASSIFIED for piece in pieces):
        pieces[-1] = changed(pieces[-1], type=UNCLASSIFIED)
    tail = [Piece(numbering.free("end.m1"), METADATA, line.text, numbering.chapter) for line in lines[end:]]
    return [*pieces, *tail]


def document_number(text: str) -> str | None:
    """The document's number, where a text is hardly more than that."""
    found = _NUMBER.search(text)
    return text if found is not None and len(text) < 40 and found.end() == len(text) else None


# --- numbers ----------------------------------------------------------------------------------------------------------


class Numbering:
    """Gives ids. A number that comes twice in one place is told apart: ``2_2`` is the second 二."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, str]] = []
        self.chapter = 0
        self._used: set[str] = set()
        self._numbers: dict[str, int] = {}

    @property
    def path(self) -> str:
        """Where the text is: the numbers above it; ``0`` before the first."""
        styles = [style for style, _ in self.stack]
        above = self.stack[styles.index("article") :] if "article" in styles else self.stack
        return ".".join(segment for _, segment in above) or "0"

    def nested(self, marker: Marker) -> list[tuple[str, str]]:
        """What stands above a line with this number."""
        styles = [style for style, _ in self.stack]
        if marker.style in styles:
            return self.stack[: styles.index(marker.style)]
        if marker.style in LARGE:
            rank = LARGE.index(marker.style)
            return [one for one in self.stack if one[0] in LARGE and LARGE.index(one[0]) < rank]
        return list(self.stack)

    def enter(self, marker: Marker) -> None:
        """Go on below a line with this number."""
        self.stack = self.nested(marker)
        first = f"{_PREFIX.get(marker.style, '')}{marker.number}"
        segment, again = first, 1
        while True:
            self.stack.append((marker.style, segment))
            if self.path not in self._used:
                break
            self.stack.pop()
            again += 1
            segment = f"{first}_{again}"
        self._used.add(self.path)

    def free(self, wanted: str) -> str:
        """An id that is not used: the wanted one, or with a higher number at its end."""
        base = wanted.rstrip("0123456789")
        name, number = wanted, self._numbers.get(base, 1)
        while name in self._used:
            number += 1
            name = f"{base}{number}"
        self._numbers[base] = number
        self._used.add(name)
        return name


# --- the head and the tail of a document ------------------------------------------------------------------------------


def _head(lines: Sequence[Line]) -> int:
    """How many lines at the beginning are names and numbers of the document."""
    titled = False
    for at, line in enumerate(lines):
        if line.marker is not None or line.table or line.ended or len(line.text) > _NAME_LENGTH:
            return at
        if line.hashed and titled:
            return at
        titled = titled or line.hashed
    return len(lines)


def _tail(lines: Sequence[Line]) -> int:
    """Where the names and dates at the end of the document begin."""
    end = len(lines)
    while end > 0:
        line = lines[end - 1]
        name = len(line.text) <= _NAME_LENGTH and not line.ended
        if not line.plain or not (name or line.text.startswith(_TAIL)):
            break
        end -= 1
    return end


def _named(lines: Sequence[Line], numbering: Numbering) -> list[Piece]:
    title = _title(lines)
    found: list[Piece] = []
    for line in lines:
        name = "m1"
        if line is title:
            name = "title"
        elif document_number(line.text):
            name = "docno"
        elif line.text.endswith(("：", ":")):
            name = "addressee"
        found.append(Piece(numbering.free(f"0.{name}"), METADATA, line.text))
    return found


def _title(lines: Sequence[Line]) -> Line | None:
    names = [line for line in lines if not document_number(line.text) and not line.text.endswith(("：", ":"))]
    for fits in (lambda line: line.hashed, lambda line: _TITLE.search(line.text) is not None, lambda line: True):
        for line in names:
            if fits(line):
                return line
    return None


# --- the body ---------------------------------------------------------------------------------------------------------


class _Body:
    """The lines between head and tail, with the numbers that they stand under."""

    def __init__(self, lines: Sequence[Line], numbering: Numbering) -> None:
        self.lines = lines
        self.numbering = numbering
        self.items: set[tuple[str, str]] = set()
        styles = [line.marker.style for line in lines if line.marker is not None]
        large = next((style for style in ("chapter", "part") if style in styles), None)
        self.division = large or ("counted" if styles[:1] == ["counted"] else None)

    def pieces(self) -> list[Piece]:
        """The pieces of every line."""
        found: list[Piece] = []
        for line, following in zip(self.lines, [*self.lines[1:], None], strict=True):
            if line.marker is not None:
                self.numbering.enter(line.marker)
                if line.marker.style == self.division and len(self.numbering.stack) == 1 + (self._above()):
                    self.numbering.chapter += 1
            found += [self._piece(kind, text) for kind, text in self._parts(line, following)]
        return found

    def _above(self) -> int:
        return sum(style == "part" for style, _ in self.numbering.stack) if self.division == "chapter" else 0

    def _piece(self, kind: str, text: str) -> Piece:
        numbering = self.numbering
        name = f"{numbering.path}.h" if kind == HEADING else f"{numbering.path}.s1"
        return Piece(numbering.free(name), kind, text, numbering.chapter)

    def _parts(self, line: Line, following: Line | None) -> list[tuple[str, str]]:
        marker = line.marker
        if line.header or (line.hashed and (marker is None or not line.ended)):
            return [(HEADING, line.text)]
        if marker is not None and self._is_heading(line, marker, following):
            return [(HEADING, line.text)]
        parts = sentences_of(line.text)
        if marker is not None and marker.style not in LARGE and len(parts) > 1 and _names_what_follows(parts[0]):
            return [(HEADING, parts[0]), *((UNCLASSIFIED, part) for part in parts[1:])]
        if marker is not None:
            self.items.add(self._place(marker))
        return [(UNCLASSIFIED, part) for part in parts]

    def _place(self, marker: Marker) -> tuple[str, str]:
        return marker.style, self.numbering.path.rpartition(".")[0]

    def _is_heading(self, line: Line, marker: Marker, following: Line | None) -> bool:
        """Whether a numbered line is the heading of what follows, and not an item of a list."""
        if line.ended or len(line.text) > _NAME_LENGTH:
            return False
        if marker.style in ("part", "chapter", "section"):
            return True
        if "，" in line.text or _NORMATIVE.search(line.text) or following is None or self._place(marker) in self.items:
            return False
        if following.marker is None:
            return True
        open_styles = {style for style, _ in self.numbering.stack}
        return following.marker.style not in open_styles and following.marker.style not in LARGE


def _names_what_follows(text: str) -> bool:
    """Whether the first sentence of a numbered line is only a name: “（四）建立奖励机制。”."""
    return len(text) <= _HEADING_LENGTH and "，" not in text and _NORMATIVE.search(text) is None
