"""The `types` of a vocabulary and the words that name a type, in; enumerations and `engine.model.Type`s, out."""

from __future__ import annotations

import re

from engine.feel.names import KEYWORDS
from engine.model import Enum, Type
from loader.diagnostics import Diagnostics, did_you_mean
from loader.yaml.nodes import Node, Scalar
from loader.yaml.pieces import entries, get, label, word

BUILT_IN = (
    "bool",
    "int",
    "decimal",
    "money",
    "date",
    "time",
    "datetime",
    "days",
    "months",
    "string",
    "any",
)
NUMBERS = frozenset(("int", "decimal", "money"))

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = KEYWORDS | {"item", "not"}
_LIST = re.compile(r"list +of +")
_REFERENCE = re.compile(r"reference +to +")


def check_name(key: Scalar, found: Diagnostics) -> None:
    """Reports a name that expressions could not use."""
    if key.text in _RESERVED:
        found.add("PC303", key, word=key.text)
    elif not _NAME.fullmatch(key.text):
        found.add("PC302", key, word=key.text)


def read_enums(node: Node | None, found: Diagnostics) -> dict[str, Enum]:
    """The enumerations, by name."""
    enums = {}
    for key, value in entries(node):
        check_name(key, found)
        members = entries(get(value, "values"))
        _check_labels(members, found)
        labels = {name.text: label(of) for name, of in members}
        enums[key.text] = Enum(key.text, label(get(value, "label")), labels, _ranked(value, tuple(labels)))
    return enums


def _ranked(node: Node, members: tuple[str, ...]) -> tuple[str, ...] | None:
    """The members from the lowest to the highest, where the enumeration says in which order it is written."""
    order = word(get(node, "order"))
    if order is None:
        return None
    return members[::-1] if order == "best_first" else members


def _check_labels(members: tuple[tuple[Scalar, Node], ...], found: Diagnostics) -> None:
    for language in ("zh", "en"):
        seen: dict[str, str] = {}
        for name, node in members:
            text = label(node).text(language)
            if text and text in seen:
                found.add("PC309", name, word=name.text, other=seen[text], label=text)
            seen.setdefault(text, name.text)


class Types:
    """The names of types of one policy.

    Args:
        enums: the enumerations.
        entities: the entities' names, with the key where each is written.
    """

    def __init__(self, enums: dict[str, Enum], entities: dict[str, Scalar]) -> None:
        self.enums = enums
        self.entities = entities

    def check_names(self, enums: Node | None, found: Diagnostics) -> None:
        """Reports names that are taken: a word names one type only. `enums` is the tree of the enumerations."""
        for key, _ in entries(enums):
            if key.text in BUILT_IN:
                found.add("PC318", key, word=key.text)
        for key in self.entities.values():
            check_name(key, found)
            if key.text in self.enums or key.text in BUILT_IN:
                found.add("PC318", key, word=key.text)

    def read(self, node: Node | None, found: Diagnostics) -> Type:
        """The type that a scalar names; ``any``, with PC304, where there is no such type."""
        if not isinstance(node, Scalar):
            return Type("any")
        return self._read(node, 0, found)

    def _read(self, node: Scalar, start: int, found: Diagnostics) -> Type:
        text = node.text.rstrip()
        if match := _LIST.match(text, start):
            return Type("list", None, self._read(node, match.end(), found))
        if match := _REFERENCE.match(text, start):
            name = text[match.end() :]
            if name not in self.entities:
                near = did_you_mean(name, self.entities)
                found.add("PC308", node.at(match.end()), word=name, suggestions=near)
                return Type("any")
            return Type("reference", name)
        return self._plain(text[start:], node, start, found)

    def _plain(self, name: str, node: Scalar, start: int, found: Diagnostics) -> Type:
        if name in BUILT_IN:
            return Type(name)
        if name in self.enums:
            return Type("enum", name)
        if name in self.entities:
            return Type("record", name)
        if not _NAME.fullmatch(name):  # the schema reports what cannot be a type at all
            return Type("any")
        near = did_you_mean(name, [*BUILT_IN, *self.enums, *self.entities])
        found.add("PC304", node.at(start), word=name, suggestions=near, known=BUILT_IN)
        return Type("any")
