"""A policy and its folders in; the decision tables of its rules as a `Model`, out, and what DMN does not hold of them.

The text of every rule with a table is kept whole, the tables cut out of it: reading the DMN file back gives the rule
again, with the tables as they then are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.check import LISTING, item_of
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Node
from engine.feel.parser import parse, parse_unary_tests
from engine.feel.unparse import unparse
from engine.model import Attribute, Field, Label, Parameter, Policy, Rule, Type
from engine.names import ANY, Names, for_subject
from loader.diagnostics import Diagnostics
from loader.dmn.cells import members_of, test_text, value_text
from loader.dmn.model import Constant, Decision, Enumeration, Fact, Input, Model, Output, Row, Source, Table
from loader.dmn.rule_source import as_table, cut_out, loose_remarks, remarks, text_of
from loader.dmn.writing import quoted
from loader.rules.conditions import type_of
from loader.rules.special_forms import SPECIAL
from loader.store import policy_files
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree
from loader.yaml.pieces import entries, get, items, whole, word
from loader.yaml.tree import load_yaml

OTHERS: Final = ("policy.yaml", "text.yaml", "vocabulary.yaml")
KEPT: Final = ("when", "overrides", "qualify", "gate", "rests_on", "reading", "replaces")
"""Keys of a rule that DMN has no place for."""


class Found(NamedTuple):
    """A table in a rule: the mapping (of a grid, the table that says the same), what is written there, the type of the
    value, the names there, and whether it is the whole value."""

    tree: Mapping
    written: Mapping
    kind: Type
    names: Names
    whole: bool


def gather(policy: Policy, folders: Iterable[Path], found: Diagnostics) -> Model:
    """The model of a policy that has been loaded from `folders`; `found` collects what DMN does not hold."""
    return _Gathering(policy, found).model(folders)


class _Gathering:
    def __init__(self, policy: Policy, found: Diagnostics) -> None:
        self.policy = policy
        self.vocabulary = policy.vocabulary
        self.found = found
        self.rules = {(rule.id, rule.version): rule for rule in policy.rules}
        self.enums: dict[str, Any] = {name: enum.members for name, enum in self.vocabulary.enums.items()}
        self.decisions: list[Decision] = []
        self.sources: list[Source] = []
        self.facts: dict[str, Fact] = {}
        self.constants: dict[str, Constant] = {}
        self.used: set[str] = set()
        self.taken: set[str] = set()
        self.without = 0

    def model(self, folders: Iterable[Path]) -> Model:
        last: Tree | None = None
        for folder in folders:
            for path in map(Path, policy_files(folder)):
                if path.name in OTHERS:
                    continue
                tree, _ = load_yaml(path, f"{folder.name}/{path.name}")
                last = tree or last
                self._functions(tree)
                for rule in items(get(tree, "rules")):
                    self._rule(rule, path.name)
        if self.without and last is not None:
            self._note(
                last,
                f"没有决策表的规则 {self.without} 条不在其中",
                f"{self.without} rules without a decision table are not in it",
            )
        return Model(
            name=str(self.policy.about.get("title") or self.policy.id),
            policy=self.policy.id,
            enumerations=tuple(self._enumerations()),
            facts=tuple(self.facts.values()),
            constants=tuple(self.constants.values()),
            decisions=tuple(self.decisions),
            sources=tuple(self.sources),
        )

    def _note(self, at: Tree, zh: str, en: str) -> None:
        self.found.add("PC379", at, note=Label(zh, en))

    def _functions(self, tree: Tree | None) -> None:
        for key, body in entries(get(tree, "functions")):
            if any(True for _ in _tables(body, ANY, for_subject(self.vocabulary, self.vocabulary.root, {}))):
                self._note(
                    key, f"函数“{key.text}”中的表不在其中", f"the table in the function `{key.text}` is not in it"
                )

    # --- rules --------------------------------------------------------------------------------------------------------

    def _rule(self, tree: Tree, file: str) -> None:
        rule = self.rules.get((word(get(tree, "id")) or "", whole(get(tree, "version")) or 1))
        if rule is None or not isinstance(tree, Mapping):
            return
        parameters = _first(rule.parameters)
        cuts: list[tuple[Mapping, str]] = []
        kept = {key.text for key, _ in tree.entries if key.text in KEPT}
        rows = items(get(tree, "parts")) or (tree,)
        for row in rows:
            entity = word(get(row, "on"))
            if entity is None or entity not in self.vocabulary.entities:
                continue
            names = for_subject(self.vocabulary, entity, {n: (p.type, p.value) for n, p in parameters.items()})
            kept |= {key.text for key, _ in entries(row) if key.text in KEPT}
            for key, value in entries(get(row, "then")):
                attribute = self.vocabulary.entities[entity].attributes.get(key.text)
                if attribute is None:
                    continue
                for one in _tables(value, attribute.type, names):
                    slot = f"t{len(self.decisions) + 1}"
                    cuts.append((one.written, slot))
                    self._decision(one, rule, key.text, entity, slot, parameters)
        if not cuts:
            self.without += 1
            return
        if kept:
            listed = sorted(kept)
            self._note(
                tree,
                f"{rule.id}：DMN 不含 {'、'.join(listed)}，原样存于扩展元素",
                f"{rule.id}: DMN does not hold {', '.join(listed)}; kept as they are in extension elements",
            )
        dated = sorted({p.name for p in rule.parameters if p.since or p.until})
        if dated:
            self._note(
                tree,
                f"{rule.id}：参数 {'、'.join(dated)} 只写出第一个值",
                f"{rule.id}: of the parameters {', '.join(dated)} only the first value is written",
            )
        self.sources.append(Source(_key(rule), file, cut_out(tree, cuts)))

    def _decision(
        self, one: Found, rule: Rule, attribute: str, entity: str, slot: str, parameters: dict[str, Parameter]
    ) -> None:
        shown = self.vocabulary.entities[entity].attributes[attribute].label
        mapping = one.written
        table, complex_otherwise = self._table(one, attribute, shown.zh, rule)
        if complex_otherwise is not None:
            self._note(
                complex_otherwise,
                f"{rule.id}：otherwise 不是单个值，DMN 不含，原样存于扩展元素",
                f"{rule.id}: `otherwise` is no single value; DMN does not hold it, it is kept in an extension element",
            )
        if not one.whole:
            self._note(
                mapping,
                f"{rule.id}：此表只是“{attribute}”的值的一部分，其余存于扩展元素",
                f"{rule.id}: this table is a part of the value of `{attribute}`; the rest is kept in an extension",
            )
        name, number = attribute, 1
        while name in self.taken:
            number += 1
            name = f"{attribute}_{number}"
        self.taken.add(name)
        reads = self._reads(one, table, entity, rule, parameters)
        called = {called for node in _nodes(table) for called in _named(node, "call")}
        own = sorted(called & {*SPECIAL, *self.vocabulary.functions})
        if own:
            self._note(
                mapping,
                f"{rule.id}：函数 {'、'.join(own)} 不在 DMN 中，建模工具算不出",
                f"{rule.id}: the functions {', '.join(own)} are not in DMN, a modeller cannot work them out",
            )
        self.used |= {
            enum.name or ""
            for enum in (item_of(one.kind), *(item_of(self._type(text, one.names)) for text in _expressions(table)))
            if enum.kind == "enum"
        }
        self.decisions.append(
            Decision(
                id=f"{rule.id}_{name}",
                name=name,
                table=table,
                label=shown.zh,
                description=f"{rule.id} {rule.title.zh} / {rule.title.en}",
                requires=tuple(read for read in reads if read != name),
                source=_key(rule),
                slot=slot,
                otherwise=text_of(complex_otherwise) if complex_otherwise is not None else "",
                notes=tuple(loose_remarks(mapping)),
            )
        )

    def _table(self, one: Found, name: str, shown: str, rule: Rule) -> tuple[Table, Tree | None]:
        tree = one.tree
        hit, aggregate = word(get(tree, "hit")) or "unique", word(get(tree, "aggregate"))
        policy = aggregate if hit == "collect" and aggregate not in (None, "list") else hit
        inner = ANY if policy == "count" else item_of(one.kind) if policy in LISTING else one.kind
        values = members_of(inner, self.enums)
        inputs, columns = [], []
        for cell in items(get(tree, "inputs")):
            kind = self._type(cell.text if isinstance(cell, Scalar) else "", one.names)
            members = members_of(kind, self.enums)
            enumerated = kind.kind == "enum"
            columns.append((members if enumerated else (), enumerated))
            expression = _without_mark(cell.text) if isinstance(cell, Scalar) else ""
            inputs.append(
                Input(expression, written(kind), expression, tuple(map(quoted, members)) if enumerated else ())
            )
        rows = []
        for row in items(get(tree, "rows")):
            cells = [cell for cell in items(row) if isinstance(cell, Scalar)]
            tests = tuple(test_text(cell, *column) for cell, column in zip(cells, columns, strict=False))
            notes = (f"{rule.id}：{rule.quote}", *remarks(row))
            rows.append(Row(tests, (value_text(cells[-1], inner, values),), notes))
        order = [one for one in items(get(tree, "priorities")) if isinstance(one, Scalar)]
        otherwise = get(tree, "otherwise")
        default, applies = None, True
        if isinstance(otherwise, Scalar):
            default = value_text(otherwise, one.kind, members_of(one.kind, self.enums))
            applies = default is not None
        output = Output(
            name,
            written(inner) if policy != "count" else "any",
            shown,
            tuple(value_text(cell, inner, values) or "null" for cell in order),
            default,
            applies,
        )
        table = Table(tuple(inputs), (output,), tuple(rows), hit, aggregate)
        return table, otherwise if otherwise is not None and not isinstance(otherwise, Scalar) else None

    def _type(self, text: str, names: Names) -> Type:
        try:
            return type_of(parse(_without_mark(text)), names)
        except FeelSyntaxError:
            return ANY

    # --- what tables read ---------------------------------------------------------------------------------------------

    def _reads(self, one: Found, table: Table, entity: str, rule: Rule, parameters: dict[str, Parameter]) -> list[str]:
        found: dict[str, None] = {}
        for name in dict.fromkeys(name for node in _nodes(table) for name in _named(node)):
            target = one.names.resolve(name)
            if target is None:
                continue
            if target.how == "constant" and name in parameters:
                self._constant(
                    Constant(name, written(parameters[name].type), constant_text(parameters[name]), _key(rule)), one
                )
            elif target.how in ("member", "ancestor", "root"):
                of = target.entity or name
                self._add_fact(self._fact(name, target.type, of), one, rule)
            else:
                self._add_fact(Fact(name, written(target.type), "", entity), one, rule)
            found[name] = None
        return list(found)

    def _constant(self, constant: Constant, one: Found) -> None:
        known = self.constants.setdefault(constant.name, constant)
        if known.value != constant.value:
            self._note(
                one.tree,
                f"参数“{constant.name}”在 {known.rule} 和 {constant.rule} 中的值不同；DMN 中只有前者",
                f"the parameter `{constant.name}` has other values in {known.rule} and {constant.rule}; "
                "DMN has the former only",
            )

    def _add_fact(self, fact: Fact, one: Found, rule: Rule) -> None:
        known = self.facts.setdefault(fact.name, fact)
        if known.type != fact.type:
            self._note(
                one.tree,
                f"{rule.id}：“{fact.name}”在 {known.entity} 和 {fact.entity} 中的类型不同；DMN 中只有前者",
                f"{rule.id}: `{fact.name}` has other types in {known.entity} and {fact.entity}; DMN has the former",
            )

    def _fact(self, name: str, kind: Type, entity: str) -> Fact:
        described = self.vocabulary.entities[entity]
        shown = described.fields.get(name) or described.attributes.get(name)
        text = shown.label.zh if shown is not None else described.label.zh
        enum = item_of(kind)
        if enum.kind == "enum":
            self.used.add(enum.name or "")
        return Fact(name, written(kind), text, entity, tuple(self._parts(kind)))

    def _parts(self, kind: Type) -> Iterator[tuple[str, str, str]]:
        if kind.kind not in ("record", "reference"):
            return
        entity = self.vocabulary.entities[kind.name or ""]
        described: list[Field | Attribute] = [*entity.fields.values(), *entity.attributes.values()]
        for one in described:
            if item_of(one.type).kind not in ("record", "reference", "list"):
                if item_of(one.type).kind == "enum":
                    self.used.add(item_of(one.type).name or "")
                yield one.name, written(one.type), one.label.zh

    def _enumerations(self) -> Iterator[Enumeration]:
        for name, enum in self.vocabulary.enums.items():
            if name in self.used:
                yield Enumeration(name, enum.label, tuple(enum.members.items()))


def written(kind: Type) -> str:
    """A type as the vocabulary writes it."""
    if kind.kind == "list":
        return f"list of {written(kind.item or ANY)}"
    if kind.kind == "reference":
        return f"reference to {kind.name}"
    if kind.kind in ("enum", "record"):
        return kind.name or "any"
    return {"number": "decimal", "literal": "string", "null": "any"}.get(kind.kind, kind.kind)


def _key(rule: Rule) -> str:
    return f"{rule.id}@{rule.version}"


def _first(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    return {one.name: one for one in reversed(tuple(parameters))}


def constant_text(parameter: Parameter) -> str:
    """The value of a parameter as FEEL."""
    return unparse(_literal(parameter.value))


def _literal(value: Any) -> Node:
    if isinstance(value, list):
        return Node("list", *map(_literal, value))
    if isinstance(value, bool) or value is None:
        return Node("bool", value) if isinstance(value, bool) else Node("null")
    if isinstance(value, str):
        return Node("str", value)
    return Node("at", value.isoformat()) if hasattr(value, "isoformat") else Node("num", str(value))


def _without_mark(text: str) -> str:
    return text.removeprefix("=").strip()


def _tables(tree: Tree, kind: Type, names: Names, whole_value: bool = True) -> Iterator[Found]:
    """The tables in a value, from the outside; what is inside a table belongs to it."""
    if isinstance(tree, Sequence):
        for one in tree.items:
            yield from _tables(one, kind, names, False)
        return
    if not isinstance(tree, Mapping):
        return
    inner = tree.get("table")
    if isinstance(inner, Mapping) and isinstance(inner.get("rows"), Sequence):
        yield Found(inner, inner, kind, names, whole_value)
        return
    grid = tree.get("grid")
    if isinstance(grid, Mapping) and isinstance(grid.get("rows"), Sequence):
        yield Found(as_table(grid), grid, kind, names, whole_value)
        return
    bound = tree.get("suppose")
    if isinstance(bound, Mapping):
        for key, source in bound.entries:
            try:
                of = type_of(parse(_without_mark(source.text)), names) if isinstance(source, Scalar) else ANY
            except FeelSyntaxError:
                of = ANY
            names = names.bind(key.text, of)
    for _, value in tree.entries:
        yield from _tables(value, kind, names, False)


def _expressions(table: Table) -> Iterator[str]:
    return (one.expression for one in table.inputs)


def _nodes(table: Table) -> Iterator[Any]:
    """Every expression of a table, as a tree."""
    for text in (*_expressions(table), *(v for row in table.rows for v in row.values if v)):
        with suppress(FeelSyntaxError):
            yield parse(text)
    for row in table.rows:
        for text in row.tests:
            with suppress(FeelSyntaxError):
                yield parse_unary_tests(text)


def _named(part: Any, op: str = "name") -> Iterator[str]:
    """The names that stand at the beginning of what is read; with the `op` ``call`` the functions that are called."""
    if isinstance(part, tuple):
        for one in part:
            yield from _named(one, op)
    elif isinstance(part, Node):
        if part.op == op:
            yield part.args[0]
        yield from _named(part.args[0] if part.op == "path" else part.args, op)
