"""Proofs of what rests on a ranking: the other records are named with what they were given, not proved once more."""

from __future__ import annotations

from collections.abc import Iterator

import policy_check
from engine.proof import Proof
from tests.policy_check.running import ROOT

FOLDER = ROOT / "policies" / "examples" / "institute-ranking"


def nodes(proof: Proof) -> Iterator[Proof]:
    yield proof
    for inner in proof.because:
        yield from nodes(inner)


def test_rivals_are_named_and_not_proved() -> None:
    policy = policy_check.load([FOLDER])
    result = policy_check.evaluate(policy, (FOLDER / "facts.json").read_bytes())
    decision = next(one for one in result.decisions if one.decision == "class" and one.rule is not None)
    proof = policy_check.explain(result, decision)
    own = proof.concludes[1].rpartition("/assessments/")[0]
    others = [one for one in nodes(proof) if own not in one.concludes[1] and "/assessments/" in one.concludes[1]]
    assert len({one.concludes[1] for one in others}) > 1
    assert all(not one.conditions and not one.because for one in others)
    assert any(one.concludes[2] == "total_score" for one in others)


def test_years_that_rest_on_years_do_not_double_the_proof() -> None:
    policy = policy_check.load([ROOT / "policies" / "examples" / "rnd-subsidy"])
    facts = (ROOT / "policies" / "examples" / "rnd-subsidy" / "facts.json").read_bytes()
    result = policy_check.evaluate(policy, facts)
    sizes = [sum(1 for _ in nodes(policy_check.explain(result, one))) for one in result.decisions]
    assert max(sizes) < 200
