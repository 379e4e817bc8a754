"""What every operator of FEEL means; in: values, known or not, out: a value, null, or a set of values (`Unknown`).

Known operands take the fast path; the rest is worked out on sets, sharply where the result can be bounded and otherwise
as "anything". The parts are in `logic`, `comparison`, `arithmetic` and `paths`; this module is their table of contents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .arithmetic import add, divide, exact_context, minus, multiply, power, subtract
from .comparison import between, equal, greater, greater_equal, in_range, less, less_equal, member, unequal
from .logic import conjunction, disjunction, may_hold, negation, open_truth, reasons, truths
from .paths import has_field, path

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}
CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}

__all__ = [
    "CALCULATE",
    "COMPARE",
    "add",
    "between",
    "conjunction",
    "disjunction",
    "divide",
    "equal",
    "exact_context",
    "greater",
    "greater_equal",
    "has_field",
    "in_range",
    "less",
    "less_equal",
    "may_hold",
    "member",
    "minus",
    "multiply",
    "negation",
    "open_truth",
    "path",
    "power",
    "reasons",
    "subtract",
    "truths",
    "unequal",
]
