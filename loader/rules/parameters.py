"""The parameters of a rule, in; typed, dated `engine.model.Parameter`s, out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from engine.check import item_of, united
from engine.model import Label, Parameter, Type
from loader.diagnostics import Diagnostics, did_you_mean
from loader.rules.kinds import described
from loader.rules.literals import ISO_DATE, NUMBER
from loader.vocabulary.types import Types, check_name
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence
from loader.yaml.pieces import day, entries, get

PLAIN = Label(
    "数字只用半角数字和一个小数点，不写单位和千位分隔符。",
    "a number has digits and one point only: no unit, no separators.",
)
SAME = Label("一个参数的各个值须是同一种。", "all values of one parameter are of one kind.")


def read_parameters(tree: Node | None, types: Types, found: Diagnostics) -> tuple[Parameter, ...]:
    """The parameters of one rule; each may have several dated values."""
    read: list[Parameter] = []
    for key, value in entries(tree):
        check_name(key, found)
        versions = value.items if isinstance(value, Sequence) and _dated(value) else (value,)
        values = [one for version in versions if (one := read_parameter(key.text, version, types, found)) is not None]
        for version, one in zip(versions, values, strict=False):
            check_same_kind(one, values[:1], version, found)
        read.extend(values)
    return tuple(read)


def _dated(tree: Sequence) -> bool:
    return any(isinstance(one, Mapping) for one in tree.items)


def read_parameter(name: str, tree: Node, types: Types, found: Diagnostics) -> Parameter | None:
    """One value of a parameter, with its dates where it is written as a mapping."""
    since = until = None
    value: Node | None = tree
    declared: Type | None = None
    if isinstance(tree, Mapping):
        value = tree.get("value")
        since, until = day(tree.get("from")), day(tree.get("to"))
        kind_node = tree.get("type")
        declared = types.read(kind_node, found) if kind_node is not None else None
    if value is None:
        return None
    kind, plain = _value(value)
    if declared is not None:
        _check_declared(name, value, declared, types, found)
    elif isinstance(value, Sequence):
        for one in value.items:
            _check_item(name, one, item_of(kind), SAME, found)
    return Parameter(name, declared or kind, plain, since, until, tree.place)


def check_same_kind(one: Parameter, earlier: Iterable[Parameter], tree: Node, found: Diagnostics) -> None:
    """Reports a value of a parameter that is of another kind than an earlier one."""
    for other in earlier:
        if not _fits(one.type, other.type):
            at = get(tree, "value") or tree
            fields = {"expected": described(other.type), "found": described(one.type), "advice": SAME}
            found.add("PC336", at, name=one.name, **fields)
            return


def _check_declared(name: str, tree: Node, declared: Type, types: Types, found: Diagnostics) -> None:
    if (declared.kind == "list") != isinstance(tree, Sequence):
        kind, _ = _value(tree)
        if not _fits(kind, declared):
            found.add("PC336", tree, name=name, expected=described(declared), found=described(kind))
        return
    for one in tree.items if isinstance(tree, Sequence) else (tree,):
        _check_item(name, one, item_of(declared), PLAIN if declared.kind in _NUMBERS else None, found)
        _check_member(one, item_of(declared), types, found)


def _check_item(name: str, tree: Node, wanted: Type, advice: Label | None, found: Diagnostics) -> None:
    kind, _ = _value(tree)
    if not _fits(kind, wanted):
        fields = {"advice": advice} if advice else {}
        found.add("PC336", tree, name=name, expected=described(wanted), found=described(kind), **fields)


def _check_member(tree: Node, wanted: Type, types: Types, found: Diagnostics) -> None:
    if wanted.kind == "enum" and isinstance(tree, Scalar):
        known = list(types.enums[wanted.name or ""].members)
        if isinstance(tree.value, str) and tree.text not in known:
            nearest = did_you_mean(tree.text, known)
            found.add("PC342", tree, value=tree.text, enum=wanted.name or "", suggestions=nearest, known=known)


def _value(tree: Node) -> tuple[Type, Any]:
    if isinstance(tree, Sequence):
        rows = [_value(one) for one in tree.items]
        return Type("list", item=united([kind for kind, _ in rows])), [value for _, value in rows]
    if not isinstance(tree, Scalar):
        return Type("any"), None
    value = tree.value
    if isinstance(value, bool) or value is None:
        return Type("bool"), value
    if isinstance(value, int | Decimal):
        return Type("number"), Decimal(value)
    if NUMBER.fullmatch(tree.text):
        return Type("number"), Decimal(tree.text)
    if ISO_DATE.fullmatch(tree.text):
        try:
            return Type("date"), date.fromisoformat(tree.text)
        except ValueError:
            return Type("string"), tree.text
    return Type("literal", tree.text), tree.text


_NUMBERS = ("int", "decimal", "money", "number")


def _fits(kind: Type, declared: Type) -> bool:
    if "any" in (kind.kind, declared.kind):
        return True
    if "list" in (kind.kind, declared.kind):
        return kind.kind == declared.kind and _fits(item_of(kind), item_of(declared))
    if declared.kind in _NUMBERS:
        return kind.kind in _NUMBERS
    if declared.kind in ("string", "enum", "literal"):
        return kind.kind in ("literal", "string", "enum")
    return kind.kind == declared.kind
