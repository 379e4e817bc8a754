"""The rules about one flat record as one Python function; in: a plan and an entity, out: its source, compiled.

The function takes a mapping of facts and gives the pairs (value, rule id) of every decision, or None where the record
has to be left to `direct`. Attributes become local variables in the order in which they need each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.direct import decides
from engine.forms import NOT_APPLICABLE
from engine.fused_terms import Expressions, Namespace, OutOfReach, Scope, Term
from engine.model import Attribute, Entity, Gate, Part, Rule
from engine.plan import Plan
from engine.unknown import same

TYPES: Final[dict[str, tuple[type, str]]] = {
    "bool": (bool, "bool"),
    "int": (Decimal, "number"),
    "decimal": (Decimal, "number"),
    "money": (Decimal, "number"),
    "date": (date, "date"),
    "string": (str, "string"),
    "enum": (str, "string"),
}
"""Kinds of facts that a fused function reads: the Python type and the kind of the value."""

INDENT: Final = "    "

Row = tuple[tuple[Any, str | None], ...]
Fused = Callable[[Mapping[str, Any]], Row | None]


class Source:
    """The source of the function, made while it is found out what the decisions need.

    Args:
        plan: the rules.
        entity: the record's entity, the root of the vocabulary.
    """

    def __init__(self, plan: Plan, entity: Entity) -> None:
        self.plan = plan
        self.entity = entity
        self.space = Namespace()
        self.expressions = Expressions(plan.rules, self.space, self._read)
        self.facts: dict[str, Term] = {}
        self.checks: dict[str, str] = {}
        self.results: dict[str, tuple[Term, str]] = {}
        self.readable: dict[str, Term] = {}
        self.open: set[str] = set()
        self.gates: dict[int, tuple[str, Rule]] = {}
        self.lines: list[str] = []

    def function(self) -> Fused:
        """The function. Raises OutOfReach where a decision never could be made by it."""
        pairs = [self._decision(attribute) for attribute in self.entity.attributes.values() if attribute.decision]
        row = f"return ({', '.join(pairs)}{',' if len(pairs) == 1 else ''})"
        body = [*self._prologue(), *self.lines, row]
        source = "\n".join(("def fused(record):", *(INDENT + line for line in body)))
        exec(compile(source, f"<rules about {self.entity.name}>", "exec"), self.space.values)  # noqa: S102  # see fused_terms
        fused: Fused = self.space.values.pop("fused")
        return fused

    def _prologue(self) -> list[str]:
        """Read every fact that is used; leave a record where one is absent or of another type."""
        reads = [f"{term.code} = record[{self.space.constant(name)}]" for name, term in self.facts.items()]
        kind = self.space.constant(type)
        tests = " or ".join(f"{kind}({term.code}) is not {self.checks[name]}" for name, term in self.facts.items())
        return [*reads, *([f"if {tests}: return None"] if tests else [])]

    # --- names ----------------------------------------------------------------------------------------------------

    def _read(self, name: str) -> Term:
        if name in self.entity.fields:
            return self._fact(name)
        if name not in self.entity.attributes:
            raise OutOfReach(name)
        if name not in self.readable:
            term, _ = self._result(self.entity.attributes[name])
            self.readable[name] = self._null_where_inapplicable(term)
        return self.readable[name]

    def _fact(self, name: str) -> Term:
        if name not in self.facts:
            kind = self.entity.fields[name].type.kind
            if kind not in TYPES:
                raise OutOfReach(name)
            python, known = TYPES[kind]
            self.facts[name] = Term(self.space.fresh(), known, null=False)
            self.checks[name] = self.space.constant(python)
        return self.facts[name]

    def _null_where_inapplicable(self, term: Term) -> Term:
        if not term.inapplicable:
            return term
        name = self.space.fresh()
        self.lines.append(f"{name} = None if {term.code} is {self.space.constant(NOT_APPLICABLE)} else {term.code}")
        return Term(name, term.kind, null=True)

    def _scope(self, rule: Rule) -> Scope:
        return Scope(self.plan.names_of(rule, self.entity.name), (None,))

    # --- attributes -----------------------------------------------------------------------------------------------

    def _result(self, attribute: Attribute) -> tuple[Term, str]:
        """The result of an attribute and, for a decision, the source of its rule's id."""
        found = self.results.get(attribute.name)
        if found is None:
            if attribute.name in self.open:
                raise OutOfReach(attribute.name)
            self.open.add(attribute.name)
            found = self.results[attribute.name] = Settled(self, attribute).result()
        return found

    def conclusions(self, attribute: Attribute) -> list[Concluded]:
        """The parts that conclude an attribute, overriding ones first, as source; what they read is computed before."""
        parts = self.plan.concluding.get((self.entity.name, attribute.name), ())
        found = []
        for rule, part in parts:
            scope = self._scope(rule)
            when = "True" if part.when is None else self.expressions.holds(part.when, scope)
            value = self.expressions.branch(dict(part.conclusions)[attribute.name], scope)
            found.append(Concluded(rule, part, when, value))
        return found

    # --- gates and decisions --------------------------------------------------------------------------------------

    def _decision(self, attribute: Attribute) -> str:
        """The pair that answers for a decision."""
        term, rule = self._result(attribute)
        gates = [
            row for row in self.plan.gates(self.entity.name) if not decides(row[1], attribute.name, self.entity.name)
        ]
        if not gates:
            return f"({term.code}, {rule})"
        tests = [self._gate(row) for row in gates]
        closed = " else ".join(f"{self.space.constant(by.id)} if not {test}" for test, by in tests)
        name = self.space.fresh()
        self.lines.append(f"{name} = {closed} else None")
        inapplicable = self.space.constant(NOT_APPLICABLE)
        return f"(({term.code}, {rule}) if {name} is None else ({inapplicable}, {name}))"

    def _gate(self, row: tuple[Rule, Part, Gate]) -> tuple[str, Rule]:
        rule, _, gate = row
        found = self.gates.get(id(gate))
        if found is None:
            test = self.expressions.holds(gate.open_when, self._scope(rule))
            name = self.space.fresh()
            self.lines.append(f"{name} = {test}")
            found = self.gates[id(gate)] = (name, rule)
        return found


class Concluded:
    """One part that concludes an attribute, as source; `value` None: only `direct` can tell it."""

    __slots__ = ("rule", "part", "when", "value")

    def __init__(self, rule: Rule, part: Part, when: str, value: Term | None) -> None:
        self.rule = rule
        self.part = part
        self.when = when
        self.value = value


class Settled:
    """One attribute settled: which rule stands, and what follows (`engine.outcome`), as statements."""

    def __init__(self, source: Source, attribute: Attribute) -> None:
        self.source = source
        self.space = source.space
        self.attribute = attribute
        self.conclusions = source.conclusions(attribute)
        self.value = self.space.fresh()
        self.rule = self.space.fresh()
        self.lines: list[str] = []

    def result(self) -> tuple[Term, str]:
        """The variables that hold the result and the rule; the statements go to the source.

        The parts are taken in order. As what overrides comes first, the first whose condition is true stands.
        """
        for index in range(len(self.conclusions)):
            self._against(index)
        tests = [self._tested(one) for one in self.conclusions]
        word, complete = "if", False
        for index, test in enumerate(tests):
            complete = test == "True"
            self.lines.append("else:" if complete and word == "elif" else f"{word} {test}:")
            self._stand(index, tests)
            if complete:
                break
            word = "elif"
        if not complete:
            self._silent(alone=word == "if")
        term = self._term(complete)
        if self.attribute.decision and term.null:
            self.lines.append(f"if {self.value} is None: return None")
            term = term._replace(null=False)
        self.source.lines.extend(self.lines)
        return term, self.rule

    def _tested(self, one: Concluded) -> str:
        if len(self.conclusions) == 1 or one.when in ("True", "False"):
            return one.when
        name = self.space.fresh()
        self.lines.append(f"{name} = {one.when}")
        return name

    def _stand(self, index: int, tests: list[str]) -> None:
        """What holds where this conclusion stands: its value; if another stands too, it has to be the same."""
        own = self.conclusions[index]
        self._assign(own.value, self.space.constant(own.rule.id))
        if own.value is None:
            return
        for other in range(index + 1, len(self.conclusions)):
            one = self.conclusions[other]
            against = [place for place in self._against(other) if place >= index]
            if index in against:
                continue
            stands = " and ".join([tests[other], *(f"not {tests[place]}" for place in against)])
            agree = "False" if one.value is None else self.space.call(same, self.value, one.value.code)
            self.lines.append(f"{INDENT}if {stands} and not {agree}: return None")

    def _against(self, index: int) -> list[int]:
        """The conclusions that override this one. Raises OutOfReach where one comes after it: a circle."""
        own = self.conclusions[index]
        parts = enumerate(self.conclusions)
        found = [place for place, one in parts if one is not own and own.rule.id in one.part.overrides]
        if any(place > index for place in found):
            raise OutOfReach(self.attribute.name)
        return found

    def _assign(self, value: Term | None, rule: str) -> None:
        if value is None:
            self.lines.append(f"{INDENT}return None")
            return
        self.lines.append(f"{INDENT}{self.value} = {value.code}")
        if self.attribute.decision:
            self.lines.append(f"{INDENT}{self.rule} = {rule}")

    def _silent(self, alone: bool) -> None:
        """What holds where no rule applies."""
        self.lines.append("if True:" if alone else "else:")
        if self.attribute.default != "not_applicable":
            self.lines.append(f"{INDENT}return None")
            return
        norm = self.attribute.norm
        known = norm is not None and norm in self.source.plan.rules.rules
        rule = self.space.constant(norm) if known else "None"
        self._assign(Term(self.space.constant(NOT_APPLICABLE)), rule)

    def _term(self, complete: bool) -> Term:
        terms = [one.value for one in self.conclusions if one.value is not None]
        kinds = {term.kind for term in terms if term.kind is not None or not (term.code == "None" or term.inapplicable)}
        kind = kinds.pop() if len(kinds) == 1 else None
        silent = not complete and self.attribute.default == "not_applicable"
        inapplicable = silent or any(term.inapplicable for term in terms)
        return Term(self.value, kind, any(term.null for term in terms), inapplicable)
