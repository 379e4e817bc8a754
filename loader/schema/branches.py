"""Why every alternative of an `anyOf` fails, in; the faults of the alternative that was meant, out."""

from __future__ import annotations

from typing import Any

from loader.schema.fault import Fault

_KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object"}
ALL_KINDS = frozenset(("string", "boolean", "integer", "number", "array", "object", "null"))


def kind_of(value: Any) -> str:
    """JSON's name of the kind of a plain value.

    >>> kind_of(True), kind_of(1), kind_of(None)
    ('boolean', 'integer', 'null')
    """
    return "null" if value is None else _KINDS.get(type(value), "number")


def resolved(schema: Any, rules: dict[str, Any]) -> Any:
    """The schema that a ``$ref`` to ``#/$defs/…`` leads to; else the schema itself."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = rules["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def kinds(schema: Any, rules: dict[str, Any]) -> frozenset[str]:
    """The kinds of values that a schema may accept."""
    schema = resolved(schema, rules)
    if not isinstance(schema, dict):
        return ALL_KINDS
    if "anyOf" in schema and "type" not in schema:
        return frozenset().union(*(kinds(branch, rules) for branch in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return frozenset(kind_of(value) for value in schema.get("enum", [schema.get("const")]))
    named = schema.get("type", ())
    found = frozenset([named] if isinstance(named, str) else named) or ALL_KINDS
    return found | {"integer"} if "number" in found else found


def leaves(fault: Fault, rules: dict[str, Any]) -> tuple[Fault, ...]:
    """The faults to report for one: itself, or those of the alternative of an ``anyOf`` that was meant."""
    if fault.keyword != "anyOf" or "errorMessage" in fault.schema:
        return (fault,)
    branches = [number for number, of in enumerate(fault.wanted) if kind_of(fault.value) in kinds(of, rules)]
    if not branches:
        return (fault._replace(keyword="type", inner=()),)
    chosen = branches[0] if len(branches) == 1 else _meant(fault, branches, rules)
    if chosen is None:
        return (fault._replace(keyword="form", inner=()),)
    return tuple(leaf for one in _of(fault, chosen) for leaf in leaves(one, rules))


def forms(fault: Fault, rules: dict[str, Any]) -> list[str]:
    """The keys that tell the object alternatives of an ``anyOf`` apart: the first required key of each."""
    schemas = (resolved(branch, rules) for branch in fault.wanted)
    return [schema["required"][0] for schema in schemas if "required" in schema]


def _meant(fault: Fault, branches: list[int], rules: dict[str, Any]) -> int | None:
    """The alternative of the right kind that was meant; the one that needs no key, else None, where a mapping
    has no key that says so."""
    if isinstance(fault.value, dict):
        keys = fault.value.keys()
        named = {number: resolved(fault.wanted[number], rules) for number in branches}
        marked = [number for number, schema in named.items() if schema.get("required", [None])[0] in keys]
        plain = next((number for number, schema in named.items() if "required" not in schema), None)
        return max(marked, key=lambda number: len(keys & named[number]["properties"].keys()), default=plain)
    return max(branches, key=lambda number: (_fitting(fault, number, rules), -len(_of(fault, number))))


def _fitting(fault: Fault, branch: int, rules: dict[str, Any]) -> int:
    """How many items of a list are of the kind that an alternative wants."""
    wanted = kinds(resolved(fault.wanted[branch], rules).get("items"), rules)
    return sum(kind_of(item) in wanted for item in fault.value) if isinstance(fault.value, list) else 0


def _of(fault: Fault, branch: int) -> list[Fault]:
    return [one for one in fault.inner if one.branch == branch]
