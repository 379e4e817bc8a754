"""Functions of strings; in: strings and places counted from 1 in code points, out: strings, booleans or lists.

Source: OMG DMN 1.5, 10.3.4.3; patterns as in XPath and XQuery Functions 3.1, 5.6 (see `patterns`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..limits import fits
from .automaton import TooCostly
from .patterns import Pattern, compiled, expanded
from .registry import function


@function("substring", "string: str, start position: place, length: place?")
def substring(text: str, start: int, length: int | None = None) -> str | None:
    """The text from a place on, all or `length` characters; None where there are fewer."""
    if not 1 <= abs(start) <= len(text):
        return None
    first = start - 1 if start > 0 else len(text) + start
    if length is not None and not 1 <= length <= len(text) - first:
        return None
    return text[first:] if length is None else text[first : first + length]


@function("string length", "string: str")
def string_length(text: str) -> Decimal:
    """The number of code points."""
    return Decimal(len(text))


@function("upper case", "string: str")
def upper_case(text: str) -> str:
    """The text in capitals."""
    return text.upper()


@function("lower case", "string: str")
def lower_case(text: str) -> str:
    """The text in small letters."""
    return text.lower()


@function("substring before", "string: str, match: str")
def substring_before(text: str, match: str) -> str:
    """The text before the first match; empty where there is none."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@function("substring after", "string: str, match: str")
def substring_after(text: str, match: str) -> str:
    """The text after the first match; empty where there is none."""
    return text.partition(match)[2] if match else text


@function("contains", "string: str, match: str")
def contains(text: str, match: str) -> bool:
    """Whether the match is part of the text."""
    return match in text


@function("starts with", "string: str, match: str")
def starts_with(text: str, match: str) -> bool:
    """Whether the text begins with the match."""
    return text.startswith(match)


@function("ends with", "string: str, match: str")
def ends_with(text: str, match: str) -> bool:
    """Whether the text ends with the match."""
    return text.endswith(match)


@function("matches", "input: str, pattern: str, flags: str|null?")
def matches(text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether some part of the text fits the pattern."""
    regex = compiled(pattern, flags or "")
    try:
        return None if regex is None else regex.fits(text)
    except TooCostly:
        return None


@function("replace", "input: str, pattern: str, replacement: str, flags: str|null?")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """The text with every part that fits the pattern replaced; `$1` stands for the first group."""
    regex = compiled(pattern, flags or "")
    if regex is None:
        return None
    template = [replacement] if "q" in (flags or "") else expanded(replacement, regex.groups)
    try:
        return None if template is None or regex.fits("") else _replaced(text, regex, template)
    except TooCostly:
        return None


def _replaced(text: str, regex: Pattern, template: list[str] | list[str | int]) -> str | None:
    parts: list[str] = []
    start, size = 0, len(text)
    for slots in regex.all(text):
        parts.append(text[start : slots[0]])
        for part in template:
            filled = part if isinstance(part, str) else text[slots[2 * part] : slots[2 * part + 1]]
            parts.append(filled)
            size += len(filled)
            if not fits(size):
                return None
        start = slots[1]
    return "".join((*parts, text[start:]))


@function("split", "string: str, delimiter: str")
def split(text: str, delimiter: str) -> list[str] | None:
    """The parts between those that fit the pattern `delimiter`."""
    regex = compiled(delimiter, "")
    parts, start = [], 0
    try:
        if regex is None or regex.fits(""):
            return None
        for slots in regex.all(text):
            parts.append(text[start : slots[0]])
            start = slots[1]
    except TooCostly:
        return None
    return [*parts, text[start:]]


@function("string join", "list: list, delimiter: str|null?")
def string_join(values: list[Any], delimiter: str | None = None) -> str | None:
    """The strings one after the other with the delimiter between them; nulls are left out."""
    texts = [value for value in values if value is not None]
    between = delimiter or ""
    if not all(isinstance(text, str) for text in texts):
        return None
    return between.join(texts) if fits(sum(map(len, texts)) + len(between) * len(texts)) else None
