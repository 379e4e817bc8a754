"""FEEL, the expression language of OMG DMN 1.5; in: text and a context, out: a value.

The whole of chapter 10 but for function definitions and external functions, and but for `today()` and `now()`, which
would make a result depend on when it is worked out. Numbers are exact decimals. The parts: `parser` (text to tree),
`compiler` (tree to function), `operators` and `builtins` (what it all means), `unparse` (tree to text).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import localcontext
from functools import lru_cache
from typing import Any

from engine.unknown import Unknown

from .errors import FeelError, FeelNameError, FeelSyntaxError
from .values import Range, Record, YearMonthDuration

__all__ = [
    "FeelError",
    "FeelNameError",
    "FeelSyntaxError",
    "Range",
    "Record",
    "YearMonthDuration",
    "evaluate",
    "unary_test",
]


def evaluate(expression: str, context: dict[str, Any] | Record | None = None) -> Any:
    """The value of a FEEL expression.

    Args:
        expression: the text.
        context: values by name; whole Python numbers are taken as decimals. A name that it lacks is null. Where a value
            is an `engine.unknown.Unknown`, the result may be one, too.

    >>> evaluate("0.1 + 0.2")
    Decimal('0.3')
    >>> evaluate('date("2020-02-29") + duration("P5Y")')
    datetime.date(2025, 2, 28)
    >>> evaluate("if score >= 90 then reward else null", {"score": 91, "reward": "gold"})
    'gold'

    Raises:
        FeelSyntaxError: the text is no expression.
        FeelNameError: it calls a function that does not exist.
        TypeError: a value of the context is none of FEEL's, such as a binary float.
    """
    from .arithmetic import exact_context

    with localcontext(exact_context()):
        return _compiled(expression)((from_python({} if context is None else context), None))


def unary_test(test: str, value: Any, context: dict[str, Any] | Record | None = None) -> Any:
    """Whether a value passes the tests in a cell of a decision table: true, false, or null where it cannot be compared.

    Args:
        test: one or more tests, such as `>= 5`, `[1..3]`, `"a", "b"`, `not("c")`, `contains(?, "x")` or `-`.
        value: the value tested; `?` in the tests.
        context: values by name, as for `evaluate`.

    >>> unary_test("[60..75)", 74), unary_test("< 60, >= 90", 74), unary_test("< 60", None)
    (True, False, None)

    Raises:
        FeelSyntaxError, FeelNameError, TypeError: as `evaluate`.
    """
    from .arithmetic import exact_context

    with localcontext(exact_context()):
        result = _compiled_tests(test)((from_python(value), (from_python({} if context is None else context), None)))
    return result if isinstance(result, (bool, Unknown)) else None


def from_python(value: Any) -> Any:
    """The FEEL value of a Python value: whole numbers become decimals, tuples lists, also inside lists and dicts.

    Raises:
        TypeError: a binary float, or a value of a type that FEEL does not have.
    """
    from .convert import convert

    return convert(value)


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Callable[[Any], Any]:
    from .compiler import DynamicScope, build
    from .parser import parse

    return build(parse(expression), DynamicScope())


@lru_cache(maxsize=1024)
def _compiled_tests(test: str) -> Callable[[Any], Any]:
    from .compiler import DynamicScope, build_unary
    from .parser import parse_unary_tests

    return build_unary(parse_unary_tests(test), DynamicScope())
