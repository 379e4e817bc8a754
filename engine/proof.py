"""Why a decision is what it is; in: a decision about a document, out: the tree of rules, conditions and facts behind
it.

A proof has one node per rule that was considered: whether it applied, each of its conditions with its outcome and the
facts that the condition read, and below it the proofs of the other decisions that it rests on. Any backend's proof
is this
tree: it is worked out from the rules and the facts, not from the way a backend went about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import localcontext
from typing import Any, NamedTuple, Protocol

from engine.decisions import Decision
from engine.direct import EXACT, decides, subjects
from engine.facts import Entry, subject_id
from engine.feel.nodes import Node
from engine.feel.unparse import unparse
from engine.forms import NOT_APPLICABLE
from engine.model import Rule
from engine.outcome import Outcome, truth
from engine.plan import Plan
from engine.unknown import Unknown

TRUE, FALSE, UNKNOWN, VALUE = "true", "false", "unknown", "value"


class Fact(NamedTuple):
    """A fact that a condition read: its JSON pointer, and its value or `Unknown`."""

    pointer: str
    value: Any


class Condition(NamedTuple):
    """One condition of a rule: its text in FEEL, ``true``, ``false`` or ``unknown``, and the facts that it read."""

    text: str
    outcome: str
    facts: tuple[Fact, ...]


class Proof(NamedTuple):
    """One rule in the proof of a decision.

    Args:
        rule, version, clause, quote: the rule, the sentence that it belongs to, and its words.
        concludes: what this is about: entity, subject pointer and attribute.
        outcome: what the rule gives here: a value, ``not_applicable``, ``undetermined``, ``does not apply``,
            ``overridden`` or ``may apply``.
        conditions: its conditions, in the order of the rule.
        because: the proofs of what it rests on.
    """

    rule: str
    version: int
    clause: str
    quote: str
    concludes: tuple[str, str, str]
    outcome: Any
    conditions: tuple[Condition, ...]
    because: tuple[Proof, ...]


class Step(NamedTuple):
    """One condition that was looked at, or value that was worked out (`of_value`): its expression, what came out, and
    the facts and attributes that were read."""

    node: Node
    result: Any
    reads: list[tuple[Entry, str, Any]]
    of_value: bool = False


class Evidence(Protocol):
    """Where a proof takes its steps from: from evaluating conditions anew, or from what a backend noted."""

    plan: Plan

    def rule(self, entry: Entry, name: str, place: int) -> tuple[Any, list[Step]]:
        """Whether a rule (the one at `place` of those that conclude the attribute) applies: True, False or `Unknown`;
        its conditions down to the one that fails, then those of its value where it may apply."""

    def condition(self, entry: Entry, rule: Rule, on: str, node: Node) -> Step:
        """The condition of a gate or of a remark."""


class Evaluated:
    """Evidence by evaluation, as `direct` evaluates. `plan` is made with ``observed``."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def rule(self, entry: Entry, name: str, place: int) -> tuple[Any, list[Step]]:
        """Evaluate the conditions of a rule, and where it may apply those of its value."""
        rule, part = self.plan.concluding[(entry.entity.name, name)][place]
        steps: list[Step] = []
        applies: Any = True
        for node in conjuncts(part.when):
            step = self.condition(entry, rule, part.on, node)
            steps.append(step)
            result = truth(step.result)
            if result is False:
                return False, steps
            if isinstance(result, Unknown):
                applies = result
        self._value(entry, rule, part.on, dict(part.conclusions)[name], steps)
        return applies, steps

    def _value(self, entry: Entry, rule: Rule, on: str, node: Node, steps: list[Step]) -> None:
        """The conditions of a decision list, down to the one that decides, and what its value reads."""
        if node.op != "cases":
            if node.op not in LITERALS:
                steps.append(self.condition(entry, rule, on, node)._replace(of_value=True))
            return
        for when, then in node.args[0]:
            steps.append(self.condition(entry, rule, on, when))
            if steps[-1].result is True:
                self._value(entry, rule, on, then, steps)
                return
        self._value(entry, rule, on, node.args[1], steps)

    def condition(self, entry: Entry, rule: Rule, on: str, node: Node) -> Step:
        """Evaluate an expression, noting what it reads."""
        return Step(node, *noted(entry, self.plan.closure(rule, on, node)))


def noted(entry: Entry, closure: Callable[[Any], Any]) -> tuple[Any, list[tuple[Entry, str, Any]]]:
    """The value of a closure of an observed plan for an entry, with the facts and attributes that it read."""
    world = entry.world
    saved, world.log = world.log, []
    try:
        return closure((entry, None)), world.log
    finally:
        world.log = saved


class Prover:
    """Proves decisions about one document from evidence; `about` is the entity decided on.

    What a group says of its members is proved in the decisions about the group: a proof about one of them, or about
    anything
    else, names the members but does not repeat a proof for each.
    """

    def __init__(self, evidence: Evidence, root: Entry, about: str) -> None:
        self.evidence = evidence
        self.plan = evidence.plan
        self.about = about
        self.root = root
        self._proved: dict[tuple[str, str], tuple[Proof, ...]] = {}
        self._open: set[tuple[str, str]] = set()

    def attribute(self, entry: Entry, name: str) -> tuple[Proof, ...]:
        """The proofs of the rules that conclude an attribute of an entry: the deciding one first."""
        key = (f"{entry.entity.name} {id(entry)}", name)
        if key in self._open:
            return ()
        if key not in self._proved:
            self._open.add(key)
            self._proved[key] = self._prove(entry, name)
            self._open.discard(key)
        return self._proved[key]

    def gates(self, entry: Entry, name: str) -> list[Proof]:
        """The proofs of the gates that a decision passes: ``open``, ``closed`` or ``may be closed``."""
        found: list[Proof] = []
        for rule, part, gate in self.plan.gates(entry.entity.name):
            if decides(part, name, entry.entity.name):
                continue
            holder = entry.within(gate.of)
            on = holder.entity.name
            step = self.evidence.condition(holder, rule, on, gate.open_when)
            result = truth(step.result)
            outcome = OPEN if result is True else CLOSED if result is False else MAYBE_CLOSED
            found.append(self._node(rule, (on, holder.pointer, name), outcome, [step], holder, ""))
        return found

    def remarks(self, entry: Entry, name: str) -> list[Proof]:
        """The proofs of the remarks made on a decision: flags, bodies to refer to, reopening."""
        found: list[Proof] = []
        for rule in self.plan.rules.rules.values():
            for part in rule.parts:
                for qualifier in part.qualifiers if part.on == entry.entity.name else ():
                    if name in qualifier.decisions and qualifier.when is not None:
                        step = self.evidence.condition(entry, rule, part.on, qualifier.when)
                        if step.result is True:
                            about = (entry.entity.name, entry.pointer, name)
                            found.append(self._node(rule, about, REMARK, [step], entry, name))
        return found

    def silent(self, decision: Decision) -> Proof:
        """The proof of a decision that no rule in force concludes."""
        return Proof("", 0, "", "", (decision.entity, "", decision.decision), NO_RULE, (), ())

    def _node(
        self, rule: Rule, about: tuple[str, str, str], outcome: Any, steps: list[Step], entry: Entry, name: str
    ) -> Proof:
        """The node of a rule that was looked at about `entry`, with the proofs of what its steps read."""
        reads = [(read, what) for step in steps for read, what, _ in step.reads if what in read.entity.attributes]
        because = tuple(self._because(reads, entry, name))
        conditions = tuple(_condition(step) for step in steps)
        return Proof(rule.id, rule.version, rule.clause, rule.quote, about, outcome, conditions, because)

    def _prove(self, entry: Entry, name: str) -> tuple[Proof, ...]:
        outcome: Outcome = entry.memo.get(name) or entry.world.conclude(entry, name)
        rules = self.plan.concluding.get((entry.entity.name, name), [])
        found = [self.evidence.rule(entry, name, place) for place in range(len(rules))]
        sure = [part for (_, part), (applies, _) in zip(rules, found, strict=True) if applies is True]
        about = (entry.entity.name, entry.pointer, name)
        proofs = []
        for (rule, part), (applies, steps) in zip(rules, found, strict=True):
            beaten = any(rule.id in other.overrides for other in sure if other is not part)
            proofs.append(self._node(rule, about, _said(applies, beaten, outcome), steps, entry, name))
        return tuple(sorted(proofs, key=lambda proof: _order(proof, outcome)))

    def _because(self, reads: list[tuple[Entry, str]], entry: Entry, name: str) -> Iterator[Proof]:
        seen: set[tuple[int, str]] = {(id(entry), name)}
        aside = entry.entity.group is not None and entry.entity.name != self.about
        for read, attribute in reads:
            if aside and read.entity.group is None:
                continue
            if (id(read), attribute) not in seen:
                seen.add((id(read), attribute))
                if _is_another(read, entry):
                    yield self.named(read, attribute)
                else:
                    yield from self.attribute(read, attribute)

    def named(self, entry: Entry, name: str) -> Proof:
        """What another record has been given, by which rule, without the proof: that stands with its own decisions."""
        outcome: Outcome = entry.memo.get(name) or entry.world.conclude(entry, name)
        about = (entry.entity.name, entry.pointer, name)
        said = _said(True, False, outcome)
        if outcome.rule is None:
            return Proof("", 0, "", "", about, said, (), ())
        return Proof(
            outcome.rule.id, outcome.rule.version, outcome.rule.clause, outcome.rule.quote, about, said, (), ()
        )


def _is_another(read: Entry, entry: Entry) -> bool:
    """Whether an entry is another record of the same kind: one that is ranked beside it, or an earlier one. What it has
    been given is proved where it is decided; repeated here, proofs would double with each such year."""
    return read is not entry and read.entity is entry.entity


LITERALS = ("none", "str", "num", "bool")
"""Values that read nothing."""


def _condition(step: Step) -> Condition:
    facts: dict[str, Fact] = {}
    for read, name, value in step.reads:
        if name not in read.entity.attributes and name in read.entity.fields:
            pointer = read.pointer_to(name)
            facts.setdefault(pointer, Fact(pointer, value))
    said = VALUE if step.of_value and step.result is None else _truth(step.result)
    return Condition(unparse(step.node), said, tuple(facts.values()))


NOT_APPLYING, OVERRIDDEN, POSSIBLE = "does not apply", "overridden", "may apply"
OPEN, CLOSED, MAYBE_CLOSED, REMARK, NO_RULE = "open", "closed", "may be closed", "remark", "no rule"
UNDECIDED, INAPPLICABLE = "undetermined", "not_applicable"
STATUSES = (
    (NOT_APPLYING, OVERRIDDEN, POSSIBLE) + (OPEN, CLOSED, MAYBE_CLOSED, REMARK, NO_RULE) + (UNDECIDED, INAPPLICABLE)
)
"""Every outcome of a rule that is no value."""


def _order(proof: Proof, outcome: Outcome) -> tuple[bool, bool]:
    """The rule that decides, then those that may, then the rest."""
    return proof.outcome in (NOT_APPLYING, OVERRIDDEN), outcome.rule is None or proof.rule != outcome.rule.id


def _said(applies: Any, beaten: bool, outcome: Outcome) -> Any:
    """What a rule gives; a rule that surely applies and that no other one surely overrides gives the result."""
    if applies is False:
        return NOT_APPLYING
    if isinstance(applies, Unknown):
        return POSSIBLE
    if beaten:
        return OVERRIDDEN
    if isinstance(outcome.result, Unknown):
        return UNDECIDED
    return INAPPLICABLE if outcome.result is NOT_APPLICABLE else outcome.result


def _truth(result: Any) -> str:
    if result is True:
        return TRUE
    if result is False or result is None:
        return FALSE
    if isinstance(result, Unknown):
        never = result.values is not None and all(value is False or value is None for value in result.values)
        return FALSE if never else UNKNOWN
    return VALUE


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """The conditions that all have to hold."""
    if node is None:
        return ()
    if node.op == "and":
        return tuple(inner for part in node.args for inner in conjuncts(part))
    return (node,)


def alike(one: Any, other: Any) -> bool:
    """Whether two proofs, or parts of proofs, say the same: of documents that are copies of each other, too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Entry):
        return (one.pointer, one.entity.name) == (other.pointer, other.entity.name)
    if isinstance(one, Unknown):
        return all(alike(getattr(one, part), getattr(other, part)) for part in Unknown.__slots__)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other  # type: ignore[no-any-return]  # the values of facts compare as booleans


def prove(plan: Plan, root: Entry, decision: Decision) -> Proof:
    """The proof of a decision.

    Args:
        plan: the rule set, made ready with ``observed``.
        root: the document.
        decision: the decision, as a backend gave it.

    Raises KeyError where the document has no such subject.
    """
    world = root.world
    saved, world.plan = world.plan, plan
    try:
        with localcontext(EXACT):
            return proved(Evaluated(plan), root, decision)
    finally:
        world.plan = saved


def proved(evidence: Evidence, root: Entry, decision: Decision) -> Proof:
    """The proof of a decision from evidence. Raises KeyError where the document has no such subject."""
    entry = _subject(evidence.plan, root, decision)
    return _whole(Prover(evidence, root, decision.entity), entry, decision)


def _subject(plan: Plan, root: Entry, decision: Decision) -> Entry:
    for entry in subjects(root, plan.rules):
        if entry.entity.name == decision.entity and (entry is root or subject_id(entry) == decision.subject):
            return entry
    raise KeyError(f"{decision.entity} {decision.subject}")


def _whole(prover: Prover, entry: Entry, decision: Decision) -> Proof:
    """The deciding rule, or the gate that closed, at the top; everything else that was considered below it."""
    own = prover.attribute(entry, decision.decision)
    gates = prover.gates(entry, decision.decision)
    remarks = prover.remarks(entry, decision.decision)
    closed = [gate for gate in gates if gate.outcome == CLOSED]
    rest = [gate for gate in gates if gate not in closed]
    ordered = [*closed, *own, *remarks, *rest] or [prover.silent(decision)]
    first, *others = ordered
    return first._replace(because=(*first.because, *others))
