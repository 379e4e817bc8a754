"""XPath patterns to Python's; in: a pattern and flags, out: a compiled pattern, or None for one that is wrong.

Translated: `.`, `^`, `$` and classes by XPath's rules, class subtraction, `\\i`, `\\c`, `\\p{..}` for categories,
back-references (also beyond 9 groups), the flags s, m, i, x and q. A pattern that uses a block that `characters`
does not know (`\\p{IsKlingon}`) is refused, as is one that XPath does not allow. Matching takes Python's time: nested
repetitions such as `(a+)+` can be slow. Source: XPath and XQuery Functions 3.1, 5.6.1, and XML Schema 1.1 Datatypes,
appendix G.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .characters import NAME, NAME_START, in_block, in_categories

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_CLASSES = {"d": r"\d", "s": r" \t\n\r", "i": NAME_START, "c": NAME}
_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"} | {c: "\\" + c for c in "\\|.-^?*+{}()[]$"}
_QUANTIFIER = r"(?:[?*+]|\{\d{1,5}(?:,\d{0,5})?\})\??"


class _Wrong(Exception):
    """The pattern is not one of XPath's, or has no equal in Python."""


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> re.Pattern[str] | None:
    """The pattern for Python's `search`, or None where pattern or flags are wrong."""
    if set(flags) - set("smixq"):
        return None
    options = re.RegexFlag(0)
    for flag in flags:
        options |= _FLAGS.get(flag, re.RegexFlag(0))
    try:
        if "q" in flags:
            return re.compile(re.escape(pattern), options & re.IGNORECASE)
        return re.compile(_Translator(pattern, flags).whole(), options)
    except (_Wrong, re.error, OverflowError, RecursionError):
        return None


class _Translator:
    """One pass over one pattern."""

    __slots__ = ("at", "closed", "dot_all", "groups", "multiline", "open", "pattern")

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_space(pattern) if "x" in flags else pattern
        self.at = 0
        self.dot_all, self.multiline = "s" in flags, "m" in flags
        self.groups = 0
        self.open: list[int] = []
        self.closed: set[int] = set()

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise _Wrong
        self.at += 1
        return character

    def whole(self) -> str:
        out: list[str] = []
        while self.at < len(self.pattern):
            piece, repeatable = self.atom()
            out.append(piece)
            if repeatable:
                out.append(self.quantifier())
        if self.open:
            raise _Wrong
        return "".join(out)

    def quantifier(self) -> str:
        found = re.compile(_QUANTIFIER).match(self.pattern, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found.group()

    def atom(self) -> tuple[str, bool]:
        character = self.take()
        if character == "\\":
            return self.escape(), True
        if character == "[":
            return self.character_class(), True
        if character in "()":
            return self.group(character)
        if character in "|^$":
            return (r"\Z" if character == "$" and not self.multiline else character), False
        if character == ".":
            return ("." if self.dot_all else r"[^\n\r]"), True
        if character in "?*+{}]":
            raise _Wrong
        return re.escape(character), True

    def group(self, character: str) -> tuple[str, bool]:
        if character == ")":
            if not self.open:
                raise _Wrong
            number = self.open.pop()
            if number:
                self.closed.add(number)
            return ")", True
        if self.pattern.startswith("?:", self.at):
            self.at += 2
            self.open.append(0)
            return "(?:", False
        if self.peek() == "?":
            raise _Wrong
        self.groups += 1
        self.open.append(self.groups)
        return "(", False

    def escape(self) -> str:
        character = self.take()
        if character.isascii() and character.isdigit():
            return self.reference(int(character))
        if character in _ESCAPES:
            return _ESCAPES[character]
        inside, negated = self.class_escape(character)
        return f"[{'^' if negated else ''}{inside}]"

    def reference(self, number: int) -> str:
        """A back-reference, of as many digits as there are groups for; to a group that matched nothing it is empty."""
        while self.peek().isascii() and self.peek().isdigit() and number * 10 + int(self.peek()) <= self.groups:
            number = number * 10 + int(self.take())
        if number not in self.closed:
            raise _Wrong
        return f"(?({number})\\{number}|)"

    def class_escape(self, character: str) -> tuple[str, bool]:
        """The inside of the class that an escape such as `\\d` stands for, and whether it is what is not in it."""
        if character.lower() in _CLASSES:
            return _CLASSES[character.lower()], character.isupper()
        if character in "wW":
            return in_categories("P", "Z", "C"), character == "w"
        if character in "pP":
            found = re.compile(r"\{(?:([A-Z][a-z]?)|Is([A-Za-z0-9-]+))\}").match(self.pattern, self.at)
            if not found:
                raise _Wrong
            self.at = found.end()
            category, block = found.groups()
            inside = in_categories(category) if category else in_block(block)
            if not inside:
                raise _Wrong
            return inside, character == "P"
        raise _Wrong

    def character_class(self) -> str:
        """A class in brackets, after the opening one; `[a-z-[aeiou]]` becomes a look-ahead and a class."""
        negated = self.peek() == "^"
        self.at += negated
        parts: list[str] = []
        outside: list[str] = []
        while True:
            if self.pattern.startswith("-[", self.at) and parts + outside:
                self.at += 2
                excluded = self.character_class()
                if self.take() != "]":
                    raise _Wrong
                return f"(?:(?!{excluded}){_join(parts, outside, negated)})"
            character = self.take()
            if character == "]":
                if not parts + outside:
                    raise _Wrong
                return _join(parts, outside, negated)
            self.class_part(character, parts, outside)

    def class_part(self, character: str, parts: list[str], outside: list[str]) -> None:
        single = self.single(character)
        if single is None:
            inside, opposite = self.class_escape(self.pattern[self.at - 1])
            (outside if opposite else parts).append(inside)
            return
        if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "[", ""):
            self.at += 1
            last = self.single(self.take())
            if last is None:
                raise _Wrong
            parts.append(f"{single}-{last}")
        else:
            parts.append(single)

    def single(self, character: str) -> str | None:
        """A single character of a class, escaped for Python; None after an escape that stands for a class."""
        if character == "[":
            raise _Wrong
        if character != "\\":
            return re.escape(character) if character in r"\]^-[&~|" else character
        character = self.take()
        if character in _ESCAPES:
            return _ESCAPES[character]
        if character.isdigit():
            raise _Wrong
        return None


def _join(parts: list[str], outside: list[str], negated: bool) -> str:
    choices = [f"[{''.join(parts)}]"] if parts else []
    choices += [f"[^{part}]" for part in outside]
    if not negated and len(choices) == 1:
        return choices[0]
    if negated and not outside:
        return f"[^{''.join(parts)}]"
    either = "|".join(choices)
    return f"(?:(?!{either})[\\s\\S])" if negated else f"(?:{either})"


def _without_space(pattern: str) -> str:
    """The pattern without white space, except inside classes in brackets."""
    out, depth, escaped = [], 0, False
    for character in pattern:
        if not escaped:
            depth += (character == "[") - (character == "]" and depth > 0)
        if depth or character not in " \t\n\r":
            out.append(character)
        escaped = character == "\\" and not escaped
    return "".join(out)


def expanded(replacement: str, groups: int) -> list[str | int] | None:
    """The parts of a replacement: texts and numbers of groups; None where it is wrong."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        character, following = replacement[at], replacement[at + 1 : at + 2]
        at += 1
        if character not in "\\$":
            parts.append(character)
            continue
        at += 1
        if character == "\\":
            if following not in ("\\", "$"):
                return None
            parts.append(following)
            continue
        if not (following.isascii() and following.isdigit()):
            return None
        number = int(following)
        while replacement[at : at + 1].isdigit() and number * 10 + int(replacement[at]) <= groups:
            number = number * 10 + int(replacement[at])
            at += 1
        parts.append(number if number <= groups else "")
    return parts
