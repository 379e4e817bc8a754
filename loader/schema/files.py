"""The name of a schema, in; the schema, out, from an installed wheel and from a checkout alike."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_schema(name: str) -> dict[str, Any]:
    """The schema ``schemas/<name>.schema.json``. Treat it as frozen.

    A wheel carries the folder inside the package `loader`; a checkout has it beside that package.
    Raises FileNotFoundError where there is none: a fault of the installation.
    """
    package = files("loader")
    for folder in (package / "schemas", package / ".." / "schemas"):
        file = folder / f"{name}.schema.json"
        if file.is_file():
            schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return schema
    raise FileNotFoundError(f"schemas/{name}.schema.json")
