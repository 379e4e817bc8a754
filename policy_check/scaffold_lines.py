"""The text of a policy in; its lines out: joined where a page break cut them, each with the number it begins with.

What is read off a line is a guess for the officer to look over; no letter is changed, added or left out.
"""

from __future__ import annotations

import re
from itertools import pairwise

from engine.value import Value
from loader.text import without_marks

NUMERALS = "零〇一二三四五六七八九十百千两"
LARGE = ("part", "chapter", "section", "article")
"""Styles of numbers that are always nested in this order; others are nested as they come."""
STOPS = "。！？"
ENDS = STOPS + "；：…;:!?."
CLOSING = "”’」』）)】》〉"
_STYLES = (
    ("part", re.compile(rf"第([{NUMERALS}\d]+)编")),
    ("chapter", re.compile(rf"第([{NUMERALS}\d]+)章")),
    ("section", re.compile(rf"第([{NUMERALS}\d]+)节")),
    ("article", re.compile(rf"第([{NUMERALS}\d]+)条")),
    ("counted", re.compile(r"([一二三四五六七八九十百]+)[、．.]")),
    ("counted_in_brackets", re.compile(r"[（(]([一二三四五六七八九十百]+)[）)]")),
    ("number", re.compile(r"(\d{1,3})[、．.](?!\d)")),
    ("number_in_brackets", re.compile(r"[（(](\d{1,3})[）)]")),
    ("circled", re.compile(r"([①-⑳])")),
)
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LEAST = 20
"""A line that breaks off has at least so many letters; shorter ones are headings and names."""


class Marker(Value):
    """The number at the beginning of a line: its style, its value, and how many letters it takes."""

    style: str
    number: int
    length: int


class Line(Value):
    """A line: its text, the number it begins with, whether it is a Markdown heading or belongs to a table."""

    text: str
    marker: Marker | None
    hashed: bool = False
    table: bool = False
    header: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing marks it as anything but text."""
        return self.marker is None and not self.hashed and not self.table

    @property
    def ended(self) -> bool:
        """Whether it ends as sentences end."""
        return self.text.rstrip(CLOSING)[-1:] in tuple(STOPS + "；;")


def lines_of(source: str) -> list[Line]:
    """The lines of a text that have words on them; together they hold every letter of it."""
    found: list[Line] = []
    last_article = 0
    before = ""
    for raw in source.replace("\r\n", "\n").split("\n"):
        text = " ".join(without_marks(raw).split())  # the marks of a line are found without the lines around it
        if not text:
            continue
        if not any(map(str.isalnum, text)):
            if found:
                header = text.startswith("|") and found[-1].table
                found[-1] = _joined(found[-1], text, " ", header or found[-1].header)
            else:
                before += text
            continue
        marker = marker_of(before + text, last_article)
        last_article = marker.number if marker is not None and marker.style == "article" else last_article
        hashed = raw.lstrip(" \t").startswith("#")
        line = Line(before + text, marker, hashed, text.startswith("|"))
        before = ""
        if found and line.plain and _breaks_off(found[-1]):
            found[-1] = _joined(found[-1], line.text, _between(found[-1].text, line.text))
        else:
            found.append(line)
    return found or ([Line(before, None)] if before else [])


def marker_of(text: str, last_article: int = 0) -> Marker | None:
    """The number that a line begins with.

    An article that is only spoken of, as in “第三条规定的”, is none: after the number there is a blank, or it is the
    next one.

    >>> marker_of("（十二）奖励")
    Marker(style='counted_in_brackets', number=12, length=4)
    >>> marker_of("第三条规定的奖励", 7), marker_of("1.5 倍")
    (None, None)
    """
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found is None:
            continue
        number = number_of(found[1])
        following = text[found.end() : found.end() + 1]
        if style == "article" and following not in ("", " ", "【", "（", "(") and number != last_article + 1:
            return None
        return Marker(style, number, found.end())
    return None


def number_of(text: str) -> int:
    """The value of a number in digits, in Chinese, or in a circle.

    >>> [number_of(one) for one in ("12", "十", "二十三", "一百零五", "二〇二四", "③")]
    [12, 10, 23, 105, 2024, 3]
    """
    if "①" <= text <= "⑳" and len(text) == 1:
        return ord(text) - ord("①") + 1
    plain = text.replace("〇", "零").replace("两", "二")
    digits = ["零一二三四五六七八九".find(one) if one in "零一二三四五六七八九" else -1 for one in plain]
    if text.isdecimal():
        return int(text)
    if not any(one in _UNITS for one in plain):
        return int("".join(str(digit) if digit >= 0 else one for digit, one in zip(digits, plain, strict=True)))
    total, digit = 0, 0
    for one, value in zip(plain, digits, strict=True):
        if one in _UNITS:
            total += (digit or 1) * _UNITS[one]
            digit = 0
        else:
            digit = max(value, 0)
    return total + digit


def sentences_of(text: str) -> list[str]:
    """The sentences of a line: it is cut after 。！？ outside of brackets and quotation marks.

    >>> sentences_of("甲（见附件。）应当报送。乙“可以。”不报送；丙不报送。")
    ['甲（见附件。）应当报送。', '乙“可以。”不报送；丙不报送。']
    """
    nested = _balanced(text)
    cuts: list[int] = []
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "（“") - (letter in "）”") if nested else 0
        if letter in STOPS and depth == 0:
            end = at + 1
            while not nested and end < len(text) and text[end] in CLOSING:
                end += 1
            while end < len(text) and text[end] in STOPS:
                end += 1
            cuts.append(end)
    bounds = sorted({0, *cuts, len(text)})
    parts = [text[one:other].strip() for one, other in pairwise(bounds)]
    return _with_words([part for part in parts if part])


def _with_words(parts: list[str]) -> list[str]:
    """The parts, one without a word put to the one before it."""
    found: list[str] = []
    for part in parts:
        if found and not (any(map(str.isalnum, part)) and any(map(str.isalnum, found[-1]))):
            found[-1] += part
        else:
            found.append(part)
    return found


def _balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in "（“") - (letter in "）”")
        if depth < 0:
            return False
    return depth == 0


def _breaks_off(line: Line) -> bool:
    last = line.text.rstrip(CLOSING)[-1:]
    if line.hashed or line.table or len(line.text) < _LEAST or not last or last in ENDS:
        return False
    return "，" in line.text or "。" in line.text


def _joined(line: Line, text: str, between: str, header: bool = False) -> Line:
    return Line(line.text + between + text, line.marker, line.hashed, line.table, header)


def _between(one: str, other: str) -> str:
    return " " if one[-1].isascii() and other[0].isascii() else ""
