"""What forward chaining costs; `python -m bench.rete [PLATFORMS [YEARS]]`, out: a table of evaluations per second.

The opinion about a made-up district, by `direct` alone, by `rete` alone, and by `rete` with every decision derived
again by `direct`; with what fired on the same tokens remembered, and with nothing remembered. Then the C engine alone,
given the tokens that the atoms of the same subjects gave: as `engine.durable` drives it, and as one plain program: all
clauses of the opinion in one rule set, a session for each subject. CPU time, best of several rounds in turn; the
answers are compared first.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bench.district import district
from bench.report import table, write
from engine.decisions import Decision
from engine.direct import decide, subjects
from engine.durable import START, Clause
from engine.facts import Entry, copied
from engine.network import Derived, Network, Runner, Test
from engine.plan import Plan
from engine.rete import FIRING, Rete
from policy_check.api import evaluate, load
from policy_check.backends import agreed, derive

ROUNDS = 5
Tokens = tuple[int, ...]


class Forgetful(dict[Tokens, Derived]):
    """A memory of firings that keeps nothing."""

    def __setitem__(self, key: Tokens, value: Derived) -> None:
        return


class Subject(NamedTuple):
    """What was derived about one subject: each network with the tokens of its atoms and how many clauses fired."""

    firings: list[tuple[Network | Test, Tokens, int]]


def remember(rete: Rete, memory: type[dict[Tokens, Derived]]) -> None:
    """Give every network that has been made an empty memory of a kind."""
    for run in [one.run for one in rete._networks.values()] + [one.run for one in rete._tests.values()]:
        run.known = memory()


def derived(rete: Rete, root: Entry) -> list[Subject]:
    """What `rete` derived about every subject of a document that it has decided, remarks and gates left out."""
    found = []
    for entry in subjects(root, rete.plan.rules):
        firings = []
        for name, firing in entry.memo.items():
            if name.startswith(FIRING):
                heads = {clause.head for clause in firing.network.clauses}
                tokens = tuple(sorted(firing.derived.present - heads - {START}))
                firings.append((firing.network, tokens, len(firing.derived.fired)))
        found.append(Subject(firings))
    return found


class Plain:
    """All clauses in one rule set of the C engine, used as its documentation has it: facts in, actions out."""

    def __init__(self, networks: list[Network]) -> None:
        import durable_rules_engine

        self.c = durable_rules_engine
        self.moved: dict[int, int] = {}
        self.heads: dict[str, int] = {}
        rules: dict[str, Any] = {"start": {"all": [{"m": {"k": START}}]}}
        last = START
        for network in networks:  # each with tokens of its own
            self.moved[id(network)] = last
            for place, clause in enumerate(network.clauses):
                name = f"r{last}_{place}"
                self.heads[name] = clause.head + last
                body = _body(clause, last)
                rules[name] = {"all": [{f"m_{at}": {"k": token}} for at, token in enumerate(body)]}
            last += max((token for clause in network.clauses for token in (clause.head, *clause.body)), default=0)
        self.rules = len(rules)
        self.handle = self.c.create_ruleset("opinion", json.dumps(rules))

    def run(self, subject: Subject) -> int:
        """Run one session; how many clauses fired."""
        known: set[int] = set()
        state = self._add(START, known)
        for network, tokens, _ in subject.firings:
            for token in (START, *tokens):
                self._add(token + self.moved[id(network)], known)
        fired = 0
        answer = self.c.start_action_for_state(self.handle, state)
        report = answer[1] if answer else None
        while report:
            head = self.heads.get(next(iter(json.loads(report))))
            if head is not None:
                fired += 1
                if head not in known:
                    self._add(head, known)
            report = self.c.complete_and_start_action(self.handle, state)
        self.c.delete_state(self.handle, "1")
        return fired

    def _add(self, token: int, known: set[int]) -> int:
        code, state = self.c.assert_fact(self.handle, f'{{"sid":"1","k":{token}}}')
        if code not in (0, 1):
            raise SystemExit(f"the C engine answered {code} to token {token}")
        known.add(token)
        found: int = state
        return found


def _body(clause: Clause, moved: int) -> list[int]:
    """The conditions of a clause; what always applies applies where its network is asked at all."""
    return [token + moved for token in clause.body if token != START] or [START + moved]


def as_driven(every: list[Subject], runners: dict[int, Runner]) -> Callable[[], None]:
    """Every firing of every subject anew, through `engine.durable`."""

    def run() -> None:
        for subject in every:
            for network, tokens, _ in subject.firings:
                runners[id(network)]._fire(tokens)

    return run


def check_plain(plain: Plain, every: list[Subject]) -> str:
    """How many subjects of the plain program derive what the networks derive."""
    right = sum(plain.run(subject) == sum(fired for _, _, fired in subject.firings) for subject in every)
    return f"{right:,} of {len(every):,}"


def ways(rete: Rete, plan: Plan, root: Entry, every: list[Subject], plain: Plain) -> Iterator[tuple[str, Any, Any]]:
    """What each way is called, what comes before it, and the way itself."""
    runners = {id(network): network.run for subject in every for network, _, _ in subject.firings}
    kept, nothing = (lambda: None), (lambda: remember(rete, Forgetful))
    yield "direct alone", kept, lambda: decide(plan, copied(root))
    yield "rete alone, firings remembered", kept, lambda: decide(rete, copied(root))
    yield "rete verified by direct, firings remembered", kept, lambda: verified(rete, plan, copied(root))
    emptied = lambda: remember(rete, dict)  # noqa: E731
    yield "rete alone, firings remembered from now on", emptied, lambda: decide(rete, copied(root))
    yield "rete alone, nothing remembered", nothing, lambda: decide(rete, copied(root))
    yield "rete verified by direct, nothing remembered", nothing, lambda: verified(rete, plan, copied(root))
    yield "C engine alone, as engine/durable.py drives it", kept, as_driven(every, runners)
    yield "C engine alone, one plain program", kept, lambda: [plain.run(subject) for subject in every]


def spent(before: Callable[[], Any], way: Callable[[], Any]) -> float:
    """CPU seconds of one round."""
    before()
    start = time.process_time()
    way()
    return time.process_time() - start


def verified(rete: Rete, plan: Plan, entry: Entry) -> list[Decision]:
    """Every decision about a document, derived twice."""
    _, found = derive(rete, entry)
    agreed(found, decide(plan, entry))
    return found


def main() -> None:
    platforms, years = (int(word) for word in [*sys.argv[1:3], "100", "3"][:1] + [*sys.argv[2:3], "3"][:1])
    policy = load()
    result = evaluate(policy, json.dumps(district(platforms, years), ensure_ascii=False))
    plan, rete, root = result.plan, policy.rete(result.rules), copied(result.entry)
    decisions = decide(rete, root)
    agreed(decisions, decide(plan, copied(root)))
    every = derived(rete, root)
    networks = list(rete._networks.values())
    plain = Plain(networks)
    right = check_plain(plain, every)
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, before, way in ways(rete, plan, root, every, plain):
            best[name] = min(best.get(name, float("inf")), spent(before, way))
            remember(rete, dict)
            decide(rete, copied(root))
    rows = [
        (name, f"{platforms * years / each:,.0f}", f"{len(every) / each:,.0f}", f"{len(decisions) / each:,.0f}")
        for name, each in best.items()
    ]
    firings = sum(len(subject.firings) for subject in every)
    clauses = sum(len(network.clauses) for network in networks)
    told = (
        f"{platforms:,} platforms × {years} years: {len(every):,} subjects, {len(decisions):,} decisions, "
        f"{firings:,} runs of networks; {clauses:,} clauses in {len(networks)} networks. The plain program "
        f"({plain.rules} rules in one rule set) fires as many as the networks about {right} subjects. "
        "The two rows of the C engine alone begin with tokens already worked out and leave out gates and remarks."
    )
    write("Forward chaining", [*table(("", "platform-years/s", "subjects/s", "decisions/s"), rows), "", told])


if __name__ == "__main__":
    main()
