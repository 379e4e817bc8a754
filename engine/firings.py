"""Proofs from what fired; in: a document that `Rete` has run over an observed plan, out: the tree that `direct` proves.

Whether a rule applies is taken from the clauses that fired for it, the facts of a condition from the atoms whose tokens
they fired on. Only the text of a condition and the facts behind a value that is worked out come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext
from typing import Any

from engine.decisions import Decision
from engine.direct import EXACT
from engine.facts import Entry
from engine.feel.nodes import Node
from engine.formula import Atom, Formula
from engine.model import Rule
from engine.network import Choice, RuleTokens, Sides, Value
from engine.outcome import truth
from engine.plan import Plan
from engine.proof import LITERALS, Proof, Step, noted, proved
from engine.rete import FIRING, Firing, Rete
from engine.unknown import Unknown


class Fired:
    """Evidence from the firings of a `Rete` whose plan is observed (`engine.proof.Evidence`)."""

    def __init__(self, rete: Rete) -> None:
        self.rete = rete
        self.plan: Plan = rete.plan

    def rule(self, entry: Entry, name: str, place: int) -> tuple[Any, list[Step]]:
        """What fired for a rule: whether it applies, its conditions, and those of its value where it may apply."""
        firing = self._firing(entry, name)
        rule, part = self.plan.concluding[(entry.entity.name, name)][place]
        tokens = firing.network.rules[place]  # type: ignore[union-attr]  # an attribute's network, not a test's
        present = firing.derived.present
        steps: list[Step] = []
        for node, one, sides in _conjuncts(part.when, tokens, firing):
            step = Step(node, _result(one, sides, firing), list(_reads(one, firing)))
            steps.append(step)
            if truth(step.result) is False:
                break
        if tokens.fails in present:
            return False, steps
        self._value(entry, rule, part.on, tokens.value, firing, steps)
        return True if tokens.applies in present else Unknown(), steps

    def _firing(self, entry: Entry, name: str) -> Firing:
        if FIRING + name not in entry.memo:
            self.rete.conclude(entry, name)
        found: Firing = entry.memo[FIRING + name]
        return found

    def _value(self, entry: Entry, rule: Rule, on: str, value: Value, firing: Firing, steps: list[Step]) -> None:
        if not isinstance(value, Choice):
            if value.node.op not in LITERALS:
                steps.append(Step(value.node, *noted(entry, value.run), of_value=True))
            return
        for row in value.rows:
            steps.append(Step(row.node, _result(row.test, row.sides, firing), list(_reads(row.test, firing))))
            if steps[-1].result is True:
                self._value(entry, rule, on, row.value, firing, steps)
                return
        self._value(entry, rule, on, value.otherwise, firing, steps)

    def condition(self, entry: Entry, rule: Rule, on: str, node: Node) -> Step:
        """What fired for a gate or a remark."""
        test = self.rete.tested(rule, on, node)
        _, firing = self.rete.fired(test, (entry, None))
        return Step(
            node, _result(test.formula, test.sides, firing), [read for _, _, reads in firing.tested for read in reads]
        )


def _conjuncts(node: Node | None, tokens: RuleTokens, firing: Firing) -> Iterator[tuple[Node, Formula, Sides]]:
    """The conditions that all have to hold, as `engine.proof.conjuncts` has them, with their formulas and tokens."""
    if node is not None and tokens.test is not None:
        yield from _parts(node, tokens.test, firing)


def _parts(node: Node, one: Formula, firing: Firing) -> Iterator[tuple[Node, Formula, Sides]]:
    if node.op == "and" and not isinstance(one, Atom):
        for inner, part in zip(node.args, one.parts, strict=True):
            yield from _parts(inner, part, firing)
    else:
        yield node, one, firing.network.all_sides[one]


def _result(one: Formula, sides: Sides, firing: Firing) -> Any:
    """What is derived of a condition: True, False or `Unknown`.

    Where an atom fails it is what the atom gave: a text or number, which is no condition, is shown as such.
    """
    present = firing.derived.present
    if sides.fails in present and isinstance(one, Atom):
        return next((value for atom, value, _ in firing.tested if atom is one), False)
    return True if sides.holds in present else False if sides.fails in present else Unknown()


def _reads(one: Formula, firing: Firing) -> Iterator[tuple[Entry, str, Any]]:
    atoms = set(_atoms(one))
    for atom, _, reads in firing.tested:
        if atom in atoms:
            yield from reads


def _atoms(one: Formula) -> Iterator[Atom]:
    if isinstance(one, Atom):
        yield one
    else:
        for part in one.parts:
            yield from _atoms(part)


def prove_fired(rete: Rete, root: Entry, decision: Decision) -> Proof:
    """The proof of a decision, from the firings.

    Args:
        rete: reasons over an observed plan; it has opened the document.
        root: the document.
        decision: the decision, as this backend gave it.

    Raises KeyError where the document has no such subject, and `engine.durable.EngineFault`.
    """
    with localcontext(EXACT):
        return proved(Fired(rete), root, decision)
