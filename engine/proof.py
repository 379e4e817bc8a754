"""Why a decision is what it is; in: a decision about a document, out: the tree of rules, conditions and facts behind
it.

A proof has one node per rule that was considered: whether it applied, each of its conditions with its outcome and the
facts that the condition read, and below it the proofs of the other decisions that it rests on. Any backend's proof
is this
tree: it is worked out from the rules and the facts, not from the way a backend went about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext
from typing import Any, NamedTuple

from engine.decisions import Decision
from engine.direct import EXACT, decides, subjects
from engine.facts import Entry, subject_id
from engine.feel.nodes import Node
from engine.feel.unparse import unparse
from engine.forms import NOT_APPLICABLE
from engine.model import Part, Rule
from engine.outcome import Outcome
from engine.plan import Plan
from engine.unknown import Unknown

TRUE, FALSE, UNKNOWN = "true", "false", "unknown"


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


class Prover:
    """Proves decisions about one document. `plan` is made with ``observed``; `about` is the entity decided on.

    What a group says of its members is proved in the decisions about the group: a proof about one of them, or about
    anything
    else, names the members but does not repeat a proof for each.
    """

    def __init__(self, plan: Plan, root: Entry, about: str) -> None:
        self.plan = plan
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
            conditions: list[Condition] = []
            reads: list[tuple[Entry, str]] = []
            result = self._condition(holder, rule, on, gate.open_when, conditions, reads)
            outcome = OPEN if result is True else MAYBE_CLOSED if isinstance(result, Unknown) else CLOSED
            because = tuple(self._because(reads, holder, ""))
            found.append(self._node(rule, (on, holder.pointer, name), outcome, conditions, because))
        return found

    def remarks(self, entry: Entry, name: str) -> list[Proof]:
        """The proofs of the remarks made on a decision: flags, bodies to refer to, reopening."""
        found: list[Proof] = []
        for rule in self.plan.rules.rules.values():
            for part in rule.parts:
                for qualifier in part.qualifiers if part.on == entry.entity.name else ():
                    if name in qualifier.decisions and qualifier.when is not None:
                        conditions: list[Condition] = []
                        reads: list[tuple[Entry, str]] = []
                        if self._condition(entry, rule, part.on, qualifier.when, conditions, reads) is True:
                            because = tuple(self._because(reads, entry, name))
                            about = (entry.entity.name, entry.pointer, name)
                            found.append(self._node(rule, about, REMARK, conditions, because))
        return found

    def silent(self, decision: Decision) -> Proof:
        """The proof of a decision that no rule in force concludes."""
        return Proof("", 0, "", "", (decision.entity, "", decision.decision), NO_RULE, (), ())

    def _node(
        self, rule: Rule, about: tuple[str, str, str], outcome: Any, conditions: list[Condition], because: Any
    ) -> Proof:
        return Proof(rule.id, rule.version, rule.clause, rule.quote, about, outcome, tuple(conditions), because)

    def _prove(self, entry: Entry, name: str) -> tuple[Proof, ...]:
        outcome: Outcome = entry.memo.get(name) or self.plan.conclude(entry, name)
        proofs = [self._rule(entry, name, rule, part, outcome) for rule, part in self._parts(entry, name)]
        return tuple(sorted(proofs, key=lambda proof: proof.outcome in (NOT_APPLYING, OVERRIDDEN)))

    def _parts(self, entry: Entry, name: str) -> list[tuple[Rule, Part]]:
        return self.plan.concluding.get((entry.entity.name, name), [])

    def _rule(self, entry: Entry, name: str, rule: Rule, part: Part, outcome: Outcome) -> Proof:
        conditions: list[Condition] = []
        reads: list[tuple[Entry, str]] = []
        applies: Any = True
        for node in conjuncts(part.when):
            result = self._condition(entry, rule, part.on, node, conditions, reads)
            if result is False or result is None:
                applies = False
                break
            if isinstance(result, Unknown):
                applies = result
        if applies is not False:
            self._value(entry, rule, part, dict(part.conclusions)[name], conditions, reads)
        about = (entry.entity.name, entry.pointer, name)
        because = tuple(self._because(reads, entry, name))
        return self._node(rule, about, _said(applies, rule, outcome), conditions, because)

    def _value(
        self,
        entry: Entry,
        rule: Rule,
        part: Part,
        node: Node,
        conditions: list[Condition],
        reads: list[tuple[Entry, str]],
    ) -> None:
        """The conditions of a decision list, down to the one that decides, and what its value reads."""
        if node.op != "cases":
            if node.op not in ("none", "str", "num", "bool"):
                self._condition(entry, rule, part.on, node, conditions, reads)
            return
        for when, then in node.args[0]:
            result = self._condition(entry, rule, part.on, when, conditions, reads)
            if result is True:
                self._value(entry, rule, part, then, conditions, reads)
                return
        self._value(entry, rule, part, node.args[1], conditions, reads)

    def _condition(
        self,
        entry: Entry,
        rule: Rule,
        on: str,
        node: Node,
        conditions: list[Condition],
        reads: list[tuple[Entry, str]],
    ) -> Any:
        world = entry.world
        saved, world.log = world.log, []
        try:
            result = self.plan.closure(rule, on, node)((entry, None))
            log = world.log
        finally:
            world.log = saved
        facts: dict[str, Fact] = {}
        for read, name, value in log:
            if name in read.entity.attributes:
                reads.append((read, name))
            elif name in read.entity.fields:
                pointer = read.pointer_to(name)
                facts.setdefault(pointer, Fact(pointer, value))
        conditions.append(Condition(unparse(node), _truth(result), tuple(facts.values())))
        return result

    def _because(self, reads: list[tuple[Entry, str]], entry: Entry, name: str) -> Iterator[Proof]:
        seen: set[tuple[int, str]] = {(id(entry), name)}
        aside = entry.entity.group is not None and entry.entity.name != self.about
        for read, attribute in reads:
            if aside and read.entity.group is None:
                continue
            if (id(read), attribute) not in seen:
                seen.add((id(read), attribute))
                yield from self.attribute(read, attribute)


NOT_APPLYING, OVERRIDDEN, POSSIBLE = "does not apply", "overridden", "may apply"
OPEN, CLOSED, MAYBE_CLOSED, REMARK, NO_RULE = "open", "closed", "may be closed", "remark", "no rule"
UNDECIDED, INAPPLICABLE = "undetermined", "not_applicable"
STATUSES = (
    (NOT_APPLYING, OVERRIDDEN, POSSIBLE) + (OPEN, CLOSED, MAYBE_CLOSED, REMARK, NO_RULE) + (UNDECIDED, INAPPLICABLE)
)
"""Every outcome of a rule that is no value."""


def _said(applies: Any, rule: Rule, outcome: Outcome) -> Any:
    if applies is False:
        return NOT_APPLYING
    if any(one.id == rule.id for one, _ in outcome.overridden):
        return OVERRIDDEN
    if isinstance(applies, Unknown):
        return POSSIBLE
    if isinstance(outcome.result, Unknown):
        return UNDECIDED
    return INAPPLICABLE if outcome.result is NOT_APPLICABLE else outcome.result


def _truth(result: Any) -> str:
    if result is True:
        return TRUE
    if result is False or result is None:
        return FALSE
    return UNKNOWN if isinstance(result, Unknown) else "value"


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """The conditions that all have to hold."""
    if node is None:
        return ()
    if node.op == "and":
        return tuple(inner for part in node.args for inner in conjuncts(part))
    return (node,)


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
            return _whole(Prover(plan, root, decision.entity), _subject(plan, root, decision), decision)
    finally:
        world.plan = saved


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
