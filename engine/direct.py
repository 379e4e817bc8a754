"""The meaning of a rule set, executed; in: a plan and the facts of one document, out: every decision, sorted.

This is the definition by which every other backend is judged. Sets of possible values are carried through each operator
by itself; a decision is determined exactly when its set has one element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from decimal import Context, localcontext
from operator import attrgetter
from typing import Any, Final, Protocol

from engine.decisions import DETERMINED, NOT_APPLICABLE_STATE, REOPENING, UNDETERMINED, Decision, Overridden, RuleRef
from engine.facts import Entry, subject_id
from engine.feel.nodes import Node
from engine.feel.operators import may_hold
from engine.forms import NOT_APPLICABLE
from engine.groups import make_groups
from engine.model import Attribute, Constraint, Entity, Qualifier, Rule, RuleSet
from engine.outcome import Outcome
from engine.plan import Plan
from engine.unknown import NOTHING, Unknown

EXACT: Final = Context(prec=2500, Emax=999999, Emin=-999999)
"""Sums and products are exact in it; division and powers round to 34 digits by themselves (IEEE 754 decimal128)."""

ORDER: Final = attrgetter("entity", "subject", "decision")
NOBODY: Final[frozenset[str]] = frozenset()
BODIES: Final = "、"
"""Joins the bodies named in `refer_to`."""


class Reasoner(Protocol):
    """A way to run a plan: the plan itself, or another backend (`engine.rete`) that has to agree with it."""

    deciders: dict[str, Any]

    @property
    def plan(self) -> Plan:
        """The rule set made ready."""

    def conclude(self, entry: Entry, name: str) -> Outcome:
        """Evaluate an attribute of an entry, and remember it there."""

    def test(self, rule: Rule, entity: str, node: Node) -> Callable[[Any], Any]:
        """A condition of a rule about an entity (a gate's, a remark's), as a closure over ``(entry, None)``."""


def open_document(reasoner: Reasoner, root: Entry) -> None:
    """Make a document ready to be read: groups are formed, nothing is evaluated yet.

    Raises ValueError where another reasoner has opened it: each needs a copy of its own (`engine.facts.copied`).
    """
    world = root.world
    if world.plan is not None:
        raise ValueError("the document has been opened by another reasoner")
    world.plan, world.conclude, world.root, world.cites, world.log = reasoner.plan, reasoner.conclude, root, 0, None
    world.groups = make_groups(root, world.plan.vocabulary)


def decide(reasoner: Reasoner, root: Entry) -> list[Decision]:
    """Every decision about every subject of a document, sorted by entity, subject and name (code points).

    A document belongs to the reasoner that opened it first: for another one, see `engine.facts.copied`.
    """
    return sorted(iterate(reasoner, root), key=ORDER)


def iterate(
    reasoner: Reasoner, root: Entry, wanted: Callable[[str, str, str], bool] | None = None
) -> Iterator[Decision]:
    """The decisions in the order of the document; `wanted` chooses by entity, subject id and decision."""
    plan = reasoner.plan
    if root.world.conclude != reasoner.conclude:
        open_document(reasoner, root)
    deciders: dict[str, list[Decider]] = reasoner.deciders
    with localcontext(EXACT):
        for entry in subjects(root, plan.rules):
            name = entry.entity.name
            if name not in deciders:
                deciders[name] = [
                    Decider(reasoner, entry.entity, a) for a in entry.entity.attributes.values() if a.decision
                ]
            if not deciders[name]:
                continue
            subject = plan.rules.policy.id if entry is root else subject_id(entry)
            for decider in deciders[name]:
                if wanted is None or wanted(name, subject, decider.attribute.name):
                    yield decider.decide(entry, subject)


def subjects(root: Entry, rules: RuleSet) -> Iterator[Entry]:
    """The document and every entry that decisions are about, in the order of the document, groups last."""
    vocabulary = rules.policy.vocabulary
    grouped = {e.field for e in vocabulary.entities.values() if e.group is not None and e.parent == vocabulary.root}
    yield root
    yield from _below(root, grouped)
    for entity in vocabulary.entities.values():
        if entity.group is not None:
            yield from root.world.groups[entity.name].values()


def _below(entry: Entry, skip: set[str | None]) -> Iterator[Entry]:
    for name, value in entry.data.items():
        field = entry.entity.fields.get(name)
        if field is None or name in skip or field.type.kind not in ("list", "record"):
            continue
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, Entry) and child.parent is entry:
                yield child
                yield from _below(child, skip)


class Decider:
    """One decision of one entity, ready for any number of its subjects."""

    __slots__ = ("reasoner", "plan", "attribute", "gates", "gates_key", "qualifiers", "base", "references")

    def __init__(self, reasoner: Reasoner, entity: Entity, attribute: Attribute) -> None:
        plan = self.plan = reasoner.plan
        self.reasoner = reasoner
        self.attribute = attribute
        self.references: dict[str, RuleRef] = {}
        every = enumerate(plan.gates(entity.name))
        gates = [(at, rule, gate) for at, (rule, part, gate) in every if not decides(part, attribute.name, entity.name)]
        self.gates = [
            (rule, gate.of, reasoner.test(rule, gate.of or plan.vocabulary.root, gate.open_when))
            for _, rule, gate in gates
        ]
        self.gates_key = "gates " + " ".join(str(at) for at, _, _ in gates)
        self.qualifiers = _qualifiers(reasoner, entity, attribute)
        self.base = plan.cited(_rests_on(plan, entity)) | plan.cited(tuple(rule.id for _, rule, _ in gates))

    def decide(self, entry: Entry, subject: str) -> Decision:
        """The decision about one subject."""
        world, name = entry.world, self.attribute.name
        outcome = entry.memo.get(name) or self.reasoner.conclude(entry, name)
        cites, result = self.base | outcome.cites, outcome.result
        closed, missing = self._pass_gates(entry)
        if closed is not None or missing is not None:
            state, rule, missing = _through_gate(closed, missing, outcome, self._own_rule(outcome))
            return self._decision(entry, subject, state, None, rule, cites, missing, None, ())
        flags, bodies, reopening, cites = self._remarks(entry, outcome, cites)
        world.cites = 0
        if isinstance(result, Unknown):
            bodies = result.refer | bodies
            return self._decision(entry, subject, UNDETERMINED, outcome, None, cites, result.missing, bodies, flags)
        if result is NOT_APPLICABLE:
            rule = self._own_rule(outcome)
            return self._decision(entry, subject, NOT_APPLICABLE_STATE, outcome, rule, cites, NOTHING, bodies, flags)
        state = REOPENING if reopening else DETERMINED
        return self._decision(entry, subject, state, outcome, outcome.rule, cites, NOTHING, bodies, flags)

    def _pass_gates(self, entry: Entry) -> tuple[Rule | None, frozenset[str] | None]:
        """The rule of the first closed gate, and what is missing where no gate is closed but some may be."""
        if not self.gates:
            return None, None
        found: tuple[Rule | None, frozenset[str] | None] | None = entry.memo.get(self.gates_key)
        if found is None:
            found = entry.memo[self.gates_key] = self._test_gates(entry)
        return found

    def _test_gates(self, entry: Entry) -> tuple[Rule | None, frozenset[str] | None]:
        missing: frozenset[str] | None = None
        for rule, of, when in self.gates:
            test = when((entry.within(of), None))
            if test is True:
                continue
            if isinstance(test, Unknown) and may_hold(test)[0]:
                missing = test.missing if missing is None else missing | test.missing
            else:
                return rule, None
        return None, missing

    def _remarks(self, entry: Entry, outcome: Outcome, cites: int) -> tuple[tuple[str, ...], Set[str], bool, int]:
        if not self.qualifiers:
            return (), NOBODY, False, cites
        flags: list[str] = []
        bodies: set[str] = set()
        reopening = False
        decided = outcome.result is not NOT_APPLICABLE and not isinstance(outcome.result, Unknown)
        for qualifier, bits, when, flag in self.qualifiers:
            if qualifier.decided and not decided:
                continue
            env = (entry, None)
            entry.world.cites = 0
            if when is not None and when(env) is not True:
                continue
            cites |= bits
            if flag is not None:
                named = flag(env)
                flags.extend(named if isinstance(named, list) else [named] if isinstance(named, str) else [])
            if qualifier.refer_to is not None:
                bodies.add(qualifier.refer_to)
            reopening = reopening or qualifier.reopening
        return tuple(sorted(flags)), bodies, reopening, cites

    def _own_rule(self, outcome: Outcome) -> Rule | None:
        return outcome.rule or self.plan.rules.rules.get(self.attribute.norm or "")

    def _decision(
        self,
        entry: Entry,
        subject: str,
        state: str,
        outcome: Outcome | None,
        rule: Rule | None,
        cites: int,
        missing: Iterable[str],
        bodies: Iterable[str] | None,
        flags: tuple[str, ...],
    ) -> Decision:
        decided = outcome is not None and (state is DETERMINED or state is REOPENING)
        overridden = outcome.overridden if decided and outcome is not None else ()
        conflict = outcome.conflict if outcome is not None else ()
        return Decision(
            entry.entity.name,
            subject,
            self.attribute.name,
            state,
            outcome.result if decided and outcome is not None else None,
            self._reference(rule) if rule is not None else None,
            self.plan.names_of_bits(cites),
            tuple(sorted(missing)) if state is UNDETERMINED else (),
            BODIES.join(sorted(bodies)) if bodies else None,
            flags,
            _overridden(overridden) if overridden else (),
            _overridden(conflict) if conflict else (),
        )

    def _reference(self, rule: Rule) -> RuleRef:
        found = self.references.get(rule.id)
        if found is None:
            found = self.references[rule.id] = RuleRef(rule.id, rule.version)
        return found


def _overridden(rows: tuple[tuple[Rule, Any], ...]) -> tuple[Overridden, ...]:
    return tuple(Overridden(rule.id, rule.version, value) for rule, value in rows)


def _through_gate(
    closed: Rule | None, missing: frozenset[str] | None, outcome: Outcome, own: Rule | None
) -> tuple[str, Rule | None, frozenset[str]]:
    if closed is not None:
        return NOT_APPLICABLE_STATE, closed, NOTHING
    if outcome.result is NOT_APPLICABLE:
        return NOT_APPLICABLE_STATE, own, NOTHING
    return UNDETERMINED, None, missing or NOTHING


def decides(part: Any, attribute: str, entity: str) -> bool:
    """Whether the part that holds a gate concludes the attribute: what opens a gate does not pass through it."""
    return part.on == entity and any(name == attribute for name, _ in part.conclusions)


def _rests_on(plan: Plan, entity: Entity) -> tuple[str, ...]:
    found: list[str] = []
    at: Entity | None = entity
    while at is not None:
        found.extend(at.rests_on)
        at = plan.vocabulary.entities[at.parent] if at.parent is not None else None
    return tuple(found)


def _qualifiers(reasoner: Reasoner, entity: Entity, attribute: Attribute) -> list[tuple[Qualifier, int, Any, Any]]:
    plan = reasoner.plan
    found: list[tuple[Qualifier, int, Any, Any]] = []
    for rule in plan.rules.rules.values():
        for part in rule.parts:
            if part.on != entity.name:
                continue
            for qualifier in part.qualifiers:
                if attribute.name in qualifier.decisions:
                    when = reasoner.test(rule, part.on, qualifier.when) if qualifier.when is not None else None
                    flag = plan.closure(rule, part.on, qualifier.flag) if qualifier.flag is not None else None
                    found.append((qualifier, plan.bits[rule.id], when, flag))
    return found


def refused(plan: Plan, root: Entry) -> list[tuple[Entry, Constraint]]:
    """The entries that break a constraint of the vocabulary, each with the constraint."""
    if root.world.conclude != plan.conclude:
        open_document(plan, root)
    found: list[tuple[Entry, Constraint]] = []
    with localcontext(EXACT):
        for entry in _all(root):
            for constraint, closure in plan.constraints(entry.entity):
                if closure((entry, None)) is True:
                    found.append((entry, constraint))
    return found


def _all(root: Entry) -> Iterator[Entry]:
    yield root
    yield from _below(root, set())
