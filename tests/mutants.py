"""A policy's model, in; models with one thing changed each, out: parts taken away, numbers, dates and values moved.

Every mutant has a name that says where and what (``4.5.s4.n1 parameter basic_research: 5000000.00 → 5000001.00``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel.nodes import Node
from engine.feel.unparse import unparse, unparse_tests
from engine.model import Constraint, Entity, Gate, Parameter, Part, Policy, Qualifier, Rule, Vocabulary
from engine.value import changed

SHOWN = 60
DAY = timedelta(days=1)
TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "=", "+": "-", "-": "+", "*": "+", "/": "*"}
LISTED = ("some_in", "every_in", "count_in", "sum_in", "collect")
"""Forms whose last part is a condition on the elements of a list."""

Change = tuple[str, Any]
"""What has been changed, in words, and the changed thing."""


class Mutant(NamedTuple):
    """A policy with one change."""

    name: str
    policy: Policy


class Mutator:
    """The mutants of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.words = [list(enum.members) for enum in policy.vocabulary.enums.values()]

    # --- rules --------------------------------------------------------------------------------------------------------

    def of_rule(self, rule: Rule) -> Iterator[Mutant]:
        """The mutants of a rule: itself, its parts, parameters and expressions, and the functions it answers for."""
        rules = self.policy.rules
        changes = [("taken away", tuple(one for one in rules if one is not rule))]
        for what, other in self._rule(rule):
            changes.append((what, tuple(other if one is rule else one for one in rules)))
        yield from named(rule.id, ((what, changed(self.policy, rules=kept)) for what, kept in changes))
        yield from named(rule.id, self._functions(rule.id))

    def _functions(self, norm: str) -> Iterator[Change]:
        vocabulary = self.policy.vocabulary
        for name, function in vocabulary.functions.items():
            if function.norm == norm:
                for what, body in self._node(function.body):
                    functions = {**vocabulary.functions, name: changed(function, body=body)}
                    yield (
                        f"function {name}: {what}",
                        changed(self.policy, vocabulary=changed(vocabulary, functions=functions)),
                    )

    def _rule(self, rule: Rule) -> Iterator[Change]:
        for what, parameters in each(rule.parameters, self._parameter):
            yield f"parameter {what}", changed(rule, parameters=parameters)
        for number, part in enumerate(rule.parts, start=1):
            place = f"part {number}"
            yield f"{place} taken away", changed(rule, parts=without(rule.parts, number - 1))
            for what, other in self._part(part):
                yield f"{place} {what}", changed(rule, parts=put(rule.parts, number - 1, other))
        for norm, rest in dropped(rule.rests_on):
            yield f"rests_on {norm} taken away", changed(rule, rests_on=rest)

    def _parameter(self, parameter: Parameter) -> Iterator[Change]:
        for what, value in self._value(parameter.value):
            yield f"{parameter.name}: {what}", changed(parameter, value=value)

    def _value(self, value: Any) -> Iterator[Change]:
        if isinstance(value, list | tuple):
            for item, rest in dropped(value):
                yield f"{item} taken away", type(value)(rest)
        else:
            for other in self._others(value):
                yield f"{value} → {other}", other

    def _others(self, value: Any) -> Iterator[Any]:
        """Other values near a value."""
        if isinstance(value, bool):
            yield not value
        elif isinstance(value, date):
            yield from (value - DAY, value + DAY)
        elif isinstance(value, Decimal | int):
            yield from (value + 1, value - 1)
            if isinstance(value, Decimal) and value != value.to_integral_value():
                yield value + Decimal(1).scaleb(int(value.as_tuple().exponent))
        elif isinstance(value, str):
            yield from self._words(value)

    def _words(self, word: str) -> Iterator[str]:
        """The next member of every enumeration that has the word, or a word that is nowhere."""
        found = [members[(members.index(word) + 1) % len(members)] for members in self.words if word in members]
        yield from dict.fromkeys([other for other in found if other != word] or [f"{word}?"])

    def _part(self, part: Part) -> Iterator[Change]:
        if part.when is not None:
            yield "when taken away", changed(part, when=None)
            for what, when in self._node(part.when):
                yield f"when: {what}", changed(part, when=when)
        for (name, value), rest in dropped(part.conclusions):
            if len(part.conclusions) > 1:
                yield f"{name} taken away", changed(part, conclusions=rest)
            index = part.conclusions.index((name, value))
            for what, other in self._node(value):
                yield f"{name}: {what}", changed(part, conclusions=put(part.conclusions, index, (name, other)))
        for norm, rest in dropped(part.overrides):
            yield f"overrides {norm} taken away", changed(part, overrides=rest)
        for number, gate in enumerate(part.gates):
            yield f"gate of {gate.of} taken away", changed(part, gates=without(part.gates, number))
            for what, other in self._gate(gate):
                yield f"gate of {gate.of}: {what}", changed(part, gates=put(part.gates, number, other))
        for number, one in enumerate(part.qualifiers):
            place = f"qualifier {number + 1}"
            yield f"{place} taken away", changed(part, qualifiers=without(part.qualifiers, number))
            for what, other in self._qualifier(one):
                yield f"{place} {what}", changed(part, qualifiers=put(part.qualifiers, number, other))

    def _gate(self, gate: Gate) -> Iterator[Change]:
        for what, node in self._node(gate.open_when):
            yield what, changed(gate, open_when=node)

    def _qualifier(self, one: Qualifier) -> Iterator[Change]:
        if len(one.decisions) > 1:
            for name, rest in dropped(one.decisions):
                yield f"without {name}", changed(one, decisions=rest)
        if one.when is not None:
            yield "when taken away", changed(one, when=None)
            for what, when in self._node(one.when):
                yield f"when: {what}", changed(one, when=when)
        if one.flag is not None:
            yield "flag taken away", changed(one, flag=None)
            for what, flag in self._node(one.flag):
                yield f"flag: {what}", changed(one, flag=flag)
        if one.refer_to is not None:
            yield "refer_to taken away", changed(one, refer_to=None)
        if one.reopening:
            yield "reopening taken away", changed(one, reopening=False)

    # --- vocabulary ---------------------------------------------------------------------------------------------------

    def of_entity(self, entity: Entity) -> Iterator[Mutant]:
        """The mutants of an entity: its constraints, bounds, defaults, relations and what its decisions rest on."""
        vocabulary: Vocabulary = self.policy.vocabulary
        changes = ((what, {**vocabulary.entities, entity.name: other}) for what, other in self._entity(entity))
        yield from named(
            entity.name,
            ((what, changed(self.policy, vocabulary=changed(vocabulary, entities=kept))) for what, kept in changes),
        )

    def _entity(self, entity: Entity) -> Iterator[Change]:
        for field in entity.fields.values():
            for name in ("minimum", "decimals"):
                value = getattr(field, name)
                others = [] if value is None else [value + 1, value - 1]
                for other in others:
                    fields = {**entity.fields, field.name: changed(field, **{name: other})}
                    yield f"{field.name} {name} {value} → {other}", changed(entity, fields=fields)
            if field.absent is not None:
                fields = {**entity.fields, field.name: changed(field, absent=None)}
                yield f"{field.name}: absent says nothing", changed(entity, fields=fields)
            if field.required:
                fields = {**entity.fields, field.name: changed(field, required=False)}
                yield f"{field.name}: not required", changed(entity, fields=fields)
        for attribute in entity.attributes.values():
            for decimals in [] if attribute.decimals is None else [attribute.decimals + 1, attribute.decimals - 1]:
                attributes = {**entity.attributes, attribute.name: changed(attribute, decimals=decimals)}
                yield f"{attribute.name} decimals → {decimals}", changed(entity, attributes=attributes)
        for number, constraint in enumerate(entity.constraints):
            rest = without(entity.constraints, number)
            yield f"refusal {number + 1} taken away", changed(entity, constraints=rest)
            for what, one in self._constraint(constraint):
                constraints = put(entity.constraints, number, one)
                yield f"refusal {number + 1}: {what}", changed(entity, constraints=constraints)
        for norm, norms in dropped(entity.rests_on):
            yield f"rests_on {norm} taken away", changed(entity, rests_on=norms)
        for name, keys in dropped(entity.unique):
            yield f"unique {name} taken away", changed(entity, unique=keys)

    def _constraint(self, constraint: Constraint) -> Iterator[Change]:
        for what, node in self._node(constraint.refuse):
            yield what, changed(constraint, refuse=node)

    # --- expressions --------------------------------------------------------------------------------------------------

    def _node(self, node: Node) -> Iterator[Change]:
        """The node with one change, in itself or anywhere below."""
        for what, other in self._own(node):
            yield what, other
        for number, part in enumerate(node.args):
            for what, other in self._below(part):
                yield what, Node(node.op, *put(node.args, number, other))

    def _below(self, part: Any) -> Iterator[Change]:
        if isinstance(part, Node):
            yield from self._node(part)
        elif isinstance(part, tuple):
            for number, inner in enumerate(part):
                for what, other in self._below(inner):
                    yield what, put(part, number, other)

    def _own(self, node: Node) -> Iterator[Change]:
        make = OWN.get(node.op)
        if make is not None:
            for what, other in make(self, node):
                yield f"{what} in {shown(node)}", other

    def _number(self, node: Node) -> Iterator[Change]:
        for other in self._others(Decimal(node.args[0])):
            yield (
                f"{node.args[0]} → {other}",
                Node("num", str(other)) if other >= 0 else Node("neg", Node("num", str(-other))),
            )

    def _truth(self, node: Node) -> Iterator[Change]:
        yield f"→ {not node.args[0]}", Node("bool", not node.args[0])

    def _word(self, node: Node) -> Iterator[Change]:
        try:
            day = date.fromisoformat(node.args[0])
        except ValueError:
            for other in self._words(node.args[0]):
                yield f"→ {other}", Node(node.op, other)
            return
        for moved in (day - DAY, day + DAY) if day < date.max else (day - DAY,):
            yield f"→ {moved}", Node(node.op, moved.isoformat())

    def _operator(self, node: Node) -> Iterator[Change]:
        sign, *rest = node.args
        if sign in TURNED:
            yield f"{sign} → {TURNED[sign]}", Node(node.op, TURNED[sign], *rest)

    def _operands(self, node: Node) -> Iterator[Change]:
        for operand, rest in dropped(node.args):
            yield f"without {shown(operand)}", rest[0] if len(rest) == 1 else Node(node.op, *rest)

    def _unwrapped(self, node: Node) -> Iterator[Change]:
        yield f"without {node.op}", node.args[0]

    def _unconditional(self, node: Node) -> Iterator[Change]:
        if node.args[-1] is not None and node.op != "every_in":
            yield "without its condition", Node(node.op, *node.args[:-1], None)

    def _picked(self, node: Node) -> Iterator[Change]:
        source, condition, key, direction = node.args
        yield "the other end", Node("pick", source, condition, key, "lowest" if direction == "highest" else "highest")
        if condition is not None:
            yield "without its condition", Node("pick", source, None, key, direction)

    def _rows(self, node: Node) -> Iterator[Change]:
        rows, otherwise = node.args
        for (when, _), rest in dropped(rows):
            yield f"without the case {shown(when)}", Node("cases", rest, otherwise) if rest else otherwise

    def _hits(self, node: Node) -> Iterator[Change]:
        policy, rows, otherwise, order = node.args
        for (when, _), rest in dropped(rows):
            yield f"without the row {shown(when)}", Node("hits", policy, rest, otherwise, order) if rest else otherwise
        if order is not None and len(order) > 1:
            yield "priorities turned round", Node("hits", policy, rows, otherwise, tuple(reversed(order)))

    def _reasons(self, node: Node) -> Iterator[Change]:
        for number, what in enumerate(("missing", "incomplete", "refer_to")):
            for one, rest in dropped(node.args[number]):
                named = shown(one) if isinstance(one, Node) else one
                yield f"{what} without {named}", Node("open", *put(node.args, number, rest))

    def _tests(self, node: Node) -> Iterator[Change]:
        value, tests = node.args
        for number, one in enumerate(tests):
            if len(tests) > 1:
                yield f"without {unparse_tests((one,))}", Node("in", value, without(tests, number))

    def _ends(self, node: Node) -> Iterator[Change]:
        low_included, low, high, high_included = node.args
        if low is not None:
            yield "its lower end turned", Node("range", not low_included, low, high, high_included)
        if high is not None:
            yield "its upper end turned", Node("range", low_included, low, high, not high_included)

    def _called(self, node: Node) -> Iterator[Change]:
        if node.args[0] == "not":
            yield "without not", node.args[1][0]

    def _items(self, node: Node) -> Iterator[Change]:
        for item, rest in dropped(node.args):
            yield f"without {shown(item)}", Node("list", *rest)


OWN: dict[str, Callable[[Mutator, Node], Iterator[Change]]] = {
    "num": Mutator._number,
    "bool": Mutator._truth,
    "str": Mutator._word,
    "at": Mutator._word,
    "cmp": Mutator._operator,
    "arith": Mutator._operator,
    "test_cmp": Mutator._operator,
    "and": Mutator._operands,
    "or": Mutator._operands,
    "pick": Mutator._picked,
    "cases": Mutator._rows,
    "hits": Mutator._hits,
    "open": Mutator._reasons,
    "in": Mutator._tests,
    "range": Mutator._ends,
    "call": Mutator._called,
    "list": Mutator._items,
    "required": Mutator._unwrapped,
    **dict.fromkeys(LISTED, Mutator._unconditional),
}


def named(owner: str, changes: Iterable[Change]) -> Iterator[Mutant]:
    """The changed policies with names; numbered where the same change is made in several places."""
    counts: Counter[str] = Counter()
    for what, policy in changes:
        counts[what] += 1
        yield Mutant(f"{owner} {what}" if counts[what] == 1 else f"{owner} {what} #{counts[what]}", policy)


def shown(node: Node) -> str:
    """The node for readers, cut short."""
    text = unparse(node)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def dropped(items: Iterable[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each item, with all the others."""
    found = tuple(items)
    for number, item in enumerate(found):
        yield item, without(found, number)


def without(items: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    """The items without one."""
    return items[:number] + items[number + 1 :]


def put(items: tuple[Any, ...], number: int, item: Any) -> tuple[Any, ...]:
    """The items with one replaced."""
    return (*items[:number], item, *items[number + 1 :])


def each(items: tuple[Any, ...], change: Callable[[Any], Iterator[Change]]) -> Iterator[Change]:
    """The items with one change in one of them."""
    for number, item in enumerate(items):
        for what, other in change(item):
            yield what, put(items, number, other)
