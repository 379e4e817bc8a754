"""A policy, in; nested JSON lists, out; and back. Nothing in them is executed when they are read.

Every value becomes a list that begins with a mark: ``@Name`` a model value with its parts, ``!op`` a syntax node, ``#``
a tuple, ``[`` a list, ``{`` a dict as key, value, key, value; ``D`` a decimal, ``d`` a date. Texts, booleans, whole
numbers and null stand for themselves.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engine import model
from engine.feel.nodes import Node

_CLASSES: dict[str, Any] = {
    name: getattr(model, name)
    for name in (
        "Label Place Type Enum Field Attribute Relation Group Order Constraint Entity Function Vocabulary Parameter "
        "Qualifier Gate Part Reading Rule Sentence Policy"
    ).split()
}
_FIELDS: dict[str, tuple[str, ...]] = {name: cls._fields for name, cls in _CLASSES.items()}


def encode(value: Any) -> Any:
    """The value as nested lists."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Node):
        return ["!" + value.op, *map(encode, value.args)]
    name = type(value).__name__
    if name in _CLASSES and type(value) is _CLASSES[name]:
        return ["@" + name, *(encode(getattr(value, field)) for field in _FIELDS[name])]
    if isinstance(value, tuple):
        return ["#", *map(encode, value)]
    if isinstance(value, list):
        return ["[", *map(encode, value)]
    if isinstance(value, dict):
        return ["{", *(encode(part) for pair in value.items() for part in pair)]
    if isinstance(value, Decimal):
        return ["D", str(value)]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    raise TypeError(f"{type(value).__name__} has no compiled form")


def decode(data: Any) -> Any:
    """The value that `encode` was given. Raises ValueError, KeyError, IndexError or TypeError for anything else."""
    if type(data) is not list:
        return data
    mark: str = data[0]
    parts = [part if type(part) is not list else decode(part) for part in data[1:]]
    first = mark[0]
    if first == "!":
        return Node(mark[1:], *parts)
    if first == "@":
        return _CLASSES[mark[1:]](*parts)
    if first == "#":
        return tuple(parts)
    if first == "[":
        return parts
    if first == "{":
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if first == "D":
        return Decimal(parts[0])
    if first == "d":
        return date.fromisoformat(parts[0])
    raise ValueError(mark)
