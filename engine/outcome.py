"""Which rules stand and what follows; in: the rules that conclude an attribute, out: its `Outcome` for one entry.

Defeasible rules (Governatori and others; LegalRuleML `overrides`): a rule stands if its condition is true and no
rule that
overrides it is true. Where conditions are unknown the outcome is the union over the ways they can turn out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any, Final, TypeAlias

from engine.facts import Entry
from engine.feel.operators import may_hold
from engine.forms import NOT_APPLICABLE
from engine.model import Attribute, Part, Rule
from engine.unknown import NOTHING, Unknown, same, union

DEFAULTS: Final[dict[str, Any]] = {"not_applicable": NOT_APPLICABLE, "undetermined": Unknown()}
"""What holds where no rule applies, as the vocabulary says."""

Overridden: TypeAlias = tuple[tuple[Rule, Any], ...]


class Conclusion:
    """One part of a rule that concludes an attribute, as closures over ``(entry, None)``."""

    __slots__ = ("rule", "part", "when", "value", "cites")

    def __init__(
        self, rule: Rule, part: Part, when: Callable[[Any], Any] | None, value: Callable[[Any], Any], cites: int
    ) -> None:
        self.rule = rule
        self.part = part
        self.when = when
        self.value = value
        self.cites = cites


class Outcome:
    """What the rules say of an attribute of one entry.

    Args:
        result: a value, `NOT_APPLICABLE`, or `Unknown` (whose possible values may hold `NOT_APPLICABLE`).
        rule: the rule that decided; None where none did.
        overridden: rules that surely applied and surely were overridden, with the value each would have given, where
            it is known.
        conflict: rules that stand with different values, with these values; empty where there is no conflict.

    `value` is what other rules read: the result, not applicable being null. `cites` holds the norms relied on, as bits.
    """

    __slots__ = ("result", "value", "rule", "overridden", "conflict", "cites")

    def __init__(
        self,
        result: Any,
        rule: Rule | None,
        overridden: Overridden = (),
        conflict: tuple[tuple[Rule, Any], ...] = (),
        cites: int = 0,
    ) -> None:
        self.result = result
        self.rule = rule
        self.overridden = overridden
        self.conflict = conflict
        self.cites = cites
        self.value = _readable(result) if result is NOT_APPLICABLE or type(result) is Unknown else result


def _readable(result: Any) -> Any:
    if result is NOT_APPLICABLE:
        return None
    if isinstance(result, Unknown) and result.values is not None and NOT_APPLICABLE in result.values:
        values = tuple(None if value is NOT_APPLICABLE else value for value in result.values)
        return Unknown(values, missing=result.missing, refer=result.refer)
    return result


def settle(entry: Entry, attribute: Attribute, conclusions: tuple[Conclusion, ...]) -> Outcome:
    """The outcome of `attribute` for `entry`; `conclusions` hold overriding ones before those they override."""
    if len(conclusions) == 1:
        return _settle_one(entry, attribute, conclusions[0])
    env = (entry, None)
    tests = [True if conclusion.when is None else truth(conclusion.when(env)) for conclusion in conclusions]
    values = {place: conclusion.value(env) for place, conclusion in enumerate(conclusions) if tests[place] is not False}
    return collect(entry, attribute, conclusions, tests, _standing(conclusions, tests), values)


def truth(test: Any) -> Any:
    """A condition as rules take it: True, False (null too, and what is unknown but cannot be true), or `Unknown`."""
    if test is True or test is False:
        return test
    return test if isinstance(test, Unknown) and may_hold(test)[0] else False


def collect(
    entry: Entry,
    attribute: Attribute,
    conclusions: tuple[Conclusion, ...],
    tests: list[Any],
    standing: list[int],
    values: dict[int, Any],
) -> Outcome:
    """What follows from the rules that stand.

    Args:
        entry, attribute: what is concluded about.
        conclusions: every rule that concludes it.
        tests: for each of them whether its condition holds: True, False or `Unknown`.
        standing: in order, those that may hold and that no rule whose condition surely holds overrides.
        values: what those whose condition may hold conclude, by place.
    """
    for conclusion, test in zip(conclusions, tests, strict=True):
        if test is not False:
            entry.world.cites |= conclusion.cites
    values = {place: _checked(value, attribute) for place, value in values.items()}
    overridden = tuple(
        (conclusions[index].rule, value)
        for index, value in values.items()
        if tests[index] is True and index not in standing and value is not NOT_APPLICABLE and type(value) is not Unknown
    )
    if any(isinstance(test, Unknown) for test in tests):
        return _either(conclusions, tests, standing, values, attribute, overridden)
    return _stand(conclusions, standing, values, attribute, overridden)


def _standing(conclusions: tuple[Conclusion, ...], tests: list[Any]) -> list[int]:
    """Those that may hold and that no rule whose condition surely holds overrides."""
    sure = [conclusion for conclusion, test in zip(conclusions, tests, strict=True) if test is True]
    return [
        index
        for index, conclusion in enumerate(conclusions)
        if tests[index] is not False and not any(_overrides(other, conclusion) for other in sure)
    ]


def _settle_one(entry: Entry, attribute: Attribute, conclusion: Conclusion) -> Outcome:
    """`settle` for the usual case: one rule concludes the attribute, so that nothing can override it or conflict."""
    env = (entry, None)
    test = True if conclusion.when is None else conclusion.when(env)
    if test is True:
        entry.world.cites |= conclusion.cites
        value = conclusion.value(env)
        if value is None or type(value) is Unknown:
            value = _checked(value, attribute)
            return Outcome(value, None if type(value) is Unknown else conclusion.rule)
        return Outcome(value, conclusion.rule)
    if type(test) is not Unknown or not may_hold(test)[0]:
        return Outcome(DEFAULTS[attribute.default], None)
    entry.world.cites |= conclusion.cites
    value = _checked(conclusion.value(env), attribute)
    result = union((DEFAULTS[attribute.default], value), test.missing, test.refer)
    return Outcome(result, None if type(result) is Unknown else conclusion.rule)


def _checked(value: Any, attribute: Attribute) -> Any:
    """A decision is never null: a calculation without a result (a division by zero) decides nothing."""
    if attribute.decision:
        if value is None:
            return Unknown()
        if isinstance(value, Unknown) and value.values is not None and any(one is None for one in value.values):
            return Unknown(missing=value.missing, refer=value.refer)
    return value


def _stand(
    conclusions: tuple[Conclusion, ...],
    standing: list[int],
    values: dict[int, Any],
    attribute: Attribute,
    overridden: Overridden,
) -> Outcome:
    """The outcome where every condition is known."""
    if not standing:
        return Outcome(DEFAULTS[attribute.default], None)
    first = standing[0]
    value = values[first]
    if len(standing) > 1:
        rows = [(conclusions[index].rule, values[index]) for index in standing]
        if not _agree(rows):
            return Outcome(_disagreement(rows), None, overridden, _conflict(rows))
    return Outcome(value, None if isinstance(value, Unknown) else conclusions[first].rule, overridden)


def _agree(rows: list[tuple[Rule, Any]]) -> bool:
    """Whether rules that all stand surely give one value."""
    first = rows[0][1]
    return not isinstance(first, Unknown) and all(not isinstance(v, Unknown) and same(first, v) for _, v in rows)


def _disagreement(rows: list[tuple[Rule, Any]]) -> Unknown:
    """What is known where rules that all stand may differ: nothing, for want of what their values miss."""
    missing = refer = NOTHING
    for _, value in rows:
        if isinstance(value, Unknown):
            missing, refer = missing | value.missing, refer | value.refer
    return Unknown(missing=missing, refer=refer)


def _conflict(rows: list[tuple[Rule, Any]]) -> tuple[tuple[Rule, Any], ...]:
    """The rules whose known values differ, with these values, by rule; none where they only may differ."""
    known = sorted((row for row in rows if not isinstance(row[1], Unknown)), key=lambda row: row[0].id)
    return () if not known or _agree(known) else tuple(known)


def _either(
    conclusions: tuple[Conclusion, ...],
    tests: list[Any],
    standing: list[int],
    values: dict[int, Any],
    attribute: Attribute,
    overridden: Overridden,
) -> Outcome:
    """The outcome where some conditions are unknown: the union over the ways they can turn out.

    No way need be gone through. Every rule of `standing` stands in one; two of them stand together in one unless one
    overrides the other; and no rule stands in one exactly where no condition surely holds.
    """
    missing = refer = NOTHING
    for index, test in enumerate(tests):
        if isinstance(test, Unknown) and _matters(index, conclusions, standing):
            missing, refer = missing | test.missing, refer | test.refer
    sure = [index for index in standing if tests[index] is True]
    outcomes = [values[index] for index in standing]
    if not any(test is True for test in tests):
        outcomes.append(DEFAULTS[attribute.default])
    for one, other in combinations(standing, 2):
        rows = [(conclusions[index].rule, values[index]) for index in (one, other)]
        apart = _overrides(conclusions[one], conclusions[other]) or _overrides(conclusions[other], conclusions[one])
        if not apart and not _agree(rows):
            outcomes.append(_disagreement(rows))
    result = union(outcomes, missing, refer)
    if isinstance(result, Unknown):
        return Outcome(result, None, overridden)
    return Outcome(result, conclusions[sure[0] if sure else standing[-1]].rule, overridden)


def _matters(index: int, conclusions: tuple[Conclusion, ...], standing: list[int]) -> bool:
    """Whether it makes a difference that a rule holds: it may stand, or keeps one that may from standing."""
    return index in standing or any(_overrides(conclusions[index], conclusions[other]) for other in standing)


def _overrides(one: Conclusion, other: Conclusion) -> bool:
    return one is not other and other.rule.id in one.part.overrides
