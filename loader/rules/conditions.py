"""Structured conditions of a rule file, in; syntax trees, out.

Every key of a mapping has to hold: a fact with a test, or one of the words in `_WORDS`. The words of the language are
those of the reference page; each is rewritten to one form of `engine.feel.nodes`. What has not the form that the schema
asks for has been reported and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.check import Checker, item_of
from engine.feel.nodes import Node
from engine.model import Type
from engine.names import ANY, BOOL, Names
from loader.rules.expressions import Expressions, every, negated
from loader.rules.literals import bound, is_expression, literal
from loader.rules.ordered import UNITS, by_order, ranked_members, window
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree

QUANTIFIERS = ("some", "every", "no", "count")


def type_of(node: Node, names: Names) -> Type:
    """The type of an expression; faults in it are reported when the whole condition is checked."""
    return Checker({}).type_of(node, names)


class Conditions:
    """Reads conditions with one set of `expressions`; `values` reads the values of decision lists in conditions."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions
        self.found = expressions.found
        self.value: Callable[[Tree, Type, Names], Node] = lambda tree, kind, names: Node("null")

    def read(self, tree: Tree, names: Names) -> Node:
        """The condition that `tree` describes."""
        at = self.expressions.mark(tree)
        if isinstance(tree, Scalar):
            if isinstance(tree.value, bool):
                return Node("bool", tree.value, at=at)
            return self.expressions.feel(tree, skip=1 if is_expression(tree) else 0)
        if isinstance(tree, Sequence):
            return every((self.read(item, names) for item in tree.items), at)
        assert isinstance(tree, Mapping)  # noqa: S101  # the three kinds of tree
        tested = tree.get("is")
        if tested is not None and any(word in tree.index for word in VALUED):
            return self.test(self.value(tree, ANY, names), tested, names, at)
        return every(self._entries(tree, names), at)

    def _entries(self, tree: Mapping, names: Names) -> list[Node]:
        parts: list[Node] = []
        for key, value in tree.entries:
            at = self.expressions.mark(key)
            if key.text in ("where", "is"):
                continue
            if key.text in QUANTIFIERS:
                parts.append(self._quantified(key.text, value, tree, names, at))
            elif key.text in _WORDS:
                parts.append(_WORDS[key.text](self, value, names, at))
            else:
                left = self.expressions.feel(key)
                parts.append(self.test(left, value, names, at))
        return parts

    # --- words ----------------------------------------------------------------------------------------------------

    def _all(self, value: Tree, names: Names, at: int) -> Node:
        return self.read(value, names)

    def _any(self, value: Tree, names: Names, at: int) -> Node:
        parts = tuple(self.read(item, names) for item in (value.items if isinstance(value, Sequence) else (value,)))
        return parts[0] if len(parts) == 1 else Node("or", *parts, at=at)

    def _none(self, value: Tree, names: Names, at: int) -> Node:
        return negated(self._any(value, names, at), at)

    def _not(self, value: Tree, names: Names, at: int) -> Node:
        return negated(self.read(value, names), at)

    def _certain(self, value: Tree, names: Names, at: int) -> Node:
        return Node("certain", self.read(value, names), at=at)

    def _cases(self, value: Tree, names: Names, at: int) -> Node:
        owner = Mapping(value.source, value.line, value.column, value.end_line, value.end_column, (), {})
        return self.value(self._wrap(value, owner), BOOL, names)

    def _wrap(self, value: Tree, owner: Mapping) -> Mapping:
        key = Scalar(owner.source, owner.line, owner.column, owner.line, owner.column, "cases", "", "cases")
        return Mapping(
            owner.source, owner.line, owner.column, owner.end_line, owner.end_column, ((key, value),), {"cases": 0}
        )

    def _quantified(self, word: str, value: Tree, tree: Mapping, names: Names, at: int) -> Node:
        if not isinstance(value, Scalar):
            return Node("bool", True, at=at)
        source = self.expressions.feel(value, skip=1 if is_expression(value) else 0)
        inner = names.element(item_of(type_of(source, names)))
        where = tree.get("where")
        condition = self.read(where, inner) if where is not None else None
        if word == "every":
            return Node("every_in", source, condition or Node("bool", True, at=at), at=at)
        if word == "count":
            counted = Node("count_in", source, condition, at=at)
            test = tree.get("is")
            if test is None:
                return Node("bool", True, at=at)
            return self.test(counted, test, names, at)
        found = Node("some_in", source, condition, at=at)
        return negated(found, at) if word == "no" else found

    # --- tests ----------------------------------------------------------------------------------------------------

    def test(self, left: Node, tree: Tree, names: Names, at: int) -> Node:
        """The condition that the value of `left` passes the test that `tree` describes."""
        kind = type_of(left, names)
        if isinstance(tree, Scalar):
            right = literal(tree, kind, names, self.expressions)
            if right == left:
                self.found.add("PC388", tree, word=tree.text.removeprefix("=").strip())
            return Node("cmp", "=", left, right, at=at)
        if not isinstance(tree, Mapping):
            return Node("bool", True, at=at)
        tests = [
            self._one_test(key, value, left, kind, names, at)
            for key, value in tree.entries
            if key.text not in (*UNITS, "before", "after")
        ]
        unit = next((key for key, _ in tree.entries if key.text in UNITS), None)
        for word in ("before", "after"):
            if word in tree.index and unit is not None:
                tests.append(self._window(word, tree, unit, left, kind, names, at))
        return every(tests, at)

    def _window(self, word: str, tree: Mapping, unit: Scalar, left: Node, kind: Type, names: Names, at: int) -> Node:
        """`before` or `after` a day, by so many years, months or days."""
        day, lengths = tree.get(word), tree.get(unit.text)
        if not isinstance(day, Scalar) or not isinstance(lengths, Mapping):
            return Node("bool", True, at=at)
        ends = [
            bound(end, Type("int"), names, self.expressions) if isinstance(end, Scalar) else None
            for end in (lengths.get("from"), lengths.get("to"))
        ]
        reference = bound(day, kind, names, self.expressions)
        return window(left, kind, reference, unit.text, (ends[0], ends[1]), word == "before", at)

    def _one_test(self, key: Scalar, value: Tree, left: Node, kind: Type, names: Names, at: int) -> Node:
        word = key.text
        if word == "not" and not isinstance(value, Scalar):
            return negated(self.test(left, value, names, at), at)
        if word in ("in", "contains_any", "contains_all"):
            return self._listed(word, value, left, kind, names, at)
        if not isinstance(value, Scalar):
            return Node("bool", True, at=at)
        if word in COMPARISONS and ranked_members(kind, names):
            end = by_order(literal(value, kind, names, self.expressions), names, kind)
            return Node("cmp", COMPARISONS[word], by_order(left, names), end, at=at)
        if word in COMPARISONS:
            return Node("cmp", COMPARISONS[word], left, bound(value, kind, names, self.expressions), at=at)
        if word == "not":
            return Node("cmp", "!=", left, literal(value, kind, names, self.expressions), at=at)
        if word == "known":
            known = Node("known", left, at=at)
            return negated(known, at) if value.value is False else known
        if word == "required":
            return Node("required", left, at=at)
        if word == "in_year":
            year = literal(value, Type("int"), names, self.expressions)
            return Node("cmp", "=", Node("path", left, "year", at=at), year, at=at)
        if word == "contains":
            inner = literal(value, item_of(kind), names, self.expressions)
            return Node("some_in", left, Node("cmp", "=", Node("name", "item", at=at), inner, at=at), at=at)
        if word == "test":
            return Node("in", left, self.expressions.tests(value), at=at)
        return Node("bool", True, at=at)

    def _listed(self, word: str, value: Tree, left: Node, kind: Type, names: Names, at: int) -> Node:
        element = item_of(kind) if kind.kind == "list" else kind
        if isinstance(value, Sequence):
            scalars = [item for item in value.items if isinstance(item, Scalar)]
            listed = Node("list", *(literal(item, element, names, self.expressions) for item in scalars), at=at)
        elif isinstance(value, Scalar):
            listed = self.expressions.feel(value, skip=1 if is_expression(value) else 0)
        else:
            return Node("bool", True, at=at)
        tests = (Node("test_expr", listed, at=at),)
        item = Node("name", "item", at=at)
        if word == "in":
            return Node("in", left, tests, at=at)
        if word == "contains_any":
            return Node("some_in", left, Node("in", item, tests, at=at), at=at)
        wanted = Node("cmp", "=", item, Node("name", "wanted", at=at), at=at)
        return Node("every", (("wanted", listed),), Node("some_in", left, wanted, at=at), at=at)


VALUED = ("sum", "mean", "median", "rank", "streak", "find")
"""Values that a condition may test with `is`."""
COMPARISONS = {"from": ">=", "to": "<=", "above": ">", "below": "<"}
_WORDS: dict[str, Callable[[Conditions, Tree, Names, int], Node]] = {
    "all": Conditions._all,
    "any": Conditions._any,
    "none": Conditions._none,
    "not": Conditions._not,
    "certain": Conditions._certain,
    "cases": Conditions._cases,
}
