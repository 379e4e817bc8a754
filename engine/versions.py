"""The rules in force on a day; in: a policy with every version of its rules and a day, out: the `RuleSet`.

Before the policy's own first day the rules of that day are used: the text is there, but what it decides does not
apply yet
(a gate of the policy says so). After its last day the rules of that day are used: whether they still decide is said by
the policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.digest import sha256
from engine.model import Parameter, Policy, Rule, RuleSet


def rules_in_force(policy: Policy, day: date) -> RuleSet:
    """The rule set in force on `day`; what holds is at most one version of each rule and one value of each
    parameter."""
    lawful = max(day, policy.since)
    if policy.until is not None:
        lawful = min(lawful, policy.until)
    rules = {rule.id: rule for rule in policy.rules if holds(rule.since, rule.until, lawful)}
    parameters = {rule.id: _values(rule, lawful) for rule in rules.values()}
    return RuleSet(policy, day, rules, parameters, _digest(policy, rules, parameters))


def holds(since: date | None, until: date | None, day: date) -> bool:
    """Whether `day` lies between two days, both included; None is open."""
    return (since is None or since <= day) and (until is None or day <= until)


def _values(rule: Rule, day: date) -> dict[str, Parameter]:
    return {p.name: p for p in rule.parameters if holds(p.since, p.until, day)}


def _digest(policy: Policy, rules: dict[str, Rule], parameters: dict[str, dict[str, Parameter]]) -> str:
    """SHA-256 over the digests of the vocabulary and rules in force and the values of their parameters."""
    digest = sha256(policy.digest.encode())
    for identity in sorted(rules):
        digest.update(f"\n{identity} {rules[identity].version} {rules[identity].digest}".encode())
        for name, parameter in sorted(parameters[identity].items()):
            digest.update(f"\n {name} {parameter.value!r}".encode())
        for name in rules[identity].dated:
            digest.update(f"\n {name} {parameter_periods(policy.rules, identity, name)!r}".encode())
    return "sha256:" + digest.hexdigest()


def parameter_periods(rules: Iterable[Rule], rule: str, name: str) -> tuple[tuple[date, date | None, Any], ...]:
    """Every value of a parameter in any version of a rule, with its first and last day (None: open), in order."""
    found = []
    for version in rules:
        if version.id != rule:
            continue
        for parameter in version.parameters:
            if parameter.name == name:
                since = max(version.since, parameter.since or version.since)
                ends = [end for end in (version.until, parameter.until) if end is not None]
                found.append((since, min(ends) if ends else None, parameter.value))
    return tuple(sorted(found, key=lambda period: period[0]))
