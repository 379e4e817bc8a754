"""The schemas themselves: valid, closed, explained in two languages, with examples that they accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from loader.schema.files import load_schema

NAMES = ("policy", "vocabulary", "text", "manifest", "cases")


def objects(schema: Any, where: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every subschema that describes a mapping by its own keys."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield where, schema
        for key, value in schema.items():
            yield from objects(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from objects(value, f"{where}/{number}")


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_and_closed(name: str) -> None:
    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    for where, one in objects(schema):
        assert one.get("additionalProperties") is False, where


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_explained_with_examples_that_hold(name: str) -> None:
    schema = load_schema(name)
    for where, one in objects(schema):
        for key, of in one.get("properties", {}).items():
            assert of["title"] and "\n\n" in of["description"] and of["examples"], f"{where}/{key}"
            validator = Draft202012Validator({**of, "$defs": schema.get("$defs", {})})
            for example in of["examples"]:
                assert validator.is_valid(example), f"{where}/{key}: {example}"
    for key, of in schema.get("$defs", {}).items():
        assert of["title"] and "\n\n" in of["description"] and of["examples"], key
        validator = Draft202012Validator({**of, "$defs": schema["$defs"]})
        assert all(validator.is_valid(example) for example in of["examples"]), key
