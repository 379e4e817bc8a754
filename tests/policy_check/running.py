"""How the tests run the command: where, and what a run leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = "examples/district.json"


class Run(NamedTuple):
    """What a run of the command left."""

    code: int
    out: str
    err: str


Command = Callable[..., Run]
