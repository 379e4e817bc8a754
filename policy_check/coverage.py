"""A policy in; the map from every sentence of its text to the rules that carry it, out; exit 1 where one has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.model import Rule, Sentence, Vocabulary
from loader.rules.awaiting import awaits
from policy_check.check import load_policy, words_of
from policy_check.exits import OK, UNSETTLED
from policy_check.labels import Labels
from policy_check.options import JSON
from policy_check.output import Output
from policy_check.width import terminal_width, wrap
from policy_check.words import Words, safe

SCHEMA = "policy-check/coverage@1"
SILENT = ("heading", "metadata")
"""Kinds of sentences that hold no norm."""
STATUSES = ("claimed", "awaiting", "unclaimed", "silent")
"""A sentence has rules; has one that awaits its norm type; has none; cannot hold a norm."""
INDENT = "  "


def coverage(values: dict[str, Any]) -> int:
    """Write the map. Returns 1 where a sentence that can hold a norm is claimed by no rule, not where one awaits."""
    words = words_of(values)
    with Output(values["output"], (), words) as output:
        policy = load_policy(values["policy"], words).model
        data = coverage_data(policy)
        if values["format"] == JSON:
            from policy_check.document import indented

            output.write(indented(data))
        else:
            columns = terminal_width(output.is_terminal)
            for line in _lines(policy, data, Labels(policy.vocabulary, words), columns):
                output.write(line + "\n")
    return UNSETTLED if data["counts"]["unclaimed"] else OK


def coverage_data(policy: Any) -> dict[str, Any]:
    """The map as plain data."""
    rules: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        rules.setdefault(rule.clause, []).append(rule)
    rows = [_sentence(sentence, rules.get(sentence.id, []), policy.vocabulary) for sentence in policy.sentences]
    return {
        "schema": SCHEMA,
        "policy": {"id": policy.id, "version": policy.version},
        "sentences": rows,
        "counts": _counts(rows, policy.rules),
    }


def _sentence(sentence: Sentence, rules: list[Rule], vocabulary: Vocabulary) -> dict[str, Any]:
    silent = sentence.type in SILENT
    return {
        "id": sentence.id,
        "type": sentence.type,
        "text": sentence.text,
        "status": _status(rules, silent),
        "rules": [rule_data(rule, vocabulary) for rule in rules],
    }


def _status(rules: list[Rule], silent: bool) -> str:
    if any(awaits(rule) for rule in rules):
        return "awaiting"
    return "claimed" if rules else "silent" if silent else "unclaimed"


def rule_data(rule: Rule, vocabulary: Vocabulary) -> dict[str, Any]:
    """What a rule is and does, as plain data."""
    concluded = dict.fromkeys((part.on, name) for part in rule.parts for name, _ in part.conclusions)
    decided = [(on, name) for on, name in concluded if vocabulary.entities[on].attributes[name].decision]
    return {
        "id": rule.id,
        "version": rule.version,
        "title": rule.title._asdict(),
        "norm_type": rule.norm_type,
        "strength": rule.strength,
        "in_force": {"from": rule.since.isoformat(), "to": rule.until.isoformat() if rule.until else None},
        "decides": [{"entity": on, "decision": name} for on, name in decided],
        "concludes": [{"entity": on, "attribute": name} for on, name in concluded if (on, name) not in decided],
        "gates_or_remarks": any(part.gates or part.qualifiers for part in rule.parts),
        "readings": [
            {
                "ambiguity": one.ambiguity,
                "option": one.option,
                "decided_by": one.decided_by,
                "decided_on": one.decided_on.isoformat() if one.decided_on else None,
            }
            for one in rule.readings
        ],
    }


def does_something(rule: dict[str, Any]) -> bool:
    """Whether a rule bears on decisions at all."""
    return bool(rule["decides"] or rule["concludes"] or rule["gates_or_remarks"])


def _counts(rows: list[dict[str, Any]], rules: tuple[Rule, ...]) -> dict[str, int]:
    number = {status: sum(row["status"] == status for row in rows) for status in STATUSES}
    deciding = sum(does_something(rule) for row in rows for rule in row["rules"])
    return {
        "sentences": len(rows),
        "norms": len(rows) - number["silent"],
        **number,
        "rules": len(rules),
        "deciding": deciding,
        "recorded": len(rules) - deciding,
        "ambiguities": len({reading.ambiguity for rule in rules for reading in rule.readings}),
    }


def _lines(policy: Any, data: dict[str, Any], labels: Labels, columns: int) -> Iterator[str]:
    for row in data["sentences"]:
        if row["status"] != "silent":
            yield from wrap(f"{row['id']} [{row['type']}] {safe(row['text'])}", columns, "", INDENT * 2)
            if row["status"] == "unclaimed":
                yield INDENT + "!! " + labels.words("unclaimed")
            if row["status"] == "awaiting":
                yield INDENT + ".. " + labels.words("awaiting")
            for rule in row["rules"]:
                yield from _rule(rule, labels, columns)
    yield ""
    for key in ("covered", "rules_counted"):
        more = (
            labels.words("also_awaiting", **data["counts"]) if key == "covered" and data["counts"]["awaiting"] else ""
        )
        yield from wrap(labels.words(key, **data["counts"]) + more, columns)


def _rule(rule: dict[str, Any], labels: Labels, columns: int) -> Iterator[str]:
    words = labels.words
    head = f"{rule['id']} v{rule['version']} {rule['title'][words.language]} [{rule['norm_type']}, {rule['strength']}]"
    yield from wrap(head, columns, INDENT, INDENT * 3)
    for text in _effects(rule, labels, words):
        yield from wrap(text, columns, INDENT * 3, INDENT * 4)


def _effects(rule: dict[str, Any], labels: Labels, words: Words) -> Iterator[str]:
    decides = [labels.attribute(one["entity"], one["decision"]) for one in rule["decides"]]
    helps = [labels.attribute(one["entity"], one["attribute"]) for one in rule["concludes"]]
    if decides:
        yield words("decides_what", list=words.list(decides))
    if helps:
        yield words("helps_what", list=words.list(helps))
    if rule["gates_or_remarks"]:
        yield words("constrains")
    if not does_something(rule):
        yield words("decides_nothing")
    for one in rule["readings"]:
        text = words("reading", ambiguity=one["ambiguity"], option=one["option"])
        if one["decided_by"]:
            text += words("reading_decided", body=safe(one["decided_by"]), day=one["decided_on"] or "?")
        else:
            text += words("reading_open")
        yield text
