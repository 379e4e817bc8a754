"""Functions of contexts; in: contexts, keys and values, out: new contexts, values or lists of entries.

Of a `Record` only single fields can be read. Source: OMG DMN 1.5, 10.3.4.10.
"""

from __future__ import annotations

from typing import Any

from engine.unknown import lift

from ..values import Record
from .registry import function


@function("get value", "m: context, key: any", "context: context, key: any", sets=True)
def get_value(context: dict[str, Any] | Record, key: Any) -> Any:
    """The value of a key, or of a list of keys that lead inwards."""
    value: Any = context
    for name in key if isinstance(key, list) else [key]:
        value = lift(_field, value, name)
    return value


def _field(context: Any, name: Any) -> Any:
    return context.get(name) if isinstance(name, str) and isinstance(context, (dict, Record)) else None


@function("get entries", "m: context", "context: context", sets=True)
def get_entries(context: dict[str, Any] | Record) -> list[dict[str, Any]] | None:
    """The entries as contexts with a `key` and a `value`; None for a `Record`."""
    if isinstance(context, Record):
        return None
    return [{"key": key, "value": value} for key, value in context.items()]


@function("context", "entries: list")
def from_entries(entries: list[Any]) -> dict[str, Any] | None:
    """The context of entries with a `key` and a `value`; null where a key comes twice."""
    context: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in context:
            return None
        context[entry["key"]] = entry["value"]
    return context


@function("context put", "context: context, key: any, value: raw", "context: context, keys: any, value: raw", sets=True)
def context_put(context: dict[str, Any] | Record, key: Any, value: Any) -> Any:
    """The context with a value under a key, or under a list of keys that lead inwards."""
    keys = key if isinstance(key, list) else [key]
    if not keys or not all(isinstance(name, str) for name in keys) or isinstance(context, Record):
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    return lift(lambda inner: _put_inside(context, keys, inner, value), context.get(keys[0]))


def _put_inside(context: dict[str, Any], keys: list[str], inner: Any, value: Any) -> dict[str, Any] | None:
    changed = context_put(inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if changed is None else {**context, keys[0]: changed}


@function("context merge", "contexts: list")
def context_merge(contexts: list[Any]) -> dict[str, Any] | None:
    """One context with the entries of all; of entries with one key, the last."""
    if not all(isinstance(context, dict) for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
