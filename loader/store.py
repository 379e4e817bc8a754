"""Policy folders, in; their policy, out, from a compiled copy where there is one for exactly these files.

A copy is JSON named after the SHA-256 of everything it was made from; it holds data only, and nothing in it is executed.
It is written to a temporary file and renamed, so that a copy is whole or not there. Where no copy can be kept (a read-only
home, a full disk) the policy is compiled each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.model import Policy
from loader.compiled import decode, encode

if TYPE_CHECKING:
    from loader.diagnostics import Diagnostic

FORMAT = "policy-check/compiled@1"
KEPT = 8
"""So many compiled copies are kept; the ones unused for longest are deleted."""


class Loaded(NamedTuple):
    """A policy, or the diagnostics that stand in its way (and warnings, which do not)."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]


def policy_files(folder: Path) -> list[Path]:
    """The YAML files of a policy folder, by name; files that begin with a dot are no part of it."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def load(folders: Sequence[Path], cache: Path | None, release: str) -> Loaded:
    """The policy in `folders`.

    Args:
        folders: the policy's folder, then folders that amend it.
        cache: where compiled copies are kept; None to keep none.
        release: the release of this program; a copy made by another one is not used.
    """
    copy = _copy(folders, cache, release)
    if copy is not None:
        policy = _read(copy)
        if policy is not None:
            return Loaded(policy, ())
    from loader.policies import load_policy

    policy, found = load_policy(folders)
    if policy is not None and copy is not None and not len(found):
        _keep(copy, policy)
    return Loaded(policy, tuple(found.sorted()))


def _copy(folders: Sequence[Path], cache: Path | None, release: str) -> Path | None:
    """Where the compiled copy of these very files belongs; None where no copies are kept or a file cannot be read."""
    if cache is None:
        return None
    digest = hashlib.sha256(f"{FORMAT} {release}".encode())
    try:
        for folder in folders:
            for path in [*policy_files(folder), *sorted(folder.glob("*.md"))]:
                data = path.read_bytes()
                digest.update(f"\n{folder.name}/{path.name} {len(data)}\n".encode())
                digest.update(data)
    except OSError:
        return None
    return cache / f"{digest.hexdigest()}.json"


def _read(copy: Path) -> Policy | None:
    """The policy in a compiled copy; None where there is none, or where it is damaged."""
    try:
        form, policy = json.loads(copy.read_bytes())
        decoded = decode(policy) if form == FORMAT else None
    except (OSError, ValueError, KeyError, IndexError, TypeError, ArithmeticError, RecursionError):
        return None
    return decoded if isinstance(decoded, Policy) else None


def _keep(copy: Path, policy: Policy) -> None:
    """Write a compiled copy, whole or not at all; delete old ones."""
    import tempfile  # only when a copy is made: it is slow to import

    data = json.dumps([FORMAT, encode(policy)], ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=copy.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, copy)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        for old in sorted(copy.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
