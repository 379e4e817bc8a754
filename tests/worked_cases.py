"""Worked cases: the files of tests/cases and tests/refused, in; cases, and what of a case is not met, out.

A case is ``id``, ``name``, ``facts`` and ``expect``; an expectation names a ``decision``, its ``subject`` and what has
to hold of it:

    state, value             as the contract writes them
    clauses, missing, flags  these, at least
    not_flags, not_missing   none of these
    refer_to                 somebody is named (null: nobody is)
    overridden               each of these is among the overridden, by the keys given

A case of facts that are not accepted (tests/refused) has ``refused`` instead: the JSON pointers of faults, at least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

Json = dict[str, Any]

FOLDERS = tuple(Path(__file__).parent / name for name in ("cases", "refused"))
CASE_KEYS = frozenset(("id", "name", "norms", "facts", "expect", "refused"))
SAME = ("state", "value")
AT_LEAST = ("clauses", "missing", "flags")
NONE_OF = ("missing", "flags")
EXPECT_KEYS = frozenset(
    ("decision", "subject", *SAME, *AT_LEAST, *(f"not_{key}" for key in NONE_OF), "refer_to", "overridden")
)


class Case(NamedTuple):
    """One worked case: what is expected of the decisions, or where the facts are refused."""

    id: str
    name: str
    facts: Json
    expect: tuple[Json, ...]
    refused: tuple[str, ...]


class _Constructor(SafeConstructor):
    """Dates stay as written, and numbers keep their digits: as JSON facts would have them."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: node.value)
_Constructor.add_constructor("tag:yaml.org,2002:float", lambda self, node: Decimal(node.value))


def read(path: Path) -> list[Case]:
    """The cases of one file. Raises ValueError where a key is none of a case's: a slip would test nothing."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    content = yaml.load(path.read_text(encoding="utf-8"))
    return [_case(one, content["group"]) for one in content["cases"]]


def read_all() -> list[Case]:
    """The cases of every file, in order."""
    return [case for folder in FOLDERS for path in sorted(folder.glob("*.yaml")) for case in read(path)]


def _case(data: Json, group: str) -> Case:
    name = f"{group}/{data['id']}"
    expect, refused = data.get("expect", ()), data.get("refused", ())
    unknown = (set(data) - CASE_KEYS).union(*(set(one) - EXPECT_KEYS for one in expect))
    if unknown or bool(expect) == bool(refused):
        raise ValueError(f"{name}: {sorted(unknown) or 'expects nothing, or both decisions and a refusal'}")
    return Case(name, data["name"], data["facts"], tuple(expect), tuple(refused))


Found = Mapping[tuple[str, str], Json]
"""Decision and subject id → the decision as the contract writes it."""


def by_name(decisions: Iterable[Json]) -> Found:
    """The decisions of a document by decision and subject."""
    return {(one["decision"], one["subject"]["id"]): one for one in decisions}


def mismatches(expect: Iterable[Json], found: Found) -> list[str]:
    """What of the expectations does not hold; empty where all do."""
    wrong: list[str] = []
    for one in expect:
        name = (one["decision"], str(one["subject"]))
        if name not in found:
            wrong.append(f"{name}: there is no such decision")
            continue
        wrong.extend(f"{name}: {fault}" for fault in _faults(one, found[name]))
    return wrong


def _faults(one: Json, found: Json) -> Iterable[str]:
    for key in SAME:
        if key in one and not identical(one[key], found.get(key)):
            yield f"{key} {found.get(key)!r}, not {one[key]!r}"
    for key in AT_LEAST:
        lacking = set(one.get(key, ())) - set(found[key])
        if lacking:
            yield f"{key} {found[key]} without {sorted(lacking)}"
    for key in NONE_OF:
        unwanted = set(one.get(f"not_{key}", ())) & set(found[key])
        if unwanted:
            yield f"{key} {sorted(unwanted)}"
    if "conflict" in found:
        yield f"conflict {found['conflict']}"
    if "refer_to" in one and (one["refer_to"] is None) != (found["refer_to"] is None):
        yield f"refer_to {found['refer_to']!r}, not {one['refer_to']!r}"
    for wanted in one.get("overridden", ()):
        if not any(
            all(identical(value, entry.get(key)) for key, value in wanted.items()) for entry in found["overridden"]
        ):
            yield f"overridden {found['overridden']} without {wanted}"


def identical(one: Any, other: Any) -> bool:
    """Equal and of one type: true is not 1, and ``"1"`` is not 1."""
    return type(one) is type(other) and bool(one == other)
