"""The decoded facts of one document in; their digest out: the same for two documents that state the same facts.

The canonical form is one line of JSON in UTF-8. Keys are sorted by code point; what is not known is left out, and so is
an object in which nothing is known; lists keep their order. A whole number is written with its digits, money as a
string with its decimals, any other decimal as a string without trailing zeros, a date as its ISO form, a reference as
the key it names. Strings are escaped only where JSON asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias

from engine.digest import sha256
from engine.facts import Entry
from engine.model import Field, Type, Vocabulary
from loader.facts.numbers import bounds

Write: TypeAlias = Callable[[Any], str]


def facts_digest(document: Entry, vocabulary: Vocabulary) -> str:
    """The digest of a decoded document, ``sha256:`` and 64 hexadecimal digits.

    Args:
        document: the root entry as `loader.facts.document.decode` returns it, before anything is added to it.
        vocabulary: the vocabulary it was decoded with.
    """
    return FactsDigest(vocabulary).digest(document)


class FactsDigest:
    """Digests documents of one vocabulary: its tables are made once, for any number of documents."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._writers: dict[str, Write] = {}
        self._root = self._entry(vocabulary.root)

    def digest(self, document: Entry) -> str:
        """The digest of a document; see `facts_digest`."""
        return "sha256:" + sha256(self.canonical(document)).hexdigest()

    def canonical(self, document: Entry) -> bytes:
        """The canonical form that the digest is taken of."""
        return self._root(document).encode("utf-8")

    def _entry(self, name: str) -> Write:
        if name not in self._writers:
            entity = self._vocabulary.entities[name]
            fields = sorted(entity.fields.values(), key=lambda field: field.name)
            table = [(one.name, encode_basestring(one.name) + ":", self._type(one, one.type)) for one in fields]
            self._writers[name] = _object(table)
        return self._writers[name]

    def _type(self, field: Field, type_: Type) -> Write:
        kind = type_.kind
        if kind == "list" and type_.item is not None:
            return _list(self._type(field, type_.item))
        if kind == "record":
            return self._entry(type_.name or "")
        if kind == "reference":
            target = self._vocabulary.entities[type_.name or ""]
            key = target.fields[target.key[0]]
            return _reference(key.name, self._type(key, key.type))
        if kind == "enum":
            members = self._vocabulary.enums[type_.name or ""].members
            return {member: encode_basestring(member) for member in members}.__getitem__
        if kind == "money":
            return _money(bounds(field, kind).decimals or 0)
        return _SIMPLE.get(kind, _any)


def _object(table: list[tuple[str, str, Write]]) -> Write:
    def write(entry: Any) -> str:
        data = entry.data
        return "{" + ",".join([key + one(data[name]) for name, key, one in table if name in data]) + "}"

    return write


def _list(one: Write) -> Write:
    return lambda values: "[" + ",".join(map(one, values)) + "]"


def _reference(key: str, one: Write) -> Write:
    return lambda entry: one(entry.data[key])


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _date(value: Any) -> str:
    return f'"{value.isoformat()}"'


def _money(places: int) -> Write:
    padding = {0: "." + "0" * places if places else ""}
    padding.update({done: "0" * (places - done) for done in range(1, places + 1)})

    def write(value: Decimal) -> str:
        digits = f"{value:f}"
        point = digits.find(".")
        return f'"{digits}{padding[0 if point < 0 else len(digits) - point - 1]}"'

    return write


def _temporal(value: Any) -> str:
    from engine.feel.temporal import format_at

    return f'"{format_at(value)}"'


def _decimal(value: Decimal) -> str:
    return f'"{plain(value)}"'


def plain(value: Decimal) -> str:
    """A decimal by its digits, without an exponent and trailing zeros: equal numbers give equal text.

    >>> plain(Decimal("95.0")), plain(Decimal("1E+2")), plain(Decimal("0.00"))
    ('95', '100', '0')
    """
    digits = f"{value:f}" if value else "0"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _any(value: Any) -> str:
    """A value of type `any`: as it stands, with sorted keys and numbers by their value."""
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring(key)}:{_any(value[key])}" for key in sorted(value)]) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_any, value)) + "]"
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return plain(Decimal(value))


_SIMPLE: Final[dict[str, Write]] = {
    "bool": _truth,
    "date": _date,
    "datetime": _temporal,
    "days": _temporal,
    "decimal": _decimal,
    "int": str,
    "months": _temporal,
    "string": encode_basestring,
    "time": _temporal,
}
