"""Frozen values with named parts; in: annotations of a class, out: its constructor, equality, hash and representation.

A `dataclass(frozen=True)` in all but the cost: no code is generated and executed when the class is made, which the
command
would pay for at every start. Type checkers see the same constructor (PEP 681).
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, dataclass_transform

V = TypeVar("V", bound="Value")


@dataclass_transform(frozen_default=True)
class Value:
    """Base of frozen values; a class attribute of the same name is the default of a part.

    >>> class Point(Value):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, y=0), changed(Point(1), y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = tuple(name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind))
        cls._fields = cls._fields + own

    def __init__(self, *args: Any, **named: Any) -> None:
        fields = self._fields
        if len(args) == len(fields) and not named:
            self.__dict__.update(zip(fields, args, strict=True))
            return
        given = dict(zip(fields, args, strict=False), **named)
        for name in fields:
            if name not in given:
                if not hasattr(type(self), name):
                    raise TypeError(f"{type(self).__name__}: {name} is missing")
                given[name] = getattr(type(self), name)
        if len(given) != len(fields) or len(args) > len(fields):
            raise TypeError(f"{type(self).__name__}: unknown parts {sorted(set(given) - set(fields))}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *(self.__dict__[name] for name in self._fields)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={self.__dict__[name]!r}' for name in self._fields)})"


def changed(value: V, /, **parts: Any) -> V:
    """The same value with some parts replaced."""
    return type(value)(**{**value.__dict__, **parts})
