"""A policy and a day in; the rules in force on that day, with versions, dates and the values of their parameters,
out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.model import Parameter, Rule, RuleSet
from policy_check.check import day_of, load_policy, words_of
from policy_check.coverage import rule_data
from policy_check.document import plain
from policy_check.exits import OK
from policy_check.labels import Labels
from policy_check.options import JSON
from policy_check.output import Output
from policy_check.table import column_widths, row_lines
from policy_check.width import terminal_width, wrap

SCHEMA = "policy-check/rules@1"


def rules(values: dict[str, Any]) -> int:
    """Write the list. Without ``--as-of`` it is of today."""
    words = words_of(values)
    day = day_of(values["as_of"], words) or date.today()
    with Output(values["output"], (), words) as output:
        policy = load_policy(values["policy"], words)
        found = policy.rules_on(day)
        if values["format"] == JSON:
            from policy_check.document import indented

            output.write(indented(rules_data(found)))
        else:
            for line in _lines(found, Labels(policy.model.vocabulary, words), terminal_width(output.is_terminal)):
                output.write(line + "\n")
    return OK


def rules_data(found: RuleSet) -> dict[str, Any]:
    """The list as plain data."""
    vocabulary = found.policy.vocabulary
    return {
        "schema": SCHEMA,
        "policy": {"id": found.policy.id, "version": found.policy.version, "rule_set_digest": found.digest},
        "as_of": found.day.isoformat(),
        "rules": [
            {
                **rule_data(rule, vocabulary),
                "clause": rule.clause,
                "quote": rule.quote,
                "replaces": rule.replaces,
                "parameters": [_parameter(one) for one in found.parameters[rule.id].values()],
            }
            for rule in found.rules.values()
        ],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type.kind,
        "value": _value(parameter),
        "from": parameter.since.isoformat() if parameter.since else None,
        "to": parameter.until.isoformat() if parameter.until else None,
    }


def _value(parameter: Parameter) -> Any:
    """The value; money and decimals as text, as in the contract."""
    if parameter.type.kind in ("money", "decimal"):
        return format(parameter.value, "f")
    return plain(parameter.value)


def _lines(found: RuleSet, labels: Labels, columns: int) -> Iterator[str]:
    words = labels.words
    head = words("in_force", day=found.day.isoformat(), number=len(found.rules), digest=found.digest[:19])
    yield from wrap(head, columns)
    yield ""
    keys = ("rule_column", "title_column", "norm_column", "dates_column")
    rows = [[words(key) for key in keys]]
    for rule in found.rules.values():
        title, norm = rule.title.text(words.language), f"{rule.norm_type}, {rule.strength}"
        rows.append([f"{rule.id} v{rule.version}", title, norm, _dates(rule, labels)])
    widths = column_widths(rows, columns)
    yield from row_lines(rows[0], widths)
    for rule, row in zip(found.rules.values(), rows[1:], strict=True):
        yield from row_lines(row, widths)
        for one in found.parameters[rule.id].values():
            yield from wrap(_parameter_text(one, labels), columns, "    ", "        ")


def _parameter_text(parameter: Parameter, labels: Labels) -> str:
    """A parameter with its value; with its days where it has any of its own."""
    text = f"{parameter.name} = {labels.value(parameter.value, parameter.type)}"
    since = parameter.since.isoformat() if parameter.since else "…"
    until = parameter.until.isoformat() if parameter.until else "…"
    dates = labels.words("since_until", since=since, until=until)
    return text + (labels.words("brackets", text=dates) if parameter.since or parameter.until else "")


def _dates(rule: Rule, labels: Labels) -> str:
    if rule.until is None:
        return labels.words("since", since=rule.since.isoformat())
    return labels.words("since_until", since=rule.since.isoformat(), until=rule.until.isoformat())
