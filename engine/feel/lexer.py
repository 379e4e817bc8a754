"""Text to tokens; in: the text of an expression, out: a list of `(key, text, at)`.

The key of an operator, bracket or keyword is itself; otherwise it is the kind: ``num``, ``str``, ``at``, ``name`` or,
at the end, ``end``. The text of a string is its value, without quotes and escapes. Source: OMG DMN 1.5, 10.3.1.2
(grammar).
"""

from __future__ import annotations

import re

from .errors import FeelSyntaxError
from .names import KEYWORDS

Token = tuple[str, str, int]

_NAME = r"(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:\w|[\U00010000-\U000EFFFF])*"
_TOKEN = rf"""
  (?P<space>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
| (?P<num>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
| (?P<name>{_NAME}|\?)
| (?P<str>@?"(?:[^"\\\n\r]|\\.)*")
| (?P<op>\*\*|\.\.|!=|<=|>=|/(?!\*)|[-+*=<>.,:()\[\]{{}}])
"""
_ESCAPE = r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([\\\"'nrt]))"
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t"}


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, ended by one with the key ``end``.

    Raises:
        FeelSyntaxError: a character that begins no token, or a string or comment without an end.
    """
    match = re.compile(_TOKEN, re.VERBOSE).match
    tokens: list[Token] = []
    at, end = 0, len(text)
    while at < end:
        found = match(text, at)
        if found is None:
            raise _no_token(text, at)
        kind = found.lastgroup or ""
        if kind != "space":
            tokens.append(_token(kind, found.group(), at))
        at = found.end()
    tokens.append(("end", "", end))
    return tokens


def is_name(text: str) -> bool:
    """Whether the text is one name, or a keyword."""
    return re.fullmatch(_NAME, text) is not None


def _token(kind: str, word: str, at: int) -> Token:
    if kind == "str":
        return ("at", unescape(word[2:-1]), at) if word[0] == "@" else ("str", unescape(word[1:-1]), at)
    if kind == "op" or (kind == "name" and word in KEYWORDS):
        return word, word, at
    return kind, word, at


def _no_token(text: str, at: int) -> FeelSyntaxError:
    if text[at] == '"' or text.startswith('@"', at):
        return FeelSyntaxError("unterminated_string", at, text[at : at + 20], '"')
    if text.startswith("/*", at):
        return FeelSyntaxError("unterminated_comment", at, text[at : at + 20], "*/")
    return FeelSyntaxError("unexpected_character", at, text[at])


def unescape(text: str) -> str:
    r"""The value of the inside of a string literal; an escape that FEEL does not know stays as written (``\d``).

    Two ``\u`` escapes that are a surrogate pair are one character.
    """
    if "\\" not in text:
        return text
    plain = re.sub(_ESCAPE, _unescape_one, text)
    if any("\ud800" <= character <= "\udfff" for character in plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def _unescape_one(escape: re.Match[str]) -> str:
    short, long, simple = escape.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else escape.group()
