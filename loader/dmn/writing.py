"""A `Model` in; a DMN file (OMG DMN 1.5 or 1.3), out: decisions with their tables, inputs, types, and a diagram.

Elements stand in the order of the standard's schema. What DMN has no place for stands in `extensionElements` and in
attributes of a namespace of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from loader.dmn.model import HITS, MODELS, OWN, TYPES, Constant, Decision, Enumeration, Fact, Model, Row, Source, Table

DIAGRAMS: Final[dict[str, str]] = {
    "1.3": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/DMNDI/",
}
"""Versions that are written → the namespace of their diagrams."""
BOX: Final = (180, 80)
FLAT: Final = (160, 45)
STEP: Final = 220
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]")
Attribute = tuple[str, str | None]


def write_dmn(model: Model, version: str = "1.5") -> str:
    """The text of the file."""
    return _Writer(model, version).text()


class _Writer:
    def __init__(self, model: Model, version: str) -> None:
        self.model = model
        self.version = version
        self.lines: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self.depth = 0
        self.taken: set[str] = set()
        self.shapes: dict[str, tuple[int, int, int, int]] = {}
        self.edges: list[tuple[str, str, str]] = []
        self.named: dict[str, tuple[str, str]] = {}

    # --- lines --------------------------------------------------------------------------------------------------------

    def id(self, *parts: str) -> str:
        """An id that no other element has."""
        base = _NOT_NAME.sub("_", "_".join(part for part in parts if part))
        base = base if base[:1].isalpha() or base[:1] == "_" else f"_{base}"
        found, number = base, 1
        while found in self.taken:
            number += 1
            found = f"{base}_{number}"
        self.taken.add(found)
        return found

    def put(self, line: str) -> None:
        self.lines.append("  " * self.depth + line)

    def open(self, name: str, *attributes: Attribute) -> None:
        self.put(f"<{name}{_attributes(attributes)}>")
        self.depth += 1

    def close(self, name: str) -> None:
        self.depth -= 1
        self.put(f"</{name}>")

    def leaf(self, name: str, text: str | None, *attributes: Attribute) -> None:
        """An element with a text, or empty."""
        start = f"{name}{_attributes(attributes)}"
        self.put(f"<{start} />" if text is None else f"<{start}>{_text(text)}</{name}>")

    def texted(self, name: str, text: str, *attributes: Attribute) -> None:
        """An element that holds an expression."""
        self.open(name, *attributes)
        self.leaf("text", text)
        self.close(name)

    # --- the file -----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """All of it."""
        model = self.model
        identity = self.id("definitions", model.policy or model.name)
        self.open(
            "definitions",
            ("xmlns", MODELS[self.version]),
            ("xmlns:dmndi", DIAGRAMS[self.version]),
            ("xmlns:dc", "http://www.omg.org/spec/DMN/20180521/DC/"),
            ("xmlns:di", "http://www.omg.org/spec/DMN/20180521/DI/"),
            ("xmlns:pc", OWN),
            ("id", identity),
            ("name", model.name),
            ("namespace", f"urn:policy-check:policy:{model.policy or 'unnamed'}"),
            ("exporter", "policy-check"),
        )
        self._kept(model.policy, model.sources)
        for one in model.enumerations:
            self._enumeration(one)
        for fact in model.facts:
            if fact.parts:
                self._record(fact)
        self._name_all()
        for decision in model.decisions:
            self._decision(decision)
        for constant in model.constants:
            self._constant(constant)
        for fact in model.facts:
            self._fact(fact)
        self._diagram()
        self.close("definitions")
        return "\n".join(self.lines) + "\n"

    def _kept(self, policy: str, sources: Sequence[Source]) -> None:
        if not policy and not sources:
            return
        self.open("extensionElements")
        self.leaf("pc:policy", None, ("id", policy))
        for one in sources:
            self.leaf("pc:source", one.text, ("key", one.key), ("file", one.file))
        self.close("extensionElements")

    def _enumeration(self, one: Enumeration) -> None:
        self.open("itemDefinition", ("id", self.id("type", one.name)), ("label", one.label.zh), ("name", one.name))
        self.open("extensionElements")
        self.leaf("pc:label", None, ("zh", one.label.zh), ("en", one.label.en))
        for name, label in one.members:
            self.leaf("pc:value", None, ("name", name), ("zh", label.zh), ("en", label.en))
        self.close("extensionElements")
        self.leaf("typeRef", "string")
        self.texted("allowedValues", ",".join(quoted(name) for name, _ in one.members))
        self.close("itemDefinition")

    def _record(self, fact: Fact) -> None:
        name = record_name(fact)
        if f"record {name}" in self.taken:
            return
        self.taken.add(f"record {name}")
        self.open("itemDefinition", ("id", self.id("type", name)), ("label", fact.label), ("name", name))
        for part, kind, label in fact.parts:
            self.open(
                "itemComponent",
                ("id", self.id("part", name, part)),
                ("label", label),
                ("name", part),
                ("isCollection", "true" if kind.startswith("list of ") else None),
                ("pc:type", kind),
            )
            self.leaf("typeRef", self._type(kind.removeprefix("list of ")))
            self.close("itemComponent")
        self.close("itemDefinition")

    def _type(self, kind: str) -> str:
        if kind.startswith("list of "):
            return "Any"
        known = {one.name for one in self.model.enumerations}
        return TYPES.get(kind, kind if kind in known else "Any")

    def _typed(self, fact: Fact) -> str:
        return record_name(fact) if fact.parts else self._type(fact.type)

    def _name_all(self) -> None:
        for decision in self.model.decisions:
            self.named[decision.name] = (self.id("decision", decision.id), "requiredDecision")
        for constant in self.model.constants:
            self.named.setdefault(constant.name, (self.id("parameter", constant.name), "requiredDecision"))
        for fact in self.model.facts:
            self.named.setdefault(fact.name, (self.id("input", fact.name), "requiredInput"))

    # --- decisions ----------------------------------------------------------------------------------------------------

    def _decision(self, decision: Decision) -> None:
        identity, _ = self.named[decision.name]
        self.open("decision", ("id", identity), ("name", decision.name), ("label", decision.label or None))
        if decision.description:
            self.leaf("description", decision.description)
        if decision.source or decision.otherwise or decision.notes:
            self.open("extensionElements")
            self.leaf("pc:table", None, ("source", decision.source), ("slot", decision.slot))
            if decision.otherwise:
                self.leaf("pc:otherwise", decision.otherwise)
            for note in decision.notes:
                self.leaf("pc:note", note)
            self.close("extensionElements")
        output = decision.table.outputs[0]
        variable = output.type if len(decision.table.outputs) == 1 else "any"
        self.leaf(
            "variable",
            None,
            ("id", self.id("variable", identity)),
            ("name", decision.name),
            ("typeRef", self._type(variable)),
        )
        for name in decision.requires:
            self._requirement(identity, *self.named[name])
        self._table(decision.table, identity)
        self.close("decision")
        column = len(self.shapes)
        self.shapes[identity] = (150 + STEP * column, 80, *BOX)

    def _requirement(self, identity: str, target: str, kind: str) -> None:
        edge = self.id("requirement", identity, target)
        self.open("informationRequirement", ("id", edge))
        self.leaf(kind, None, ("href", f"#{target}"))
        self.close("informationRequirement")
        self.edges.append((edge, target, identity))

    def _table(self, table: Table, of: str) -> None:
        aggregation = table.aggregate.upper() if table.aggregate not in (None, "list") else None
        self.open(
            "decisionTable", ("id", self.id("table", of)), ("hitPolicy", HITS[table.hit]), ("aggregation", aggregation)
        )
        for place, one in enumerate(table.inputs, 1):
            self.open("input", ("id", self.id("column", of, str(place))), ("label", one.label or None))
            self.texted(
                "inputExpression",
                one.expression,
                ("id", self.id("expression", of, str(place))),
                ("typeRef", self._type(one.type)),
                ("pc:type", one.type),
            )
            if one.values:
                self.texted("inputValues", ",".join(one.values))
            self.close("input")
        for output in table.outputs:
            self.open(
                "output",
                ("id", self.id("output", of)),
                ("label", output.label or None),
                ("name", output.name),
                ("typeRef", self._type(output.type)),
                ("pc:type", output.type),
            )
            if output.values:
                self.texted("outputValues", ",".join(output.values))
            if output.default is not None or not output.applies:
                self._value("defaultOutputEntry", output.default if output.applies else None, of)
            self.close("output")
        annotated = max((len(row.notes) for row in table.rows), default=0)
        for place in range(annotated):
            self.leaf("annotation", None, ("name", f"note {place + 1}" if annotated > 1 else "note"))
        for row in table.rows:
            self._row(row, of, annotated)
        self.close("decisionTable")

    def _row(self, row: Row, of: str, annotated: int) -> None:
        self.open("rule", ("id", self.id("row", of)))
        if row.notes:
            self.leaf("description", "\n".join(row.notes))
        for test in row.tests:
            self.texted("inputEntry", test, ("id", self.id("test", of)))
        for value in row.values:
            self._value("outputEntry", value, of)
        for place in range(annotated):
            self.texted("annotationEntry", row.notes[place] if place < len(row.notes) else "")
        self.close("rule")

    def _value(self, name: str, value: str | None, of: str) -> None:
        null = ("pc:null", "true" if value == "null" else None)
        self.texted(name, "null" if value is None else value, ("id", self.id("value", of)), null)

    def _constant(self, constant: Constant) -> None:
        identity, _ = self.named[constant.name]
        self.open("decision", ("id", identity), ("name", constant.name), ("pc:parameter", constant.rule or "true"))
        self.leaf(
            "variable",
            None,
            ("id", self.id("variable", identity)),
            ("name", constant.name),
            ("typeRef", self._type(constant.type)),
        )
        self.texted("literalExpression", constant.value, ("id", self.id("constant", constant.name)))
        self.close("decision")
        column = sum(1 for _, top, _, _ in self.shapes.values() if top == 240)
        self.shapes[identity] = (150 + STEP * column, 240, *BOX)

    def _fact(self, fact: Fact) -> None:
        identity, kind = self.named[fact.name]
        if kind != "requiredInput":
            return
        self.open(
            "inputData",
            ("id", identity),
            ("name", fact.name),
            ("label", fact.label or None),
            ("pc:entity", fact.entity or None),
            ("pc:type", fact.type),
        )
        self.leaf(
            "variable",
            None,
            ("id", self.id("variable", identity)),
            ("name", fact.name),
            ("typeRef", self._typed(fact)),
        )
        self.close("inputData")
        column = sum(1 for _, top, _, _ in self.shapes.values() if top == 400)
        self.shapes[identity] = (160 + STEP * column, 400, *FLAT)

    # --- the diagram --------------------------------------------------------------------------------------------------

    def _diagram(self) -> None:
        self.open("dmndi:DMNDI")
        self.open("dmndi:DMNDiagram", ("id", self.id("DMNDiagram")))
        for of, (left, top, width, height) in self.shapes.items():
            self.open("dmndi:DMNShape", ("id", self.id("shape", of)), ("dmnElementRef", of))
            self.leaf(
                "dc:Bounds", None, ("height", str(height)), ("width", str(width)), ("x", str(left)), ("y", str(top))
            )
            self.close("dmndi:DMNShape")
        for edge, start, end in self.edges:
            self.open("dmndi:DMNEdge", ("id", self.id("edge", edge)), ("dmnElementRef", edge))
            for x, y in self._way(start, end):
                self.leaf("di:waypoint", None, ("x", str(x)), ("y", str(y)))
            self.close("dmndi:DMNEdge")
        self.close("dmndi:DMNDiagram")
        self.close("dmndi:DMNDI")

    def _way(self, start: str, end: str) -> Iterator[tuple[int, int]]:
        """From the upper edge of one shape to the lower edge of another."""
        left, top, width, _ = self.shapes[start]
        yield left + width // 2, top
        left, top, width, height = self.shapes[end]
        yield left + width // 2, top + height


def record_name(fact: Fact) -> str:
    """The name of the type of a record."""
    return fact.type.removeprefix("list of ").removeprefix("reference to ")


def quoted(text: str) -> str:
    """A text as FEEL writes it."""
    from engine.feel.nodes import Node
    from engine.feel.unparse import unparse

    return unparse(Node("str", text))


def _attributes(attributes: Sequence[Attribute]) -> str:
    return "".join(f' {name}="{_attribute(value)}"' for name, value in attributes if value is not None)


def _attribute(text: str) -> str:
    return escape(_clean(text), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(text: str) -> str:
    return escape(_clean(text), {"\r": "&#13;"})


def _clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
