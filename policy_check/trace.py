"""A proof as the contract's `trace`; in: a `Proof`, out: plain data."""

from __future__ import annotations

from typing import Any

from engine.proof import STATUSES, Proof
from engine.unknown import Unknown
from policy_check.document import plain


def proof_data(proof: Proof) -> dict[str, Any]:
    """The proof as nested plain data; an unknown fact has the value null."""
    return {
        "rule": proof.rule,
        "version": proof.version,
        "clause": proof.clause,
        "quote": proof.quote,
        "outcome": outcome_text(proof),
        "conditions": [
            {
                "text": condition.text,
                "outcome": condition.outcome,
                "facts": [
                    {"pointer": fact.pointer, "value": None if isinstance(fact.value, Unknown) else plain(fact.value)}
                    for fact in condition.facts
                ],
            }
            for condition in proof.conditions
        ],
        "because": [proof_data(inner) for inner in proof.because],
    }


def outcome_text(proof: Proof) -> str:
    """What the rule gives here, such as ``annual_grade = unqualified`` or ``annual_grade: does not apply``."""
    attribute, outcome = proof.concludes[2], plain(proof.outcome)
    if outcome in STATUSES:
        return f"{attribute}: {outcome}"
    return f"{attribute} = {str(outcome).lower() if isinstance(outcome, bool) else outcome}"
