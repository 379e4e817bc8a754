"""One fault that a schema found, as a frozen value without any third-party type."""

from __future__ import annotations

from typing import Any, NamedTuple


class Fault(NamedTuple):
    """A keyword of a schema that a value does not meet.

    Args:
        keyword: the keyword, such as ``type`` or ``anyOf``.
        wanted: what stands beside the keyword in the schema.
        schema: the schema with that keyword.
        path: keys and indices from the root of the document to the value.
        value: the value, as plain data.
        branch: within `inner` of an ``anyOf``, the number of the alternative.
        inner: for ``anyOf``, why each alternative fails.
    """

    keyword: str
    wanted: Any
    schema: Any
    path: tuple[str | int, ...]
    value: Any
    branch: Any = None
    inner: tuple[Fault, ...] = ()  # type: ignore[misc,unused-ignore]  # recursive NamedTuple
