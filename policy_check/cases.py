"""Files of worked cases, in; cases, and what of a case is not met, out.

A case is ``id``, ``name``, ``facts`` and ``expect``; an expectation names a ``decision``, its ``subject`` and what has
to hold of it:

    state, value             as the contract writes them
    clauses, missing, flags  these, at least
    not_flags, not_missing   none of these
    refer_to                 somebody is named (null: nobody is)
    overridden               each of these is among the overridden, by the keys given

A case of facts that are not accepted has ``refused`` instead: the JSON pointers of faults, at least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from loader.diagnostics import Diagnostics
from loader.schema.check import check_form
from loader.yaml.nodes import Node, Scalar
from loader.yaml.pieces import get, items, plain
from loader.yaml.tree import load_yaml

Json = dict[str, Any]

SAME = ("state", "value")
AT_LEAST = ("clauses", "missing", "flags")
NONE_OF = ("missing", "flags")


class Case(NamedTuple):
    """One worked case: what is expected of the decisions, or where the facts are refused. `id` begins with the group
    of its file."""

    id: str
    name: str
    facts: Json
    expect: tuple[Json, ...]
    refused: tuple[str, ...]


class Mismatch(NamedTuple):
    """Something that is not as expected.

    Args:
        decision, subject: which decision; empty where the facts as a whole are meant.
        key: the key of the expectation that is not met; ``decision``: there is no such decision; ``conflict``: rules
            are in conflict, which is never right; ``refused``: the facts are refused, or are not.
        expected, found: what the case says, and what came out.
    """

    decision: str
    subject: str
    key: str
    expected: Any
    found: Any


def read_cases(path: Path, name: str, found: Diagnostics) -> list[Case]:
    """The cases of one file, which diagnostics call `name`; none where something in it is wrong: a slip would try
    nothing."""
    tree, problems = load_yaml(path, name)
    faults = Diagnostics(problems)
    if tree is not None:
        check_form(tree, "cases", faults)
        _check_unique(tree, faults)
    found.extend(faults)
    if tree is None or faults.has_errors:
        return []
    content = plain(tree)
    return [_case(one, content["group"]) for one in content["cases"]]


def _check_unique(tree: Node, found: Diagnostics) -> None:
    seen: dict[str, Scalar] = {}
    for item in items(get(tree, "cases")):
        node = get(item, "id")
        if isinstance(node, Scalar):
            if node.text in seen:
                found.add("PC524", node, word=node.text, line=seen[node.text].line)
            seen.setdefault(node.text, node)


def _case(data: Json, group: str) -> Case:
    expect, refused = data.get("expect", ()), data.get("refused", ())
    return Case(f"{group}/{data['id']}", data["name"], data["facts"], tuple(expect), tuple(refused))


Found = Mapping[tuple[str, str], Json]
"""Decision and subject id → the decision as the contract writes it."""


def by_name(decisions: Iterable[Json]) -> Found:
    """The decisions of a document by decision and subject."""
    return {(one["decision"], one["subject"]["id"]): one for one in decisions}


def mismatches(expect: Iterable[Json], found: Found) -> list[Mismatch]:
    """What of the expectations does not hold; empty where all do."""
    wrong: list[Mismatch] = []
    for one in expect:
        name = (one["decision"], str(one["subject"]))
        if name in found:
            wrong.extend(Mismatch(*name, *fault) for fault in _faults(one, found[name]))
        else:
            wrong.append(Mismatch(*name, "decision", None, None))
    return wrong


def _faults(one: Json, found: Json) -> Iterator[tuple[str, Any, Any]]:
    """Key, what is expected, and what there is, for all that differs."""
    for key in SAME:
        if key in one and not identical(one[key], found.get(key)):
            yield key, one[key], found.get(key)
    for key in AT_LEAST:
        if not set(one.get(key, ())) <= set(found[key]):
            yield key, one[key], found[key]
    for key in NONE_OF:
        if set(one.get(f"not_{key}", ())) & set(found[key]):
            yield f"not_{key}", one[f"not_{key}"], found[key]
    if "conflict" in found:
        yield "conflict", None, found["conflict"]
    if "refer_to" in one and (one["refer_to"] is None) != (found["refer_to"] is None):
        yield "refer_to", one["refer_to"], found["refer_to"]
    for wanted in one.get("overridden", ()):
        if not any(
            all(identical(value, entry.get(key)) for key, value in wanted.items()) for entry in found["overridden"]
        ):
            yield "overridden", wanted, found["overridden"]


def identical(one: Any, other: Any) -> bool:
    """Equal and of one type: true is not 1, and ``"1"`` is not 1."""
    return type(one) is type(other) and bool(one == other)
