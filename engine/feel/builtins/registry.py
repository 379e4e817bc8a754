"""How a function of FEEL is declared and called; in: a signature in words and a Python function, out: a `Builtin`.

A signature lists parameters as `name: kind`. `kind?` may be left out, `*name: kind` takes all further arguments, and
`kind|null` may be null. An argument of another kind gives null, as does a wrong number of arguments; a list of one
stands for its element and an element for a list of one; of a `place` the fraction is dropped; `raw` may be `Unknown`.
Source: OMG DMN 1.5, 10.3.2.9.4 (conversions), 10.3.2.13 and 10.3.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from engine.unknown import lift

from ..filling import lift_inside
from ..limits import METER, bounded, charge
from ..values import Range, Record, YearMonthDuration

MISMATCH: Any = object()
"""What an argument of the wrong kind turns into."""

_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "num": (Decimal,),
    "bool": (bool,),
    "day": (date, datetime),
    "clock": (time,),
    "length": (timedelta,),
    "context": (dict,),
    "range": (Range,),
}
_SMALL = frozenset(("num", "bool", "day", "clock", "length", "whole", "place"))
"""Kinds of arguments that need no counting of steps."""
_WHOLE = frozenset(("list", "context", "raw"))
_ATOMS = frozenset((type(None), bool, str, Decimal, date, datetime, time, timedelta, YearMonthDuration))


class Parameter:
    """One parameter: its name, the kind of its argument, and whether it may be left out, null or repeated."""

    __slots__ = ("kind", "name", "nullable", "optional", "repeated")

    def __init__(self, text: str) -> None:
        name, kind = (part.strip() for part in text.split(":"))
        self.repeated = name.startswith("*")
        self.optional = kind.endswith("?")
        kind, _, null = kind.rstrip("?").partition("|")
        self.nullable = null == "null"
        self.name, self.kind = name.lstrip("*"), kind

    def exact(self, sets: bool) -> frozenset[type] | None:
        """The types that the function takes as they are; None for all; a list may have to be filled in before."""
        if self.kind == "raw":
            return None
        if self.kind == "any":
            return _ATOMS
        if self.kind in ("list", "context", "range"):
            return frozenset((list,) if self.kind == "list" else _KINDS[self.kind]) if sets else frozenset()
        return frozenset((int,) if self.kind in ("whole", "place") else _KINDS[self.kind])

    def accept(self, value: Any) -> Any:
        """The argument as the function gets it, or `MISMATCH`; what has been accepted is accepted again."""
        if self.kind in ("any", "raw") or (value is None and self.nullable) or type(value) is int:
            return value
        if self.kind == "list":
            return value if isinstance(value, list) else MISMATCH if value is None else [value]
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if self.kind in ("whole", "place"):
            return _integer(value, self.kind == "place")
        if type(value) in _KINDS[self.kind] or (self.kind == "context" and isinstance(value, Record)):
            return value
        return MISMATCH


def _integer(value: Any, truncate: bool) -> Any:
    if type(value) is not Decimal or value.copy_abs() > 10**15:
        return MISMATCH
    number = int(value)
    return number if truncate or number == value else MISMATCH


_ELEMENT = Parameter("element: raw")
"""One of several arguments that stand for one list."""


class Builtin:
    """A function of FEEL.

    Args:
        name: as FEEL writes it.
        python: what it does with known values; an argument left out takes its default.
        signatures: the parameters, in one or more ways.
        sets: the elements of its lists and the fields of its contexts may be `Unknown`; otherwise they are filled in.
        pack: several arguments stand for one list of them.
    """

    __slots__ = ("function", "name", "pack", "sets", "signatures")

    def __init__(
        self, name: str, python: Callable[..., Any], signatures: tuple[str, ...], sets: bool, pack: bool
    ) -> None:
        self.name = name
        self.function = python
        self.signatures = tuple(tuple(Parameter(part) for part in text.split(",")) for text in signatures)
        self.sets = sets
        self.pack = pack

    def arrange(self, positional: int, named: tuple[str, ...]) -> tuple[tuple[Parameter, int], ...] | None:
        """The parameters that get an argument, each with its place in the call, or None for the wrong arguments."""
        if not positional and not named:
            return None
        if self.pack and positional > 1 and not named:
            return tuple((_ELEMENT, place) for place in range(positional))
        for signature in self.signatures:
            found = _by_name(signature, named) if named else _by_place(signature, positional)
            if found is not None:
                return found
        return None

    def caller(self, parameters: tuple[Parameter, ...]) -> Callable[[list[Any]], Any]:
        """A function of the arguments that gives the result, quickly where they are known and of the right kind."""
        function, call = self.function, bounded(self.call)
        if parameters[0] is _ELEMENT:
            return lambda arguments: call(parameters, arguments)
        exact = tuple(parameter.exact(self.sets) for parameter in parameters)

        def run(arguments: list[Any]) -> Any:
            for argument, kinds in zip(arguments, exact, strict=True):
                if kinds is not None and type(argument) not in kinds:
                    return call(parameters, arguments)
            try:
                return function(*arguments)
            except ArithmeticError:  # too large for a number, a date or a duration
                return None

        def charged(arguments: list[Any]) -> Any:
            result = run(arguments)
            if METER.left is not None:
                charge(result, *arguments)
            return result

        return run if all(parameter.kind in _SMALL for parameter in parameters) else charged

    def call(self, parameters: tuple[Parameter, ...], arguments: list[Any]) -> Any:
        """The result for these arguments, known or not."""
        if parameters[0] is _ELEMENT:
            arguments, parameters = [arguments], self.signatures[0]
        if not self.sets:
            return lift_inside(lambda *known: self._known(parameters, known), *arguments)
        raw = tuple(parameter.kind == "raw" for parameter in parameters)
        others = [None if is_raw else value for is_raw, value in zip(raw, arguments, strict=True)]
        return lift(lambda *known: self._on_sets(parameters, _merged(raw, arguments, known)), *others)

    def _on_sets(self, parameters: tuple[Parameter, ...], arguments: list[Any]) -> Any:
        """The result where elements of lists and fields of contexts may be unknown, but no other argument may be."""
        whole = tuple(parameter.kind in _WHOLE for parameter in parameters)
        others = [None if is_whole else value for is_whole, value in zip(whole, arguments, strict=True)]
        return lift_inside(lambda *known: self._known(parameters, _merged(whole, arguments, known)), *others)

    def _known(self, parameters: tuple[Parameter, ...], arguments: Sequence[Any]) -> Any:
        accepted = [parameter.accept(value) for parameter, value in zip(parameters, arguments, strict=True)]
        if MISMATCH in accepted:
            return None
        try:
            return self.function(*accepted)
        except ArithmeticError:  # too large for a number, a date or a duration
            return None


def _by_place(signature: tuple[Parameter, ...], count: int) -> tuple[tuple[Parameter, int], ...] | None:
    last = signature[-1]
    fixed = signature[:-1] if last.repeated else signature
    given = tuple(zip(fixed, range(count), strict=False))
    if count <= len(fixed):
        return given if all(parameter.optional for parameter in fixed[count:]) else None
    return (*given, *((last, place) for place in range(len(fixed), count))) if last.repeated else None


def _by_name(signature: tuple[Parameter, ...], named: tuple[str, ...]) -> tuple[tuple[Parameter, int], ...] | None:
    """The parameters named; those left out may only be the last."""
    given = tuple((parameter, named.index(parameter.name)) for parameter in signature if parameter.name in named)
    rest = signature[len(given) :]
    return given if len(given) == len(named) and all(p.optional and p.name not in named for p in rest) else None


def _merged(kept: tuple[bool, ...], arguments: list[Any], known: tuple[Any, ...]) -> list[Any]:
    """The known values, but for the arguments that are kept as they are."""
    return [a if is_kept else k for is_kept, a, k in zip(kept, arguments, known, strict=True)]


# declaring

FUNCTIONS: dict[str, Builtin] = {}


Python = TypeVar("Python", bound=Callable[..., Any])


def function(name: str, *signatures: str, sets: bool = False, pack: bool = False) -> Callable[[Python], Python]:
    """Declare the decorated Python function as a function of FEEL; the arguments are those of `Builtin`."""

    def declare(python: Python) -> Python:
        FUNCTIONS[name] = Builtin(name, python, signatures, sets, pack)
        return python

    return declare
