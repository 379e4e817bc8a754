"""The bytes of a DMN file (OMG DMN 1.1 to 1.5) in; its decision tables as a `Model`, out, or why it cannot be read.

Whatever is not a table, or has no place beside one, is named with its element, id and line: nothing is left out
silently but the layout of diagrams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from engine.check import LISTING
from engine.feel.errors import FeelSyntaxError
from engine.feel.parser import parse_unary_tests
from engine.feel.unparse import unparse_tests
from engine.model import Label, Place
from loader.diagnostics import Diagnostics
from loader.dmn.cells import parsed
from loader.dmn.model import (
    HITS,
    MODELS,
    OWN,
    Constant,
    Decision,
    Enumeration,
    Fact,
    Input,
    Model,
    Output,
    Row,
    Source,
    Table,
)
from loader.dmn.xml import Element, XmlFault, read_xml

MISNAMED: Final = ("http://www.omg.org/spec/DMN/20151101/dmn11.xsd", "http://www.omg.org/spec/DMN/20151101/dmn.xsd")
SPACES: Final = frozenset((*MODELS.values(), *MISNAMED))
OLDER_AND_LATER: Final = re.compile(r"https?://www\.omg\.org/spec/DMN/\w+")
AGGREGATES: Final = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count", "": None, "COLLECT": None}
TYPES: Final = {
    "boolean": "bool",
    "number": "decimal",
    "integer": "int",
    "long": "int",
    "double": "decimal",
    "string": "string",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "date and time": "datetime",
    "dateandtime": "datetime",
    "days and time duration": "days",
    "daytimeduration": "days",
    "years and months duration": "months",
    "yearmonthduration": "months",
    "any": "any",
}
"""Types of FEEL, and names that modellers use for them → types of the vocabulary."""
EXPRESSIONS: Final[dict[str, tuple[str, str]]] = {
    "literalExpression": ("文字表达式", "literal expression"),
    "context": ("盒式上下文", "boxed context"),
    "invocation": ("调用", "invocation"),
    "functionDefinition": ("函数定义", "function definition"),
    "list": ("盒式列表", "boxed list"),
    "relation": ("盒式关系", "boxed relation"),
    "conditional": ("盒式条件", "boxed conditional"),
    "filter": ("盒式筛选", "boxed filter"),
    "for": ("盒式循环", "boxed iterator"),
    "every": ("盒式全称", "boxed `every`"),
    "some": ("盒式存在", "boxed `some`"),
}
ELEMENTS: Final[dict[str, tuple[str, str]]] = {
    "businessKnowledgeModel": ("业务知识模型", "business knowledge model"),
    "decisionService": ("决策服务", "decision service"),
    "knowledgeSource": ("知识来源", "knowledge source"),
    "import": ("引入", "import"),
    "organizationUnit": ("组织单位", "organization unit"),
    "performanceIndicator": ("绩效指标", "performance indicator"),
    "knowledgeRequirement": ("对知识模型的引用", "requirement of a knowledge model"),
    "authorityRequirement": ("对知识来源的引用", "requirement of an authority"),
    "group": ("图上的分组", "group in the diagram"),
    "functionItem": ("函数类型", "function type"),
    "typeConstraint": ("类型约束", "type constraint"),
}
NOTE: Final = re.compile(r"note( \d+)?|annotations?", re.IGNORECASE)
"""Names of columns of remarks that say nothing."""
SILENT: Final = frozenset(("DMNDI", "description", "question", "allowedAnswers", "variable", "informationRequirement"))


class _Item(NamedTuple):
    """A type that the file defines: what it is based on, its values, whether it is a list, and its parts."""

    name: str
    base: str
    values: tuple[str, ...]
    many: bool
    element: Element


def read_dmn(data: bytes, file: str, found: Diagnostics) -> Model | None:
    """The model; None where the file cannot be read, which `found` then says."""
    try:
        root = read_xml(data)
    except XmlFault as fault:
        found.add("PC378", Place(file, fault.line, fault.column), problem=fault.problem)
        return None
    problem = _problem(root)
    if problem is not None:
        found.add("PC378", Place(file, root.line, root.column), problem=problem)
        return None
    return _Reading(root, file, found).model()


def _problem(root: Element) -> Label | None:
    versions = "、".join(MODELS)
    if root.space in SPACES and root.name == "definitions":
        return None
    if root.space in SPACES:
        return Label(
            f"根元素是 {root.name}，不是 definitions",
            f"the root element is {root.name}, not `definitions`",
        )
    if OLDER_AND_LATER.match(root.space):
        return Label(
            f"不支持此版 DMN（{root.space}）；支持 {versions}",
            f"this version of DMN ({root.space}) is not supported; supported are {versions.replace('、', ', ')}",
        )
    return Label(
        f"不是 DMN 文件：根元素是名称空间“{root.space}”的 {root.name}",
        f"this is no DMN file: the root element is {root.name} of the namespace `{root.space}`",
    )


class _Reading:
    def __init__(self, root: Element, file: str, found: Diagnostics) -> None:
        self.root = root
        self.file = file
        self.found = found
        self.items = {item.name: item for one in root.all("itemDefinition") if (item := self._item(one)) is not None}
        self.notes: list[str] = []
        self.foreign: dict[str, Element] = {}
        self.ids: dict[str, str] = {}
        self.decided: set[str] = set()

    def model(self) -> Model:
        """All that the file says in tables."""
        root = self.root
        for one in root.all("decision", "inputData"):
            self.ids[one.get("id") or ""] = _variable_name(one)
        policy, sources = self._own(root)
        decisions, constants = [], []
        for one in root.all("decision"):
            parameter = one.get(f"{{{OWN}}}parameter")
            if parameter is not None:
                constants.append(self._constant(one, parameter))
                continue
            decision = self._decision(one)
            if decision is not None:
                decisions.append(decision)
        for one in root.children:
            self._other(one)
        self._report_foreign()
        text = root.inner("description")
        return Model(
            name=root.get("name") or root.get("id") or "",
            policy=policy,
            enumerations=tuple(self._enumerations()),
            facts=tuple(self._facts()),
            constants=tuple(constants),
            decisions=tuple(decisions),
            sources=sources,
            notes=(*text.splitlines(), *self.notes),
        )

    # --- what has no place --------------------------------------------------------------------------------------------

    def note(self, at: Element, zh: str, en: str) -> None:
        """Name what is left out or changed."""
        self.found.add("PC379", Place(self.file, at.line, at.column), note=Label(zh, en))

    def left_out(self, at: Element, what: tuple[str, str]) -> None:
        """Name an element that has no counterpart."""
        zh, en = _shown(at)
        self.note(at, f"{what[0]}{zh}没有对应的写法，未导入", f"{what[1]}{en} has no counterpart and is left out")

    def _other(self, one: Element) -> None:
        if one.space != self.root.space:
            if one.name != "DMNDI" and one.space != OWN:
                self.foreign.setdefault(one.space, one)
        elif one.name == "textAnnotation":
            self.notes.extend(one.inner("text").splitlines())
        elif one.name in ELEMENTS:
            self.left_out(one, ELEMENTS[one.name])
        elif one.name not in ("decision", "inputData", "itemDefinition", "extensionElements", "association", *SILENT):
            self.left_out(one, (f"元素 {one.name}", f"the element {one.name}"))

    def _extensions(self, holder: Element) -> None:
        """Notes the extensions of other programs."""
        for extension in holder.all("extensionElements"):
            for one in extension.children:
                if one.space != OWN:
                    self.foreign.setdefault(one.space, one)
        for name in holder.attributes:
            if name.startswith("{") and not name.startswith((f"{{{OWN}}}", "{http://www.w3.org/")):
                self.foreign.setdefault(name[1:].partition("}")[0], holder)

    def _report_foreign(self) -> None:
        for space, one in self.foreign.items():
            self.note(
                one,
                f"其他程序的扩展（{space}）未导入",
                f"extensions of another program ({space}) are left out",
            )

    # --- our own extensions -------------------------------------------------------------------------------------------

    def _own(self, root: Element) -> tuple[str, tuple[Source, ...]]:
        self._extensions(root)
        policy, sources = "", []
        for one in _extended(root):
            if one.name == "policy":
                policy = one.get("id") or ""
            elif one.name == "source":
                sources.append(Source(one.get("key") or "", one.get("file") or "", one.text))
        return policy, tuple(sources)

    # --- types --------------------------------------------------------------------------------------------------------

    def _item(self, one: Element) -> _Item | None:
        name = one.get("name")
        if not name:
            return None
        allowed = one.first("allowedValues", "typeConstraint")
        values = _listed(allowed.inner("text")) if allowed is not None else ()
        return _Item(name, one.inner("typeRef"), values, one.get("isCollection") == "true", one)

    def type_of(self, reference: str | None, own: str | None = None) -> str:
        """A type of the vocabulary; that of an enumeration by its name."""
        if own:
            return own
        word = (reference or "").strip()
        local = word.rpartition(":")[2] if word not in self.items else word
        known = TYPES.get(local.lower())
        if known is not None or not local:
            return known or "any"
        item = self.items.get(local)
        if item is None:
            return "any"
        inner = local if _enumerated(item) or item.element.first("itemComponent") else self.type_of(item.base)
        return f"list of {inner}" if item.many else inner

    def values_of(self, kind: str) -> tuple[str, ...]:
        """The values of an enumeration, as FEEL writes them."""
        item = self.items.get(kind.removeprefix("list of "))
        return item.values if item is not None and _enumerated(item) else ()

    def _enumerations(self) -> Iterator[Enumeration]:
        for item in self.items.values():
            self._extensions(item.element)
            for one in item.element.all("functionItem"):
                self.left_out(one, ELEMENTS["functionItem"])
            if not _enumerated(item):
                if item.values:
                    shown = ", ".join(item.values)
                    self.notes.append(f"{item.name}: {shown}")
                    self.note(
                        item.element,
                        f"类型“{item.name}”的允许值（{shown}）不是枚举，只留作注释",
                        f"the allowed values of the type `{item.name}` ({shown}) are no enumeration; kept as a remark",
                    )
                continue
            labels = {one.get("name"): _label(one) for one in _extended(item.element) if one.name == "value"}
            own = next((_label(one) for one in _extended(item.element) if one.name == "label"), None)
            shown = item.element.get("label") or item.name
            words = [word for value in item.values if (word := _word(value)) is not None]
            members = tuple((word, labels.get(word) or Label(word, word)) for word in dict.fromkeys(words))
            yield Enumeration(item.name, own or Label(shown, shown), members)

    def _facts(self) -> Iterator[Fact]:
        for one in self.root.all("inputData"):
            self._extensions(one)
            variable = one.first("variable")
            reference = variable.get("typeRef") if variable is not None else None
            kind = self.type_of(reference, one.get(f"{{{OWN}}}type"))
            parts = tuple(self._parts(reference))
            label = one.get("label") or one.inner("description")
            yield Fact(_variable_name(one), kind, label, one.get(f"{{{OWN}}}entity") or "", parts)

    def _parts(self, reference: str | None) -> Iterator[tuple[str, str, str]]:
        item = self.items.get((reference or "").rpartition(":")[2])
        for one in item.element.all("itemComponent") if item is not None else ():
            kind = self.type_of(one.inner("typeRef"), one.get(f"{{{OWN}}}type"))
            many = one.get("isCollection") == "true" and not kind.startswith("list of ")
            yield one.get("name") or _variable_name(one), f"list of {kind}" if many else kind, one.get("label") or ""

    # --- decisions ----------------------------------------------------------------------------------------------------

    def _constant(self, one: Element, rule: str) -> Constant:
        variable, expression = one.first("variable"), one.first("literalExpression")
        kind = self.type_of(variable.get("typeRef") if variable is not None else None)
        return Constant(one.get("name") or "", kind, expression.inner("text") if expression is not None else "", rule)

    def _decision(self, one: Element) -> Decision | None:
        self._extensions(one)
        for child in one.children:
            if child.space == one.space and child.name in ELEMENTS:
                self.left_out(child, ELEMENTS[child.name])
            elif child.space == one.space and child.name not in (
                *SILENT,
                *EXPRESSIONS,
                "decisionTable",
                "extensionElements",
            ):
                self.left_out(child, (f"元素 {child.name}", f"the element {child.name}"))
        notes = [line for name in ("question", "allowedAnswers") for line in one.inner(name).splitlines()]
        table = one.first("decisionTable")
        if table is None:
            self._no_table(one)
            return None
        extension = {each.name: each for each in _extended(one)}
        own = extension.get("table")
        name = self._unique(one)
        return Decision(
            id=one.get("id") or name,
            name=name,
            table=self._table(table, name, one.first("variable")),
            label=one.get("label") or one.get("name") or "",
            description=one.inner("description"),
            requires=tuple(self._requirements(one)),
            source=(own.get("source") or "") if own is not None else "",
            slot=(own.get("slot") or "") if own is not None else "",
            otherwise=extension["otherwise"].text if "otherwise" in extension else "",
            notes=(*notes, *(each.text for each in _extended(one) if each.name == "note")),
            line=one.line,
            column=one.column,
        )

    def _unique(self, one: Element) -> str:
        """The name of a decision; of one that has the name of another, with a number."""
        name = first = _variable_name(one)
        number = 1
        while name in self.decided:
            number += 1
            name = f"{first}_{number}"
        self.decided.add(name)
        if name != first:
            self.note(
                one,
                f"有两个决定名为“{first}”，此处写作 {name}",
                f"there are two decisions `{first}`; this one is {name}",
            )
        return name

    def _no_table(self, one: Element) -> None:
        zh, en = _shown(one)
        expression = one.first(*EXPRESSIONS)
        if expression is None:
            self.note(one, f"决定{zh}没有决策表，未导入", f"the decision{en} has no decision table and is left out")
            return
        what = EXPRESSIONS[expression.name]
        self.note(
            expression,
            f"决定{zh}的{what[0]}没有对应的写法，未导入",
            f"the {what[1]} of the decision{en} has no counterpart and is left out",
        )
        text = expression.inner("text")
        if text:
            self.notes.append(f"{one.get('name') or one.get('id')} = {' '.join(text.split())}")

    def _requirements(self, one: Element) -> Iterator[str]:
        for requirement in one.all("informationRequirement"):
            for target in requirement.all("requiredInput", "requiredDecision"):
                name = self.ids.get((target.get("href") or "").rpartition("#")[2])
                if name:
                    yield name

    def _table(self, table: Element, name: str, variable: Element | None) -> Table:
        self._extensions(table)
        hit = self._hit(table)
        aggregation = (table.get("aggregation") or "").upper()
        inputs = tuple(self._input(one) for one in table.all("input"))
        columns = list(table.all("output"))
        kind = table.get("typeRef") or (variable.get("typeRef") if variable is not None else None)
        listing = hit in LISTING and AGGREGATES.get(aggregation) is None
        outputs = tuple(self._output(one, name, kind if len(columns) == 1 else None, listing) for one in columns)
        marked = [one.get("name") or "" for one in table.all("annotation")]
        rows = tuple(self._row(one, len(inputs), len(outputs), marked) for one in table.all("rule"))
        if not inputs or not outputs or not rows:
            self.note(
                table,
                f"“{name}”的表缺少输入、输出或行，规则文件须补上",
                f"the table of `{name}` lacks inputs, outputs or rows, which a rule file needs",
            )
        return Table(inputs, outputs, rows, hit, AGGREGATES.get(aggregation))

    def _hit(self, table: Element) -> str:
        written = (table.get("hitPolicy") or "UNIQUE").upper().replace("_", " ")
        for word, standard in HITS.items():
            if written == standard:
                return word
        self.note(
            table,
            f"命中方式“{written}”不在标准中，按 UNIQUE 处理",
            f"the hit policy `{written}` is not in the standard; taken as UNIQUE",
        )
        return "unique"

    def _input(self, one: Element) -> Input:
        self._extensions(one)
        expression, values = one.first("inputExpression"), one.first("inputValues")
        text = expression.inner("text") if expression is not None else ""
        if expression is not None:
            self._language(expression, text)
        if not text:
            zh, en = _shown(one)
            self.note(one, f"输入{zh}没有表达式", f"the input{en} has no expression")
        kind = (
            self.type_of(expression.get("typeRef"), expression.get(f"{{{OWN}}}type"))
            if expression is not None
            else "any"
        )
        listed = _listed(values.inner("text")) if values is not None else ()
        return Input(text, kind, one.get("label") or "", listed or self.values_of(kind))

    def _output(self, one: Element, name: str, kind: str | None, listing: bool) -> Output:
        self._extensions(one)
        values, default = one.first("outputValues"), one.first("defaultOutputEntry")
        text = self._value(default) if default is not None else None
        of = self.type_of(one.get("typeRef") or kind, one.get(f"{{{OWN}}}type"))
        return Output(
            one.get("name") or name,
            of.removeprefix("list of ") if listing and not one.get("typeRef") else of,
            one.get("label") or "",
            _listed(values.inner("text")) if values is not None else (),
            text,
            default is None or text is not None,
        )

    def _row(self, one: Element, inputs: int, outputs: int, marked: list[str]) -> Row:
        tests = [self._text(cell) or "-" for cell in one.all("inputEntry")]
        values = [self._value(cell) for cell in one.all("outputEntry")]
        if len(tests) != inputs or len(values) != outputs:
            self.note(
                one,
                f"此行有 {len(tests)} 个条件、{len(values)} 个值，应有 {inputs} 个和 {outputs} 个；缺的按“-”和空值补",
                f"this row has {len(tests)} tests and {len(values)} values, expected are {inputs} and {outputs}; "
                "what is missing is filled with `-` and nothing",
            )
        tests += ["-"] * (inputs - len(tests))
        values += [None] * (outputs - len(values))
        notes = [line for line in one.inner("description").splitlines() if line.strip()]
        for place, entry in enumerate(one.all("annotationEntry")):
            name = marked[place] if place < len(marked) else ""
            head = f"{name}: " if name and not NOTE.fullmatch(name) else ""
            notes += [head + line for line in entry.inner("text").splitlines() if line.strip() and line not in notes]
        return Row(tuple(tests[:inputs]), tuple(values[:outputs]), tuple(notes), one.line)

    def _text(self, cell: Element) -> str:
        text = cell.inner("text")
        self._language(cell, text)
        return text

    def _value(self, cell: Element) -> str | None:
        """The expression of a value; None: nothing, or null, which is not applicable here."""
        text = self._text(cell)
        if not text or (text == "null" and cell.get(f"{{{OWN}}}null") is None):
            return None
        return text

    def _language(self, one: Element, text: str) -> None:
        language = one.get("expressionLanguage") or self.root.get("expressionLanguage") or ""
        if language and "feel" not in language.lower():
            self.note(
                one,
                f"“{text}”用 {language} 写成，照抄，须改成 FEEL",
                f"`{text}` is written in {language}; copied as it is, to be rewritten in FEEL",
            )


def _extended(holder: Element) -> Iterator[Element]:
    for extension in holder.all("extensionElements"):
        yield from (one for one in extension.children if one.space == OWN)


def _label(one: Element) -> Label:
    return Label(one.get("zh") or "", one.get("en") or "")


def _variable_name(one: Element) -> str:
    variable = one.first("variable")
    named = variable.get("name") if variable is not None else None
    return named or one.get("name") or one.get("id") or f"{one.name} {one.line} {one.column}"


def _shown(one: Element) -> tuple[str, str]:
    """An element for readers, in Chinese and in English: its name or label, and its id."""
    name, identity = one.get("name") or one.get("label"), one.get("id") or one.get("href")
    zh = (f"“{name}”" if name else "") + (f"（id {identity}）" if identity else "")
    return zh, (f" `{name}`" if name else "") + (f" (id {identity})" if identity else "")


def _listed(text: str) -> tuple[str, ...]:
    """The values in a list of tests, each as FEEL writes it; of texts that cannot be read, those between commas."""
    if not text.strip():
        return ()
    try:
        return tuple(unparse_tests((test,)) for test in parse_unary_tests(text))
    except FeelSyntaxError:
        return tuple(part.strip() for part in text.split(",") if part.strip())


def _word(text: str) -> str | None:
    node = parsed(text)
    return node.args[0] if node is not None and node.op == "str" else None


def _enumerated(item: _Item) -> bool:
    """Whether a type is an enumeration as the vocabulary has them: named values that can be names there."""
    words = [_word(value) for value in item.values]
    return bool(words) and all(word is not None and _MEMBER.fullmatch(word) for word in words)


_MEMBER: Final = re.compile(r"[0-9A-Za-z_]+([.-][0-9A-Za-z_]+)*")
"""What can be a value of an enumeration of the vocabulary."""
