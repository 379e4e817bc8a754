"""A scalar where a value is expected, and the type expected there; in, the node of a literal or expression, out."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.check import NUMERIC, item_of
from engine.feel.nodes import Node
from engine.model import Type
from engine.names import Names
from loader.rules.expressions import Expressions
from loader.yaml.nodes import Scalar

NUMBER = re.compile(r"-?\d+(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TEMPORAL = ("date", "time", "datetime", "days", "months")


def is_expression(scalar: Scalar) -> bool:
    """Whether the scalar is marked as an expression: it begins with ``= ``."""
    return isinstance(scalar.value, str) and scalar.text.startswith("=")


def literal(scalar: Scalar, kind: Type, names: Names, expressions: Expressions) -> Node:
    """What a scalar means where a value of type `kind` is expected.

    ``= expression`` is FEEL everywhere. A word is a member where an enumeration or text is expected; where a number or
    date is expected it is FEEL too (usually the name of a parameter).
    """
    if is_expression(scalar):
        return expressions.feel(scalar, skip=1)
    at = expressions.mark(scalar)
    value = scalar.value
    if value is None:
        return Node("null", at=at)
    if isinstance(value, bool):
        return Node("bool", value, at=at)
    if isinstance(value, int | Decimal):
        return Node("num", scalar.text if NUMBER.fullmatch(scalar.text) else format(Decimal(value), "f"), at=at)
    text = scalar.text
    if kind.kind in NUMERIC or kind.kind in TEMPORAL or kind.kind == "bool":
        if kind.kind in NUMERIC and NUMBER.fullmatch(text):
            return Node("num", text, at=at)
        if kind.kind == "date" and ISO_DATE.fullmatch(text):
            return Node("at", text, at=at)
        return expressions.feel(scalar)
    if kind.kind == "list" and _is_member(text, item_of(kind), names):
        return Node("str", text, at=at)
    if kind.kind in ("record", "reference", "list"):
        return expressions.feel(scalar)
    return Node("str", text, at=at)


def _is_member(text: str, kind: Type, names: Names) -> bool:
    return kind.kind == "enum" and kind.name is not None and text in names.vocabulary.enums[kind.name].members


def bound(scalar: Scalar, kind: Type, names: Names, expressions: Expressions) -> Node:
    """The end of a range: a number or date as written, else FEEL (a parameter, another fact)."""
    if isinstance(scalar.value, str) and not is_expression(scalar):
        if ISO_DATE.fullmatch(scalar.text):
            return Node("at", scalar.text, at=expressions.mark(scalar))
        if NUMBER.fullmatch(scalar.text):
            return Node("num", scalar.text, at=expressions.mark(scalar))
        return expressions.feel(scalar)
    return literal(scalar, kind, names, expressions)
