"""Reading tokens one after the other; in: the text of an expression, out: its tokens, names, and what was expected.

The parser is built on it.
"""

from __future__ import annotations

from .errors import FeelSyntaxError
from .lexer import Token, tokenize
from .names import KEYWORDS


class Reader:
    """The tokens of one text and how far they have been read; every method leaves `index` after what it has read."""

    __slots__ = ("index", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = tokenize(text)
        self.index = 0

    @property
    def key(self) -> str:
        """The key of the next token."""
        return self.tokens[self.index][0]

    @property
    def at(self) -> int:
        """The place of the next token in the text."""
        return self.tokens[self.index][2]

    def error(self, expected: str) -> FeelSyntaxError:
        """What is wrong where the next token is not what could stand there."""
        key, text, at = self.tokens[self.index]
        code = "unexpected_end" if key == "end" else "unexpected_token"
        return FeelSyntaxError(code, at, text, expected)

    def expect(self, key: str) -> str:
        """Step over the token with this key and return its text."""
        found, text, _ = self.tokens[self.index]
        if found != key:
            raise self.error(f"`{key}`" if key not in ("end", "name") else key)
        self.index += 1
        return text

    def skip(self, key: str) -> bool:
        """Step over the token if it has this key."""
        if self.tokens[self.index][0] != key:
            return False
        self.index += 1
        return True

    def word(self, longer: dict[str, tuple[tuple[str, ...], ...]], expected: str) -> str:
        """A name where keywords are names too, or one of the `longer` names of several words."""
        key, text, _ = self.tokens[self.index]
        if key != "name" and key not in KEYWORDS:
            raise self.error(expected)
        name = self.spaced(longer)
        if name is None:
            self.index += 1
        return name or text

    def spaced(self, longer: dict[str, tuple[tuple[str, ...], ...]], then: str = "") -> str | None:
        """Step over a name of several words; `then` is the token that has to follow it, if any."""
        for words in longer.get(self.tokens[self.index][1], ()):
            end = self.index + len(words)
            found = tuple(text for key, text, _ in self.tokens[self.index : end] if key in ("name", text))
            if found == words and then in ("", self.tokens[end][0]):
                self.index = end
                return " ".join(words)
        return None
