"""The rules that conclude one attribute as positive clauses over tokens; in: conclusions, out: a `Network`.

Both sides of every condition are derived: a rule *applies* where its condition holds, and *does not apply* where it
fails; it is *beaten* where a rule that overrides it applies, and *stands* where it applies and every rule that
overrides it does not. A decision list *takes* a row where that row's condition holds and those of all rows above it
fail. Nothing is concluded from the absence of a token, so the order in which clauses fire cannot matter, and more
tokens never take a conclusion back. Source: the positive (strict) fragment of defeasible logic (Antoniou, Billington,
Governatori, Maher: Representation results for defeasible logic, 2001); Forgy: Rete, 1982, for what runs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from engine.durable import MOST_CONDITIONS, START, Clause, Program
from engine.feel.nodes import Node
from engine.formula import Atom, Closure, Compile, Formula, Notes, formula, tested
from engine.outcome import Conclusion, truth
from engine.unknown import NOTHING, union, why

NEVER: Final = -1
"""The token that is never there."""

REMEMBERED: Final = 4096
"""So many sets of tokens are remembered with what fired on them, for one network."""


class Derived(NamedTuple):
    """What is derived from some tokens: all that hold, and the clauses that fired, by place."""

    present: frozenset[int]
    fired: tuple[int, ...]


class Sides(NamedTuple):
    """The tokens by which something holds, and by which it fails."""

    holds: int
    fails: int


class Leaf:
    """A value that is worked out as it stands."""

    __slots__ = ("node", "run")

    def __init__(self, node: Node, run: Closure) -> None:
        self.node = node
        self.run = run


class Row(NamedTuple):
    """A row of a decision list: its condition, the token that says it is the one taken, and its value."""

    node: Node
    test: Formula
    sides: Sides
    taken: int
    value: Value


class Choice:
    """A decision list: the first row whose condition holds, or else `otherwise`, where `none_taken` is derived."""

    __slots__ = ("rows", "none_taken", "otherwise")

    def __init__(self, rows: tuple[Row, ...], none_taken: int, otherwise: Value) -> None:
        self.rows = rows
        self.none_taken = none_taken
        self.otherwise = otherwise


Value = Leaf | Choice


class RuleTokens(NamedTuple):
    """One rule in a network: its condition (None: always), its tokens, and its value."""

    test: Formula | None
    applies: int
    fails: int
    beaten: int
    stands: int
    value: Value


class Builder:
    """Clauses and tokens of one network, as it is built."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.sides: dict[Formula, Sides] = {}
        self.last = START

    def number(self) -> int:
        """A new token."""
        self.last += 1
        return self.last

    def derive(self, body: Sequence[int], head: int | None = None) -> int:
        """A clause; its head, or `NEVER` where the body can never hold."""
        tokens = [token for token in dict.fromkeys(body) if token != START]
        if NEVER in tokens:
            return NEVER
        while len(tokens) > MOST_CONDITIONS:
            tokens = [self.derive(tokens[:MOST_CONDITIONS]), *tokens[MOST_CONDITIONS:]]
        head = self.number() if head is None else head
        self.clauses.append(Clause(head, tuple(tokens)))
        return head

    def any_of(self, tokens: Sequence[int]) -> int:
        """A token that holds where one of `tokens` does."""
        possible = [token for token in dict.fromkeys(tokens) if token != NEVER]
        if not possible:
            return NEVER
        head = self.number()
        for token in possible:
            self.derive((token,), head)
        return head

    def lower(self, one: Formula) -> Sides:
        """The tokens by which a formula holds and fails."""
        if isinstance(one, Atom):
            sides = Sides(one.holds, one.fails)
        else:
            parts = [self.lower(part) for part in one.parts]
            holds, fails = [part.holds for part in parts], [part.fails for part in parts]
            sides = (
                Sides(self.any_of(holds), self.derive(fails))
                if one.deciding
                else Sides(self.derive(holds), self.any_of(fails))
            )
        self.sides[one] = sides
        return sides

    def own(self, one: Formula) -> Sides:
        """`lower`, with tokens that are derived even where the formula is a single atom: a rule that fires."""
        sides = self.lower(one)
        if isinstance(one, Atom):
            return Sides(self.derive((sides.holds,)), self.derive((sides.fails,)))
        return sides

    def value(self, node: Node, compiled: Compile) -> Value:
        """A value, its decision lists as clauses."""
        if node.op != "cases":
            return Leaf(node, compiled(node))
        rows: list[Row] = []
        above = START
        for when, then in node.args[0]:
            test = formula(when, compiled, self.number)
            sides = self.lower(test)
            taken = self.derive((above, sides.holds))
            rows.append(Row(when, test, sides, taken, self.value(then, compiled)))
            above = self.derive((above, sides.fails))
        return Choice(tuple(rows), above, self.value(node.args[1], compiled))


class Network:
    """What concludes one attribute, ready to run on the tokens of one entry.

    Args:
        conclusions: the rules, overriding ones before those that they override.
        nodes: for each of them its condition (None: it always applies), its value, and what compiles its expressions.
    """

    def __init__(self, conclusions: tuple[Conclusion, ...], nodes: list[tuple[Node | None, Node, Compile]]) -> None:
        builder = Builder()
        self.conclusions = conclusions
        self.rules: list[RuleTokens] = []
        for place, (when, value, compiled) in enumerate(nodes):
            test = formula(when, compiled, builder.number) if when is not None else None
            sides = builder.own(test) if test is not None else Sides(builder.derive((START,)), NEVER)
            over = [self.rules[other] for other in range(place) if _overrides(conclusions[other], conclusions[place])]
            beaten = builder.any_of([rule.applies for rule in over])
            stands = builder.derive([sides.holds, *(rule.fails for rule in over)]) if over else sides.holds
            self.rules.append(RuleTokens(test, *sides, beaten, stands, builder.value(value, compiled)))
        self.all_sides = builder.sides
        self.clauses = tuple(builder.clauses)
        self.run = Runner(self.clauses)


class Test:
    """A single condition as a network of its own: a gate, or the condition of a remark."""

    def __init__(self, node: Node, compiled: Compile) -> None:
        self.node = node
        builder = Builder()
        self.formula = formula(node, compiled, builder.number)
        self.sides = builder.own(self.formula)
        self.all_sides = builder.sides
        self.clauses = tuple(builder.clauses)
        self.run = Runner(self.clauses)


class Runner:
    """Runs clauses on tokens; what fired on the same tokens before is remembered, as it depends on nothing else."""

    __slots__ = ("clauses", "program", "known")

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        self.clauses = clauses
        self.program: Program | None = None
        self.known: dict[tuple[int, ...], Derived] = {}

    def __call__(self, tokens: Sequence[int]) -> Derived:
        """What is derived from the tokens. Raises `engine.durable.EngineFault`."""
        key = tuple(tokens)
        found = self.known.get(key)
        if found is None:
            found = self._fire(key)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[key] = found
        return found

    def _fire(self, tokens: tuple[int, ...]) -> Derived:
        if self.program is None:
            self.program = Program(self.clauses)
        fired = self.program.fire(tokens)
        heads = (self.clauses[place].head for place in fired)
        return Derived(frozenset((START, *tokens, *heads)), tuple(fired))


Truths = dict[Formula, Any]
"""Why a condition is not known, for those of which neither side is derived."""


def note(value: Value, env: Any, notes: Notes, truths: Truths) -> None:
    """Test the rows of a value, in order, until one surely is taken."""
    if isinstance(value, Leaf):
        return
    for row in value.rows:
        found = truths[row.test] = truth(tested(row.test, env, notes))
        if found is not False:
            note(row.value, env, notes, truths)
        if found is True:
            return
    note(value.otherwise, env, notes, truths)


def valued(value: Value, env: Any, present: frozenset[int], truths: Truths) -> Any:
    """What a value is where `present` holds: the union over the rows that still may be taken."""
    if isinstance(value, Leaf):
        return value.run(env)
    for row in value.rows:
        if row.taken in present:
            return valued(row.value, env, present, truths)
    if value.none_taken in present:
        return valued(value.otherwise, env, present, truths)
    outcomes: list[Any] = []
    missing = refer = NOTHING
    for row in value.rows:
        if row.sides.fails in present:
            continue
        outcomes.append(valued(row.value, env, present, truths))
        if row.sides.holds in present:
            break
        reasons = why(truths.get(row.test))
        missing, refer = missing | reasons[0], refer | reasons[1]
    else:
        outcomes.append(valued(value.otherwise, env, present, truths))
    return union(outcomes, missing, refer)


def _overrides(one: Conclusion, other: Conclusion) -> bool:
    return other.rule.id in one.part.overrides
