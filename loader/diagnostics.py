"""Faults found in files, in; sorted diagnostics in two languages, out. Bad input is data, not an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from engine.model import Label
from loader.catalogue import CATALOGUE
from loader.catalogue.entry import Field, hint, message

SEVERITY = {"error": Label("错误", "error"), "warning": Label("警告", "warning"), "notice": Label("提示", "notice")}


class Located(Protocol):
    """Anything that knows where it is written: an `engine.model.Place`, a node of a YAML tree, a diagnostic."""

    @property
    def file(self) -> str:
        """The file, as diagnostics name it."""

    @property
    def line(self) -> int:
        """The line, from 1."""

    @property
    def column(self) -> int:
        """The column, from 1, in characters."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: its code, where it is (line and column from 1, in characters), what it is, and what may help."""

    code: str
    severity: str
    file: str
    line: int
    column: int
    message: Label
    hint: Label | None = None

    def __lt__(self, other: Diagnostic) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, int, str, Label]:
        return (self.file, self.line, self.column, self.code, self.message)

    def text(self, language: str = "zh") -> str:
        """One line for a terminal, e.g. ``rules.yaml:3:5: 错误 PC201：…`` with the hint after it."""
        severity = SEVERITY[self.severity].text(language)
        where = f"{self.file}:{self.line}:{self.column}: {severity} {self.code}"
        if language == "zh":
            return f"{where}：{self.message.zh}" + (f"。提示：{self.hint.zh}" if self.hint else "")
        return f"{where}: {self.message.en}" + (f"; hint: {self.hint.en}" if self.hint else "")

    def to_json(self) -> dict[str, Any]:
        """The diagnostic as plain data: code, severity, file, line, column, message {zh, en}, hint {zh, en} or null."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message._asdict(),
            "hint": self.hint._asdict() if self.hint else None,
        }


def diagnostic(code: str, at: Located, /, **fields: Field) -> Diagnostic:
    """The diagnostic of a catalogue code at a place; `fields` fill its templates, a `Label` in each its language.

    Raises KeyError for an unknown code or a missing field: a fault of the caller, held off by tests.
    """
    entry = CATALOGUE[code]
    return Diagnostic(code, entry.severity, at.file, at.line, at.column, message(entry, fields), hint(entry, fields))


class Diagnostics:
    """Collects diagnostics; each is kept once."""

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found: dict[Diagnostic, None] = dict.fromkeys(found)

    def add(self, code: str, at: Located, /, **fields: Field) -> None:
        """Adds the diagnostic of a catalogue code at a place (see `diagnostic`)."""
        self._found[diagnostic(code, at, **fields)] = None

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Adds diagnostics found elsewhere."""
        self._found.update(dict.fromkeys(found))

    @property
    def has_errors(self) -> bool:
        """Whether one of them is an error (and not only a warning)."""
        return any(one.severity == "error" for one in self._found)

    def sorted(self) -> list[Diagnostic]:
        """All of them, by file, line, column and code."""
        return sorted(self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.sorted())

    def __len__(self) -> int:
        return len(self._found)


def did_you_mean(word: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """The candidates that look like `word`, the likeliest first.

    >>> did_you_mean("annual_grad", ["annual_grade", "score"])
    ['annual_grade']
    """
    from difflib import get_close_matches  # slow to import, and needed only where something is wrong

    known = sorted(set(candidates))
    folded = {name.casefold().replace("-", "_"): name for name in known}
    exact = folded.get(word.casefold().replace("-", "_"))
    close = get_close_matches(word, known, n=most, cutoff=0.7)
    return list(dict.fromkeys(([exact] if exact else []) + close))[:most]
