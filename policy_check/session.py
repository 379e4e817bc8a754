"""Facts that arrive one after the other; in: lines of facts, out: what each of them changes.

A `Session` holds one document, to which every line adds (`loader.facts.merge`). After each line every decision is
derived again; what has fired on the same tokens before does not fire anew. `direct` derives the whole document from
the beginning each time, so that nothing can be left standing that no longer holds.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from engine.decisions import Decision
from engine.direct import decide
from engine.durable import EngineFault
from engine.value import Value
from loader.facts.json_text import parse
from loader.facts.merge import merged
from policy_check.api import FactsError, Policy, Result, evaluate
from policy_check.backends import DIRECT, RETE, Disagreement, Ran, agreed, unavailable


class Change(Value):
    """A decision that a line of facts brought, changed or took away.

    Args:
        decision: the decision as it now is; None where its subject is no longer in the document.
        replaced: the decision that it replaces; None where it is new.
    """

    decision: Decision | None
    replaced: Decision | None

    @property
    def order(self) -> tuple[str, str, str]:
        """Changes are sorted as decisions are."""
        one = self.decision or self.replaced
        return one.order if one is not None else ("", "", "")


class Runner(Protocol):
    """Runs `rete` on documents: in this process, or in another (`policy_check.worker.WorkerRunner`).

    `rules` is the digest of the rules that the last decisions rest on.
    """

    rules: str | None

    def start(self, document: dict[str, Any], as_of: date | None) -> None:
        """Begin with a document."""

    def finish(self) -> Ran:
        """What came of it."""


class InProcess:
    """Runs `rete` in this process."""

    def __init__(self, policy: Policy) -> None:
        from policy_check.worker_main import Evaluator

        self.rules: str | None = None
        self._evaluator = Evaluator(policy)
        self._waiting: tuple[dict[str, Any], date | None] = {}, None

    def start(self, document: dict[str, Any], as_of: date | None) -> None:
        """Remember the document; the work is done by `finish`."""
        self._waiting = document, as_of

    def finish(self) -> Ran:
        """Derive the decisions. Raises `engine.durable.EngineFault`."""
        self.rules, decisions, fired = self._evaluator.run(*self._waiting)
        return Ran(decisions, fired)


class Session:
    """One document that grows line by line.

    Args:
        policy: the policy.
        as_of: the day whose rule versions apply; else the document's own ``as_of``, else today.
        backend: ``rete``, of which every decision is derived again by `direct`; or ``direct`` alone, which is also what
            happens where the rule engine is not there.
        runner: what runs `rete`; else it runs in this process.

    Raises ValueError for another backend.
    """

    def __init__(
        self, policy: Policy, as_of: date | None = None, backend: str = RETE, runner: Runner | None = None
    ) -> None:
        if backend not in (RETE, DIRECT):
            raise ValueError(f"a session runs on {RETE} or {DIRECT}, not on {backend!r}")
        self.policy = policy
        self.backend = DIRECT if backend == DIRECT or unavailable() is not None else RETE
        self.document: dict[str, Any] = {}
        self.decisions: list[Decision] = []
        self.fired: list[tuple[str, str]] = []
        """What fired anew for the last line: (pointer of the subject, attribute), sorted; empty with ``direct``."""
        self.result: Result | None = None
        self._as_of = as_of
        self._runner = runner

    def add(self, facts: bytes | str | dict[str, Any]) -> list[Change]:
        """Add a line of facts; what it changes, sorted.

        Args:
            facts: JSON text or plain data: a fragment of a document, or ``{"at": pointer, "value": value}``.

        Raises FactsError with every fault of the line or of the document that it would make, `Disagreement` where the
        two derivations differ, and `engine.durable.EngineFault` or `policy_check.worker.WorkerFault` where `rete`
        fails. The session is then as it was before.
        """
        document = self._merged(facts)
        result = evaluate(self.policy, document, self._as_of)
        result.backend = self.backend
        decisions, fired = self._derived(document, result)
        changes = _changes(self.decisions, decisions)
        self.document, self.result, self.decisions, self.fired = document, result, decisions, fired
        return changes

    def _merged(self, facts: bytes | str | dict[str, Any]) -> dict[str, Any]:
        line: Any = facts
        if not isinstance(facts, dict):
            line, broken = parse(facts.encode() if isinstance(facts, str) else facts)
            if broken:
                raise FactsError(broken)
        document, faults = merged(self.document, line, self.policy.model.vocabulary)
        if faults:
            raise FactsError(faults)
        return document

    def _derived(self, document: dict[str, Any], result: Result) -> tuple[list[Decision], list[tuple[str, str]]]:
        if self.backend == DIRECT:
            return decide(result.plan, result.entry), []
        if self._runner is None:
            self._runner = InProcess(self.policy)
        try:
            return self._twice(self._runner, document, result)
        except (Disagreement, EngineFault):
            self.policy.forget()  # nor is anything that fired wrongly remembered
            if isinstance(self._runner, InProcess):
                self._runner = None
            raise

    def _twice(
        self, runner: Runner, document: dict[str, Any], result: Result
    ) -> tuple[list[Decision], list[tuple[str, str]]]:
        runner.start(document, result.as_of)
        meant = decide(result.plan, result.entry)
        ran = runner.finish()
        if runner.rules != result.rules.digest:
            raise EngineFault("the policy's files have changed since the session began")
        agreed(ran.decisions, meant)
        return ran.decisions, ran.fired


def _changes(before: list[Decision], after: list[Decision]) -> list[Change]:
    old = {decision.order: decision for decision in before}
    new = {decision.order: decision for decision in after}
    return [
        Change(new.get(order), old.get(order))
        for order in sorted(old.keys() | new.keys())
        if new.get(order) != old.get(order)
    ]
