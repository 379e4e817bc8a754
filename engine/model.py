"""The model: what a policy says, as frozen values without behaviour; the loader makes it, every backend reads it.

Expressions are `engine.feel.nodes.Node` trees, names are strings, dates are `datetime.date`, labels are `Label` (zh,
en).
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from engine.feel.nodes import Node
from engine.value import Value


class Label(NamedTuple):
    """A text for readers, in Chinese and in English."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """The text in `language` (``zh`` or ``en``)."""
        return self.zh if language == "zh" else self.en


class Place(NamedTuple):
    """Where something is written: file (relative to the policies folder), line and column, both from 1."""

    file: str
    line: int
    column: int


class Type(Value):
    """The type of a fact, attribute, parameter or expression.

    `kind` is one of: bool, int, decimal, money, date, time, datetime, days, months, string, any, enum, record, list,
    reference, null. `name` is the enumeration or entity for enum, record and reference; `item` the element type of a
    list.
    """

    kind: str
    name: str | None = None
    item: Type | None = None


class Enum(Value):
    """A closed enumeration: member → label, in the order of the vocabulary; `ranked` lists the members from the lowest
    to the highest, where they have such an order."""

    name: str
    label: Label
    members: dict[str, Label]
    ranked: tuple[str, ...] | None = None


class Field(Value):
    """A fact that documents may state. `absent` says what its absence means, where it means something."""

    name: str
    type: Type
    label: Label
    required: bool = False
    minimum: int | None = None
    decimals: int | None = None
    absent: Label | None = None
    maximum: int | None = None


class Attribute(Value):
    """Something that rules conclude; a decision where `decision` is true, else a step towards one.

    `norm` is the rule that answers for it when none applies; `default` what holds then: ``not_applicable`` or
    ``undetermined``;
    `decimals` how many decimals its values are written with.
    """

    name: str
    type: Type
    label: Label
    decision: bool
    norm: str | None
    default: str
    decimals: int | None = None


class Relation(Value):
    """From an entity to the one `to` whose key fields equal the expressions of `by`; null where there is none."""

    name: str
    to: str
    by: tuple[tuple[str, Node], ...]


class Group(Value):
    """An entity that groups others.

    generate: key field → the list in the document, or the enumeration, whose values it takes (one group per
    combination).
    mark: the boolean fact that is true on generated groups and false on those stated in the document.
    members: the name under which the grouped entities are read; `of` is their entity and `by` their fields → key
    fields.
    suppose: where the list that holds members is absent, one supposed member stands for it in every generated group.
    """

    instances: str
    generate: tuple[tuple[str, str], ...]
    mark: str
    members: str
    of: str
    by: tuple[tuple[str, str], ...]


class Order(Value):
    """How the records of one list follow each other: by the fact `by`, their only key. `previous` names the record
    before, `earlier` the list of all before."""

    by: str
    previous: str
    earlier: str


class Constraint(Value):
    """A document in which `refuse` is surely true is not accepted; `at` is the fact that is reported."""

    refuse: Node
    at: str
    message: Label


class Entity(Value):
    """A kind of subject or record. `parent` and `field` say where it stands; `many` whether in a list."""

    name: str
    label: Label
    parent: str | None
    field: str | None
    many: bool
    key: tuple[str, ...]
    unique: tuple[str, ...]
    fields: dict[str, Field]
    attributes: dict[str, Attribute]
    relations: dict[str, Relation]
    group: Group | None
    constraints: tuple[Constraint, ...]
    rests_on: tuple[str, ...]
    order: Order | None = None


class Function(Value):
    """A named expression with typed parameters, shared by rules; it reads the parameters of the rule `norm`."""

    name: str
    label: Label
    parameters: tuple[tuple[str, Type], ...]
    returns: Type
    body: Node
    norm: str


class Vocabulary(Value):
    """The words of a policy: enumerations, entities with their facts and decisions, shared functions."""

    root: str
    enums: dict[str, Enum]
    entities: dict[str, Entity]
    functions: dict[str, Function]


class Parameter(Value):
    """A number, date or list that a clause sets, with the days on which it holds (`to` included; None: open)."""

    name: str
    type: Type
    value: Any
    since: date | None
    until: date | None
    place: Place


class Qualifier(Value):
    """A remark on decisions: where `when` is surely true (and the state is decided, if `decided`), the flag and body
    are added,
    and with `reopening` the decision stands but has first to go through a reopening."""

    decisions: tuple[str, ...]
    when: Node | None
    decided: bool
    flag: Node | None
    refer_to: str | None
    reopening: bool


class Gate(Value):
    """Every decision about `of` and what belongs to it (None: everything) applies only where `open_when` is true."""

    of: str | None
    open_when: Node


class Part(Value):
    """One conditional statement of a rule about one entity. Attribute → expression in `conclusions`."""

    on: str
    when: Node | None
    conclusions: tuple[tuple[str, Node], ...]
    overrides: tuple[str, ...]
    qualifiers: tuple[Qualifier, ...]
    gates: tuple[Gate, ...]
    place: Place


class Reading(Value):
    """The reading of an ambiguous text that a rule rests on, and who decided it, when; nobody yet: None."""

    ambiguity: str
    option: str
    decided_by: str | None
    decided_on: date | None


class Rule(Value):
    """One version of one norm; `digest` covers all that it says. A rule without parts decides nothing; it is
    versioned, quoted and listed like the rest. `dated` names the parameters that are read as they stood on
    another day."""

    id: str
    version: int
    clause: str
    title: Label
    quote: str
    norm_type: str
    strength: str
    since: date
    until: date | None
    replaces: int | None
    parameters: tuple[Parameter, ...]
    parts: tuple[Part, ...]
    rests_on: tuple[str, ...]
    readings: tuple[Reading, ...]
    place: Place
    digest: str = ""
    dated: tuple[str, ...] = ()


class Sentence(Value):
    """One sentence, heading or mark of the source text."""

    id: str
    type: str
    text: str
    place: Place


class Policy(Value):
    """A policy with every version of its rules. `about` holds its public metadata (number, title, issuers, dates);
    `digest` covers the vocabulary."""

    id: str
    version: str
    since: date
    until: date | None
    about: dict[str, Any]
    vocabulary: Vocabulary
    sentences: tuple[Sentence, ...]
    rules: tuple[Rule, ...]
    digest: str = ""


class RuleSet(Value):
    """The rules in force on `day`: rule id → rule, and each rule's parameters as they stand on that day."""

    policy: Policy
    day: date
    rules: dict[str, Rule]
    parameters: dict[str, dict[str, Parameter]]
    digest: str
