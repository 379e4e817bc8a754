"""The functions of FEEL; in: a name, out: the function, its signatures, and how it treats what is not known.

`today` and `now` do not exist: a decision depends on nothing but its facts. A family of functions is imported when
one of
it is first called. Source: OMG DMN 1.5, 10.3.4.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .registry import FUNCTIONS as _LOADED
from .registry import MISMATCH, Builtin, Parameter

__all__ = ["FAMILIES", "FUNCTIONS", "MISMATCH", "Builtin", "Parameter", "find"]

FAMILIES: dict[str, tuple[str, ...]] = {
    "calendar": (
        "day of year",
        "day of week",
        "month of year",
        "week of year",
        "is",
    ),
    "contexts": (
        "get value",
        "get entries",
        "context",
        "context put",
        "context merge",
    ),
    "conversion": (
        "not",
        "string",
        "number",
        "date",
        "time",
        "date and time",
        "duration",
        "years and months duration",
    ),
    "lists": (
        "count",
        "all",
        "any",
        "list contains",
        "sublist",
        "append",
        "concatenate",
        "insert before",
        "remove",
        "list replace",
        "reverse",
        "index of",
        "distinct values",
        "union",
        "flatten",
    ),
    "numbers": (
        "decimal",
        "floor",
        "ceiling",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "abs",
        "modulo",
        "sqrt",
        "log",
        "exp",
        "odd",
        "even",
        "sum",
        "product",
        "mean",
        "median",
        "stddev",
        "mode",
        "min",
        "max",
        "nth largest",
    ),
    "ranges": (
        "before",
        "after",
        "meets",
        "met by",
        "overlaps",
        "overlaps before",
        "overlaps after",
        "includes",
        "during",
        "starts",
        "started by",
        "finishes",
        "finished by",
        "coincides",
        "range",
    ),
    "strings": (
        "substring",
        "string length",
        "upper case",
        "lower case",
        "substring before",
        "substring after",
        "contains",
        "starts with",
        "ends with",
        "matches",
        "replace",
        "split",
        "string join",
    ),
}
"""Module → the functions that it declares."""

_HOME = {name: family for family, names in FAMILIES.items() for name in names}


def find(name: str) -> Builtin | None:
    """The function of this name, or None."""
    found = _LOADED.get(name)
    if found is None and name in _HOME:
        import_module(f"{__name__}.{_HOME[name]}")
        found = _LOADED[name]
    return found


def __getattr__(name: str) -> Any:
    if name == "FUNCTIONS":
        for family in FAMILIES:
            import_module(f"{__name__}.{family}")
        return _LOADED
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
