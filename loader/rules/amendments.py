"""Rules and later changes to them, in; every version with its days, out; days with two of them are reported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from engine.model import Parameter, Rule
from engine.value import changed
from engine.versions import holds
from loader.diagnostics import Diagnostics, did_you_mean
from loader.rules.parameters import check_same_kind, read_parameter
from loader.rules.written import Written
from loader.vocabulary.types import Types
from loader.yaml.nodes import Mapping, Node
from loader.yaml.pieces import day, get, items, truth, word

DAY = timedelta(days=1)


class Change(NamedTuple):
    """A value that an amendment gives to a parameter; `replacing`: the earlier value ends on the day before."""

    rule: str
    value: Parameter
    replacing: bool
    row: Mapping


def read_changes(trees: Iterable[Node], types: Types, found: Diagnostics) -> tuple[Change, ...]:
    """The changes of parameters in rule files, by the day from which they hold: their order in files is no matter."""
    changes = []
    for tree in trees:
        for row in items(get(tree, "parameters")):
            rule, name = word(get(row, "rule")), word(get(row, "name"))
            if rule is None or name is None or not isinstance(row, Mapping):
                continue
            value = read_parameter(name, row, types, found)
            if value is not None:
                changes.append(Change(rule, value, truth(row.get("replaces")), row))
    return tuple(sorted(changes, key=lambda one: (one.value.since or date.min, one.value.place)))


def apply_changes(
    rules: list[Rule], changes: Iterable[Change], written: Written, found: Diagnostics
) -> tuple[Rule, ...]:
    """The rules with everything that is amended: replaced versions end, parameters change, rules are repealed."""
    _check_numbers(rules, written, found)
    amended = _replaced(rules, written, found)
    for change in changes:
        amended = _with_change(amended, change, found)
    for tree in written.trees:
        for row in items(get(tree, "repeals")):
            amended = _repealed(amended, row, found)
    amended = [changed(rule, parameters=_ordered(rule.parameters)) for rule in amended]
    for rule in amended:
        _check_dates(rule, written, found)
    _check_overlaps(amended, written, found)
    return tuple(amended)


def _before(first: date) -> date:
    """The day before; the first day of the calendar has none."""
    return first - DAY if first > date.min else first


def _check_numbers(rules: list[Rule], written: Written, found: Diagnostics) -> None:
    seen: dict[tuple[str, int], Rule] = {}
    for rule in rules:
        first = seen.setdefault((rule.id, rule.version), rule)
        if first is not rule:
            at, where = written.at(rule.place, "version"), first.place
            found.add("PC405", at, rule=rule.id, version=rule.version, file=where.file, line=where.line)


def _replaced(rules: list[Rule], written: Written, found: Diagnostics) -> list[Rule]:
    """A version that another one replaces ends on the day before; the first of several days, where several do."""
    ends: dict[tuple[str, int], date] = {}
    for rule in rules:
        if rule.replaces is None:
            continue
        others = {other.version: other for other in rules if other.id == rule.id and other.version != rule.version}
        replaced = others.get(rule.replaces)
        if replaced is None:
            known = ["、".join(map(str, sorted(others)))] if others else []
            found.add("PC404", written.at(rule.place, "replaces"), rule=rule.id, version=rule.replaces, known=known)
        elif replaced.since < rule.since:
            end = _before(rule.since)
            ends[rule.id, rule.replaces] = min(end, ends.get((rule.id, rule.replaces), end))
    return [_ending(rule, ends.get((rule.id, rule.version))) for rule in rules]


def _ending(rule: Rule, end: date | None) -> Rule:
    if end is None or (rule.until is not None and rule.until <= end):
        return rule
    return changed(rule, until=end)


def _is_known(rules: list[Rule], row: Node, name: str, found: Diagnostics) -> bool:
    known = {rule.id for rule in rules}
    if name not in known:
        found.add("PC354", get(row, "rule") or row, word=name, suggestions=did_you_mean(name, known))
    return name in known


def _with_change(rules: list[Rule], change: Change, found: Diagnostics) -> list[Rule]:
    value, row = change.value, change.row
    if not _is_known(rules, row, change.rule, found):
        return rules
    earlier = [one for rule in rules if rule.id == change.rule for one in rule.parameters]
    if value.name not in {one.name for one in earlier}:
        nearest = did_you_mean(value.name, {one.name for one in earlier})
        found.add("PC406", get(row, "name") or row, rule=change.rule, name=value.name, suggestions=nearest)
        return rules
    of_same_name = [one for one in earlier if one.name == value.name]
    check_same_kind(value, of_same_name[:1], row, found)
    value = changed(value, type=of_same_name[0].type) if _is_declared(of_same_name[0]) else value
    since = value.since or date.min
    if change.replacing and not any(_holds_before(one, since) for one in of_same_name):
        found.add("PC411", get(row, "replaces") or row, name=value.name, day=str(since))
        return rules
    return [_with_value(rule, value, change.replacing) if rule.id == change.rule else rule for rule in rules]


def _is_declared(parameter: Parameter) -> bool:
    """Whether the type of a parameter is written, and not only that of its value."""
    return parameter.type.kind not in ("literal", "list")


def _holds_before(one: Parameter, since: date) -> bool:
    return (one.since is None or one.since < since) and holds(one.since, one.until, _before(since))


def _with_value(rule: Rule, value: Parameter, replacing: bool) -> Rule:
    earlier = rule.parameters
    if replacing and value.since is not None:
        end = _before(value.since)
        earlier = tuple(
            changed(one, until=end)
            if one.name == value.name
            and (one.since is None or one.since < value.since)
            and (one.until is None or one.until > end)
            else one
            for one in earlier
        )
    return changed(rule, parameters=(*earlier, value))


def _ordered(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    return tuple(sorted(parameters, key=lambda one: (one.name, one.since or date.min)))


def _repealed(rules: list[Rule], row: Node, found: Diagnostics) -> list[Rule]:
    rule, since = word(get(row, "rule")), day(get(row, "from"))
    if rule is None or since is None or not _is_known(rules, row, rule, found):
        return rules
    last = _before(since)
    ended = [one for one in rules if one.id == rule and one.since < since and holds(one.since, one.until, last)]
    if not ended:
        found.add("PC410", get(row, "from") or row, rule=rule, day=str(since))
    return [_ending(one, last) if one in ended else one for one in rules]


def _check_dates(rule: Rule, written: Written, found: Diagnostics) -> None:
    for since, until, place, path in (
        (rule.since, rule.until, rule.place, ("in_force", "to")),
        *((one.since, one.until, one.place, ("to",)) for one in rule.parameters),
    ):
        if since is not None and until is not None and until < since:
            found.add("PC401", written.at(place, *path), since=str(since), until=str(until))
    for name, values in groupby(rule.parameters, key=lambda one: one.name):
        _check_gap(rule, name, list(values), written, found)


def _check_gap(rule: Rule, name: str, values: list[Parameter], written: Written, found: Diagnostics) -> None:
    """Reports the first day on which the rule holds and the parameter has no value, at the value that ends then."""
    if any(one.since and one.until and one.until < one.since for one in values):
        return  # reported as dates out of order
    ends = [one.until + DAY for one in values if one.until is not None and one.until < date.max]
    for gap in sorted({rule.since, *ends}):
        if holds(rule.since, rule.until, gap) and not any(holds(one.since, one.until, gap) for one in values):
            before = [one for one in values if one.until is not None and one.until + DAY == gap]
            at = written.at(before[0].place, "to") if before else written.at(values[0].place, "from")
            found.add("PC407", at, rule=rule.id, name=name, day=str(gap))
            return


def _check_overlaps(rules: list[Rule], written: Written, found: Diagnostics) -> None:
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            if rule.id == other.id and rule.version != other.version:
                first, second = sorted((other, rule), key=lambda one: (one.since, one.version))
                _check_versions(first, second, written, found)
        for at, one in enumerate(rule.parameters):
            for earlier in rule.parameters[:at]:
                if one.name == earlier.name:
                    _check_values(rule, one, earlier, written, found)


def _check_versions(earlier: Rule, later: Rule, written: Written, found: Diagnostics) -> None:
    shared = _shared((later.since, later.until), (earlier.since, earlier.until))
    if shared is not None:
        at, numbers = written.at(later.place, "in_force", "from"), {"version": later.version, "other": earlier.version}
        found.add("PC402", at, rule=later.id, day=str(shared), **numbers)


def _check_values(rule: Rule, one: Parameter, earlier: Parameter, written: Written, found: Diagnostics) -> None:
    shared = _shared((one.since, one.until), (earlier.since, earlier.until))
    if shared is not None:
        at = written.at(one.place, "from")
        found.add("PC403", at, rule=rule.id, name=one.name, day=str(max(shared, rule.since)))


def _shared(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> date | None:
    """The first day that two periods share."""
    start = max(a[0] or date.min, b[0] or date.min)
    return start if start <= min(a[1] or date.max, b[1] or date.max) else None
