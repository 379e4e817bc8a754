"""The worked cases of tests/cases and tests/refused; reading and comparing them is `policy_check.cases`, which says
what a case holds."""

from __future__ import annotations

from pathlib import Path

from loader.diagnostics import Diagnostics
from policy_check.cases import Case, Json, Mismatch, by_name, identical, mismatches, read_cases

__all__ = ["FOLDERS", "Case", "Json", "Mismatch", "by_name", "identical", "mismatches", "read", "read_all"]

FOLDERS = tuple(Path(__file__).parent / name for name in ("cases", "refused"))


def read(path: Path) -> list[Case]:
    """The cases of one file. Raises ValueError with every diagnostic where it is not what a file of cases is."""
    found = Diagnostics()
    cases = read_cases(path, path.name, found)
    if found.has_errors:
        raise ValueError("\n".join(one.text("en") for one in found))
    return cases


def read_all() -> list[Case]:
    """The cases of every file, in order."""
    return [case for folder in FOLDERS for path in sorted(folder.glob("*.yaml")) for case in read(path)]
