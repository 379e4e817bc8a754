"""What a name in an expression stands for; in: a name and the scopes around it, out: a `Target` with its type and
depth.

Scopes, innermost first: variables and list elements, then the subject of the rule, its ancestors by the name of their
entity, the rule's parameters, the document by the name of its entity. Depth counts the bindings between the name and
the place where it is used; closures and types are made from the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.model import Entity, Type, Vocabulary
from engine.value import Value

ANY = Type("any")
BOOL = Type("bool")


class Frame(Value):
    """One binding: a variable (`name` set), or an element or subject whose own facts are visible by name (`name`
    None). `way`: of whom it is (`engine.ways`); of the subject itself, and where that is open, empty."""

    name: str | None
    type: Type
    way: str = ""


class Target(Value):
    """What a name stands for.

    how: ``value`` (the binding itself), ``member`` (a fact, attribute or relation of it), ``ancestor``, ``root`` or
    ``constant`` (a parameter; `value` holds it).
    """

    how: str
    depth: int
    name: str
    type: Type
    entity: str | None = None
    value: Any = None


class Names:
    """The names visible at one place of a rule.

    Args:
        vocabulary: the policy's words.
        frames: bindings, innermost first; the subject is the last one, where there is a subject.
        subject: the subject's entity; None inside a shared function.
        parameters: name → (type, value) of the rule's parameters.
    """

    __slots__ = ("vocabulary", "frames", "subject", "parameters")

    def __init__(
        self,
        vocabulary: Vocabulary,
        frames: tuple[Frame, ...],
        subject: str | None,
        parameters: Mapping[str, tuple[Type, Any]],
    ) -> None:
        self.vocabulary = vocabulary
        self.frames = frames
        self.subject = subject
        self.parameters = parameters

    def bind(self, name: str, kind: Type = ANY, way: str = "") -> Names:
        """The names where a variable is bound besides."""
        return Names(self.vocabulary, (Frame(name, kind, way), *self.frames), self.subject, self.parameters)

    def element(self, kind: Type, way: str = "") -> Names:
        """The names inside a condition on the elements of a list."""
        return Names(self.vocabulary, (Frame(None, kind, way), *self.frames), self.subject, self.parameters)

    def resolve(self, name: str) -> Target | None:
        """The target of `name`, None where nothing has that name."""
        for depth, frame in enumerate(self.frames):
            found = self._in_frame(name, depth, frame)
            if found is not None:
                return found
        if self.subject is not None and name in ancestors(self.vocabulary, self.subject):
            return Target("ancestor", len(self.frames) - 1, name, Type("record", name))
        if name in self.parameters:
            kind, value = self.parameters[name]
            return Target("constant", 0, name, kind, value=value)
        if name == self.vocabulary.root and self.subject is not None:
            return Target("root", len(self.frames) - 1, name, Type("record", name))
        return None

    def _in_frame(self, name: str, depth: int, frame: Frame) -> Target | None:
        if frame.name is not None:
            return Target("value", depth, name, frame.type) if frame.name == name else None
        is_subject = self.subject is not None and depth == len(self.frames) - 1
        if name == ("subject" if is_subject else "item"):
            return Target("value", depth, name, frame.type)
        if frame.type.kind in ("record", "reference") and frame.type.name is not None:
            kind = member_type(self.vocabulary, frame.type.name, name)
            if kind is not None:
                return Target("member", depth, name, kind, entity=frame.type.name)
        return None

    def candidates(self) -> list[str]:
        """Every name that could be meant here, for suggestions."""
        names: list[str] = ["subject"] if self.subject else []
        for frame in self.frames:
            if frame.name is not None:
                names.append(frame.name)
            elif frame.type.kind in ("record", "reference") and frame.type.name is not None:
                names.extend(members(self.vocabulary.entities[frame.type.name]))
        if self.subject is not None:
            names.extend(ancestors(self.vocabulary, self.subject))
        names.extend(self.parameters)
        names.append(self.vocabulary.root)
        return names


def for_subject(vocabulary: Vocabulary, entity: str, parameters: Mapping[str, tuple[Type, Any]]) -> Names:
    """The names in a rule about `entity`."""
    return Names(vocabulary, (Frame(None, Type("record", entity)),), entity, parameters)


def for_function(
    vocabulary: Vocabulary, arguments: tuple[tuple[str, Type], ...], parameters: Mapping[str, tuple[Type, Any]]
) -> Names:
    """The names in a shared function: its arguments, the last one innermost, and the parameters of its rule."""
    frames = tuple(Frame(name, kind) for name, kind in reversed(arguments))
    return Names(vocabulary, frames, None, parameters)


def ancestors(vocabulary: Vocabulary, entity: str) -> list[str]:
    """The entities above `entity`, nearest first, the document left out."""
    found: list[str] = []
    at = vocabulary.entities[entity].parent
    while at is not None and at != vocabulary.root:
        found.append(at)
        at = vocabulary.entities[at].parent
    return found


def members(entity: Entity) -> list[str]:
    """The names that an entry of `entity` answers to."""
    names = [*entity.fields, *entity.attributes, *entity.relations]
    if entity.order is not None:
        names += [entity.order.previous, entity.order.earlier]
    if entity.group is not None:
        names += [entity.group.members, entity.group.mark]
    return names


def member_type(vocabulary: Vocabulary, entity: str, name: str) -> Type | None:
    """The type of a fact, attribute, relation, group membership or ancestor of an entity; None if there is none."""
    found = vocabulary.entities[entity]
    if name in found.fields:
        return found.fields[name].type
    if name in found.attributes:
        return found.attributes[name].type
    if name in found.relations:
        return Type("reference", found.relations[name].to)
    if found.order is not None and name == found.order.previous:
        return Type("reference", entity)
    if found.order is not None and name == found.order.earlier:
        return Type("list", item=Type("record", entity))
    group = found.group
    if group is not None and name == group.members:
        return Type("list", item=Type("record", group.of))
    if group is not None and name == group.mark:
        return BOOL
    if entity == vocabulary.root:
        for other in vocabulary.entities.values():
            if other.group is not None and other.group.instances == name:
                return Type("list", item=Type("record", other.name))
    if name in ancestors(vocabulary, entity):
        return Type("record", name)
    return None
