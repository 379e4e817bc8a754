"""A vocabulary in; the JSON Schema (2020-12) of its facts documents out.

The schema accepts whatever `loader.facts.document.decode` accepts, and refuses what that refuses wherever a JSON
Schema can say
so. It cannot say: what references name, that identities differ, constraints, how deep a free value is nested, and of a
JSON number (as against a string) how many digits it has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.model import Entity, Enum, Field, Label, Type, Vocabulary
from loader.facts.digits import outside
from loader.facts.numbers import LARGEST, Bounds, bounds
from loader.facts.values import DATE, TEMPORAL

Schema: TypeAlias = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
NULL: Final[Schema] = {"type": "null"}
# A day that exists in the Gregorian calendar, years 0001 to 9999, in the dialect of ECMA-262.
_YEAR: Final = "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LONG: Final = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
_SHORT: Final = "(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP: Final = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29"
DATE_PATTERN: Final = f"^({_YEAR}-({_LONG}|{_SHORT})|{_LEAP})$"


def facts_schema(vocabulary: Vocabulary) -> Schema:
    """The JSON Schema of the facts documents of a vocabulary, as plain data.

    Raises ValueError for a type that facts cannot have: a fault of the vocabulary.
    """
    return _Schemas(vocabulary).document()


def write(path: Path, vocabulary: Vocabulary) -> None:
    """Write the schema to a file, as `text` gives it. Raises OSError where the file cannot be written."""
    path.write_text(text(vocabulary), encoding="utf-8", newline="\n")


def text(vocabulary: Vocabulary) -> str:
    """The schema as JSON text, indented, in UTF-8 characters."""
    return json.dumps(facts_schema(vocabulary), ensure_ascii=False, indent=2) + "\n"


class _Schemas:
    """Makes the schema of each entity, enumeration and kind of value once, in `definitions`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.definitions: dict[str, Schema] = {}

    def document(self) -> Schema:
        """The whole schema."""
        root = self.vocabulary.entities[self.vocabulary.root]
        reference = self._entity(root)
        return {
            "$schema": DIALECT,
            "$comment": "Generated from the vocabulary by loader/facts/schema.py; change the vocabulary instead.",
            "title": _both(root.label),
            "description": "不写或 null 表示未知；[] 表示没有; absent or null: not known; []: there are none",
            **reference,
            "$defs": dict(sorted(self.definitions.items())),
        }

    def _define(self, name: str, schema: Schema) -> Schema:
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def _entity(self, entity: Entity) -> Schema:
        if entity.name not in self.definitions:
            made: Schema = {"title": _both(entity.label), "type": "object"}
            self.definitions[entity.name] = made
            required = [name for name, field in entity.fields.items() if field.required]
            if required:
                made["required"] = required
            made["properties"] = {name: self._field(entity, field) for name, field in entity.fields.items()}
            made["additionalProperties"] = False
        return {"$ref": f"#/$defs/{entity.name}"}

    def _field(self, entity: Entity, field: Field) -> Schema:
        about: Schema = {"title": _both(field.label)}
        remarks = self._remarks(entity, field)
        if remarks:
            about["description"] = "; ".join(map(_both, remarks))
        schema = self._value(field, field.type)
        return {**about, **(schema if field.required else _or_null(schema))}

    def _remarks(self, entity: Entity, field: Field) -> list[Label]:
        remarks = [Label("标识", "identifies it")] if field.name in entity.key else []
        if field.type.kind == "reference":
            target = self.vocabulary.entities[field.type.name or ""].label
            remarks.append(Label(f"引用{target.zh}", f"refers to: {target.en}"))
        if field.absent is not None:
            remarks.append(Label(f"不写：{field.absent.zh}", f"absent: {field.absent.en}"))
        return remarks

    def _value(self, field: Field, type_: Type) -> Schema:
        """The schema of a value that is not null; empty where anything will do."""
        kind = type_.kind
        if kind == "list" and type_.item is not None:
            return {"type": "array", "items": self._value(field, type_.item) or {"not": NULL}}
        if kind == "record":
            return self._entity(self.vocabulary.entities[type_.name or ""])
        if kind == "enum":
            enum = self.vocabulary.enums[type_.name or ""]
            return self._define(enum.name, _enum(enum))
        if kind == "reference":
            target = self.vocabulary.entities[type_.name or ""]
            key = target.fields[target.key[0]]
            return self._value(key, key.type)
        if kind in ("decimal", "money"):
            return self._number(kind, bounds(field, kind))
        return self._simple(field, kind)

    def _number(self, kind: str, within: Bounds) -> Schema:
        plain = within == Bounds() or (kind == "money" and within == Bounds(0, None, 2))
        written = zip(("min", "max", "decimals"), within, strict=True)
        name = "_".join((kind, *(f"{bound}{value}" for bound, value in written if value is not None and not plain)))
        return self._define(name, number_schema(within))

    def _simple(self, field: Field, kind: str) -> Schema:
        if kind == "int":
            return {"type": "integer", **_limits(bounds(field, kind))}
        if kind == "date":
            date = {"title": _both(DATE), "type": "string", "format": "date", "pattern": DATE_PATTERN}
            return self._define(kind, date)
        if kind in TEMPORAL:
            return self._define(kind, {"title": _both(TEMPORAL[kind]), "type": "string"})
        simple: dict[str, Schema] = {"any": {}, "bool": {"type": "boolean"}, "string": {"type": "string"}}
        if kind not in simple:
            raise ValueError(f"a fact cannot be of type {kind}: {field.name}")
        return simple[kind]


def number_schema(within: Bounds) -> Schema:
    """The schema of a decimal: a string of digits, or a JSON number, whose decimals a schema cannot count."""
    minimum, maximum, decimals = within
    most = LARGEST if decimals is None else min(decimals, LARGEST)
    places = f"(\\.[0-9]{{1,{most}}})?" if most else ""
    sign = "-?" if minimum is None or minimum < 0 else ""
    digits: Schema = {"type": "string", "pattern": f"^{sign}[0-9]{{1,{LARGEST}}}{places}$"}
    refused = outside(minimum, maximum)
    if refused is not None:
        digits["not"] = {"pattern": refused}
    return {"title": _both(_number_title(within)), "anyOf": [digits, {"type": "number", **_limits(within)}]}


def _limits(within: Bounds) -> Schema:
    limits = {"minimum": within.minimum, "maximum": within.maximum}
    return {name: limit for name, limit in limits.items() if limit is not None}


def _number_title(within: Bounds) -> Label:
    zh, en = ["十进制数"], ["decimal number"]
    if within.minimum is not None:
        zh.append(f"不小于 {within.minimum}")
        en.append(f"at least {within.minimum}")
    if within.maximum is not None:
        zh.append(f"不大于 {within.maximum}")
        en.append(f"at most {within.maximum}")
    if within.decimals is not None:
        zh.append(f"至多 {within.decimals} 位小数")
        en.append(f"at most {within.decimals} decimals")
    return Label("，".join(zh), ", ".join(en))


def _enum(enum: Enum) -> Schema:
    names = [f"{name} {label.zh}" for name, label in enum.members.items()]
    return {
        "title": _both(enum.label),
        "description": "；".join(names),
        "type": "string",
        "enum": list(enum.members),
    }


def _or_null(schema: Schema) -> Schema:
    if not schema:
        return {}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, NULL]}


def _both(label: Label) -> str:
    return f"{label.zh}; {label.en}"
