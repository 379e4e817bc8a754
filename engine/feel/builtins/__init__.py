"""The functions of FEEL; in: a name, out: the function, its signatures, and how it treats what is not known.

`today` and `now` do not exist: a decision depends on nothing but its facts. Source: OMG DMN 1.5, 10.3.4.
"""

from __future__ import annotations

from . import calendar, contexts, conversion, lists, numbers, ranges, strings
from .registry import FUNCTIONS, MISMATCH, Builtin, Parameter

__all__ = ["FUNCTIONS", "MISMATCH", "Builtin", "Parameter", "find"]

_MODULES = (calendar, contexts, conversion, lists, numbers, ranges, strings)


def find(name: str) -> Builtin | None:
    """The function of this name, or None."""
    return FUNCTIONS.get(name)
