"""What one diagnostic code says, in; its texts for given fields, out.

A message template names its fields in braces. Chinese puts user text in “ ”, English in back quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import NamedTuple, TypeAlias

from engine.model import Label

Field: TypeAlias = str | int | Label | Sequence[str]
Pair: TypeAlias = tuple[str, str]

LONGEST = 80


class Entry(NamedTuple):
    """One code of the catalogue: what is always the same about it.

    Of `hints` the first is shown whose fields are all given and not empty; none of them: no hint.
    """

    severity: str
    title: Label
    message: Label
    hints: tuple[Label, ...]


def error(title: Pair, message: Pair, *hints: Pair) -> Entry:
    """An error, from pairs (zh, en)."""
    return Entry("error", Label(*title), Label(*message), tuple(Label(*hint) for hint in hints))


def warning(title: Pair, message: Pair, *hints: Pair) -> Entry:
    """A warning, from pairs (zh, en)."""
    return Entry("warning", Label(*title), Label(*message), tuple(Label(*hint) for hint in hints))


def notice(title: Pair, message: Pair, *hints: Pair) -> Entry:
    """What is no fault, but is still to be done, from pairs (zh, en)."""
    return Entry("notice", Label(*title), Label(*message), tuple(Label(*hint) for hint in hints))


def fields_of(template: Label) -> frozenset[str]:
    """The names of the fields that either language of a template uses.

    >>> sorted(fields_of(Label("第 {line} 行", "line {line} of {file}")))
    ['file', 'line']
    """
    return frozenset(name for text in template for _, name, _, _ in Formatter().parse(text) if name)


def message(entry: Entry, fields: Mapping[str, Field]) -> Label:
    """The message of an entry. Raises KeyError where a field is missing: a fault of the caller."""
    return _fill(entry.message, fields)


def hint(entry: Entry, fields: Mapping[str, Field]) -> Label | None:
    """The first hint whose fields are all given and not empty."""
    for template in entry.hints:
        if all(fields.get(name) not in (None, "", (), []) for name in fields_of(template)):
            return _fill(template, fields)
    return None


def _fill(template: Label, fields: Mapping[str, Field]) -> Label:
    zh = {name: _shown(value, "zh") for name, value in fields.items()}
    en = {name: _shown(value, "en") for name, value in fields.items()}
    return Label(template.zh.format_map(zh), template.en.format_map(en))


def _shown(value: Field, language: str) -> str:
    if isinstance(value, Label):
        return value.text(language)
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, int):
        return str(value)
    return ("、" if language == "zh" else ", ").join(shown(item) for item in value)


def shown(text: str) -> str:
    r"""User text made fit for one line of a message: control characters escaped, long text cut.

    >>> shown("a\nb")
    'a\\nb'
    """
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in cut)
