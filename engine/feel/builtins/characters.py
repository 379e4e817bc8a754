"""Sets of characters as XPath names them; in: a category or block, out: the inside of a class of Python's `re`.

Source: XML Schema 1.1 Datatypes, appendix G.4; the Unicode Character Database of Python's `unicodedata`; of the
blocks, the common ones.
"""

from __future__ import annotations

from functools import lru_cache

NAME_START = r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
NAME_START += r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
NAME = NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"
"""The characters that `\\i` and `\\c` stand for: those that begin an XML name, and those in it."""

_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Thai": (0x0E00, 0x0E7F),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "NumberForms": (0x2150, 0x218F),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


def in_block(name: str) -> str:
    """All characters of a block, such as `BasicLatin`; empty where it is not among those known."""
    bounds = _BLOCKS.get(name)
    return f"\\u{bounds[0]:04x}-\\u{bounds[1]:04x}" if bounds else ""


@lru_cache(maxsize=32)
def in_categories(*names: str) -> str:
    """All characters of some general categories, such as `L` or `Lu`; empty where there is no such category."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for name, first, last in _runs() if name.startswith(names))


@lru_cache(maxsize=1)
def _runs() -> list[tuple[str, int, int]]:
    """The runs of characters of one category: its name and the first and last code point."""
    from itertools import groupby
    from unicodedata import category

    runs: list[tuple[str, int, int]] = []
    for name, group in groupby(range(0x110000), key=lambda code: category(chr(code))):
        codes = list(group)
        runs.append((name, codes[0], codes[-1]))
    return runs
