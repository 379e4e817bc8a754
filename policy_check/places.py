"""Where things are: the policies that come with the program, in a checkout and in an installed wheel, and the cache.

Nothing in; paths as text out: `pathlib` takes longer to import than a policy takes to read.
"""

from __future__ import annotations

import os
import sys

from policy_check.version import __version__

HERE = os.path.dirname(os.path.abspath(__file__))


def bundled_policies() -> str:
    """The folder of the policies that come with the program: inside the package in a wheel, beside it in a checkout.

    Raises FileNotFoundError where there is none: a fault of the installation.
    """
    for folder in (os.path.join(HERE, "policies"), os.path.join(os.path.dirname(HERE), "policies")):
        if os.path.isdir(folder):
            return folder
    raise FileNotFoundError("policies")


def default_policy() -> str:
    """The folder of the opinion of 2023."""
    return os.path.join(bundled_policies(), "2023")


def shipped_copies() -> str | None:
    """The folder of compiled policies in an installed wheel; None in a checkout."""
    folder = os.path.join(HERE, "compiled")
    return folder if os.path.isdir(folder) else None


def release() -> str:
    """What compiled policies are made by: the release; in a checkout also the state of the code that makes them."""
    if shipped_copies() is not None:
        return __version__
    root = os.path.dirname(HERE)
    states = [
        _state(os.path.join(root, name)) for name in ("loader", os.path.join("engine", "feel"), "engine", "schemas")
    ]
    return " ".join([__version__, *states])


def _state(folder: str) -> str:
    """The newest change of a file in a folder, and how many bytes there are."""
    try:
        with os.scandir(folder) as entries:
            stats = [entry.stat() for entry in entries if entry.is_file()]
    except OSError:
        return "-"
    return f"{max((one.st_mtime_ns for one in stats), default=0)}:{sum(one.st_size for one in stats)}"


def cache_folder() -> str | None:
    """Where compiled policies are kept: ``POLICY_CHECK_CACHE``, else the user's cache folder.

    None where ``POLICY_CHECK_CACHE`` is set and empty (no cache), or where there is no home.
    """
    named = os.environ.get("POLICY_CHECK_CACHE")
    if named is not None:
        return named or None
    home = os.path.expanduser("~")
    if home == "~":
        return None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "policy-check", "cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "policy-check")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "policy-check")
