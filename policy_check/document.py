"""The contract's JSON document; in: a result, out: plain data, and text that is the same, byte for byte, for the
same facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.decisions import Decision, Overridden
from engine.direct import EXACT
from engine.facts import Entry
from engine.unknown import Unknown
from policy_check.version import __version__

if TYPE_CHECKING:
    from engine.model import Attribute
    from engine.proof import Proof
    from policy_check.api import Result

SCHEMA = "policy-check/decisions@1"
MONEY_DECIMALS = 2


_LINE = json.JSONEncoder(ensure_ascii=False).encode
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def envelope(result: Result) -> dict[str, Any]:
    """Everything but the decisions."""
    policy, about = result.policy.model, result.policy.model.about
    return {
        "schema": SCHEMA,
        "policy": {
            "id": policy.id,
            "document_number": about.get("document_number"),
            "title": about.get("title"),
            "rule_set": {"version": policy.version, "digest": result.rules.digest},
        },
        "engine": {"name": "policy-check", "version": __version__, "backend": result.backend},
        "as_of": result.as_of.isoformat(),
        "facts_digest": result.facts_digest,
    }


def decision_data(result: Result, decision: Decision, proof: Proof | None = None) -> dict[str, Any]:
    """One decision as plain data; with its proof where one is given."""
    attribute = result.policy.model.vocabulary.entities[decision.entity].attributes[decision.decision]
    data: dict[str, Any] = {
        "decision": decision.decision,
        "subject": {"entity": decision.entity, "id": decision.subject},
        "state": decision.state,
    }
    if decision.value is not None:
        data["value"] = written(decision.value, attribute)
    data["rule"] = {"id": decision.rule.id, "version": decision.rule.version} if decision.rule is not None else None
    data["clauses"] = list(decision.clauses)
    data["missing"] = list(decision.missing)
    data["refer_to"] = decision.refer_to
    data["flags"] = list(decision.flags)
    data["overridden"] = [_overridden(one, attribute) for one in decision.overridden]
    if decision.conflict:
        data["conflict"] = [_overridden(one, attribute) for one in decision.conflict]
    if proof is not None:
        from policy_check.trace import proof_data

        data["trace"] = proof_data(proof)
    return data


def _overridden(one: Overridden, attribute: Attribute) -> dict[str, Any]:
    return {"id": one.id, "version": one.version, "value": written(one.value, attribute)}


def written(value: Any, attribute: Attribute) -> Any:
    """A value as the contract writes it: money and decimals as strings, whole numbers as numbers, dates as ISO."""
    if isinstance(value, Decimal):
        if attribute.type.kind == "int":
            return int(value)
        decimals = MONEY_DECIMALS if attribute.type.kind == "money" else attribute.decimals
        return format(value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), context=EXACT), "f")
    return plain(value)


def plain(value: Any) -> Any:
    """Any value of the engine as plain JSON data."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.adjusted() < 15 else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Entry):
        return "/".join(str(value.data.get(key)) for key in value.entity.key) or value.pointer
    if isinstance(value, Unknown):
        return None
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value if isinstance(value, bool | str | int | None) else str(value)


def write(result: Result, decisions: Iterable[tuple[Decision, Proof | None]]) -> Iterator[str]:
    """The document as pieces of text, one decision a line."""
    head = json.dumps(envelope(result), ensure_ascii=False, indent=1)
    yield head[: head.rindex("\n")] + ',\n "decisions": ['
    separator = "\n  "
    for decision, proof in decisions:
        yield separator + _LINE(decision_data(result, decision, proof))
        separator = ",\n  "
    yield "\n ]\n}\n"


def compact(result: Result, decisions: Iterable[tuple[Decision, Proof | None]]) -> Iterator[str]:
    """The document as pieces of text that make up one line."""
    head = json_line(envelope(result))
    yield head[: head.rindex("}")] + ',"decisions":['
    separator = ""
    for decision, proof in decisions:
        yield separator + json_line(decision_data(result, decision, proof)).rstrip("\n")
        separator = ","
    yield "]}\n"


def json_line(data: Any) -> str:
    """Plain data as one line of JSON."""
    return _COMPACT(data) + "\n"


def indented(data: Any) -> str:
    """Plain data as JSON for people and programs alike."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
