"""A policy, in; whether the readings that could have been chosen instead would compute what they say, out.

AMB-01 leaves open how a share of a number is rounded: the rule has a parameter for it, and the other choices are kept.
"""

from __future__ import annotations

from engine.model import Policy
from engine.value import changed
from policy_check import Policy as Loaded
from policy_check import evaluate

QUOTA = "4.5.s3.n2"
QUOTAS = {
    "down": {0: 0, 4: 0, 5: 1, 12: 2, 13: 2, 24: 4, 25: 5},
    "up": {0: 0, 4: 1, 5: 1, 12: 3, 13: 3, 24: 5, 25: 5},
    "nearest": {0: 0, 2: 0, 4: 1, 5: 1, 12: 2, 13: 3, 24: 5, 25: 5},
}
"""Way of rounding → number evaluated → quota at 20 %."""


def read_with(policy: Policy, rule: str, parameter: str, value: object) -> Policy:
    """The policy with another value of a parameter."""
    return changed(
        policy,
        rules=tuple(
            changed(
                one,
                parameters=tuple(
                    changed(held, value=value) if held.name == parameter else held for held in one.parameters
                ),
            )
            if one.id == rule
            else one
            for one in policy.rules
        ),
    )


def roundings(policy: Policy) -> dict[str, dict[int, object]]:
    """The quotas under every way of rounding."""
    return {way: _quotas(read_with(policy, QUOTA, "rounding", way), numbers) for way, numbers in QUOTAS.items()}


def _quotas(policy: Policy, numbers: dict[int, int]) -> dict[int, object]:
    loaded = Loaded(policy)
    found: dict[int, object] = {}
    for number in numbers:
        batch = {"year": 2024, "platform_type": "basic_research", "evaluated": number, "excellent": 0}
        result = evaluate(loaded, {"as_of": "2025-01-01", "evaluation_batches": [batch], "platforms": []})
        found[number] = result.find("excellent_quota", "2024/basic_research").value
    return found
