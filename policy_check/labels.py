"""A vocabulary and a language in; what people read for its names and values out: labels, amounts, yes and no.

Nothing of a particular policy is known here: every label comes from the vocabulary, and what has none is shown as it
is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engine.facts import Entry
from engine.model import Field, Type, Vocabulary
from engine.unknown import Unknown
from policy_check.document import plain, written
from policy_check.words import Words, safe


class Labels:
    """The labels of a vocabulary in one language."""

    def __init__(self, vocabulary: Vocabulary, words: Words) -> None:
        self.vocabulary = vocabulary
        self.words = words

    def entity(self, name: str) -> str:
        """The label of an entity."""
        return self.vocabulary.entities[name].label.text(self.words.language)

    def attribute(self, entity: str, name: str) -> str:
        """The label of a decision or of a step towards one; the name itself where there is none."""
        found = self.vocabulary.entities[entity].attributes.get(name) if entity in self.vocabulary.entities else None
        return found.label.text(self.words.language) if found is not None else name

    def decided(self, entity: str, decision: str, value: Any) -> str:
        """The value of a decision."""
        attribute = self.vocabulary.entities[entity].attributes[decision]
        if attribute.type.kind in ("money", "decimal", "int") and isinstance(value, Decimal):
            value = written(value, attribute)
        return self.value(value, attribute.type)

    def value(self, value: Any, type_: Type | None) -> str:
        """A value of a type: an enumeration's label, money as an amount, yes or no."""
        kind = type_.kind if type_ is not None else ""
        if value is None or isinstance(value, Unknown):
            return self.words("unknown" if value is not None else "null")
        if isinstance(value, bool):
            return self.words("yes" if value else "no")
        if isinstance(value, list):
            return self._list(value, type_.item if type_ is not None else None)
        if isinstance(value, Entry):
            return self.key(value) or value.pointer
        if kind == "enum" and type_ is not None and isinstance(value, str):
            member = self.vocabulary.enums[type_.name or ""].members.get(value)
            return member.text(self.words.language) if member is not None else safe(value)
        if kind == "money":
            return self.words("money", amount=f"{Decimal(str(value)):,.2f}")
        if isinstance(value, date):
            return value.isoformat()
        return safe(str(plain(value)))

    def _list(self, values: list[Any], item: Type | None) -> str:
        if values and all(isinstance(one, Entry) for one in values):
            return self.words("entries", number=len(values))
        return "[" + self.words.list([self.value(one, item) for one in values]) + "]"

    def key(self, entry: Entry) -> str:
        """The key of an entry, its parts by their labels."""
        fields = entry.entity.fields
        known = [(fields[name], entry.data[name]) for name in entry.entity.key if name in entry.data]
        return "/".join(self.value(value, field.type) for field, value in known)

    def describe(self, entry: Entry) -> tuple[str, str]:
        """What an entry is called and what kind it is: its first text and first enumeration that are no keys."""
        name = kind = ""
        for field in entry.entity.fields.values():
            value = entry.data.get(field.name)
            if field.name in entry.entity.key:
                continue
            if field.type.kind == "string" and not name and isinstance(value, str):
                name = safe(value)
            if field.type.kind == "enum" and not kind and isinstance(value, str):
                kind = self.value(value, field.type)
            if field.type.kind not in ("string", "enum"):
                break  # what describes an entry stands at its head
        return name, kind

    def field(self, pointer: str) -> Field | None:
        """The fact that a JSON pointer leads to, list indexes passed over."""
        entity = self.vocabulary.entities[self.vocabulary.root]
        found: Field | None = None
        for token in pointer.split("/")[1:]:
            if token.isdecimal():
                continue
            found = entity.fields.get(token.replace("~1", "/").replace("~0", "~"))
            if found is None:
                return None
            inner = found.type
            while inner.item is not None:
                inner = inner.item
            if inner.kind == "record":
                entity = self.vocabulary.entities[inner.name or ""]
        return found

    def fact(self, pointer: str) -> str:
        """A pointer with the label of the fact that it names."""
        field = self.field(pointer)
        return pointer if field is None else f"{pointer} {field.label.text(self.words.language)}"
