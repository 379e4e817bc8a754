"""What is wrong with a document of facts, in; a frozen `Fault` that names it in two languages, out.

A fault is data, not an exception: all faults of a document are collected and shown together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from engine.model import Label
from engine.value import Value

LONGEST: Final = 60
NOTHING: Final = Label("（空）", "nothing")


class Fault(Value):
    """One fault of a document of facts.

    Args:
        pointer: JSON pointer (RFC 6901) of the value that is at fault; of the key that is missing, where one is.
        code: its code in the catalogue of diagnostics (``PC6xx``).
        found: what stands there, as JSON text, shortened; empty where nothing stands there.
        expected: what should stand there, in Chinese and English.
        nearest: the valid names that are nearest to what was found, the nearest first.
        line: line in the text, from 1, where only the text is at fault; else None.
        column: column in that line, from 1, in characters; else None.
    """

    pointer: str
    code: str
    found: str
    expected: Label
    nearest: tuple[str, ...] = ()
    line: int | None = None
    column: int | None = None

    @property
    def message(self) -> Label:
        """The fault in one sentence."""
        from loader.catalogue import CATALOGUE
        from loader.catalogue.entry import message

        return message(CATALOGUE[self.code], self._texts())

    @property
    def hint(self) -> Label | None:
        """What may help: the nearest valid names, where there are any."""
        from loader.catalogue import CATALOGUE
        from loader.catalogue.entry import hint

        return hint(CATALOGUE[self.code], self._texts())

    def _texts(self) -> dict[str, Any]:
        found = Label(self.found, self.found) if self.found else NOTHING
        return {"found": found, "expected": self.expected, "nearest": self.nearest}

    def text(self, language: str = "zh") -> str:
        """One line for a terminal: ``/platforms/0/type: PC614 …``, with the hint after it."""
        at = self.pointer or "/"
        if self.line is not None:
            at = f"{self.line}:{self.column}" if not self.pointer else f"{self.pointer} ({self.line}:{self.column})"
        hint = self.hint
        if language == "zh":
            return f"{at}: {self.code} {self.message.zh}" + (f"。{hint.zh}" if hint else "")
        return f"{at}: {self.code} {self.message.en}" + (f"; {hint.en}" if hint else "")

    def to_json(self) -> dict[str, Any]:
        """The fault as plain data: pointer, code, message {zh, en}, found, expected {zh, en}, nearest, line, column."""
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message": self.message._asdict(),
            "found": self.found,
            "expected": self.expected._asdict(),
            "nearest": list(self.nearest),
            "line": self.line,
            "column": self.column,
        }


class Refused(Exception):
    """A value that is not accepted. `names` are the valid names to look for the nearest in, each with its labels."""

    def __init__(self, code: str, value: Any, expected: Label, names: dict[str, Label] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.expected = expected
        self.names = names


def token(name: object) -> str:
    """One reference token of a JSON pointer; what UTF-8 cannot write is escaped, so that a pointer can be printed.

    >>> token("a/b~c")
    'a~1b~0c'
    """
    return clean(str(name)).replace("~", "~0").replace("/", "~1")


def clean(text: str) -> str:
    """The text with lone surrogates shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def shown(value: Any) -> str:
    """A value as short JSON text: what was found.

    >>> shown({"a": 1}), shown([1, 2]), shown("x" * 99)[-4:], shown(True)
    ('{…}', '[…]', 'xx…"', 'true')
    """
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, str):
        from json.encoder import encode_basestring

        return clean(encode_basestring(value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"))
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return _short(value)


def _short(value: Any) -> str:
    try:
        text = str(value)
    except ValueError:  # an int of more digits than Python writes
        text = type(value).__name__
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def nearest(word: str, named: Mapping[str, str], most: int = 3) -> tuple[str, ...]:
    """The valid names nearest to `word`: those that look like it, or else the one that looks most like it.

    Args:
        word: what was found.
        named: what the names are called, text → name: themselves, and their labels.
        most: how many names, at most.

    >>> nearest("provinical", {"national": "national", "provincial": "provincial", "省级": "provincial"})
    ('provincial',)
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for text, name in named.items():
        folded.setdefault(_folded(text), name)
    sought = _folded(word[:LONGEST])
    if sought in folded:
        return (folded[sought],)
    close = get_close_matches(sought, folded, most, 0.6) or get_close_matches(sought, folded, 1, 0.01)
    return tuple(dict.fromkeys(folded[text] for text in close))


def _folded(text: str) -> str:
    return text.strip().casefold().replace("-", "_")
