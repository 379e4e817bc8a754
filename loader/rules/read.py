"""A rule file, in; its rules and shared functions as `engine.model` values, with every fault in them, out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.feel.nodes import Node
from engine.model import Function, Gate, Parameter, Part, Qualifier, Reading, Rule, Type, Vocabulary
from engine.names import Names, for_function, for_subject
from engine.value import changed
from loader.diagnostics import Diagnostics, did_you_mean
from loader.rules.checking import Checking, generations
from loader.rules.conclusions import Conclusions
from loader.rules.conditions import Conditions
from loader.rules.expressions import Expressions
from loader.rules.feel_functions import FUNCTIONS
from loader.rules.literals import is_expression, literal
from loader.rules.parameters import read_parameters
from loader.rules.special_forms import SPECIAL
from loader.rules.written import Written
from loader.vocabulary.types import Types, check_name
from loader.yaml.nodes import Mapping, Scalar
from loader.yaml.nodes import Node as Tree
from loader.yaml.pieces import day, entries, get, items, label, truth, whole, word, words

START = date(1, 1, 1)
RESERVED = frozenset((*FUNCTIONS, *SPECIAL))
"""Names that functions of a policy cannot have: those of FEEL's own functions."""


class RuleReader:
    """Reads the rules of one policy with its vocabulary; `functions` are added to the vocabulary first.

    Args:
        vocabulary: the words of the policy.
        types: the names of its types.
        written: knows where everything is written.
        changes: rule id → values that amendments give to its parameters; expressions have to make sense with them too.
        found: collects what is wrong.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        types: Types,
        written: Written,
        changes: dict[str, tuple[Parameter, ...]],
        found: Diagnostics,
    ) -> None:
        self.vocabulary = vocabulary
        self.types = types
        self.written = written
        self.changes = changes
        self.found = found
        self.expressions = Expressions(found)
        self.conditions = Conditions(self.expressions)
        self.conclusions = Conclusions(self.expressions, self.conditions)
        self.checking = Checking(self.expressions, (), written)

    # --- functions ------------------------------------------------------------------------------------------------

    def declare(self, tree: Tree) -> None:
        """Make the functions of a file known by name and type, so that rules of every file can call them."""
        for key, body in entries(get(tree, "functions")):
            if key.text in self.vocabulary.functions or key.text in RESERVED:
                self.found.add("PC337", key, word=key.text)
                continue
            written = entries(get(body, "parameters"))
            for name in (key, *(name for name, _ in written)):
                check_name(name, self.found)
            parameters = tuple((name.text, self.types.read(kind, self.found)) for name, kind in written)
            returns = self.types.read(get(body, "returns"), self.found)
            norm = word(get(body, "norm")) or ""
            self.vocabulary.functions[key.text] = Function(
                key.text, label(get(body, "label")), parameters, returns, Node("null"), norm
            )

    def define(self, tree: Tree, parameters: dict[str, tuple[Parameter, ...]]) -> None:
        """Read the bodies of the functions that `declare` made known."""
        for key, body in entries(get(tree, "functions")):
            function, value = self.vocabulary.functions.get(key.text), get(body, "value")
            if function is None or value is None or function.body.op != "null":
                continue  # the name is taken, which is reported
            values = parameters.get(function.norm, ()) + self.changes.get(function.norm, ())
            self.checking = Checking(self.expressions, values, self.written)
            names = for_function(self.vocabulary, function.parameters, _types(values))
            self.conclusions.rule = function.norm
            node = self.conclusions.read(value, function.returns, names)
            self.checking.value(node, function.returns, names, value)
            self.vocabulary.functions[key.text] = changed(function, body=node)

    # --- rules ----------------------------------------------------------------------------------------------------

    def parameters(self, tree: Tree) -> dict[str, tuple[Parameter, ...]]:
        """Rule id → its parameters, for every rule of a file."""
        found: dict[str, tuple[Parameter, ...]] = {}
        for rule in items(get(tree, "rules")):
            name = word(get(rule, "id"))
            if name is not None:
                found[name] = found.get(name, ()) + read_parameters(get(rule, "parameters"), self.types, self.found)
        return found

    def rules(self, tree: Tree) -> list[Rule]:
        """The rules of a file. A rule that is not even a mapping is left out (the schema check reports it)."""
        return [self._rule(rule) for rule in items(get(tree, "rules")) if isinstance(rule, Mapping)]

    def _rule(self, tree: Mapping) -> Rule:
        identity = word(get(tree, "id")) or "?"
        parameters = read_parameters(tree.get("parameters"), self.types, Diagnostics())
        values = parameters + self.changes.get(identity, ())
        self.checking = Checking(self.expressions, values, self.written)
        self.conclusions.rule = identity
        norm, force = tree.get("norm"), tree.get("in_force")
        since = day(get(force, "from")) or START
        rows = items(tree.get("parts")) if tree.get("parts") is not None else (tree,)
        parts = tuple(part for row in rows if (part := self._part(row, values)) is not None)
        return Rule(
            id=identity,
            version=whole(tree.get("version")) or 1,
            clause=word(tree.get("clause")) or clause_of(identity),
            title=label(tree.get("title")),
            quote=word(tree.get("quote")) or "",
            norm_type=word(get(norm, "type")) or "",
            strength=word(get(norm, "strength")) or "",
            since=since,
            until=day(get(force, "to")),
            replaces=whole(tree.get("replaces")),
            parameters=parameters,
            parts=parts,
            rests_on=tuple(one.text for one in words(tree.get("rests_on"))),
            readings=tuple(_readings(tree.get("reading"))),
            place=tree.place,
            dated=tuple(sorted(dated(parts))),
        )

    def _part(self, tree: Tree, parameters: tuple[Parameter, ...]) -> Part | None:
        about = get(tree, "on")
        if not isinstance(tree, Mapping) or about is None:
            for key, _ in entries(tree):
                if key.text in ("when", "then", "overrides", "qualify", "gate"):
                    self.found.add("PC338", key, word=key.text)
                    break
            return None
        entity = word(about) or ""
        if entity not in self.vocabulary.entities:
            known = list(self.vocabulary.entities)
            self.found.add("PC308", about, word=entity, suggestions=did_you_mean(entity, known))
            return None
        names = for_subject(self.vocabulary, entity, _types(parameters))
        self._check_shadows(tree, parameters, names)
        when = tree.get("when")
        condition = self._condition(when, names) if when is not None else None
        return Part(
            on=entity,
            when=condition,
            conclusions=tuple(self._conclusions(tree.get("then"), entity, names)),
            overrides=tuple(one.text for one in words(tree.get("overrides"))),
            qualifiers=tuple(self._qualifiers(tree.get("qualify"), entity, names)),
            gates=tuple(self._gates(tree.get("gate"), parameters)),
            place=tree.place,
        )

    def _check_shadows(self, tree: Tree, parameters: tuple[Parameter, ...], names: Names) -> None:
        for parameter in {one.name: one for one in reversed(parameters)}.values():
            target = names.resolve(parameter.name)
            if target is not None and target.how != "constant":
                self.found.add("PC339", parameter.place, word=parameter.name, entity=names.subject or "")

    def _condition(self, tree: Tree, names: Names) -> Node:
        node = self.conditions.read(tree, names)
        self.checking.condition(node, names, tree)
        return node

    def _conclusions(self, tree: Tree | None, entity: str, names: Names) -> Iterable[tuple[str, Node]]:
        attributes = self.vocabulary.entities[entity].attributes
        for key, value in entries(tree):
            attribute = attributes.get(key.text)
            if attribute is None:
                nearest = did_you_mean(key.text, attributes)
                self.found.add("PC340", key, word=key.text, entity=entity, suggestions=nearest)
                continue
            node = self.conclusions.read(value, attribute.type, names)
            self.checking.value(node, attribute.type, names, value)
            yield key.text, node

    def _qualifiers(self, tree: Tree | None, entity: str, names: Names) -> Iterable[Qualifier]:
        for row in items(tree) or ((tree,) if isinstance(tree, Mapping) else ()):
            named = get(row, "decision")
            scalars = words(named) or ((named,) if isinstance(named, Scalar) else ())
            decisions = [one.text for one in scalars if self._is_decision(one, entity)]
            if not decisions:
                continue
            flag, refer_to = self._flag(get(row, "flag"), names), get(row, "refer_to")
            split = [(one,) for one in decisions] if get(row, "value") is not None else [tuple(decisions)]
            for together in split:
                yield Qualifier(
                    decisions=together,
                    when=self._qualified_when(row, together[0], entity, names),
                    decided=truth(get(row, "decided")) or get(row, "value") is not None,
                    flag=flag,
                    refer_to=word(refer_to),
                    reopening=truth(get(row, "reopening")),
                )

    def _is_decision(self, scalar: Scalar, entity: str) -> bool:
        decisions = [a.name for a in self.vocabulary.entities[entity].attributes.values() if a.decision]
        if scalar.text in decisions:
            return True
        nearest = did_you_mean(scalar.text, decisions)
        self.found.add("PC340", scalar, word=scalar.text, entity=entity, suggestions=nearest)
        return False

    def _qualified_when(self, row: Tree, decision: str, entity: str, names: Names) -> Node | None:
        conditions: list[Node] = []
        value, when = get(row, "value"), get(row, "when")
        if isinstance(value, Scalar):
            kind = self.vocabulary.entities[entity].attributes[decision].type
            at = self.expressions.mark(value)
            wanted = literal(value, kind, names, self.expressions)
            node = Node("cmp", "=", Node("name", decision, at=at), wanted, at=at)
            self.checking.condition(node, names, value)
            conditions.append(node)
        if when is not None:
            conditions.append(self._condition(when, names))
        if len(conditions) < 2:
            return conditions[0] if conditions else None
        return Node("and", *conditions)

    def _flag(self, tree: Tree | None, names: Names) -> Node | None:
        if not isinstance(tree, Scalar):
            return None
        if not is_expression(tree):
            return Node("str", tree.text, at=self.expressions.mark(tree))
        node = self.expressions.feel(tree, skip=1)
        self.checking.value(node, Type("any"), names, tree)
        return node

    def _gates(self, tree: Tree | None, parameters: tuple[Parameter, ...]) -> Iterable[Gate]:
        for row in items(tree) or ((tree,) if isinstance(tree, Mapping) else ()):
            of, when = word(get(row, "of")), get(row, "when")
            if of is not None and of not in self.vocabulary.entities:
                known = list(self.vocabulary.entities)
                self.found.add("PC308", get(row, "of") or row, word=of, suggestions=did_you_mean(of, known))
                continue
            names = for_subject(self.vocabulary, of or self.vocabulary.root, _types(parameters))
            if when is not None:
                yield Gate(of, self._condition(when, names))


def _types(parameters: Iterable[Parameter]) -> dict[str, tuple[Type, object]]:
    """The parameters as they are first."""
    return next(generations(parameters))


def clause_of(rule: str) -> str:
    """The id of the sentence that a norm belongs to: its id without the last part."""
    return rule.rpartition(".")[0]


def _readings(tree: Tree | None) -> Iterable[Reading]:
    for row in items(tree) or ((tree,) if isinstance(tree, Mapping) else ()):
        yield Reading(
            word(get(row, "ambiguity")) or "",
            word(get(row, "option")) or "",
            word(get(row, "decided_by")),
            day(get(row, "decided_on")),
        )


def dated(part: object) -> set[str]:
    """The parameters that are read as they stood on another day, anywhere in a tree."""
    if isinstance(part, Node):
        own = {part.args[0]} if part.op == "dated" else set()
        return own.union(*(dated(one) for one in part.args))
    if isinstance(part, Part):
        return dated((part.when, *(value for _, value in part.conclusions)))
    return set().union(*(dated(one) for one in part)) if isinstance(part, tuple) else set()
