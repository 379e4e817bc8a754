"""A tree and a JSON Schema, in; diagnostics at the nodes that do not fit, out. The only file that knows jsonschema."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from loader.diagnostics import Diagnostics
from loader.schema.errors import report
from loader.schema.fault import Fault
from loader.schema.files import load_schema
from loader.yaml.nodes import Node
from loader.yaml.pieces import plain


def check_form(tree: Node, schema: str, found: Diagnostics) -> None:
    """Checks the form of a tree by a schema of `schemas/`, named without its ending: ``policy``, ``vocabulary``, …

    Each fault is reported once, at the node or key that has to be changed.
    """
    rules = load_schema(schema)
    faults = [_fault(error) for error in _validator(schema).iter_errors(plain(tree))]
    report(faults, tree, rules, found)


def _fault(error: Any) -> Fault:
    return Fault(
        keyword=error.validator or "",
        wanted=error.validator_value,
        schema=error.schema,
        path=tuple(error.absolute_path),
        value=error.instance,
        branch=error.schema_path[0] if error.schema_path else None,
        inner=tuple(_fault(inner) for inner in error.context),
    )


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    return Draft202012Validator(load_schema(schema), format_checker=formats)


def _is_date(value: object) -> bool:
    """Whether a text is a day of the calendar, written year-month-day. Raises ValueError where it is not."""
    return not isinstance(value, str) or (len(value) == 10 and bool(date.fromisoformat(value)))
