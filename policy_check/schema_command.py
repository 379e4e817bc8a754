"""A policy in; the JSON Schema of its facts documents, made from its vocabulary, out."""

from __future__ import annotations

from typing import Any

from policy_check.check import load_policy, words_of
from policy_check.exits import OK
from policy_check.output import Output


def schema(values: dict[str, Any]) -> int:
    """Write the schema."""
    from loader.facts.schema import text

    words = words_of(values)
    with Output(values["output"], (), words) as output:
        output.write(text(load_policy(values["policy"], words).model.vocabulary))
    return OK
