"""Positive rules over tokens in the C engine of durable-rules; in: clauses and tokens, out: the clauses that fired.

This is the only module that imports `durable_rules_engine`. Used as its documentation shows, that engine crashes and
answers wrongly; what is used here is a part of it that was found to be right, and nothing else can reach it:

- a fact is ``{"sid": "1", "k": token}``, a token being a small integer; a rule is the conjunction of at most 15
  conditions ``{"k": token}``; no other condition, operator, priority, count, timer, thread or text;
- every rule begins with the start token, so that there is one first condition; a rule on the start token alone always
  fires, without which deleting a state frees memory that was never allocated;
- there is never more than one session at a time: it is filled, drained and deleted within one call;
- every limit of the C engine lies far above the limits that are kept here, by cutting the clauses into several
  rule sets, each of which only needs what those before it derived;
- every code that the engine returns, every rule that it reports and every token that the rule rests on is checked.

Source: durable-rules 2.0.28 (https://github.com/jruizgit/rules, MIT), read and run under an address sanitizer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import finalize

START: Final = 1
"""The token that is always there."""

MOST_CONDITIONS: Final = 14
"""Conditions of a rule besides the start token. The C engine matches at most 16 facts."""

MOST_RULES: Final = 48
"""Rules of one rule set. The C engine allows 4,096, of which 256 may share a condition (all share the start token),
and hangs where a condition is the 512th. A fact is compared with every condition of its set, so small sets are fast."""

MOST_TOKENS: Final = 256
"""Different tokens in the conditions of one rule set; see `MOST_RULES`."""

SINK: Final = "0"
OK, OBSERVED = 0, 2
ONE_AT_A_TIME: Final = Lock()
"""Held by the thread whose session is open."""
STEP: Final = 100_003
"""How far tokens are moved where the C engine takes two of them for one (it compares facts by a 32-bit hash)."""


class Unavailable(Exception):
    """The C engine cannot be imported; the text says why."""


class EngineFault(Exception):
    """The C engine did something that it never should. Nothing that it derived may be used."""


class Clause(NamedTuple):
    """`head` holds where every token of `body` does. Tokens are integers above `START`."""

    head: int
    body: tuple[int, ...]


def engine() -> Any:
    """The module of the C engine. Raises Unavailable where it cannot be imported."""
    try:
        import durable_rules_engine
    except ImportError as error:
        raise Unavailable(str(error)) from error
    return durable_rules_engine


class Program:
    """Clauses, ready to run. Tokens in, the clauses that fired out.

    Args:
        clauses: bodies of at most `MOST_CONDITIONS` tokens, each once; a clause comes after those that derive what it
            rests on.

    Raises Unavailable, and ValueError for clauses that keep to neither.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)
        _refuse_disorder(self.clauses)
        self._sets = [_RuleSet(engine(), self.clauses, chunk) for chunk in chunks(self.clauses)]

    def fire(self, tokens: Iterable[int]) -> list[int]:
        """The places of the clauses that fired, in the order in which they did. Raises EngineFault."""
        known = {START, *tokens}
        fired: list[int] = []
        with ONE_AT_A_TIME:
            for one in self._sets:
                for place in one.fire(known):
                    known.add(self.clauses[place].head)
                    fired.append(place)
        return fired


def chunks(clauses: Sequence[Clause]) -> list[range]:
    """The clauses cut, in their order, into runs that each keep the limits of one rule set."""
    found: list[range] = []
    first = 0
    seen: set[int] = set()
    for place, clause in enumerate(clauses):
        if place - first >= MOST_RULES or len(seen.union(clause.body)) > MOST_TOKENS:
            found.append(range(first, place))
            first, seen = place, set()
        seen.update(clause.body)
    if first < len(clauses):
        found.append(range(first, len(clauses)))
    return found


def _refuse_disorder(clauses: tuple[Clause, ...]) -> None:
    last = {clause.head: place for place, clause in enumerate(clauses)}
    for place, clause in enumerate(clauses):
        few = len(set(clause.body)) == len(clause.body) <= MOST_CONDITIONS
        if not few or clause.head <= START or min(clause.body, default=START) < START:
            raise ValueError(f"not a clause for the engine: {clause}")
        if any(last.get(token, -1) >= place for token in clause.body):
            raise ValueError(f"{clause} rests on what a later clause derives")


class _Collision(Exception):
    """The engine takes two tokens of a rule set for one."""


class _RuleSet:
    """Some of the clauses as one rule set of the C engine."""

    def __init__(self, c: Any, clauses: tuple[Clause, ...], places: range) -> None:
        self.c = c
        self.bodies = {str(place + 1): clauses[place].body for place in places}
        self.heads = {str(place + 1): clauses[place].head for place in places}
        self.mentioned = frozenset(token for body in self.bodies.values() for token in body)
        self.shift = 0
        self._create()

    def _create(self) -> None:
        rules = {SINK: _rule((), 0), **{name: _rule(body, self.shift) for name, body in self.bodies.items()}}
        try:
            self.handle: int = self.c.create_ruleset("rules", json.dumps(rules))
        except self.c.error as error:
            raise EngineFault(f"create_ruleset: {error}") from error
        self.close = finalize(self, self.c.delete_ruleset, self.handle)
        self.close.atexit = False
        self.messages = {token: _message(token + self.shift) for token in self.mentioned}
        self.messages[START] = _message(START)

    def fire(self, known: set[int]) -> list[int]:
        """The places of the clauses that fire on what is known."""
        while True:
            try:
                return self._session(known)
            except _Collision:
                self.close()
                self.shift += STEP
                self._create()
            except EngineFault:
                self.close.detach()  # what is left of it is not touched again
                self._create()
                raise

    def _session(self, known: set[int]) -> list[int]:
        memory: set[int] = set()
        state = self._add(START, memory)
        try:
            for token in sorted(self.mentioned.intersection(known)):
                self._add(token, memory)
            fired = self._drain(state, memory)
        except _Collision:
            self._call(self.c.start_action_for_state, state)  # something has fired: the state can be deleted
            self._delete()
            raise
        self._delete()
        return fired

    def _delete(self) -> None:
        self._call(self.c.delete_state, "1")

    def _call(self, function: Any, *arguments: Any) -> Any:
        try:
            return function(self.handle, *arguments)
        except self.c.error as error:
            raise EngineFault(f"{function.__name__}: {error}") from error

    def _add(self, token: int, memory: set[int]) -> int:
        code, state = self._call(self.c.assert_fact, self.messages[token])
        if code == OBSERVED:
            raise _Collision
        if code != OK:
            raise EngineFault(f"the engine answered {code} to token {token}")
        memory.add(token)
        found: int = state
        return found

    def _drain(self, state: int, memory: set[int]) -> list[int]:
        fired: list[str] = []
        answer = self._call(self.c.start_action_for_state, state)
        report = answer[1] if answer else None
        while report:
            name = self._checked(report, memory, fired)
            fired.append(name)
            head = self.heads.get(name)
            if head is not None and head in self.mentioned and head not in memory:
                self._add(head, memory)
            report = self._call(self.c.complete_and_start_action, state)
        lacking = [name for name, body in self.bodies.items() if memory.issuperset(body) and name not in fired]
        if lacking or SINK not in fired:
            raise EngineFault(f"of {fired or 'nothing'} that fired, {lacking or SINK} are missing on {sorted(memory)}")
        return [int(name) - 1 for name in fired if name != SINK]

    def _checked(self, report: str, memory: set[int], fired: list[str]) -> str:
        """The rule that is reported to fire, once, on tokens that are known and are those of its body."""
        try:
            ((name, match),) = json.loads(report).items()
            facts = match.values() if name != SINK or "k" not in match else (match,)
            tokens = {fact["k"] - (self.shift if fact["k"] != START else 0) for fact in facts}
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise EngineFault(f"the engine reported {report!r} on {sorted(memory)}") from error
        if name in fired or tokens != {START, *self.bodies.get(name, ())} or not tokens <= memory:
            raise EngineFault(f"the engine reported {report} on {sorted(memory)}")
        return str(name)


def _rule(body: tuple[int, ...], shift: int) -> dict[str, Any]:
    conditions = [START, *(token + shift for token in body if token != START)]
    return {"all": [{f"m_{place}": {"k": token}} for place, token in enumerate(conditions)]}


def _message(token: int) -> str:
    return f'{{"sid":"1","k":{token}}}'
