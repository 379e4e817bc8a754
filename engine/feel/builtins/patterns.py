"""XPath patterns to Python's; in: a pattern and flags, out: a compiled pattern, or None for one that is wrong.

Translated: `.`, `^`, `$` and classes by XPath's rules, class subtraction, `\\i`, `\\c`, `\\p{..}` for categories,
back-references (also beyond 9 groups), the flags s, m, i, x and q. A pattern that uses a block that `characters`
does not know (`\\p{IsKlingon}`) is refused, as is one that XPath does not allow. Where Python's matcher may take long,
as for nested repetitions such as `(a+)+` or for several in a long text, `automaton` takes its place; a pattern that is
too costly for both is refused. Source: XPath and XQuery Functions 3.1, 5.6.1, and XML Schema 1.1 Datatypes, appendix G.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from .automaton import Automaton, Piece, Slots, TooCostly, ways
from .characters import NAME, NAME_START, in_block, in_categories

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_CLASSES = {"d": r"\d", "s": r" \t\n\r", "i": NAME_START, "c": NAME}
_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"} | {c: "\\" + c for c in "\\|.-^?*+{}()[]$"}
_QUANTIFIER = r"(?:[?*+]|\{\d{1,5}(?:,\d{0,5})?\})\??"


WAYS = 1_000_000
"""Python's matcher tries at most about so many ways."""


class _Wrong(Exception):
    """The pattern is not one of XPath's, or has no equal in Python."""


class Pattern:
    """A pattern that is ready to be searched for.

    Args:
        regex: the pattern as Python's.
        pieces: its pieces, for an automaton; None where it is a plain text.
    """

    def __init__(self, regex: re.Pattern[str], pieces: list[Piece] | None = None) -> None:
        self.regex = regex
        self.groups = regex.groups
        self._pieces = pieces
        self._longest = 0 if pieces is None else _longest(pieces)

    @cached_property
    def _automaton(self) -> Automaton:
        if self._pieces is None or any(piece.startswith("(?(") for piece, _ in self._pieces):
            raise TooCostly
        return Automaton(self._pieces, re.RegexFlag(self.regex.flags) & ~re.UNICODE)

    def fits(self, text: str) -> bool:
        """Whether it fits a part of the text; raises `TooCostly`."""
        if self._pieces is None or len(text) <= self._longest:
            return self.regex.search(text) is not None
        return next(self.all(text), None) is not None

    def all(self, text: str) -> Iterator[Slots]:
        """All matches, one after the other: start and end of the match and of each group, -1 where there is none.

        Raises:
            TooCostly: the search would take too many steps.
        """
        if self._pieces is None or len(text) <= self._longest:
            for found in self.regex.finditer(text):
                yield tuple(end for group in range(self.groups + 1) for end in found.span(group))
            return
        automaton, start = self._automaton, 0
        automaton.steps = 0
        while start <= len(text) and (slots := automaton.find(text, start)) is not None:
            yield slots
            start = max(slots[1], slots[0] + 1)


def _longest(pieces: list[Piece]) -> int:
    """The length of the longest text that Python's matcher is good for; -1 where it is good for none."""
    low, high = -1, WAYS
    while low < high:
        middle = (low + high + 1) // 2
        if ways(pieces, middle, WAYS) < WAYS:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Pattern | None:
    """The pattern, or None where pattern or flags are wrong."""
    if set(flags) - set("smixq"):
        return None
    options = re.RegexFlag(0)
    for flag in flags:
        options |= _FLAGS.get(flag, re.RegexFlag(0))
    try:
        if "q" in flags:
            return Pattern(re.compile(re.escape(pattern), options & re.IGNORECASE))
        pieces = _Translator(pattern, flags).whole()
        return Pattern(re.compile("".join(piece + quantifier for piece, quantifier in pieces), options), pieces)
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

    def whole(self) -> list[Piece]:
        out: list[Piece] = []
        while self.at < len(self.pattern):
            piece, repeatable = self.atom()
            out.append((piece, self.quantifier() if repeatable else ""))
        if self.open:
            raise _Wrong
        return out

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
