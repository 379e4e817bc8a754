"""Policy folders, in; their policy, out, from a compiled copy where there is one for exactly these files.

A copy is named after the SHA-256 of everything it was made from: a line with its form and a checksum, then the policy
as JSON. It holds data only, and nothing in it is executed. It is written to a temporary file and renamed, so that a
copy is whole or not there; one that has changed since does not match its checksum and is made anew. Where no copy can
be kept (a read-only home, a full disk) the policy is compiled each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.digest import sha256
from engine.model import Policy
from loader.compiled import decode, encode

if TYPE_CHECKING:
    from loader.diagnostics import Diagnostic

FORMAT = "policy-check/compiled@2"
KEPT = 8
"""So many compiled copies are kept; the ones unused for longest are deleted."""


class Loaded(NamedTuple):
    """A policy, or the diagnostics that stand in its way (and warnings, which do not)."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]


def policy_files(folder: str | os.PathLike[str]) -> list[str]:
    """The YAML files of a policy folder, by name; files that begin with a dot are no part of it."""
    return _files(folder, (".yaml",))


def load(
    folders: Sequence[str | os.PathLike[str]],
    cache: str | os.PathLike[str] | None,
    release: str,
    shipped: str | os.PathLike[str] | None = None,
) -> Loaded:
    """The policy in `folders`.

    Args:
        folders: the policy's folder, then folders that amend it.
        cache: where compiled copies are kept; None to keep none.
        release: the release of this program; a copy made by another one is not used.
        shipped: a folder of copies that came with the program; they are read, never written.
    """
    name = copy_name(folders, release) if cache is not None or shipped is not None else None
    for place in (shipped, cache):
        policy = _read(os.path.join(place, name)) if place is not None and name is not None else None
        if policy is not None:
            return Loaded(policy, ())
    from pathlib import Path

    from loader.policies import load_policy

    policy, found = load_policy([Path(folder) for folder in folders])
    if policy is not None and cache is not None and name is not None and not len(found):
        _keep(cache, name, policy)
    return Loaded(policy, tuple(found.sorted()))


def copy_name(folders: Sequence[str | os.PathLike[str]], release: str) -> str | None:
    """The file name of the compiled copy of these very files; None where one of them cannot be read."""
    digest = sha256(f"{FORMAT} {release}".encode())
    try:
        for folder in folders:
            base = os.path.basename(os.path.abspath(folder))
            for path in [*policy_files(folder), *_sources(folder)]:
                with open(path, "rb") as file:
                    data = file.read()
                digest.update(f"\n{base}/{os.path.basename(path)} {len(data)}\n".encode())
                digest.update(data)
    except OSError:
        return None
    return f"{digest.hexdigest()}.json"


def _sources(folder: str | os.PathLike[str]) -> list[str]:
    """The source texts beside the YAML files: what they say is checked too."""
    return _files(folder, (".md", ".txt"))


def _files(folder: str | os.PathLike[str], endings: tuple[str, ...]) -> list[str]:
    """The files of a folder with one of some endings; none where it is no folder or cannot be read."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(os.path.join(folder, one) for one in names if one.endswith(endings) and not one.startswith("."))


def _read(copy: str) -> Policy | None:
    """The policy in a compiled copy; None where there is none, or where it is damaged."""
    try:
        with open(copy, "rb") as file:
            head, _, body = file.read().partition(b"\n")
        if head != _head(body):
            return None
        decoded = decode(json.loads(body))
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    with contextlib.suppress(OSError):  # a folder that came with the program may be read-only
        os.utime(copy)
    return decoded if isinstance(decoded, Policy) else None


def _head(body: bytes) -> bytes:
    return f"{FORMAT} {zlib.crc32(body):08x}".encode()


def written(policy: Policy) -> bytes:
    """The compiled copy of a policy."""
    body = json.dumps(encode(policy), ensure_ascii=False, separators=(",", ":")).encode()
    return _head(body) + b"\n" + body


def _keep(cache: str | os.PathLike[str], name: str, policy: Policy) -> None:
    """Write a compiled copy, whole or not at all; delete old ones."""
    import tempfile  # only when a copy is made: it is slow to import

    with contextlib.suppress(OSError):
        os.makedirs(cache, mode=0o700, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=cache, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(written(policy))
            os.replace(draft, os.path.join(cache, name))
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(draft)
            raise
        copies = [os.path.join(cache, one) for one in os.listdir(cache) if one.endswith(".json")]
        for old in sorted(copies, key=os.path.getmtime)[:-KEPT]:
            os.unlink(old)
