"""The plan of an entity and a plain object in; an `Entry` with exact values out, the object's faults in the `Run`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from engine.facts import Entry
from engine.model import Entity, Label
from loader.facts.fault import Fault, Refused, shown, token
from loader.facts.run import Run, Wish
from loader.facts.values import Read

Part: TypeAlias = Callable[[Any, Entry, str, Run], Any]
"""Reads a value that is not null, for the entry that owns it, at some JSON pointer tokens below that entry; None where
there is nothing to keep."""

OBJECT: Final = Label("对象 {…}", "an object {…}")
LIST: Final = Label("列表 […]", "a list […]")
ELEMENT: Final = Label("列表的每一项都有值", "a value for every element of a list")


class Plan:
    """How one entity is read.

    Attributes:
        scalars: facts of one value, by name.
        parts: lists, records and references, by name, each with the name as JSON pointer token.
        target: whether references may name it.
    """

    __slots__ = ("entity", "expected", "names", "parts", "required", "scalars", "target")

    def __init__(self, entity: Entity, target: bool) -> None:
        self.entity = entity
        self.target = target
        self.scalars: dict[str, Read] = {}
        self.parts: dict[str, tuple[Part, str]] = {}
        self.names = {name: field.label for name, field in entity.fields.items()}
        self.required = tuple(name for name, field in entity.fields.items() if field.required)
        self.expected = Label("、".join(self.names), ", ".join(self.names))


def read_entry(plan: Plan, value: Any, parent: Entry | None, step: str, run: Run) -> Entry | None:
    """One object as an entry with the facts that are known; None where the value is no object."""
    data: dict[str, Any] = {}
    entry = Entry(plan.entity, data, parent, step)
    if not isinstance(value, dict):
        run.refuse(entry.pointer, Refused("PC610", value, OBJECT))
        return None
    scalars = plan.scalars
    for name, fact in value.items():
        read = scalars.get(name)
        if read is None:
            made = _part(plan, name, fact, entry, run)
            if made is not None:
                data[name] = made
        elif fact is not None:
            try:
                data[name] = read(fact)
            except Refused as refused:
                run.refuse(f"{entry.pointer}/{token(name)}", refused)
    for name in plan.required:
        if value.get(name) is None:
            run.faults.append(_lacks(plan, entry, name))
    if plan.target and plan.entity.key[0] in data:
        run.targets.setdefault(plan.entity.name, []).append(entry)
    return entry


def _part(plan: Plan, name: Any, fact: Any, entry: Entry, run: Run) -> Any:
    if name not in plan.parts:
        run.refuse(f"{entry.pointer}/{token(name)}", Refused("PC611", name, plan.expected, plan.names))
        return None
    if fact is None:
        return None
    part, step = plan.parts[name]
    made = part(fact, entry, step, run)
    if type(made) is Wish:
        made.put_into(entry.data, name)
    return made


def _lacks(plan: Plan, entry: Entry, name: str) -> Fault:
    label = plan.names[name]
    expected = Label(f"{name}（{label.zh}）", f"{name} ({label.en})")
    return Fault(f"{entry.pointer}/{token(name)}", "PC612", "", expected)


def record(plan: Plan) -> Part:
    """Reads an object that stands alone; one in which nothing is known says nothing, and is left out."""

    def read(value: Any, entry: Entry, step: str, run: Run) -> Entry | None:
        made = read_entry(plan, value, entry, step, run)
        return made if made is not None and made.data else None

    return read


def element(plan: Plan) -> Part:
    """Reads an object that is an element of a list, where it counts even if nothing is known in it."""
    return lambda value, entry, step, run: read_entry(plan, value, entry, step, run)


def single(read_one: Read) -> Part:
    """Reads one value."""

    def read(value: Any, entry: Entry, step: str, run: Run) -> Any:
        try:
            return read_one(value)
        except Refused as refused:
            run.refuse(f"{entry.pointer}/{step}", refused)
            return None

    return read


def reference(read_key: Read, target: Entity, scope: str) -> Part:
    """Reads the key of an entry that stands below an entity `scope`; a `Wish` that `resolve` fulfils."""

    def read(value: Any, entry: Entry, step: str, run: Run) -> Wish | None:
        try:
            wish = Wish(entry, step, read_key(value), target, scope)
        except Refused as refused:
            run.refuse(f"{entry.pointer}/{step}", refused)
            return None
        run.wishes.append(wish)
        return wish

    return read


def sequence(one: Part, of: Entity | None = None) -> Part:
    """Reads a list, each element with `one`; elements that are an entity have identities."""
    identities = [] if of is None or not of.key else [(of.key, "PC630")]
    identities += [] if of is None else [((name,), "PC631") for name in of.unique]

    def read(value: Any, entry: Entry, step: str, run: Run) -> list[Any] | None:
        if not isinstance(value, list):
            run.refuse(f"{entry.pointer}/{step}", Refused("PC610", value, LIST))
            return None
        found: list[Any] = []
        for index, item in enumerate(value):
            if item is None:
                run.refuse(f"{entry.pointer}/{step}/{index}", Refused("PC613", None, ELEMENT))
                continue
            made = one(item, entry, f"{step}/{index}", run)
            if type(made) is Wish:
                made.put_into(found, len(found))
            if made is not None:
                found.append(made)
        for names, code in identities:
            _each_once(found, names, code, run)
        return found

    return read


def _each_once(among: list[Entry], names: tuple[str, ...], code: str, run: Run) -> None:
    """Collects a fault for every entry that has the same values under `names` as an earlier one."""
    first: dict[tuple[Any, ...], Entry] = {}
    for entry in among:
        data = entry.data
        try:
            values = tuple([data[name] for name in names])
        except KeyError:  # not known, or refused already
            continue
        earlier = first.setdefault(values, entry)
        if earlier is not entry:
            run.faults.append(_again(entry, earlier, names, values, code))


def _again(entry: Entry, earlier: Entry, names: tuple[str, ...], values: tuple[Any, ...], code: str) -> Fault:
    what = " + ".join(names)
    found = ", ".join(map(shown, values))
    expected = Label(f"{what} 与 {earlier.pointer} 不同", f"{what} other than that of {earlier.pointer}")
    return Fault(f"{entry.pointer}/{token(names[0])}", code, found, expected)
