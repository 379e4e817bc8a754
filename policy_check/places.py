"""Where things are: the policies that come with the program, in a checkout and in an installed wheel, and the cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def bundled_policies() -> Path:
    """The folder of the policies that come with the program: inside the package in a wheel, beside it in a checkout.

    Raises FileNotFoundError where there is none: a fault of the installation.
    """
    for folder in (HERE / "policies", HERE.parent / "policies"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("policies")


def default_policy() -> Path:
    """The folder of the opinion of 2023."""
    return bundled_policies() / "2023"


def cache_folder() -> Path | None:
    """Where compiled policies are kept: ``POLICY_CHECK_CACHE``, else the user's cache folder.

    None where ``POLICY_CHECK_CACHE`` is set and empty (no cache), or where there is no home.
    """
    named = os.environ.get("POLICY_CHECK_CACHE")
    if named is not None:
        return Path(named) if named else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "policy-check" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "policy-check"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "policy-check"
