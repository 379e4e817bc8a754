"""Facts that arrive one after the other; in: a document and a line of facts, out: the document with that line in it.

A line is a JSON object in one of two forms:

- a fragment in the shape of a document: objects are merged name by name; an element of a list that has a key (a
  platform by its id, a yearly evaluation by its year) is merged with the element of the same key, any other is added
  at the end; lists of plain values are replaced; null withdraws a fact;
- ``{"at": POINTER, "value": VALUE}``: sets one fact where a JSON pointer (RFC 6901) says, as decisions name what is
  missing; ``-`` as the last token adds to a list, null withdraws. A list element may be named by its key, too:
  ``/platforms/JS-03/veto_events/0/established_on``; where a token is both a place and a key, the key counts.

Whether the outcome is a document that can be accepted is for its decoder to say (`loader.facts.document`).
"""

from __future__ import annotations

from typing import Any, Final

from engine.model import Entity, Label, Type, Vocabulary
from loader.facts.fault import Fault, shown, token

OBJECT: Final = Label("一个 JSON 对象", "a JSON object")
PLACE: Final = Label("文件中已有的位置，或列表末尾的“-”", "a place in the document, or `-` at the end of a list")
POINTER: Final = Label("JSON 指针，如 /platforms/0/name", "a JSON pointer such as /platforms/0/name")
AT, VALUE = "at", "value"


def merged(document: dict[str, Any], line: Any, vocabulary: Vocabulary) -> tuple[dict[str, Any], list[Fault]]:
    """The document with a line of facts in it, and no faults; or the document as it is, and what is wrong.

    Args:
        document: plain data, as `loader.facts.json_text.parse` gives it; it is left as it is.
        line: plain data.
        vocabulary: which lists have elements with keys.
    """
    root = vocabulary.entities[vocabulary.root]
    if not isinstance(line, dict):
        return document, [Fault("", "PC610", shown(line), OBJECT)]
    if line.keys() == {AT, VALUE} and not root.fields.keys() & line.keys():
        return _set(document, line[AT], line[VALUE], root, vocabulary)
    return _object(document, line, root, vocabulary), []


def _object(old: Any, new: dict[str, Any], entity: Entity | None, vocabulary: Vocabulary) -> dict[str, Any]:
    """An object, name by name."""
    found = dict(old) if isinstance(old, dict) else {}
    for name, value in new.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = _value(found.get(name), value, _type(entity, name), vocabulary)
    return found


def _type(entity: Entity | None, name: str) -> Type | None:
    return entity.fields[name].type if entity is not None and name in entity.fields else None


def _value(old: Any, new: Any, kind: Type | None, vocabulary: Vocabulary) -> Any:
    entity = _entity(kind, vocabulary)
    if isinstance(new, dict):
        return _object(old, new, entity, vocabulary)
    if isinstance(new, list) and entity is not None:
        return _list(old if isinstance(old, list) else [], new, entity, vocabulary)
    return new


def _entity(kind: Type | None, vocabulary: Vocabulary) -> Entity | None:
    """What an object, or the elements of a list, are."""
    if kind is not None and kind.kind == "list":
        kind = kind.item
    return vocabulary.entities.get(kind.name or "") if kind is not None and kind.kind == "record" else None


def _list(old: list[Any], new: list[Any], entity: Entity, vocabulary: Vocabulary) -> list[Any]:
    """Elements with the key of one that is there are merged with it; the others follow."""
    found = list(old)
    places = {key: place for place, one in enumerate(found) if (key := _key(one, entity)) is not None}
    for one in new:
        key = _key(one, entity)
        place = places.get(key) if key is not None else None
        if place is None:
            if key is not None:
                places[key] = len(found)
            found.append(_value(None, one, Type("record", entity.name), vocabulary))
        else:
            found[place] = _object(found[place], one, entity, vocabulary)
    return found


def _key(element: Any, entity: Entity) -> tuple[str, ...] | None:
    """What tells an element from the others; None where it has no key, or does not state it."""
    names = entity.key
    if not names or not isinstance(element, dict) or any(element.get(name) is None for name in names):
        return None
    return tuple(str(element[name]) for name in names)


def _set(
    document: dict[str, Any], at: Any, value: Any, root: Entity, vocabulary: Vocabulary
) -> tuple[dict[str, Any], list[Fault]]:
    if not isinstance(at, str) or not at.startswith("/"):
        return document, [Fault(f"/{AT}", "PC640", shown(at), POINTER)]
    tokens = [part.replace("~1", "/").replace("~0", "~") for part in at[1:].split("/")]
    try:
        return _put(document, tokens, value, root, vocabulary), []
    except _Nowhere as nowhere:
        depth = len(tokens) - nowhere.left
        return document, [Fault("".join(f"/{token(one)}" for one in tokens[:depth]), "PC640", shown(at), PLACE)]


class _Nowhere(Exception):
    """A pointer that leads nowhere; `left` tokens were not followed."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def _put(old: Any, tokens: list[str], value: Any, entity: Entity | None, vocabulary: Vocabulary) -> Any:
    """`old` with a value put where the tokens lead."""
    name, *rest = tokens
    if isinstance(old, list):
        return _put_in_list(old, name, rest, value, entity, vocabulary)
    if not isinstance(old, dict):
        raise _Nowhere(len(rest))
    found = dict(old)
    if not rest:
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
        return found
    kind = _type(entity, name)
    empty: Any = [] if kind is not None and kind.kind == "list" else {}
    found[name] = _put(old.get(name, empty), rest, value, _entity(kind, vocabulary), vocabulary)
    return found


def _put_in_list(
    old: list[Any], name: str, rest: list[str], value: Any, entity: Entity | None, vocabulary: Vocabulary
) -> list[Any]:
    found = list(old)
    if name == "-" and value is not None:
        found.append(_put({}, rest, value, entity, vocabulary) if rest else value)
        return found
    place = _place(old, name, entity)
    if place is None:
        raise _Nowhere(len(rest))
    if rest:
        found[place] = _put(old[place], rest, value, entity, vocabulary)
    elif value is None:
        del found[place]
    else:
        found[place] = value
    return found


def _place(elements: list[Any], name: str, entity: Entity | None) -> int | None:
    """Where an element stands that is named by its key or by its place."""
    if entity is not None:
        for place, one in enumerate(elements):
            if _key(one, entity) == (name,):
                return place
    return int(name) if name.isdecimal() and name.isascii() and int(name) < len(elements) else None
