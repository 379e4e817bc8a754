"""The names of FEEL that are not identifiers; in: a word, out: the longer names that begin with it, longest first."""

from __future__ import annotations

_OPERATORS = ("and", "or", "in", "between", "instance")
_FORMS = ("if", "then", "else", "for", "return", "some", "every", "satisfies")
KEYWORDS = frozenset((*_OPERATORS, *_FORMS, "true", "false", "null"))
"""Words that cannot be the name of a variable; they can follow a dot or be the key of a context."""

SPACED_FUNCTIONS = (
    "context merge",
    "context put",
    "date and time",
    "day of week",
    "day of year",
    "distinct values",
    "ends with",
    "finished by",
    "get entries",
    "get value",
    "index of",
    "insert before",
    "list contains",
    "list replace",
    "lower case",
    "met by",
    "month of year",
    "nth largest",
    "overlaps after",
    "overlaps before",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "started by",
    "starts with",
    "string join",
    "string length",
    "substring after",
    "substring before",
    "upper case",
    "week of year",
    "years and months duration",
)
"""Functions with spaces in their names; they are names only when an opening parenthesis follows."""

SPACED_FIELDS = ("time offset", "start included", "end included")
"""Parts of values with spaces in their names; they are names only after a dot."""

SPACED_TYPES = ("date and time", "days and time duration", "years and months duration")
"""Types with spaces in their names, as written after `instance of`."""


def by_first_word(names: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names, split into words, by their first word; the longest first.

    >>> by_first_word(("round up", "round half up"))["round"]
    (('round', 'half', 'up'), ('round', 'up'))
    """
    table: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        words = tuple(name.split())
        table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in table.items()}
