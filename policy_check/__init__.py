"""Evaluate facts against a policy written as rules: `load` a policy, `evaluate` a document, `explain` a decision.

>>> import policy_check
>>> policy = policy_check.load()
>>> result = policy_check.evaluate(policy, '{"as_of": "2025-06-30", "platforms": []}')
>>> result.find("policy_in_force", "qb-2023-14").value
True

Everything public is listed in `__all__`; it is imported when it is first used, so that ``import policy_check`` costs
nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from policy_check.version import __version__

if TYPE_CHECKING:
    from engine.decisions import Decision, Overridden, RuleRef
    from engine.proof import Condition, Fact, Proof
    from loader.diagnostics import Diagnostic
    from loader.facts.fault import Fault
    from policy_check.api import FactsError, Policy, PolicyError, Result, evaluate, explain, load
    from policy_check.backends import Disagreement
    from policy_check.session import Change, Session

_HOMES = {
    "policy_check.api": ("FactsError", "Policy", "PolicyError", "Result", "evaluate", "explain", "load"),
    "policy_check.backends": ("Disagreement",),
    "policy_check.session": ("Change", "Session"),
    "engine.decisions": ("Decision", "Overridden", "RuleRef"),
    "engine.proof": ("Condition", "Fact", "Proof"),
    "loader.diagnostics": ("Diagnostic",),
    "loader.facts.fault": ("Fault",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Change",
    "Condition",
    "Decision",
    "Diagnostic",
    "Disagreement",
    "Fact",
    "FactsError",
    "Fault",
    "Overridden",
    "Policy",
    "PolicyError",
    "Proof",
    "Result",
    "RuleRef",
    "Session",
    "__version__",
    "evaluate",
    "explain",
    "load",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
