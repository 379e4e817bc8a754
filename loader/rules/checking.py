"""An expression and what is expected of it, in; diagnostics for names and types that make no sense, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.check import LISTING, Checker, Problem, comparable, item_of, words
from engine.feel.nodes import Node
from engine.model import Label, Parameter, Type
from engine.names import Names
from loader.diagnostics import Diagnostics, Located, did_you_mean
from loader.rules.expressions import Expressions
from loader.rules.feel_functions import FUNCTIONS
from loader.rules.kinds import described
from loader.rules.orderly import disorder
from loader.rules.written import Written, item
from loader.yaml.nodes import Node as Tree

CODES = {
    "unknown_name": "PC343",
    "unknown_member": "PC344",
    "unknown_function": "PC345",
    "unknown_value": "PC342",
    "not_comparable": "PC346",
    "not_ordered": "PC347",
    "not_computable": "PC348",
    "not_a_condition": "PC349",
    "not_a_list": "PC350",
    "no_members": "PC351",
    "wrong_arity": "PC352",
    "branches_differ": "PC353",
    "members_listed": "PC364",
    "hidden_parameter": "PC339",
    "wrong_argument": "PC361",
    "wrong_value": "PC341",
    "unknown_type": "PC362",
    "not_like_subject": "PC384",
    "not_a_number": "PC385",
    "not_a_key": "PC386",
    "not_aggregable": "PC375",
}
TRUTHS = ("yes", "no", "是", "否", "真", "假", "有", "无", "对", "错")
TRUTH = Label("是写 true，否写 false。", "write true or false.")
DAY = Label(
    '日期在检验中写作 2023-10-20，在表达式中写作 @"2023-10-20"。',
    'a day is written 2023-10-20 in a test and @"2023-10-20" in an expression.',
)
PERIOD = Label(
    '期间写作 @"P1Y"（一年）、@"P6M"（六个月）或 @"P30D"（三十天）。',
    'a duration is written @"P1Y" (a year), @"P6M" (six months) or @"P30D" (thirty days).',
)
LISTED = Label(
    "检验列表用 contains、contains_any 或 contains_all。",
    "a list is tested by `contains`, `contains_any` or `contains_all`.",
)


class Checking:
    """Checks the expressions of one rule or function.

    Args:
        expressions: knows where nodes are written.
        parameters: the rule's parameters, every value of each: an expression has to make sense with all of them.
        written: knows where parameters are written.
    """

    def __init__(self, expressions: Expressions, parameters: tuple[Parameter, ...], written: Written) -> None:
        self.expressions = expressions
        self.found: Diagnostics = expressions.found
        self.parameters = parameters
        self.written = written
        self._generations = tuple(generations(parameters))

    def condition(self, node: Node, names: Names, tree: Tree) -> None:
        """Check a condition."""
        for parameters in self._generations:
            checker = Checker(FUNCTIONS)
            checker.condition(node, _with(names, parameters))
            self._report(checker.problems, names, tree)

    def value(self, node: Node, expected: Type, names: Names, tree: Tree) -> None:
        """Check a value of the type `expected`."""
        for parameters in self._generations:
            self._value(node, expected, _with(names, parameters), tree)
        for code, at, fields in disorder(node, self.parameters):
            other = self.expressions.place(int(fields.pop("at", -1)))
            if other is not None:
                fields |= {"line": other.line, "column": other.column}
            self.found.add(code, self.expressions.place(at) or tree, **fields)

    def _value(self, node: Node, expected: Type, names: Names, tree: Tree) -> None:
        leaves = list(_leaves(node, names))
        ends = {leaf.at for leaf, _ in leaves}
        checker = Checker(FUNCTIONS)
        checker.type_of(node, names)
        problems = checker.problems
        if expected.kind != "any":  # every case is compared with what is expected, rather than with the others
            problems = [one for one in problems if one.code != "branches_differ" or one.at not in ends]
        self._report(problems, names, tree)
        for leaf, inner in leaves:
            checker = Checker(FUNCTIONS)
            kind = checker.type_of(leaf, inner)
            if not checker.problems:
                self._check_fits(leaf, kind, expected, inner, tree)

    def _check_fits(self, node: Node, kind: Type, expected: Type, names: Names, tree: Tree) -> None:
        enum, given = item_of(expected), item_of(kind)
        if enum.kind == "enum" and given.kind == "literal" and (kind.kind != "list" or expected.kind == "list"):
            known = list(names.vocabulary.enums[enum.name or ""].members)
            for word in words(given):
                if word not in known:
                    named = self._parameter(node, word, names) or self._written_word(node, word)
                    place = named or self._place(node, tree)
                    nearest = did_you_mean(word, known)
                    self.found.add("PC342", place, value=word, enum=enum.name or "", suggestions=nearest, known=known)
        elif not fits(kind, expected, names):
            fields = _advice(expected, kind)
            self.found.add(
                "PC341", self._place(node, tree), found=described(kind), expected=described(expected), **fields
            )

    def _place(self, node: Node, tree: Tree) -> Located:
        return self.expressions.place(node.at) or tree

    def _written_word(self, node: Node, word: str) -> Located | None:
        """Where a text among the elements of a list is written."""
        found = next((part for part in node.args if isinstance(part, Node) and part.args[:1] == (word,)), None)
        return self.expressions.place(found.at) if node.op == "list" and found is not None else None

    def _parameter(self, node: Node, word: str, names: Names) -> Located | None:
        """Where `word` is written as the value of the parameter that `node` names."""
        target = names.resolve(node.args[0]) if node.op == "name" else None
        return self._parameter_value(node.args[0], word) if target is not None and target.how == "constant" else None

    def _parameter_value(self, name: str, word: str) -> Located | None:
        for parameter in self.parameters:
            if parameter.name == name:
                tree = self.written.node(parameter.place)
                found = item(self.written.node(parameter.place, "value") or tree, word)
                if found is not None:
                    return found
        return None

    def _report(self, problems: list[Problem], names: Names, tree: Tree) -> None:
        for problem in problems:
            place: Located = self.expressions.place(problem.at) or tree
            fields: dict[str, Any] = {
                name: described(value) if isinstance(value, Type) else str(value)
                for name, value in problem.fields.items()
                if name not in ("candidates", "parameter")
            }
            if problem.code == "unknown_member" and isinstance(problem.fields["entity"], str):
                fields["entity"] = described(Type("record", problem.fields["entity"]))
            if problem.fields.get("parameter"):
                place = self._parameter_value(problem.fields["parameter"], problem.fields["value"]) or place
            candidates = problem.fields.get("candidates")
            if candidates is not None:
                word = str(problem.fields.get("name") or problem.fields.get("value"))
                fields["suggestions"] = did_you_mean(word, candidates)
                if problem.code != "unknown_function":
                    fields["known"] = [str(one) for one in candidates]
            fields |= _more(problem, names)
            self.found.add(CODES[problem.code], place, **fields)


def generations(parameters: Iterable[Parameter]) -> Iterator[dict[str, tuple[Type, object]]]:
    """The parameters by name with their first values, then with their second ones, and so on; the last one stays."""
    values: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        of = values.setdefault(parameter.name, [])
        if not of or of[0].type.kind == parameter.type.kind:  # one of another kind is reported with the parameter
            of.append(parameter)
    for index in range(max(map(len, values.values()), default=1)):
        chosen = {name: of[min(index, len(of) - 1)] for name, of in values.items()}
        yield {name: (parameter.type, parameter.value) for name, parameter in chosen.items()}


def fits(kind: Type, expected: Type, names: Names) -> bool:
    """Whether a value of a type can be given where another one is expected."""
    if kind.kind == "literal" and expected.kind == "enum":
        return True
    if kind.kind == "enum" and expected.kind == "string":
        return True
    if kind.kind == "enum" and expected.kind == "enum":
        enums = names.vocabulary.enums
        return enums[kind.name or ""].members.keys() <= enums[expected.name or ""].members.keys()
    if expected.kind == "list" and kind.kind == "list":
        return fits(item_of(kind), item_of(expected), names)
    return comparable(kind, expected, names)


def _with(names: Names, parameters: dict[str, tuple[Type, object]]) -> Names:
    return Names(names.vocabulary, names.frames, names.subject, parameters)


def _leaves(node: Node, names: Names) -> Iterator[tuple[Node, Names]]:
    """The expressions that an expression may have as its value, each with the names around it."""
    if node.op == "hits":
        yield from _hit_leaves(node, names)
    elif node.op == "suppose":
        kind = Checker(FUNCTIONS).type_of(node.args[1], names)
        yield from _leaves(node.args[2], names.bind(node.args[0], kind))
    elif node.op in BRANCHES:
        for branch in BRANCHES[node.op](node):
            yield from _leaves(branch, names)
    else:
        yield node, names
        if node.op == "open" and node.args[3] is not None and node.args[3].op == "either":
            for value in node.args[3].args:
                yield value, names


BRANCHES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "cases": lambda node: (*(then for _, then in node.args[0]), node.args[1]),
    "if": lambda node: node.args[1:],
    "lookup": lambda node: (*(then for _, then in node.args[1]), node.args[2]),
    "bands": lambda node: (*(then for _, then in node.args[1]), *node.args[2:]),
    "quotas": lambda node: (*(then for _, _, _, then, _ in node.args[3]), node.args[4]),
}
"""Form → the expressions one of which is its value."""


def _hit_leaves(node: Node, names: Names) -> Iterator[tuple[Node, Names]]:
    """The values of a table, each as a list of one where the table gives a list of them."""
    policy, rows, otherwise, _ = node.args
    for _, then in rows if policy != "count" else ():
        for leaf, inner in _leaves(then, names):
            yield (Node("list", leaf, at=leaf.at) if policy in LISTING else leaf), inner
    if policy == "count":
        yield node, names
    yield from _leaves(otherwise, names)


def _more(problem: Problem, names: Names) -> dict[str, Label]:
    if problem.code == "unknown_name":
        word = problem.fields["name"]
        if word in TRUTHS:
            return {"advice": TRUTH}
        if any(word in enum.members for enum in names.vocabulary.enums.values()):
            zh, en = "取值在表达式中须加双引号：", "in an expression a value stands in double quotes: "
            return {"advice": Label(f'{zh}"{word}"。', f'{en}"{word}".')}
    if problem.code == "not_comparable":
        return _advice(problem.fields["left"], problem.fields["right"])
    if problem.code == "wrong_value":
        return _advice(problem.fields["expected"], problem.fields["found"])
    if problem.code == "not_computable" and "date" in (problem.fields["left"].kind, problem.fields["right"].kind):
        return {"advice": PERIOD}
    return {}


def _advice(left: Type, right: Type) -> dict[str, Label]:
    kinds = {left.kind, right.kind}
    if "date" in kinds and kinds & {"literal", "string", "number"}:
        return {"advice": DAY}
    if "bool" in kinds and kinds & {"literal", "string", "number"}:
        return {"advice": TRUTH}
    if "list" in kinds and len(kinds) == 2:
        return {"advice": LISTED}
    return {}
