"""One entity of the vocabulary, in; a draft of it, out: what can be read without knowing the other entities."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model import Attribute, Constraint, Field, Label, Type
from loader.diagnostics import Diagnostics, did_you_mean
from loader.rules.feel_text import parse_feel
from loader.vocabulary.types import NUMBERS, Types, check_name
from loader.yaml.nodes import Mapping, Node, Scalar
from loader.yaml.pieces import entries, get, items, label, truth, whole, word, words

_NUMBER_KINDS = Label("数（int、decimal、money）", "numbers (int, decimal, money)")
_DECIMAL_KINDS = Label("decimal 和 money", "decimal and money")


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity without its place among the others; `node` is what it was read from, `at` its name there."""

    at: Scalar
    node: Node
    label: Label
    key: tuple[str, ...]
    unique: tuple[str, ...]
    fields: dict[str, Field]
    attributes: dict[str, Attribute]
    constraints: tuple[Constraint, ...]
    rests_on: tuple[str, ...]

    @property
    def name(self) -> str:
        """The entity's name."""
        return self.at.text

    @property
    def names(self) -> list[str]:
        """The names of its facts and attributes."""
        return [*self.fields, *self.attributes]


def read_draft(at: Scalar, node: Node, types: Types, found: Diagnostics) -> Draft:
    """The draft of the entity that `node` describes under the name `at`."""
    _check_names(node, found)
    fields = {key.text: _field(key, fact, types, found) for key, fact in entries(get(node, "facts"))}
    attributes = {key.text: _attribute(key, of, False, types, found) for key, of in entries(get(node, "derived"))}
    for key, of in entries(get(node, "decisions")):
        attributes[key.text] = _attribute(key, of, True, types, found)
    key_names = _facts(at.text, get(node, "key"), fields, found)
    for name in words(get(node, "key")):
        if name.text in fields and not fields[name.text].required:
            found.add("PC310", name, word=name.text)
    return Draft(
        at,
        node,
        label(get(node, "label")),
        key_names,
        _facts(at.text, get(node, "unique"), fields, found),
        fields,
        attributes,
        _constraints(at.text, node, fields, found),
        tuple(name.text for name in words(get(node, "rests_on"))),
    )


def unknown_fact(at: Scalar, entity: str, known: list[str], found: Diagnostics) -> None:
    """Reports a word that names nothing of an entity."""
    found.add("PC307", at, entity=entity, word=at.text, suggestions=did_you_mean(at.text, known), known=known)


def _facts(entity: str, node: Node | None, fields: dict[str, Field], found: Diagnostics) -> tuple[str, ...]:
    names = words(node)
    for name in names:
        if name.text not in fields:
            unknown_fact(name, entity, list(fields), found)
    return tuple(name.text for name in names if name.text in fields)


def _check_names(node: Node, found: Diagnostics) -> None:
    seen: dict[str, Scalar] = {}
    group = get(node, "group")
    order = get(node, "order")
    own = [get(group, "mark"), get(group, "members"), get(order, "previous"), get(order, "earlier")]
    keys = [key for part in ("facts", "derived", "decisions", "relations") for key, _ in entries(get(node, part))]
    keys += [name for name in own if isinstance(name, Scalar)]
    for key in sorted(keys, key=lambda key: (key.line, key.column)):
        check_name(key, found)
        if key.text in seen:
            found.add("PC312", key, word=key.text, line=seen[key.text].line)
        seen.setdefault(key.text, key)


def _field(key: Scalar, node: Node, types: Types, found: Diagnostics) -> Field:
    type_ = types.read(get(node, "type"), found)
    minimum, maximum, decimals = (whole(get(node, name)) for name in ("minimum", "maximum", "decimals"))
    _check_numbers(node, type_, found)
    if type_.kind == "money":
        minimum = 0 if minimum is None else minimum
        decimals = 2 if decimals is None else decimals
    if minimum is not None and maximum is not None and maximum < minimum:
        found.add("PC320", get(node, "maximum") or node, word=key.text, minimum=minimum, maximum=maximum)
    absent = get(node, "absent")
    required = truth(get(node, "required"))
    if required and isinstance(node, Mapping) and absent is not None:
        found.add("PC314", node.key("absent") or node, word=key.text)
    return Field(
        key.text,
        type_,
        label(get(node, "label")),
        required,
        minimum,
        decimals,
        label(absent) if absent else None,
        maximum,
    )


def _attribute(key: Scalar, node: Node, decision: bool, types: Types, found: Diagnostics) -> Attribute:
    type_ = types.read(get(node, "type"), found)
    _check_numbers(node, type_, found)
    default = word(get(node, "default")) or "not_applicable"
    norm, decimals = word(get(node, "norm")), whole(get(node, "decimals"))
    return Attribute(key.text, type_, label(get(node, "label")), decision, norm, default, decimals)


def _check_numbers(node: Node, type_: Type, found: Diagnostics) -> None:
    if not isinstance(node, Mapping) or type_.kind == "any":
        return
    written = word(get(node, "type")) or ""
    for name, kinds, allowed in (
        ("minimum", _NUMBER_KINDS, NUMBERS),
        ("maximum", _NUMBER_KINDS, NUMBERS),
        ("decimals", _DECIMAL_KINDS, NUMBERS - {"int"}),
    ):
        at = node.key(name)
        if at is not None and type_.kind not in allowed:
            found.add("PC313", at, word=name, kinds=kinds, type=written)


def _constraints(entity: str, node: Node, fields: dict[str, Field], found: Diagnostics) -> tuple[Constraint, ...]:
    constraints = []
    for item in items(get(node, "refuse")):
        when, at = get(item, "when"), get(item, "at")
        if isinstance(at, Scalar) and at.text not in fields:
            unknown_fact(at, entity, list(fields), found)
        condition = parse_feel(when, found) if isinstance(when, Scalar) else None
        if condition is not None and isinstance(at, Scalar):
            constraints.append(Constraint(condition, at.text, label(get(item, "message"))))
    return tuple(constraints)
