"""A `Model` in; the text of a rule file and of a vocabulary that holds its words, out.

A rule that was written from a rule file comes back as it was, with its tables as they now are. Any other decision
becomes a rule to be completed: its quote, dates and kind of norm are the policy's, not the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from engine.feel.names import KEYWORDS
from engine.model import Label, Place
from loader.diagnostics import Diagnostics
from loader.dmn.cells import NAME, is_tests, parsed, scalar, test_cell, value_cell
from loader.dmn.gather import constant_text
from loader.dmn.model import TYPES, Decision, Fact, Input, Model, Output, Row, Source, Table
from loader.rules.parameters import read_parameters
from loader.vocabulary.types import Types
from loader.yaml.pieces import get
from loader.yaml.tree import read_yaml

SUBJECT: Final = "case"
ROOT: Final = "document"
SLOT: Final = re.compile(r"\{dmn: (t\d+)\}")
START: Final = "2000-01-01"
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_STRING: Final = re.compile(r'("(?:[^"\\]|\\.)*")')


class Texts(NamedTuple):
    """What is written: the rule file and the vocabulary."""

    rules: str
    vocabulary: str


def write_rules(model: Model, file: str, found: Diagnostics) -> Texts:
    """The texts of a model read from `file`; `found` collects what was changed."""
    return _Writer(model, file, found).texts()


class _Writer:
    def __init__(self, model: Model, file: str, found: Diagnostics) -> None:
        self.model = model
        self.file = file
        self.found = found
        self.policy = model.policy or _identity(model.name)
        kinds: set[str] = {SUBJECT, ROOT, *TYPES}
        self.types = {one.name: slug(one.name, "type", kinds) for one in model.enumerations}
        for fact in model.facts:
            if fact.parts and (name := self._kind(fact.type)) not in self.types:
                self.types[name] = slug(name, "type", kinds)
        self.members = {one.name: tuple(name for name, _ in one.members) for one in model.enumerations}
        self.names: dict[str, str] = {}
        self.outputs: dict[tuple[str, int], str] = {}
        self._name_all()

    def _name_all(self) -> None:
        """Every name of the model → a name as the vocabulary allows it."""
        taken: set[str] = {*KEYWORDS, "item", "not"}
        for decision in self.model.decisions:
            self._name(decision.name, "decision", decision, taken)
            if len(decision.table.outputs) > 1:
                for place, output in enumerate(decision.table.outputs):
                    path = f"{decision.name}.{output.name}"
                    path = f"{path} {place + 1}" if path in self.names else path
                    self._name(path, "decision", decision, taken, output.name)
                    self.outputs[(decision.name, place)] = self.names[path]
        for fact in self.model.facts:
            self._name(fact.name, "fact", None, taken)
            for part, _, _ in fact.parts:
                self._name(part, "fact", None, taken)
        for decision in self.model.decisions:
            for column in decision.table.inputs:
                if _simple(column.expression):
                    self._name(column.expression, "fact", decision, taken)
        self.changed = {old: new for old, new in self.names.items() if old != new}
        names = sorted(self.changed, key=len, reverse=True)
        self.pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None

    def _name(self, name: str, kind: str, decision: Decision | None, taken: set[str], short: str = "") -> None:
        if not name or name in self.names:
            return
        self.names[name] = new = slug(short or name, kind, taken)
        if new not in (name, short):
            self._note(decision, f"名称“{name}”写作 {new}", f"the name `{name}` is written {new}")

    def _note(self, decision: Decision | None, zh: str, en: str) -> None:
        line, column = (decision.line, decision.column) if decision is not None else (1, 1)
        self.found.add("PC379", Place(self.file, max(line, 1), column), note=Label(zh, en))

    def feel(self, text: str) -> str:
        """An expression with the names as they are now; texts in quotes stay."""
        pattern = self.pattern
        if pattern is None:
            return text
        parts = _STRING.split(text)
        return "".join(
            part if at % 2 else pattern.sub(lambda match: self.changed[match.group()], part)
            for at, part in enumerate(parts)
        )

    def texts(self) -> Texts:
        """Both texts."""
        slots = {(source.key, slot) for source in self.model.sources for slot in SLOT.findall(source.text)}
        placed: dict[tuple[str, str], Decision] = {}
        stubs: list[Decision] = []
        for decision in self.model.decisions:
            place = decision.source, decision.slot
            whole = decision.table.inputs and decision.table.outputs and decision.table.rows
            if place in slots and place not in placed and whole:
                placed[place] = decision
            else:
                stubs.append(decision)
        rules = [line for source in self.model.sources for line in self._from_source(source, placed)]
        for decision in stubs:
            rules += self._stub(decision)
        head = [f"# {_remark(note)}" for note in self.model.notes]
        body = [*head, f"policy: {scalar(self.policy)}", *(["rules:"] if rules else []), *rules]
        return Texts("\n".join(body) + "\n", "\n".join(self._vocabulary(stubs)) + "\n")

    # --- rules --------------------------------------------------------------------------------------------------------

    def _from_source(self, source: Source, placed: dict[tuple[str, str], Decision]) -> Iterator[str]:
        tables = {slot: one for (key, slot), one in placed.items() if key == source.key}
        for one in tables.values():
            if len(one.table.outputs) > 1:
                self._note(
                    one,
                    f"“{one.name}”的表在规则中只有一列值，其余各列未导入",
                    f"the table of `{one.name}` has one column of values in its rule; the others are left out",
                )
        self._compare(source)
        lines = []
        for line in source.text.split("\n"):
            lines += self._filled(line, tables, source)
        for at, line in enumerate(lines):
            yield ("  - " if at == 0 else "    ") + line if line else line

    def _compare(self, source: Source) -> None:
        """Names the parameters whose value is another one in the model; a rule file keeps its own."""
        tree, _ = read_yaml(source.text.encode(), source.file)
        parameters = read_parameters(get(tree, "parameters"), Types({}, {}), Diagnostics())
        known = {one.name: constant_text(one) for one in reversed(parameters)}
        for constant in self.model.constants:
            before = known.get(constant.name) if constant.rule == source.key else None
            if before is not None and parsed(before) != parsed(constant.value):
                self._note(
                    None,
                    f"{source.key}：参数“{constant.name}”在模型中是 {constant.value}，规则中仍是 {before}",
                    f"{source.key}: the parameter `{constant.name}` is {constant.value} in the model; "
                    f"the rule keeps {before}",
                )

    def _filled(self, line: str, tables: dict[str, Decision], source: Source) -> list[str]:
        """A line of a rule with its tables in their places."""
        for slot in SLOT.findall(line):
            if slot not in tables:
                self._note(
                    None,
                    f"{source.key}：表 {slot} 已从模型中删去，须补上",
                    f"{source.key}: the table {slot} was removed from the model and has to be supplied",
                )
        whole = re.fullmatch(rf"(\s*){SLOT.pattern}", line)
        if whole is not None and whole.group(2) in tables:
            decision = tables[whole.group(2)]
            return [whole.group(1) + one for one in self._block(decision, decision.table, 0)]
        indent = " " * (len(line) - len(line.lstrip()))

        def put(match: re.Match[str]) -> str:
            decision = tables.get(match.group(1))
            return match.group() if decision is None else self._flow(decision, indent)

        return SLOT.sub(put, line).split("\n")

    def _stub(self, decision: Decision) -> Iterator[str]:
        shown = decision.label or decision.name
        yield f"  # {_remark(shown)}: {self.file}:{decision.line}"
        for note in (*decision.description.splitlines(), *decision.notes, *self._columns(decision.table)):
            yield f"  # {_remark(note)}"
        title = scalar(shown)
        yield f"  - id: {self.names[decision.name]}.s1.n1    # 须填：规范编号 the id of the norm"
        yield "    version: 1"
        yield f"    title: {{zh: {title}, en: {title}}}"
        yield "    quote: 须填    # 须填：原文逐字 the source letter by letter"
        yield "    norm: {type: constitutive, strength: strict}"
        yield f"    in_force: {{from: {START}}}    # 须填：施行日期 the day from which it holds"
        yield f"    on: {SUBJECT}"
        yield "    then:"
        table = self._ranked(decision)
        for place in range(len(table.outputs)):
            yield f"      {self._output(decision, place)}:"
            yield "        table:"
            yield from (f"          {line}" for line in self._block(decision, table, place))

    def _columns(self, table: Table) -> Iterator[str]:
        """What the model says of columns and a rule file has no place for: labels, and values of no enumeration."""
        for column in table.inputs:
            listed = ", ".join(column.values) if column.type not in self.members else ""
            if column.label not in ("", column.expression) or listed:
                yield f"{self.feel(column.expression)}: {column.label} {listed}"
        for output in table.outputs:
            listed = ", ".join(output.values) if table.hit not in ("priority", "output_order") else ""
            if listed and output.type not in self.members:
                yield f"{output.name}: {listed}"

    def _output(self, decision: Decision, place: int) -> str:
        return self.outputs.get((decision.name, place)) or self.names[decision.name]

    def _ranked(self, decision: Decision) -> Table:
        """The table; of one with several outputs, whose priorities count together, the rows in that order instead."""
        table = decision.table
        if len(table.outputs) < 2 or table.hit not in ("priority", "output_order"):
            return table
        ranked = [place for place, output in enumerate(table.outputs) if output.values]
        if all(row.values[place] in table.outputs[place].values for row in table.rows for place in ranked):
            rows = sorted(
                table.rows, key=lambda row: [table.outputs[at].values.index(row.values[at] or "") for at in ranked]
            )
            hit = "first" if table.hit == "priority" else "rule_order"
            return Table(table.inputs, table.outputs, tuple(rows), hit, table.aggregate)
        self._note(
            decision,
            f"“{decision.name}”有几列输出，优先次序须合起来看，而有的值没有次序；各列各按自己的次序",
            f"`{decision.name}` has several outputs whose priorities count together, but some values have none; "
            "each column goes by its own",
        )
        return table

    # --- tables -------------------------------------------------------------------------------------------------------

    def _block(self, decision: Decision, table: Table, place: int) -> Iterator[str]:
        """The lines of a table, one for each row."""
        if decision.source:
            yield from (f"# {_remark(note)}" for note in decision.notes)
        yield f"inputs: {self._inputs(table)}"
        yield "rows:"
        for row in table.rows:
            yield f"  - {self._row(table, row, place)}{self._remarks(decision, row)}"
        yield from (f"{key}: {value}" for key, value in self._options(table, table.outputs[place]))
        otherwise = self._otherwise(decision, table, place)
        if otherwise.startswith(("{", "[")) or "\n" not in otherwise:
            first, *rest = otherwise.split("\n")
            yield from ([f"otherwise: {first}", *(f"  {line}" for line in rest)] if otherwise else [])
        else:
            yield "otherwise:"
            yield from (f"  {line}" for line in otherwise.split("\n"))

    def _flow(self, decision: Decision, indent: str) -> str:
        """The same between braces; on one line, unless a row has a remark."""
        table = decision.table
        remarks = [self._remarks(decision, row) for row in table.rows]
        rows = [self._row(table, row, 0) for row in table.rows]
        if any(remarks):
            listed = "".join(f"\n{indent}    {row},{remark}" for row, remark in zip(rows, remarks, strict=True))
            listed += f"\n{indent}  "
        else:
            listed = ", ".join(rows)
        parts = [f"inputs: {self._inputs(table)}", f"rows: [{listed}]"]
        parts += [f"{key}: {value}" for key, value in self._options(table, table.outputs[0])]
        otherwise = self._otherwise(decision, table, 0)
        if otherwise:
            parts.append("otherwise: " + otherwise.replace("\n", f"\n{indent}  "))
        return "{" + ", ".join(parts) + "}"

    def _inputs(self, table: Table) -> str:
        return f"[{', '.join(scalar(self.feel(one.expression)) for one in table.inputs)}]"

    def _row(self, table: Table, row: Row, place: int) -> str:
        columns = [self.members.get(column.type, ()) for column in table.inputs]
        cells = [test_cell(self.feel(test), members) for test, members in zip(row.tests, columns, strict=True)]
        for text in row.tests:
            if text != "-" and not is_tests(self.feel(text)):
                self._foreign(row, text)
        value = row.values[place]
        if value is not None and parsed(self.feel(value)) is None:
            self._foreign(row, value)
        return f"[{', '.join([*cells, self._value(row.values[place], table.outputs[place])])}]"

    def _foreign(self, row: Row, text: str) -> None:
        self.found.add(
            "PC379",
            Place(self.file, max(row.line, 1), 1),
            note=Label(f"“{text}”不是 FEEL，照抄，须改写", f"`{text}` is not FEEL; copied as it is, to be rewritten"),
        )

    def _kind(self, kind: str) -> str:
        return kind.removeprefix("list of ")

    def _value(self, text: str | None, output: Output) -> str:
        return value_cell(self.feel(text) if text is not None else None, output.type)

    def _remarks(self, decision: Decision, row: Row) -> str:
        own = decision.source.partition("@")[0]
        notes = [_remark(note) for note in row.notes if not (own and note.startswith(f"{own}："))]
        return f"    # {'; '.join(notes)}" if notes else ""

    def _options(self, table: Table, output: Output) -> Iterator[tuple[str, str]]:
        if table.hit != "unique":
            yield "hit", table.hit
        if table.aggregate is not None and table.hit == "collect":
            yield "aggregate", table.aggregate
        if table.hit in ("priority", "output_order") and output.values:
            listed = [self._value(None if value == "null" else value, output) for value in output.values]
            yield "priorities", f"[{', '.join(listed)}]"

    def _otherwise(self, decision: Decision, table: Table, place: int) -> str:
        output = table.outputs[place]
        if not output.applies:
            return "not_applicable" if decision.source else ""
        if output.default is None:
            return decision.otherwise
        many = table.hit in ("collect", "rule_order", "output_order") and table.aggregate is None
        return value_cell(self.feel(output.default), f"list of {output.type}" if many else output.type)

    # --- the vocabulary -----------------------------------------------------------------------------------------------

    def _vocabulary(self, stubs: Sequence[Decision]) -> Iterator[str]:
        yield f"policy: {scalar(self.policy)}"
        if self.model.enumerations:
            yield "types:"
        for enum in self.model.enumerations:
            yield f"  {self.types[enum.name]}:"
            yield f"    label: {_labels(enum.label)}"
            yield "    values:"
            for name, label in enum.members:
                yield f"      {scalar(name)}: {_labels(label)}"
        facts = self._all_facts(stubs)
        if not facts and not stubs:
            return
        yield "entities:"
        own = [fact for fact in facts if not fact.entity]
        yield from self._own_entities([fact for fact in facts if fact.entity])
        yield from self._subject(own, stubs)
        yield from self._records(facts)

    def _own_entities(self, facts: Sequence[Fact]) -> Iterator[str]:
        """What the policy has already, by entity."""
        for entity in dict.fromkeys(fact.entity for fact in facts):
            yield f"  {entity}:"
            yield f"    label: {{zh: {entity}, en: {entity}}}"
            yield "    facts:"
            for fact in facts:
                if fact.entity == entity:
                    yield f"      {self.names[fact.name]}: {self._described(fact.type, fact.label or fact.name)}"

    def _subject(self, facts: Sequence[Fact], stubs: Sequence[Decision]) -> Iterator[str]:
        """The entity of the tables that come from elsewhere."""
        if not facts and not stubs:
            return
        yield f"  {ROOT}:"
        yield "    label: {zh: 材料, en: document}"
        yield "    facts:"
        yield f"      {SUBJECT}s: {{type: list of {SUBJECT}, label: {{zh: 各项, en: cases}}}}"
        yield f"  {SUBJECT}:"
        yield "    label: {zh: 对象, en: case}"
        if facts:
            yield "    facts:"
        for fact in facts:
            yield f"      {self.names[fact.name]}: {self._described(fact.type, fact.label or fact.name)}"
        if stubs:
            yield "    decisions:"
        for decision in stubs:
            yield from self._decided(decision)

    def _all_facts(self, stubs: Sequence[Decision]) -> list[Fact]:
        """The inputs of the model, and the expressions of columns that are names of none."""
        decided = {one.name for one in self.model.decisions}
        found = {fact.name: fact for fact in self.model.facts if fact.name not in decided}
        columns: dict[str, Input] = {}
        for decision in stubs:
            for column in decision.table.inputs:
                if _simple(column.expression) and column.expression not in decided:
                    columns.setdefault(column.expression, column)
        for name, column in columns.items():
            known = found.get(name)
            if known is None or known.type == "any":
                found[name] = Fact(name, column.type, (known.label if known else "") or column.label)
        return list(found.values())

    def _decided(self, decision: Decision) -> Iterator[str]:
        table = decision.table
        many = table.hit in ("collect", "rule_order", "output_order") and table.aggregate is None
        norm = f"{self.names[decision.name]}.s1.n1"
        for place, output in enumerate(table.outputs):
            kind = "int" if table.aggregate == "count" else _guessed(output, table, place)
            text = self._described(
                f"list of {kind}" if many else kind, output.label or decision.label or output.name, norm
            )
            yield f"      {self._output(decision, place)}: {text}"

    def _described(self, kind: str, label: str, norm: str = "") -> str:
        many, one = ("list of ", self._kind(kind)) if kind.startswith("list of ") else ("", kind)
        named = self.types.get(one) or (one if NAME.fullmatch(one) else "any")
        owner = f"norm: {norm}, " if norm else ""
        shown = scalar(_remark(label))
        return f"{{type: {many}{named}, {owner}label: {{zh: {shown}, en: {shown}}}}}"

    def _records(self, facts: Iterable[Fact]) -> Iterator[str]:
        done: set[str] = set()
        for fact in facts:
            name = self.types.get(self._kind(fact.type), "")
            if not fact.parts or name in done:
                continue
            done.add(name)
            shown = scalar(_remark(fact.label or fact.name))
            yield f"  {name}:"
            yield f"    label: {{zh: {shown}, en: {shown}}}"
            yield "    facts:"
            for part, kind, label in {self.names[one[0]]: one for one in fact.parts}.values():
                yield f"      {self.names[part]}: {self._described(kind, label or part)}"


def slug(name: str, kind: str, taken: set[str]) -> str:
    """A name as the vocabulary allows it, that is not taken yet.

    >>> slug("Applicant Age", "fact", set()), slug("tSeason", "type", set()), slug("年龄", "fact", {"fact"})
    ('applicant_age', 't_season', 'fact_2')
    """
    if NAME.fullmatch(name):
        base = name
    else:
        split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        base = "_".join(_WORD.findall(split)).lower()
        base = base if base[:1].isalpha() else f"{kind}_{base}".rstrip("_")
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    taken.add(found)
    return found


def _identity(name: str) -> str:
    return "-".join(_WORD.findall(name)).lower() or "imported"


def _simple(expression: str) -> bool:
    """Whether an expression is one name; names of a model may have spaces."""
    node = parsed(expression)
    if node is not None:
        return node.op == "name"
    return re.fullmatch(r"[^\W\d][\w ]*", expression) is not None


def _guessed(output: Output, table: Table, place: int) -> str:
    """The type of a column of values; where the file does not say, what all its values are."""
    if output.type != "any":
        return output.type
    kinds = set()
    for row in table.rows:
        node = parsed(row.values[place] or "null")
        if node is not None and node.op != "null":
            kinds.add({"str": "string", "num": "decimal", "bool": "bool", "neg": "decimal"}.get(node.op, "any"))
    return kinds.pop() if len(kinds) == 1 else "any"


def _labels(label: Label) -> str:
    return f"{{zh: {scalar(label.zh)}, en: {scalar(label.en)}}}"


def _remark(text: str) -> str:
    """A text as one line of a comment."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text).strip()
