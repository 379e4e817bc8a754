"""What a DMN file and a rule file have in common, as frozen values: decision tables with the words that they use.

Tests and values are FEEL texts, as DMN writes them. Types are those of the vocabulary (``decimal``, ``list of grade``).
"""

from __future__ import annotations

from typing import Final

from engine.model import Label
from engine.value import Value

OWN: Final = "urn:policy-check:dmn:1"
"""The namespace of what DMN itself has no place for."""
MODELS: Final[dict[str, str]] = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}
"""Versions of the standard → the namespace of its models."""
HITS: Final[dict[str, str]] = {
    "unique": "UNIQUE",
    "first": "FIRST",
    "any": "ANY",
    "priority": "PRIORITY",
    "collect": "COLLECT",
    "rule_order": "RULE ORDER",
    "output_order": "OUTPUT ORDER",
}
TYPES: Final[dict[str, str]] = {
    "bool": "boolean",
    "int": "number",
    "decimal": "number",
    "money": "number",
    "date": "date",
    "time": "time",
    "datetime": "date and time",
    "days": "days and time duration",
    "months": "years and months duration",
    "string": "string",
    "any": "Any",
}
"""Types of the vocabulary → types of FEEL."""


class Input(Value):
    """A column of tests: the expression that is tested, its type, and the values that it can have (texts)."""

    expression: str
    type: str = "any"
    label: str = ""
    values: tuple[str, ...] = ()


class Output(Value):
    """A column of values: the name that they are given to, the values in order of priority, and the default one.

    `default`: a FEEL text; None where there is none. `applies` is false where the default is not applicable.
    """

    name: str
    type: str = "any"
    label: str = ""
    values: tuple[str, ...] = ()
    default: str | None = None
    applies: bool = True


class Row(Value):
    """A test for each input (``-``: any), a value for each output (None: not applicable), and remarks."""

    tests: tuple[str, ...]
    values: tuple[str | None, ...]
    notes: tuple[str, ...] = ()
    line: int = 0


class Table(Value):
    """A decision table. `hit` and `aggregate` are written as in rule files."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    hit: str = "unique"
    aggregate: str | None = None


class Decision(Value):
    """A decision by a table.

    `source` names the rule text it was taken from, with `slot` for its place there; both empty where it comes from
    elsewhere. `otherwise`: what the rule file says where no row applies, if DMN cannot. `requires`: the names that it
    reads.
    """

    id: str
    name: str
    table: Table
    label: str = ""
    description: str = ""
    requires: tuple[str, ...] = ()
    source: str = ""
    slot: str = ""
    otherwise: str = ""
    notes: tuple[str, ...] = ()
    line: int = 0
    column: int = 1


class Enumeration(Value):
    """A type with named values, each with its labels."""

    name: str
    label: Label
    members: tuple[tuple[str, Label], ...]


class Fact(Value):
    """Something that tables read: a fact or decision of an entity. `parts`: of a record, the names and types in it."""

    name: str
    type: str
    label: str = ""
    entity: str = ""
    parts: tuple[tuple[str, str, str], ...] = ()


class Constant(Value):
    """A parameter that tables read, with its value as FEEL."""

    name: str
    type: str
    value: str
    rule: str = ""


class Source(Value):
    """The text of one rule, each table in it replaced by ``{dmn: SLOT}``."""

    key: str
    file: str
    text: str


class Model(Value):
    """A DMN model as far as it consists of decision tables."""

    name: str
    policy: str = ""
    enumerations: tuple[Enumeration, ...] = ()
    facts: tuple[Fact, ...] = ()
    constants: tuple[Constant, ...] = ()
    decisions: tuple[Decision, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
