"""A rule set made ready to run; in: the rules in force on a day, out: readers for every name of every entity.

A reader is a Python function from an entry to a value: of a fact, of an attribute (the rules that conclude it,
evaluated
once for each entry), of a relation, a group's members or an ancestor. Closures are built when they are first read,
so that
a document pays only for the rules it meets.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from engine.facts import Entry, absent
from engine.feel.compiler import Constant, build
from engine.feel.nodes import Node
from engine.feel.operators import path
from engine.forms import BUILDERS
from engine.groups import members_of, observed_members, records
from engine.model import (
    Attribute,
    Constraint,
    Entity,
    Field,
    Function,
    Gate,
    Group,
    Part,
    Relation,
    Rule,
    RuleSet,
    Vocabulary,
)
from engine.names import Names, ancestors, for_function, for_subject
from engine.order import earlier_reader, previous_reader
from engine.outcome import Conclusion, Outcome, settle
from engine.unknown import Unknown, lift
from engine.versions import parameter_periods

Closure = Callable[[Any], Any]
Reader = Callable[[Entry], Any]

SHARED: Final = frozenset(("and", "or", "cases"))
"""Forms whose parts are closures of their own, which backends and proofs that look at the parts have in common."""


class RuleScope:
    """The names at one place of a rule, as closures; what `engine.feel.compiler` builds expressions with."""

    __slots__ = ("names", "plan")

    def __init__(self, names: Names, plan: Plan) -> None:
        self.names = names
        self.plan = plan

    def resolve(self, name: str) -> Closure | None:
        """The closure that gives the value of `name`."""
        target = self.names.resolve(name)
        if target is None:
            return None
        if target.how == "constant":
            return Constant(target.value)
        holder = _at(target.depth)
        if target.how == "value":
            return holder
        if target.how == "member":
            reader = self.plan.readers[target.entity or ""][name]
            if target.depth == len(self.names.frames) - 1 and self.names.subject is not None:
                if target.depth == 0:
                    return self._own(target.entity or "", name, reader)
                return lambda env: reader(holder(env))
            return _member(holder, reader, name)
        if target.how == "ancestor":
            return lambda env: holder(env).ancestor(name)
        return lambda env: holder(env).world.root

    def _own(self, entity: str, name: str, reader: Reader) -> Closure:
        """What the innermost entry says of itself: facts and attributes without a call in between."""
        described = self.plan.vocabulary.entities[entity]
        if not self.plan.observed and name in described.fields:
            return _own_fact(described.fields[name], self.plan.vocabulary)
        if not self.plan.observed and name in described.attributes:
            return _own_attribute(name)
        return lambda env: reader(env[0])

    def holder(self, name: str) -> Closure:
        """The closure that gives the entry whose fact `name` is."""
        target = self.names.resolve(name)
        return _at(target.depth if target is not None else 0)

    def bind(self, name: str) -> RuleScope:
        """The scope in which a variable is bound besides."""
        return RuleScope(self.names.bind(name), self.plan)

    def element(self, source: Node) -> RuleScope:
        """The scope of a condition on the elements of the list that `source` gives."""
        from engine.check import element_type

        return RuleScope(self.names.element(element_type(source, self.names)), self.plan)

    def subject(self) -> Closure:
        """The closure that gives the subject of the rule, whatever is bound inside."""
        return _at(len(self.names.frames) - 1)

    def alone(self, source: Node) -> RuleScope:
        """The scope of an expression about the elements of a list that reads each as a rule about it does."""
        from engine.check import element_type

        entity = element_type(source, self.names).name or self.plan.vocabulary.root
        return RuleScope(for_subject(self.plan.vocabulary, entity, self.names.parameters), self.plan)

    def periods(self, rule: str, name: str) -> tuple[tuple[date, date | None, Any], ...]:
        """Every value of a parameter in any version of a rule, each with its first and last day."""
        return parameter_periods(self.plan.rules.policy.rules, rule, name)

    def reader(self, base: Node, name: str) -> Reader | None:
        """The reader of `name` where `base` gives an entry of one entity; None where that is not known beforehand."""
        from engine.check import Checker

        kind = Checker({}).type_of(base, self.names)
        if kind.kind not in ("record", "reference") or kind.name is None:
            return None
        return self.plan.readers[kind.name].get(name)

    def function(self, name: str) -> Callable[[], Closure] | None:
        """A shared function of the policy: a call that gives its body, built once."""
        return self.plan.function(name)


def _member(holder: Closure, reader: Reader, name: str) -> Closure:
    """A fact of an element, which need not be an entry where it is unknown which element it is."""

    def read(env: Any) -> Any:
        element = holder(env)
        return reader(element) if type(element) is Entry else path(element, name)

    return read


def _own_fact(field: Field, vocabulary: Vocabulary) -> Closure:
    """The closure that reads a fact of the innermost entry."""
    name = field.name

    def read(env: Any) -> Any:
        value = env[0].data.get(name)
        return absent(env[0], field, vocabulary) if value is None else value

    return read


def _own_attribute(name: str) -> Closure:
    """The closure that reads an attribute of the innermost entry."""

    def read(env: Any) -> Any:
        entry = env[0]
        found = entry.memo.get(name)
        if found is None:
            found = entry.world.conclude(entry, name)
        entry.world.cites |= found.cites
        return found.value

    return read


def _at(depth: int) -> Closure:
    if depth == 0:
        return lambda env: env[0]
    if depth == 1:
        return lambda env: env[1][0]
    if depth == 2:
        return lambda env: env[1][1][0]

    def deep(env: Any) -> Any:
        for _ in range(depth):
            env = env[1]
        return env[0]

    return deep


class Plan:
    """A rule set as readers.

    Args:
        rules: the rules in force.
        observed: whether facts and attributes that are read are written to ``world.log`` (for proofs).
    """

    def __init__(self, rules: RuleSet, observed: bool = False) -> None:
        self.rules = rules
        self.observed = observed
        self.vocabulary = rules.policy.vocabulary
        self.bits = {rule: 1 << index for index, rule in enumerate(sorted(rules.rules))}
        self.readers: dict[str, dict[str, Reader]] = {name: {} for name in self.vocabulary.entities}
        self.concluding = _concluding(rules)
        self.deciders: dict[str, Any] = {}
        self._closures: dict[tuple[str, str, int], tuple[Node, Closure]] = {}  # its key holds the node's id
        self._bit_names: dict[int, tuple[str, ...]] = {}
        self._constraints: dict[str, list[tuple[Constraint, Closure]]] = {}
        self._functions: dict[str, Closure] = {}
        self._names: dict[tuple[str, str], Names] = {}
        self._conclusions: dict[tuple[str, str], tuple[Conclusion, ...]] = {}
        self._ready: dict[tuple[str, str], tuple[Attribute, tuple[Conclusion, ...], int]] = {}
        for entity in self.vocabulary.entities.values():
            self._add_readers(entity)

    # --- readers ------------------------------------------------------------------------------------------------------

    def _add_readers(self, entity: Entity) -> None:
        readers = self.readers[entity.name]
        for above in ancestors(self.vocabulary, entity.name):
            readers[above] = _ancestor_reader(above)
        for field in entity.fields.values():
            readers[field.name] = self._field_reader(field)
        for attribute in entity.attributes.values():
            readers[attribute.name] = self._attribute_reader(entity, attribute)
        for relation in entity.relations.values():
            readers[relation.name] = self._relation_reader(entity, relation)
        if entity.order is not None:
            readers[entity.order.previous] = previous_reader(entity, entity.order)
            readers[entity.order.earlier] = earlier_reader(entity, entity.order)
        if entity.group is not None:
            group = entity.group
            find = observed_members if self.observed else members_of
            readers[group.members] = lambda entry: find(entry, group)
            readers[group.mark] = self._mark_reader(entity, group)
            root = self.readers[self.vocabulary.root]
            root[group.instances] = lambda entry: list(entry.world.groups[entity.name].values())

    def _field_reader(self, field: Field) -> Reader:
        name, vocabulary = field.name, self.vocabulary

        def read(entry: Entry) -> Any:
            value = entry.data.get(name)
            return absent(entry, field, vocabulary) if value is None else value

        def observe(entry: Entry) -> Any:
            value = read(entry)
            if entry.world.log is not None and not (field.type.kind == "record" and isinstance(value, Entry)):
                entry.world.log.append((entry, name, value))
            return value

        return observe if self.observed else read

    def _mark_reader(self, entity: Entity, group: Group) -> Reader:
        """Whether a group was generated; what shows it is the list that generated it, or where it is stated."""

        def read(entry: Entry) -> Any:
            if self.observed and entry.world.log is not None:
                entry.world.log.append((entry, entity.key[0], entry.data[entity.key[0]]))
            return entry.data.get(group.mark) is True

        return read

    def _attribute_reader(self, entity: Entity, attribute: Attribute) -> Reader:
        name = attribute.name

        def read(entry: Entry) -> Any:
            found = entry.memo.get(name)
            if found is None:
                found = entry.world.conclude(entry, name)
            entry.world.cites |= found.cites
            return found.value

        def observe(entry: Entry) -> Any:
            value = read(entry)
            if entry.world.log is not None:
                entry.world.log.append((entry, name, value))
            return value

        return observe if self.observed else read

    def _relation_reader(self, entity: Entity, relation: Relation) -> Reader:
        names = for_subject(self.vocabulary, entity.name, {})
        scope = RuleScope(names, self)
        built: list[Closure] = []
        to = self.vocabulary.entities[relation.to]

        def read(entry: Entry) -> Any:
            if not built:
                by = dict(relation.by)
                built.extend(build(by[name], scope, BUILDERS) for name in to.key)
            env = (entry, None)
            keys = [closure(env) for closure in built]
            instances = entry.world.groups.get(relation.to) if to.group is not None else records(entry, to)
            if instances is None or isinstance(instances, Unknown):
                return instances
            return lift(lambda *key: instances.get(key), *keys)

        return read

    # --- rules --------------------------------------------------------------------------------------------------------

    def names_of(self, rule: Rule, entity: str) -> Names:
        """The names in the parts of `rule` that are about `entity`."""
        found = self._names.get((rule.id, entity))
        if found is None:
            found = for_subject(self.vocabulary, entity, self._parameters(rule.id))
            self._names[(rule.id, entity)] = found
        return found

    def _parameters(self, rule: str) -> dict[str, tuple[Any, Any]]:
        return {name: (p.type, p.value) for name, p in self.rules.parameters.get(rule, {}).items()}

    @property
    def plan(self) -> Plan:
        """The plan that decides: this one (`engine.direct.Reasoner`)."""
        return self

    def closure(self, rule: Rule, entity: str, node: Node) -> Closure:
        """An expression of `rule` about `entity`, as a closure over ``(entry, None)``."""
        key = (rule.id, entity, id(node))
        known = self._closures.get(key)
        if known is None:
            scope = RuleScope(self.names_of(rule, entity), self)
            if node.op in SHARED:
                found = BUILDERS[node.op](node, scope, lambda part, _: self.closure(rule, entity, part))
            else:
                found = build(node, scope, BUILDERS)
            self._closures[key] = known = node, found
        return known[1]

    def test(self, rule: Rule, entity: str, node: Node) -> Closure:
        """A condition of `rule` about `entity`: a gate's or a remark's."""
        return self.closure(rule, entity, node)

    def function(self, name: str) -> Callable[[], Closure] | None:
        """A shared function: a call that gives its body as a closure over its arguments."""
        found = self.vocabulary.functions.get(name)
        if found is None:
            return None

        def body() -> Closure:
            closure = self._functions.get(name)
            if closure is None:
                closure = self._functions[name] = self._build_function(found)
            return closure

        return body

    def _build_function(self, function: Function) -> Closure:
        names = for_function(self.vocabulary, function.parameters, self._parameters(function.norm))
        closure: Closure = build(function.body, RuleScope(names, self), BUILDERS)
        return closure

    def conclusions(self, entity: str, attribute: str) -> tuple[Conclusion, ...]:
        """The parts of rules that conclude an attribute, as closures, overriding ones first."""
        found = self._conclusions.get((entity, attribute))
        if found is None:
            parts = self.concluding.get((entity, attribute), ())
            found = tuple(self._conclusion(rule, part, attribute) for rule, part in parts)
            self._conclusions[(entity, attribute)] = found
        return found

    def _conclusion(self, rule: Rule, part: Part, attribute: str) -> Conclusion:
        when = self.closure(rule, part.on, part.when) if part.when is not None else None
        value = self.closure(rule, part.on, dict(part.conclusions)[attribute])
        return Conclusion(rule, part, when, value, self.bits[rule.id] | self.cited(rule.rests_on))

    def cited(self, rules: tuple[str, ...]) -> int:
        """The bits of the rules in force among `rules`."""
        bits = 0
        for rule in rules:
            bits |= self.bits.get(rule, 0)
        return bits

    def conclude(self, entry: Entry, name: str) -> Outcome:
        """Evaluate an attribute of an entry: once, then remembered with it."""
        world, entity = entry.world, entry.entity
        ready = self._ready.get((entity.name, name))
        if ready is None:
            attribute = entity.attributes[name]
            ready = attribute, self.conclusions(entity.name, name), self.bits.get(attribute.norm or "", 0)
            self._ready[(entity.name, name)] = ready
        saved, world.cites = world.cites, 0
        log, world.log = world.log, None
        outcome = settle(entry, ready[0], ready[1])
        outcome.cites |= world.cites | ready[2]
        world.cites, world.log = saved, log
        entry.memo[name] = outcome
        return outcome

    def names_of_bits(self, bits: int) -> tuple[str, ...]:
        """The ids of the rules whose bits are set, sorted."""
        found = self._bit_names.get(bits)
        if found is None:
            found = self._bit_names[bits] = tuple(rule for rule, bit in self.bits.items() if bits & bit)
        return found

    def constraints(self, entity: Entity) -> list[tuple[Constraint, Closure]]:
        """What documents may not say about `entity`, as closures over ``(entry, None)``."""
        found = self._constraints.get(entity.name)
        if found is None:
            scope = RuleScope(for_subject(self.vocabulary, entity.name, {}), self)
            found = [(one, build(one.refuse, scope, BUILDERS)) for one in entity.constraints]
            self._constraints[entity.name] = found
        return found

    def gates(self, entity: str) -> list[tuple[Rule, Part, Gate]]:
        """The gates that decisions about `entity` pass: everyone's first, then its own, then those of its ancestors."""
        chain = [entity, *ancestors(self.vocabulary, entity)]
        found = [
            (rule, part, gate)
            for rule in self.rules.rules.values()
            for part in rule.parts
            for gate in part.gates
            if gate.of is None or gate.of in chain
        ]
        return sorted(found, key=lambda row: -1 if row[2].of is None else chain.index(row[2].of))


def _ancestor_reader(name: str) -> Reader:
    return lambda entry: entry.ancestor(name)


def _concluding(rules: RuleSet) -> dict[tuple[str, str], list[tuple[Rule, Part]]]:
    """Entity and attribute → the parts that conclude it; a part comes before every part that it overrides."""
    found: dict[tuple[str, str], list[tuple[Rule, Part]]] = {}
    for rule in rules.rules.values():
        for part in rule.parts:
            for attribute, _ in part.conclusions:
                found.setdefault((part.on, attribute), []).append((rule, part))
    return {key: _overriding_first(parts) for key, parts in found.items()}


def _overriding_first(parts: list[tuple[Rule, Part]]) -> list[tuple[Rule, Part]]:
    ordered: list[tuple[Rule, Part]] = []
    waiting = sorted(parts, key=lambda row: (row[0].id, row[1].place))
    while waiting:
        free = [
            row for row in waiting if not any(row[0].id in part.overrides for _, part in waiting if part is not row[1])
        ]
        ordered.extend(free or waiting)
        waiting = [row for row in waiting if row not in ordered]
    return ordered
