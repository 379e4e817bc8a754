"""A file of FEEL rows through this project's evaluator; `python -m bench.feel PATH [--failing]`, out: two counts.

The file is JSON with a list `rows`. Each row has an `id`, a `context` (name → typed value), perhaps `let` (pairs of a
name and an expression that are worked out before, in order), an `expression` or a decision `table`, and what is
`expected`; with `error_allowed` an error is as good as null. A typed value is `{"type": …, "value": …}`; numbers are
decimal strings and compare within 1e-8, durations are written `"<n> s"` or `"<n> months"`. Names that are no
identifiers are rewritten to identifiers, in the context and outside strings in the expressions. A table's hit policy is
that of the engine (`engine.hits`); the values listed for an input, which a vocabulary checks here, are not looked at.

Counted are all rows, and those that expect a value other than null. With `--failing` the ids of the rows that fail are
printed as well. Ends with exit code 1 where less than 98 % of either pass.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.feel import FeelError, YearMonthDuration, evaluate
from engine.feel.compiler import FEEL_BUILDERS, DynamicScope, build
from engine.feel.nodes import Node
from engine.feel.operators import exact_context
from engine.feel.parser import parse, parse_unary_tests
from engine.feel.temporal import parse_date, parse_datetime, parse_time
from engine.forms import BUILDERS
from engine.unknown import Unknown

SHARE: Final = Decimal("0.98")
TOLERANCE: Final = Decimal("1e-8")
ORDERED: Final = ("PRIORITY", "OUTPUT ORDER")
TOTALS: Final = ("SUM", "MIN", "MAX", "COUNT")
FORMS: Final = {**BUILDERS, **FEEL_BUILDERS}
"""The rule language's tables; names, paths and calls as in plain FEEL, for plain contexts instead of a vocabulary."""
UNREADABLE: Final = object()
"""Stands for a value that this project does not have, such as a date in the year 10000; its row fails."""
STRING: Final = re.compile(r'("(?:[^"\\]|\\.)*")')


class Row(NamedTuple):
    """One row: its id, the values that its names have, how its value is worked out, and what that should be."""

    id: str
    context: dict[str, Any]
    value: Callable[[dict[str, Any]], Any]
    expected: Any
    error_allowed: bool


class Count(NamedTuple):
    """How many rows pass, of how many."""

    passed: int
    of: int

    @property
    def enough(self) -> bool:
        """Whether the share that passes is what is asked for."""
        return self.passed >= SHARE * self.of

    def __str__(self) -> str:
        share = Decimal(100 * self.passed) / self.of if self.of else Decimal(100)
        return f"{self.passed:,} of {self.of:,} ({share:.2f} %)"


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str) -> list[Row]:
    """The rows of a file."""
    return [_row(one) for one in json.loads(text)["rows"]]


def _row(one: Mapping[str, Any]) -> Row:
    let = [(name, expression) for name, expression in one.get("let", ())]
    renamed = _identifiers([*one["context"], *(name for name, _ in let)])
    context = {renamed.get(name, name): _typed(value) for name, value in one["context"].items()}
    table = one.get("table")
    work_out = _table(table, renamed) if table else _expression(_rewritten(one["expression"], renamed))
    steps = [(renamed.get(name, name), _expression(_rewritten(text, renamed))) for name, text in let]

    def value(names: dict[str, Any]) -> Any:
        for name, step in steps:
            names = {**names, name: step(names)}
        return work_out(names)

    return Row(one["id"], context, value, _typed(one["expected"]), bool(one.get("error_allowed")))


def _typed(value: Mapping[str, Any]) -> Any:
    """The FEEL value of a typed value; `UNREADABLE` where this project has no such value."""
    kind, written = value["type"], value["value"]
    if written is None or kind in ("null", "boolean", "string"):
        return written
    if kind == "list":
        return [_typed(one) for one in written]
    if kind == "context":
        return {name: _typed(one) for name, one in written.items()}
    reader = _READERS.get(kind)
    found = None if reader is None else reader(written)
    return UNREADABLE if found is None else found


def _seconds(text: str) -> timedelta:
    length = Fraction(text.removesuffix(" s"))
    return timedelta(microseconds=int(length * 1_000_000))


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "number": Decimal,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "days and time duration": _seconds,
    "years and months duration": lambda text: YearMonthDuration(int(text.removesuffix(" months"))),
}


def _identifiers(names: Sequence[str]) -> dict[str, str]:
    """The names that are no identifiers → identifiers that no other name is."""
    renamed: dict[str, str] = {}
    for name in names:
        if name.isidentifier():
            continue
        other = re.sub(r"\W", "_", name)
        while other in names or other in renamed.values():
            other += "_"
        renamed[name] = other
    return renamed


def _rewritten(text: str, renamed: Mapping[str, str]) -> str:
    """An expression with the names replaced, the longest first, but not inside strings."""
    if not renamed:
        return text
    names = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True))
    parts = STRING.split(text)
    parts[::2] = [re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda m: renamed[m.group()], part) for part in parts[::2]]
    return "".join(parts)


# --- working out ------------------------------------------------------------------------------------------------------


def _expression(text: str) -> Callable[[dict[str, Any]], Any]:
    return lambda names: evaluate(text, names)


def _table(table: Mapping[str, Any], renamed: Mapping[str, str]) -> Callable[[dict[str, Any]], Any]:
    def value(names: dict[str, Any]) -> Any:
        with localcontext(exact_context()):
            found = build(_table_node(table, renamed), DynamicScope(), FORMS)((names, None))
        return None if isinstance(found, Unknown) else found  # rows that contradict each other

    return value


def _table_node(table: Mapping[str, Any], renamed: Mapping[str, str]) -> Node:
    """The table in the form that the loader gives the tables of rule files."""
    inputs = [parse(_rewritten(one["expression"], renamed)) for one in table["inputs"]]
    names = [one["name"] for one in table["outputs"]]
    rows = [(_condition(inputs, row["when"], renamed), _cells(row["then"], renamed)) for row in table["rules"]]
    cases = tuple((when, _joined(names, cells)) for when, cells in rows)
    policy, order = table["hit_policy"], None
    if policy in ORDERED:
        listed = [_tests_as_values(one["values"]) for one in table["outputs"]]
        columns = [values or [cells[at] for _, cells in rows] for at, values in enumerate(listed)]
        order = tuple(_joined(names, cells) for cells in product(*columns))
    otherwise = _otherwise(table, renamed)
    if policy == "FIRST":
        return Node("cases", cases, otherwise)
    hit = table["aggregation"] if table["aggregation"] in TOTALS else policy.replace(" ", "_")
    return Node("hits", hit.lower(), cases, otherwise, order)


def _condition(inputs: Sequence[Node], cells: Sequence[str], renamed: Mapping[str, str]) -> Node:
    """What a row asks: every input passes the tests of its cell."""
    tests = [
        Node("in", left, parse_unary_tests(_rewritten(cell, renamed)))
        for left, cell in zip(inputs, cells, strict=True)
        if cell.strip() not in ("", "-")
    ]
    return Node("bool", True) if not tests else tests[0] if len(tests) == 1 else Node("and", *tests)


def _cells(texts: Sequence[str], renamed: Mapping[str, str]) -> list[Node]:
    return [parse(_rewritten(text, renamed)) for text in texts]


def _joined(names: Sequence[str | None], cells: Sequence[Node]) -> Node:
    """The value of a row; of several outputs a context."""
    if len(cells) == 1:
        return cells[0]
    return Node("context", tuple(zip(map(str, names), cells, strict=True)))


def _tests_as_values(text: str | None) -> list[Node]:
    """The values listed for an output."""
    return [test.args[0] for test in parse_unary_tests(text) if test.op == "test_expr"] if text else []


def _otherwise(table: Mapping[str, Any], renamed: Mapping[str, str]) -> Node:
    """What holds where no row applies: the outputs' defaults, else null (of a list: the empty list)."""
    outputs = table["outputs"]
    if any(one["default"] is not None for one in outputs):
        return _joined([one["name"] for one in outputs], _cells([one["default"] or "null" for one in outputs], renamed))
    return Node("null")


# --- comparing --------------------------------------------------------------------------------------------------------


def passes(row: Row) -> bool:
    """Whether a row gives what is expected."""
    try:
        value = row.value(row.context)
    except FeelError:
        return row.expected is None and row.error_allowed
    except Exception:  # noqa: BLE001  # a crash is that row's failure, the others are still to be counted
        return False
    return matches(value, row.expected)


def matches(value: Any, expected: Any) -> bool:
    """Whether a value is the expected one: of the same type, a time or moment with the same offset or zone."""
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return abs(value - expected) <= TOLERANCE
    if type(value) is not type(expected):
        return False
    if isinstance(expected, list):
        return len(value) == len(expected) and all(map(matches, value, expected))
    if isinstance(expected, dict):
        return value.keys() == expected.keys() and all(matches(value[key], expected[key]) for key in expected)
    if isinstance(expected, (date, time)):
        return str(value) == str(expected) and _zone(value) == _zone(expected)
    return bool(value == expected)


def _zone(value: date | time) -> str | None:
    """The name of a zone; None for an offset, which is part of how a value is written."""
    return getattr(getattr(value, "tzinfo", None), "key", None)


# --- reporting --------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows of a file and print the counts; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.feel", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path, help="the file of rows (JSON)")
    parser.add_argument("--failing", action="store_true", help="print the ids of the rows that fail")
    given = parser.parse_args(arguments)
    rows = read(given.path.read_text(encoding="utf-8"))
    failing = [row for row in rows if not passes(row)]
    values = [row for row in rows if row.expected is not None]
    counts = (
        Count(len(rows) - len(failing), len(rows)),
        Count(len(values) - sum(row.expected is not None for row in failing), len(values)),
    )
    print(f"all rows              {counts[0]}")
    print(f"other than null       {counts[1]}")
    if given.failing:
        print(*(row.id for row in failing), sep="\n", end="\n" if failing else "")
    return 0 if all(count.enough for count in counts) else 1


if __name__ == "__main__":
    sys.exit(main())
