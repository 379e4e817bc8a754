"""What programs use: `load` a policy, `evaluate` facts against it, `explain` a decision. Paths or data in, values
out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Any

from engine.decisions import Decision
from engine.direct import iterate, refused
from engine.facts import Entry
from engine.model import Policy as Model
from engine.model import RuleSet
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.facts.digest import FactsDigest
from loader.facts.document import FactsDecoder, refusal
from loader.facts.json_text import parse
from loader.store import load as load_model
from policy_check.backends import BOTH, DIRECT, Disagreement, agreed
from policy_check.places import cache_folder, default_policy, release, shipped_copies

if TYPE_CHECKING:
    from engine.proof import Proof
    from engine.rete import Rete
    from loader.diagnostics import Diagnostic
    from loader.facts.fault import Fault

StrPath = str | PathLike[str]
DAYS = 400
"""The rule sets of so many days are kept."""

Wanted = Callable[[str, str, str], bool]
"""Entity, subject id and decision → whether the decision is wanted."""


class PolicyError(Exception):
    """Policy files that cannot be used; `diagnostics` holds every fault, with file, line, message and hint."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(one.text("en") for one in diagnostics))
        self.diagnostics = tuple(diagnostics)


class FactsError(Exception):
    """A document that is not accepted; `faults` holds every fault, with its JSON pointer, message and nearest name."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(one.text("en") for one in faults))
        self.faults = tuple(faults)


class Policy:
    """A policy with every version of its rules, ready to evaluate facts. Made by `load`; never changed.

    Args:
        model: what the policy says.
        warnings: diagnostics that do not stand in the way.
    """

    def __init__(self, model: Model, warnings: Sequence[Diagnostic] = ()) -> None:
        self.model = model
        self.warnings = tuple(warnings)
        self._decoder = FactsDecoder(model.vocabulary)
        self._digest: FactsDigest | None = None
        self._rules: dict[date, RuleSet] = {}
        self._plans: dict[tuple[str, bool], Plan] = {}
        self._retes: dict[tuple[str, bool], Rete] = {}

    @property
    def id(self) -> str:
        """The policy's id, such as ``qb-2023-14``."""
        return self.model.id

    def rules_on(self, day: date) -> RuleSet:
        """The rules in force on `day`."""
        found = self._rules.get(day)
        if found is None:
            if len(self._rules) >= DAYS:
                self._rules.clear()
            found = self._rules[day] = rules_in_force(self.model, day)
        return found

    def plan(self, rules: RuleSet, observed: bool = False) -> Plan:
        """The rule set made ready to run; made once for each digest."""
        key = (rules.digest, observed)
        if key not in self._plans:
            self._plans[key] = Plan(rules, observed)
        return self._plans[key]

    def rete(self, rules: RuleSet, observed: bool = False) -> Rete:
        """The rule set made ready for forward chaining; made once for each digest."""
        from engine.rete import Rete

        key = (rules.digest, observed)
        if key not in self._retes:
            self._retes[key] = Rete(self.plan(rules, observed))
        return self._retes[key]

    def forget(self) -> None:
        """Let go of what the rule engine derived so far, since something of it was wrong."""
        self._retes.clear()

    def read(self, facts: bytes | str | dict[str, Any]) -> Entry:
        """The facts of one document: JSON text, or plain data with `Decimal` or int for numbers.

        Raises FactsError with every fault of the document.
        """
        if isinstance(facts, dict):
            data: Any = facts
        else:
            data, broken = parse(facts.encode() if isinstance(facts, str) else facts)
            if broken:
                raise FactsError(broken)
        entry, faults = self._decoder.decode(data)
        if entry is None:
            raise FactsError(faults)
        return entry

    def digest(self, entry: Entry) -> str:
        """The digest of a document's facts: the same for documents that state the same."""
        if self._digest is None:
            self._digest = FactsDigest(self.model.vocabulary)
        return self._digest.digest(entry)


class Result:
    """One document under the rules of one day. Decisions are worked out when they are asked for.

    Args:
        policy: the policy.
        entry: the document's facts.
        day: the day whose rule versions apply.
        facts_digest: the digest of the facts as stated.
        backend: ``direct``; or ``rete``, of which every decision is derived again by `direct`; or ``both``, where the
            proofs are compared as well (`policy_check.backends`).

    With ``rete`` and ``both``, whatever gives decisions raises `Disagreement` where the two differ, and
    `engine.durable.EngineFault` where the rule engine fails; nothing is decided then.
    """

    def __init__(self, policy: Policy, entry: Entry, day: date, facts_digest: str, backend: str = DIRECT) -> None:
        self.policy = policy
        self.entry = entry
        self.as_of = day
        self.facts_digest = facts_digest
        self.rules = policy.rules_on(day)
        self.plan = policy.plan(self.rules)
        self.backend = backend
        self._decisions: list[Decision] | None = None
        self._opened: dict[bool, Entry] = {}

    @property
    def expired(self) -> date | None:
        """The last day of the policy, where the reference day lies after it."""
        until = self.policy.model.until
        return until if until is not None and self.as_of > until else None

    @property
    def decisions(self) -> list[Decision]:
        """Every decision, sorted by entity, subject and name."""
        if self._decisions is None:
            self._decisions = self.select(None)
        return self._decisions

    def select(self, wanted: Wanted | None) -> list[Decision]:
        """The decisions that `wanted` chooses (None: all), sorted."""
        if self.backend == DIRECT:
            return sorted(iterate(self.plan, self.entry, wanted), key=lambda decision: decision.order)
        chosen = _remembered(wanted) if wanted is not None else None
        rete = self.policy.rete(self.rules)
        derived = sorted(iterate(rete, self.derived_from(False), chosen), key=lambda decision: decision.order)
        meant = sorted(iterate(self.plan, self.entry, chosen), key=lambda decision: decision.order)
        try:
            agreed(derived, meant)
        except Disagreement:
            self.policy.forget()
            raise
        if self.backend == BOTH:
            self.verify_proofs(derived)
        return derived

    def derived_from(self, observed: bool) -> Entry:
        """The copy of the document that the rule engine works on; `observed`: noting what is read, for proofs."""
        from engine.facts import copied

        if observed not in self._opened:
            self._opened[observed] = copied(self.entry)
        return self._opened[observed]

    def verify_proofs(self, decisions: Sequence[Decision]) -> None:
        """Raise Disagreement where the proof from the firings is not the proof by evaluation."""
        from engine.proof import alike
        from policy_check.backends import Difference

        pairs = ((one, _fired(self, one), _evaluated(self, one)) for one in decisions)
        differences = [Difference(*one.order, fired, meant) for one, fired, meant in pairs if not alike(fired, meant)]
        if differences:
            raise Disagreement(differences)

    def find(self, decision: str, subject: str) -> Decision:
        """One decision about one subject. Raises KeyError where there is none."""
        for one in self.select(lambda entity, name, what: what == decision and name == subject):
            return one
        raise KeyError(f"{decision} {subject}")

    def document(self) -> dict[str, Any]:
        """The contract's document (``policy-check/decisions@1``) as plain data, without proofs."""
        from policy_check.document import decision_data, envelope

        return {**envelope(self), "decisions": [decision_data(self, one) for one in self.decisions]}


def load(folders: StrPath | Sequence[StrPath] | None = None) -> Policy:
    """Load a policy.

    Args:
        folders: its folder, or its folder and the folders that amend it; None for the opinion of 2023.

    Raises PolicyError with every fault in the files.
    """
    chosen: Sequence[StrPath] = [default_policy()] if folders is None else _paths(folders)
    loaded = load_model(chosen, cache_folder(), release(), shipped_copies())
    if loaded.policy is None:
        raise PolicyError(loaded.diagnostics)
    return Policy(loaded.policy, loaded.diagnostics)


def _paths(folders: StrPath | Sequence[StrPath]) -> list[StrPath]:
    return [folders] if isinstance(folders, str | PathLike) else list(folders)


def _remembered(wanted: Wanted) -> Wanted:
    """`wanted`, asked once about each decision, as two backends ask it."""
    answers: dict[tuple[str, str, str], bool] = {}

    def ask(entity: str, subject: str, decision: str) -> bool:
        key = (entity, subject, decision)
        if key not in answers:
            answers[key] = wanted(*key)
        return answers[key]

    return ask


def evaluate(
    policy: Policy, facts: bytes | str | dict[str, Any], as_of: date | None = None, backend: str = DIRECT
) -> Result:
    """Evaluate one document.

    Args:
        policy: the policy.
        facts: JSON text, or plain data with `Decimal` or int for numbers (a float is refused).
        as_of: the day whose rule versions apply; else the document's own ``as_of``, else today.
        backend: ``direct``, ``rete`` or ``both``, see `Result`.

    Raises FactsError with every fault of the document.
    """
    entry = policy.read(facts)
    digest = policy.digest(entry)
    stated = entry.data.get("as_of")
    day = as_of or (stated if isinstance(stated, date) else date.today())
    entry.data["as_of"] = day
    result = Result(policy, entry, day, digest, backend)
    faults = [_refusal(row) for row in refused(result.plan, entry)]
    if faults:
        raise FactsError(faults)
    return result


def _refusal(row: tuple[Entry, Any]) -> Fault:
    return refusal(*row)


def explain(result: Result, decision: Decision) -> Proof:
    """The proof of a decision: which rules, on which facts, why others did not apply.

    With ``rete`` it is built from the rules that fired; `Result.verify_proofs` compares it with that of `direct`.
    """
    return _evaluated(result, decision) if result.backend == DIRECT else _fired(result, decision)


def _evaluated(result: Result, decision: Decision) -> Proof:
    from engine.proof import prove

    return prove(result.policy.plan(result.rules, observed=True), result.entry, decision)


def _fired(result: Result, decision: Decision) -> Proof:
    from engine.direct import open_document
    from engine.firings import prove_fired

    rete, entry = result.policy.rete(result.rules, observed=True), result.derived_from(True)
    if entry.world.plan is None:
        open_document(rete, entry)
    return prove_fired(rete, entry, decision)


def proofs(result: Result, decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Proof]]:
    """The decisions with their proofs."""
    return ((decision, explain(result, decision)) for decision in decisions)
