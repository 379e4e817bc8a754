"""The values that rules conclude, in; syntax trees, out: literals, expressions, decision lists, tables, picks, sums."""

from __future__ import annotations

from collections.abc import Callable

from engine.check import item_of
from engine.feel.nodes import Node
from engine.model import Type
from engine.names import ANY, Names
from loader.rules.conditions import Conditions, type_of
from loader.rules.expressions import Expressions
from loader.rules.kinds import described
from loader.rules.literals import is_expression, literal
from loader.rules.ordered import by_order
from loader.rules.scales import SCALES
from loader.rules.tables import read_table
from loader.yaml.nodes import Mapping, Scalar, Sequence
from loader.yaml.nodes import Node as Tree


class Conclusions:
    """Reads values with one set of `expressions`, and conditions inside them with `conditions`; `rule` is the id of the
    rule that is read."""

    def __init__(self, expressions: Expressions, conditions: Conditions) -> None:
        self.expressions = expressions
        self.conditions = conditions
        self.found = expressions.found
        self.rule = ""
        conditions.value = self.read

    def read(self, tree: Tree, kind: Type, names: Names) -> Node:
        """The value that `tree` describes, where a value of type `kind` is concluded."""
        at = self.expressions.mark(tree)
        if isinstance(tree, Scalar):
            if tree.text == "not_applicable" and tree.value is not None:
                return Node("none", at=at)
            return literal(tree, kind, names, self.expressions)
        if isinstance(tree, Sequence):
            return Node("list", *(self.read(item, item_of(kind), names) for item in tree.items), at=at)
        assert isinstance(tree, Mapping)  # noqa: S101  # the three kinds of tree
        for word, reader in FORMS.items():
            if word in tree.index:
                return reader(self, tree, kind, names, at)
        return Node("null", at=at)

    def feel(self, tree: Tree | None, names: Names, at: int) -> Node:
        """The expression in a scalar, with or without the mark ``= ``; null where there is none."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            return self.expressions.feel(tree, skip=1 if is_expression(tree) else 0)
        if isinstance(tree, Scalar):
            return literal(tree, ANY, names, self.expressions)
        return Node("null", at=at)

    def _when(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        value = tree.get("when")
        return Node("holds", self.conditions.read(value, names), at=at) if value is not None else Node("null", at=at)

    def _cases(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        rows = tree.get("cases")
        cases: list[tuple[Node, Node]] = []
        otherwise: Node | None = None
        items = rows.items if isinstance(rows, Sequence) else ()
        for index, row in enumerate(items):
            if not isinstance(row, Mapping):
                continue
            last = row.get("otherwise")
            if last is not None:
                otherwise = self.read(last, kind, names)
                if index != len(items) - 1:
                    self.found.add("PC328", row)
                continue
            when, then = row.get("when"), row.get("then")
            if when is not None and then is not None:
                cases.append((self.conditions.read(when, names), self.read(then, kind, names)))
        if otherwise is None:
            self.found.add("PC329", tree)
            otherwise = Node("none", at=at)
        return Node("cases", tuple(cases), otherwise, at=at)

    def _undetermined(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        inner, expected = tree.get("undetermined"), kind
        missing = tuple(self.feel(one, names, at) for one in _several(inner, "missing"))
        incomplete = tuple(self.feel(one, names, at) for one in _several(inner, "incomplete"))
        bodies = tuple(one.text for one in _several(inner, "refer_to") if isinstance(one, Scalar))
        among = inner.get("among") if isinstance(inner, Mapping) else None
        for node in missing:
            if node.op not in PATHS:
                self.found.add("PC363", self.expressions.place(node.at) or tree)
        for node in incomplete:
            kind = type_of(node, names)
            if node.op not in PATHS or kind.kind not in ("list", "any", "null"):
                self.found.add("PC330", self.expressions.place(node.at) or tree, found=described(kind))
        possible = self._among(among, expected, names, at) if among is not None else None
        return Node("open", missing, incomplete, bodies, possible, at=at)

    def _among(self, tree: Tree, kind: Type, names: Names, at: int) -> Node:
        """The values that are possible: an expression whose possible values are meant, or a list of values."""
        if not isinstance(tree, Sequence):
            return self.feel(tree, names, at)
        return Node("either", *(self.read(one, kind, names) for one in tree.items), at=at)

    def _table(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        return read_table(tree.get("table"), kind, names, self, at)

    def inner(self, tree: Mapping, word: str, names: Names, at: int) -> tuple[Node, Names, Node | None]:
        """The list under `word`, the names inside a condition on its elements, and the condition `where`."""
        source = self.feel(tree.get(word), names, at)
        inner = names.element(item_of(type_of(source, names)))
        where = tree.get("where")
        return source, inner, self.conditions.read(where, inner) if where is not None else None

    def _pick(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        source, inner, condition = self.inner(tree, "pick", names, at)
        direction = "highest" if tree.get("highest") is not None else "lowest"
        key = by_order(self.feel(tree.get(direction), inner, at), inner)
        picked = Node("pick", source, condition, key, direction, at=at)
        take = tree.get("take")
        return Node("path", picked, take.text, at=at) if isinstance(take, Scalar) else picked

    def _count(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        source, _, condition = self.inner(tree, "count", names, at)
        return Node("count_in", source, condition, at=at)

    def _sum(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        source, inner, condition = self.inner(tree, "sum", names, at)
        taken, best = self.feel(tree.get("of"), inner, at), tree.get("best")
        if may_be_none(taken, inner):
            taken = Node("or_zero", taken, at=taken.at)
        if best is None:
            return Node("sum_in", source, taken, condition, at=at)
        count = literal(best, Type("int"), names, self.expressions) if isinstance(best, Scalar) else Node("null", at=at)
        return Node("best_sum", source, taken, condition, count, at=at)

    def _collect(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        source, inner, condition = self.inner(tree, "collect", names, at)
        return Node("collect", source, self.feel(tree.get("of"), inner, at), condition, at=at)

    def _suppose(self, tree: Mapping, kind: Type, names: Names, at: int) -> Node:
        bound, body = tree.get("suppose"), tree.get("then")
        if not isinstance(bound, Mapping) or len(bound.entries) != 1 or body is None:
            return Node("null", at=at)
        key, source = bound.entries[0]
        value = self.feel(source, names, at)
        inner = self.read(body, kind, names.bind(key.text, type_of(value, names)))
        return Node("suppose", key.text, value, inner, at=at)


def _several(tree: Tree | None, word: str) -> tuple[Tree, ...]:
    value = tree.get(word) if isinstance(tree, Mapping) else None
    if value is None:
        return ()
    return value.items if isinstance(value, Sequence) else (value,)


def may_be_none(node: Node, names: Names) -> bool:
    """Whether an expression names a decision, which may be not applicable, or a fact whose absence says that there is
    none: in a sum these count nothing. What could not be calculated is another matter."""
    if node.op != "name":
        return False
    target = names.resolve(node.args[0])
    if target is None or target.entity is None:
        return False
    entity = names.vocabulary.entities[target.entity]
    attribute, field = entity.attributes.get(target.name), entity.fields.get(target.name)
    return (attribute is not None and attribute.decision) or (field is not None and field.absent is not None)


PATHS = ("name", "path", "null")
"""Forms that name a fact; null stands where an expression could not be read, which is reported."""

Reader = Callable[[Conclusions, Mapping, Type, Names, int], Node]
FORMS: dict[str, Reader] = {
    "undetermined": Conclusions._undetermined,
    "cases": Conclusions._cases,
    "table": Conclusions._table,
    "pick": Conclusions._pick,
    "count": Conclusions._count,
    "sum": Conclusions._sum,
    "collect": Conclusions._collect,
    "suppose": Conclusions._suppose,
    "when": Conclusions._when,
    **SCALES,
}
