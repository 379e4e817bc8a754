"""Rules by forward chaining on durable-rules; in: a plan, out: outcomes of which every step is a rule that fired.

A rule set is run attribute by attribute, in the order in which they read each other: the atoms of an attribute's rules
are tested on what stands by then, those that are known enter the working memory of the attribute's network as tokens,
and the C engine derives which rules apply, do not apply and stand (`engine.network`). What derived nothing is unknown.
Then the values of the rules that still may stand are collected. Groups, counts and ranks are read by atoms and values,
and so have their place in that order.

A `Rete` reasons in place of its plan: `engine.direct.decide` takes either, and both give the same decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from engine.facts import Entry
from engine.feel.nodes import Node
from engine.feel.unparse import unparse
from engine.formula import Atom, Notes, tested
from engine.model import Part, Rule
from engine.network import Derived, Network, RuleTokens, Test, Truths, note, valued
from engine.outcome import Outcome, collect, truth
from engine.plan import Plan
from engine.unknown import Unknown

FIRING = "firing "
"""With an attribute's name: where an entry keeps the `Firing` of that attribute."""


class Firing(NamedTuple):
    """What happened in one network for one entry.

    Args:
        network: what concludes the attribute, or a gate or remark.
        derived: the tokens that held, and the clauses that fired.
        tested: the atoms that were tested, in order, each with its value and what it read; only in observed plans.
    """

    network: Network | Test
    derived: Derived
    tested: list[tuple[Atom, Any, list[Any]]]


class Rete:
    """Reasons by forward chaining about documents that were opened with it.

    Args:
        plan: the rule set made ready.

    Raises `engine.durable.Unavailable`, when first used, where the C engine is not there.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.deciders: dict[str, Any] = {}
        self._networks: dict[tuple[str, str], Network] = {}
        self._tests: dict[tuple[str, str, int], Test] = {}

    def network(self, entity: str, attribute: str) -> Network:
        """The network of the rules that conclude an attribute."""
        found = self._networks.get((entity, attribute))
        if found is None:
            parts = self.plan.concluding.get((entity, attribute), ())
            nodes = [(part.when, dict(part.conclusions)[attribute], self._compiler(rule, part)) for rule, part in parts]
            found = Network(self.plan.conclusions(entity, attribute), nodes)
            self._networks[(entity, attribute)] = found
        return found

    def _compiler(self, rule: Rule, part: Part) -> Callable[[Node], Callable[[Any], Any]]:
        return lambda node: self.plan.closure(rule, part.on, node)

    def conclude(self, entry: Entry, name: str) -> Outcome:
        """Evaluate an attribute of an entry: once, then remembered with it. Raises `engine.durable.EngineFault`."""
        world, entity = entry.world, entry.entity
        attribute = entity.attributes[name]
        network = self.network(entity.name, name)
        saved, world.cites = world.cites, 0
        log, world.log = world.log, None
        env, notes = (entry, None), self._notes()
        truths: Truths = {}
        found = [self._note(rule, env, notes, truths) for rule in network.rules]
        derived = network.run(notes.tokens)
        present = derived.present
        tests = [_side(rule.applies, rule.fails, present, one) for rule, one in zip(network.rules, found, strict=True)]
        values = {
            place: valued(rule.value, env, present, truths)
            for place, rule in enumerate(network.rules)
            if tests[place] is not False
        }
        outcome = collect(entry, attribute, network.conclusions, tests, _standing(network, tests, present), values)
        outcome.cites |= world.cites | self.plan.bits.get(attribute.norm or "", 0)
        world.cites, world.log = saved, log
        entry.memo[name] = outcome
        entry.memo[FIRING + name] = Firing(network, derived, notes.tested or [])
        return outcome

    def _notes(self) -> Notes:
        return Notes([] if self.plan.observed else None)

    def _note(self, rule: RuleTokens, env: Any, notes: Notes, truths: Truths) -> Any:
        """Test a rule's atoms, and those of its value where it may apply; why its condition is not known, if so."""
        found = True if rule.test is None else truth(tested(rule.test, env, notes))
        if found is not False:
            note(rule.value, env, notes, truths)
        return found

    def test(self, rule: Rule, entity: str, node: Node) -> Callable[[Any], Any]:
        """A condition of `rule` about `entity` (a gate's, a remark's), as a closure: True, False or `Unknown`."""
        test = self.tested(rule, entity, node)
        return lambda env: self.fired(test, env)[0]

    def tested(self, rule: Rule, entity: str, node: Node) -> Test:
        """The network of a condition of `rule` about `entity`."""
        key = (rule.id, entity, id(node))
        found = self._tests.get(key)
        if found is None:
            found = self._tests[key] = Test(node, lambda part: self.plan.closure(rule, entity, part))
        return found

    def fired(self, test: Test, env: Any) -> tuple[Any, Firing]:
        """A condition's outcome, with what happened in its network."""
        notes = self._notes()
        found = truth(tested(test.formula, env, notes))
        derived = test.run(notes.tokens)
        side = _side(test.sides.holds, test.sides.fails, derived.present, found)
        return side, Firing(test, derived, notes.tested or [])


def _side(holds: int, fails: int, present: frozenset[int], reason: Any) -> Any:
    """What is derived of a condition: True, False, or unknown, for the reasons that its atoms gave."""
    if holds in present:
        return True
    if fails in present:
        return False
    return reason if isinstance(reason, Unknown) else Unknown()


def _standing(network: Network, tests: list[Any], present: frozenset[int]) -> list[int]:
    """Where every condition is known, the rules derived to stand; else those not derived to fail or to be beaten."""
    if any(isinstance(test, Unknown) for test in tests):
        return [
            place
            for place, rule in enumerate(network.rules)
            if tests[place] is not False and rule.beaten not in present
        ]
    return [place for place, rule in enumerate(network.rules) if rule.stands in present]


def traced(firing: Firing) -> Iterator[str]:
    """A firing in words, for fault reports: every atom with what its tokens say, every rule with what was derived."""
    present = firing.derived.present
    for one, sides in firing.network.all_sides.items():
        if isinstance(one, Atom):
            yield f"atom {unparse(one.node)}: {_word(sides.holds, sides.fails, present, 'true', 'false', 'not known')}"
    if isinstance(firing.network, Network):
        for conclusion, rule in zip(firing.network.conclusions, firing.network.rules, strict=True):
            said = _word(rule.applies, rule.fails, present, "applies", "does not apply", "may apply")
            marks = [word for token, word in ((rule.beaten, "beaten"), (rule.stands, "stands")) if token in present]
            yield f"rule {conclusion.rule.id}: {', '.join([said, *marks])}"
    for place in firing.derived.fired:
        clause = firing.network.clauses[place]
        yield f"fired {place}: {' '.join(map(str, clause.body)) or '-'} -> {clause.head}"


def _word(holds: int, fails: int, present: frozenset[int], true: str, false: str, neither: str) -> str:
    return true if holds in present else false if fails in present else neither
