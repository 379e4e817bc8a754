"""Faults that a schema found, in; one diagnostic for each, at the node that has to be changed, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from engine.model import Label
from loader.diagnostics import Diagnostics, did_you_mean
from loader.schema.branches import forms, kind_of, kinds, leaves
from loader.schema.fault import Fault
from loader.schema.words import advice, expected, found_words, message, title, where
from loader.yaml.nodes import Mapping, Node, Scalar, Sequence

NAME_PATTERN = "^[a-z][a-z0-9_]*$"


def report(faults: Iterable[Fault], tree: Node, rules: dict[str, Any], found: Diagnostics) -> None:
    """Adds the diagnostics for the faults of `tree` against the schema `rules`."""
    every = [leaf for fault in faults for leaf in leaves(fault, rules)]
    reporter = _Reporter(tree, rules, every, found)
    for leaf in every:
        reporter.one(leaf)


class _Reporter:
    def __init__(self, tree: Node, rules: dict[str, Any], faults: Iterable[Fault], found: Diagnostics) -> None:
        self.tree = tree
        self.rules = rules
        self.found = found
        self.misspelt: set[tuple[tuple[str | int, ...], str]] = set()
        self.misplaced: set[tuple[str | int, ...]] = set()
        for fault in faults:
            if fault.keyword == "additionalProperties":
                for name in _surplus(fault):
                    near = did_you_mean(name, fault.schema.get("properties", {}))
                    self.misspelt.update((fault.path, meant) for meant in near)
            elif fault.keyword == "not":
                self.misplaced.add(fault.path)

    def one(self, fault: Fault) -> None:
        problem = message(fault.schema, "errorMessage") if fault.keyword in ("not", "anyOf") else None
        if problem is not None:
            wanted = [name for branch in fault.wanted for name in branch.get("required", ())]
            if not any((fault.path, name) in self.misspelt for name in wanted):
                self.found.add("PC209", self._key(fault.path), problem=problem)
        elif fault.keyword in _REPORTS:
            _REPORTS[fault.keyword](self, fault)
        else:
            self.found.add("PC212", self._at(fault.path), where=where(fault.path), detail=fault.keyword)

    def _unknown_keys(self, fault: Fault) -> None:
        properties, patterns = fault.schema.get("properties", {}), fault.schema.get("patternProperties", {})
        node = self._node(fault.path)
        for name in _surplus(fault):
            key = node.key(name) if isinstance(node, Mapping) else None
            if key is None:
                continue
            if not properties and NAME_PATTERN in patterns:
                self.found.add("PC302", key, word=name)
            elif not properties:
                self.found.add("PC205", key, where=title(fault.schema, fault.path), found=name)
            else:
                near = did_you_mean(name, properties)
                self.found.add(
                    "PC201",
                    key,
                    where=title(fault.schema, fault.path),
                    key=name,
                    comma=_split_text(node, key),
                    suggestions=near,
                    known=list(properties),
                )

    def _missing_keys(self, fault: Fault) -> None:
        for name in fault.wanted:
            if name in fault.value or (fault.path, name) in self.misspelt:
                continue
            of = fault.schema.get("properties", {}).get(name, {})
            example = of.get("examples", [None])[0]
            shown = str(example) if isinstance(example, str | int) and not isinstance(example, bool) else ""
            self.found.add(
                "PC202", self._at(fault.path), where=title(fault.schema, fault.path), key=name, example=shown
            )

    def _missing_companions(self, fault: Fault) -> None:
        for name, others in fault.wanted.items():
            if name not in fault.value or (*fault.path, name) in self.misplaced:
                continue
            for other in others:
                if other not in fault.value and (fault.path, other) not in self.misspelt:
                    at = self._key((*fault.path, name))
                    self.found.add("PC210", at, where=title(fault.schema, fault.path), key=name, other=other)

    def _wrong_kind(self, fault: Fault) -> None:
        wanted = kinds(fault.schema, self.rules)
        node = self._at(fault.path)
        helpful = advice(node, wanted, fault.schema)
        self.found.add(
            "PC203",
            self._key(fault.path) if isinstance(node, Scalar) and not node.text and not node.style else node,
            where=where(fault.path) if fault.path else title(fault.schema, ()),
            expected=expected(wanted),
            found=found_words(node, kind_of(fault.value)),
            **({"advice": helpful} if helpful else {}),
        )

    def _no_form(self, fault: Fault) -> None:
        """A mapping that has none of the keys that say which form it takes."""
        known = forms(fault, self.rules)
        node = self._at(fault.path)
        entries = node.entries if isinstance(node, Mapping) else ()
        for key, _ in entries:
            near = did_you_mean(key.text, known)
            if near:
                self.found.add("PC201", key, where=where(fault.path), key=key.text, suggestions=near)
                return
        self.found.add("PC211", entries[0][0] if entries else node, where=where(fault.path), known=known)

    def _not_allowed(self, fault: Fault) -> None:
        node = self._at(fault.path)
        if kind_of(fault.value) not in kinds(fault.schema, self.rules):
            self._wrong_kind(fault)
            return
        text = node.text if isinstance(node, Scalar) else ""
        known = [_written(value) for value in fault.wanted]
        self.found.add(
            "PC204", node, where=where(fault.path), found=text, suggestions=did_you_mean(text, known), known=known
        )

    def _not_the_one(self, fault: Fault) -> None:
        self._not_allowed(fault._replace(wanted=[fault.wanted]))

    def _not_matching(self, fault: Fault) -> None:
        self._written_wrong(fault, message(fault.schema, "patternErrorMessage"))

    def _no_date(self, fault: Fault) -> None:
        self._written_wrong(
            fault,
            Label("写成 年-月-日，如 2023-10-20", "write a day of the calendar as year-month-day, such as 2023-10-20"),
        )

    def _written_wrong(self, fault: Fault, helpful: Label | None) -> None:
        fields = {"advice": helpful} if helpful else {}
        self.found.add("PC205", self._at(fault.path), where=where(fault.path), found=str(fault.value), **fields)

    def _too_small(self, fault: Fault) -> None:
        self._bound(fault, Label(f"不小于 {fault.wanted}", f"at least {fault.wanted}"))

    def _too_big(self, fault: Fault) -> None:
        self._bound(fault, Label(f"不大于 {fault.wanted}", f"at most {fault.wanted}"))

    def _bound(self, fault: Fault, bound: Label) -> None:
        self.found.add("PC206", self._at(fault.path), where=where(fault.path), bound=bound, found=str(fault.value))

    def _too_short(self, fault: Fault) -> None:
        self._little(fault, Label(f"{fault.wanted} 个字", f"{fault.wanted} character(s)"))

    def _too_few(self, fault: Fault) -> None:
        self._little(fault, Label(f"{fault.wanted} 项", f"{fault.wanted} item(s)"))

    def _too_few_keys(self, fault: Fault) -> None:
        self._little(fault, Label(f"{fault.wanted} 个键", f"{fault.wanted} key(s)"))

    def _little(self, fault: Fault, least: Label) -> None:
        self.found.add("PC207", self._at(fault.path), where=where(fault.path), least=least)

    def _too_many_keys(self, fault: Fault) -> None:
        most = Label(f"{fault.wanted} 个键", f"{fault.wanted} key(s)")
        self.found.add("PC213", self._at(fault.path), where=where(fault.path), most=most)

    def _repeated(self, fault: Fault) -> None:
        node = self._at(fault.path)
        seen: set[str] = set()
        for item in node.items if isinstance(node, Sequence) else ():
            text = item.text if isinstance(item, Scalar) else ""
            if text in seen:
                self.found.add("PC208", item, word=text, where=where(fault.path))
            seen.add(text)

    def _node(self, path: tuple[str | int, ...]) -> Node | None:
        node: Node | None = self.tree
        for step in path:
            if isinstance(step, str):
                node = node.get(step) if isinstance(node, Mapping) else None
            else:
                node = node.items[step] if isinstance(node, Sequence) else None
        return node

    def _at(self, path: tuple[str | int, ...]) -> Node:
        return self._node(path) or self.tree

    def _key(self, path: tuple[str | int, ...]) -> Node:
        """The key under which a value stands; the value where it stands under none."""
        outer = self._node(path[:-1]) if path else None
        key = outer.key(str(path[-1])) if isinstance(outer, Mapping) else None
        return key or self._at(path)


_REPORTS: dict[str, Callable[[_Reporter, Fault], None]] = {
    "additionalProperties": _Reporter._unknown_keys,
    "required": _Reporter._missing_keys,
    "dependentRequired": _Reporter._missing_companions,
    "type": _Reporter._wrong_kind,
    "form": _Reporter._no_form,
    "enum": _Reporter._not_allowed,
    "const": _Reporter._not_the_one,
    "pattern": _Reporter._not_matching,
    "format": _Reporter._no_date,
    "minimum": _Reporter._too_small,
    "maximum": _Reporter._too_big,
    "minLength": _Reporter._too_short,
    "minItems": _Reporter._too_few,
    "minProperties": _Reporter._too_few_keys,
    "maxProperties": _Reporter._too_many_keys,
    "uniqueItems": _Reporter._repeated,
}


def _surplus(fault: Fault) -> list[str]:
    """The keys of a mapping that its schema does not know."""
    known = fault.schema.get("properties", {})
    patterns = fault.schema.get("patternProperties", {})
    return [name for name in fault.value if name not in known and not any(re.search(p, name) for p in patterns)]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _split_text(node: Node | None, key: Scalar) -> str:
    """The whole text, where a comma in it made its rest a key: `{en: of the type, or all}`."""
    value = node.get(key.text) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(value, Scalar) or value.text or value.style:
        return ""
    line = key.source.text.splitlines()[key.end_line - 1]
    if line[key.end_column - 1 :].lstrip().startswith(":"):
        return ""
    at = node.index[key.text]
    before = node.entries[at - 1][1] if at else None
    return f"{before.text}, {key.text}" if isinstance(before, Scalar) else ""
