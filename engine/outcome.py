"""Which rules stand and what follows; in: the rules that conclude an attribute, out: its `Outcome` for one entry.

Defeasible rules (Governatori and others; LegalRuleML `overrides`): a rule stands if its condition is true and no
rule that
overrides it is true. Where conditions are unknown the outcome is the union over the ways they can turn out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, Final

from engine.facts import Entry
from engine.forms import NOT_APPLICABLE
from engine.model import Attribute, Part, Rule
from engine.unknown import NOTHING, Unknown, same, union

WAYS: Final = 256
"""At most so many ways for unknown conditions are tried; beyond that the outcome may be anything."""


DEFAULTS: Final[dict[str, Any]] = {"not_applicable": NOT_APPLICABLE, "undetermined": Unknown()}
"""What holds where no rule applies, as the vocabulary says."""


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
        overridden: rules that applied and were overridden, with the value each would have given.
        conflict: rules that stand with different values, with these values; empty where there is no conflict.

    `value` is what other rules read: the result, not applicable being null. `cites` holds the norms relied on, as bits.
    """

    __slots__ = ("result", "value", "rule", "overridden", "conflict", "cites")

    def __init__(
        self,
        result: Any,
        rule: Rule | None,
        overridden: tuple[tuple[Rule, Any], ...] = (),
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
    world = entry.world
    tests: list[Any] = []
    cites = 0
    for conclusion in conclusions:
        test = True if conclusion.when is None else conclusion.when(env)
        if test is None:
            test = False
        if test is not False:
            cites |= conclusion.cites
        tests.append(test)
    world.cites |= cites
    values: dict[int, Any] = {}

    def value_of(index: int) -> Any:
        if index not in values:
            values[index] = _checked(conclusions[index].value(env), attribute)
        return values[index]

    unknown = [index for index, test in enumerate(tests) if isinstance(test, Unknown)]
    if not unknown:
        return _stand(conclusions, tests, value_of, attribute)
    return _either(conclusions, tests, unknown, value_of, attribute)


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
    if type(test) is not Unknown:
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
    conclusions: tuple[Conclusion, ...], tests: list[Any], value_of: Callable[[int], Any], attribute: Attribute
) -> Outcome:
    """The outcome where every condition is known."""
    applying = [index for index, test in enumerate(tests) if test is True]
    standing = [i for i in applying if not any(_overrides(conclusions[j], conclusions[i]) for j in applying)]
    if not standing:
        return Outcome(DEFAULTS[attribute.default], None)
    overridden = tuple(
        (conclusions[i].rule, value_of(i))
        for i in applying
        if i not in standing and value_of(i) is not NOT_APPLICABLE and not isinstance(value_of(i), Unknown)
    )
    first = standing[0]
    value = value_of(first)
    if len(standing) > 1:
        rows = [(conclusions[i].rule, value_of(i)) for i in standing]
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
    unknown: list[int],
    value_of: Callable[[int], Any],
    attribute: Attribute,
) -> Outcome:
    """The outcome where some conditions are unknown: the union over the ways they can turn out."""
    missing = refer = NOTHING
    for index in unknown:
        missing, refer = missing | tests[index].missing, refer | tests[index].refer
    if 2 ** len(unknown) > WAYS:
        return Outcome(Unknown(missing=missing, refer=refer), None)
    ways = []
    for way in product((False, True), repeat=len(unknown)):
        decided = list(tests)
        for index, test in zip(unknown, way, strict=True):
            decided[index] = test
        ways.append(_stand(conclusions, decided, value_of, attribute))
    result = union([way.result for way in ways], missing, refer)
    if isinstance(result, Unknown):
        return Outcome(result, None)
    return Outcome(result, ways[0].rule or next((way.rule for way in ways if way.rule is not None), None))


def _overrides(one: Conclusion, other: Conclusion) -> bool:
    return one is not other and other.rule.id in one.part.overrides
