"""What programs use: `load` a policy, `evaluate` facts against it, `explain` a decision. Paths or data in, values
out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Any

from engine.decisions import Decision
from engine.direct import decide, iterate, refused
from engine.facts import Entry
from engine.model import Policy as Model
from engine.model import RuleSet
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.facts.digest import FactsDigest
from loader.facts.document import FactsDecoder, refusal
from loader.facts.json_text import parse
from loader.store import load as load_model
from policy_check.places import cache_folder, default_policy, release, shipped_copies

if TYPE_CHECKING:
    from engine.proof import Proof
    from loader.diagnostics import Diagnostic
    from loader.facts.fault import Fault

StrPath = str | PathLike[str]
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

    @property
    def id(self) -> str:
        """The policy's id, such as ``qb-2023-14``."""
        return self.model.id

    def rules_on(self, day: date) -> RuleSet:
        """The rules in force on `day`."""
        found = self._rules.get(day)
        if found is None:
            found = self._rules[day] = rules_in_force(self.model, day)
        return found

    def plan(self, rules: RuleSet, observed: bool = False) -> Plan:
        """The rule set made ready to run; made once for each digest."""
        key = (rules.digest, observed)
        if key not in self._plans:
            self._plans[key] = Plan(rules, observed)
        return self._plans[key]

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
    """

    def __init__(self, policy: Policy, entry: Entry, day: date, facts_digest: str) -> None:
        self.policy = policy
        self.entry = entry
        self.as_of = day
        self.facts_digest = facts_digest
        self.rules = policy.rules_on(day)
        self.plan = policy.plan(self.rules)
        self._decisions: list[Decision] | None = None

    @property
    def decisions(self) -> list[Decision]:
        """Every decision, sorted by entity, subject and name."""
        if self._decisions is None:
            self._decisions = decide(self.plan, self.entry)
        return self._decisions

    def select(self, wanted: Wanted) -> list[Decision]:
        """The decisions that `wanted` chooses, sorted."""
        return sorted(iterate(self.plan, self.entry, wanted), key=lambda decision: decision.order)

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


def evaluate(policy: Policy, facts: bytes | str | dict[str, Any], as_of: date | None = None) -> Result:
    """Evaluate one document.

    Args:
        policy: the policy.
        facts: JSON text, or plain data with `Decimal` or int for numbers (a float is refused).
        as_of: the day whose rule versions apply; else the document's own ``as_of``, else today.

    Raises FactsError with every fault of the document.
    """
    entry = policy.read(facts)
    digest = policy.digest(entry)
    stated = entry.data.get("as_of")
    day = as_of or (stated if isinstance(stated, date) else date.today())
    entry.data["as_of"] = day
    result = Result(policy, entry, day, digest)
    faults = [_refusal(row) for row in refused(result.plan, entry)]
    if faults:
        raise FactsError(faults)
    return result


def _refusal(row: tuple[Entry, Any]) -> Fault:
    return refusal(*row)


def explain(result: Result, decision: Decision) -> Proof:
    """The proof of a decision: which rules, on which facts, why others did not apply."""
    from engine.proof import prove

    return prove(result.policy.plan(result.rules, observed=True), result.entry, decision)


def proofs(result: Result, decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Proof]]:
    """The decisions with their proofs."""
    return ((decision, explain(result, decision)) for decision in decisions)
