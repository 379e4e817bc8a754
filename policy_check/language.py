"""Arguments and environment in; the language of the interface out: ``zh`` or ``en``.

The first of these decides: ``--lang``; ``POLICY_CHECK_LANG``; of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` the first
that is
set (one that begins with ``zh`` gives Chinese, any other English); on Windows, the language of the system's own
interface.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")
VARIABLE = "POLICY_CHECK_LANG"
_CHINESE = 0x04
"""The primary language identifier of Chinese in Windows."""


def language(argv: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> str:
    """The language that arguments or environment ask for. What is no language counts as not said; see `misnamed`.

    >>> language(["facts.json", "--lang", "zh"], {}), language([], {"LANG": "zh_CN.UTF-8"}), language([], {"LANG": "C"})
    ('zh', 'zh', 'en')
    """
    named = _named(argv)
    if named is not None:
        return named
    environ = os.environ if environ is None else environ
    if environ.get(VARIABLE):
        return "zh" if environ[VARIABLE].startswith("zh") else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].startswith("zh") else "en"
    return _of_windows() if sys.platform == "win32" else "en"


def misnamed(environ: Mapping[str, str] | None = None) -> str | None:
    """What ``POLICY_CHECK_LANG`` says, where that is no language."""
    said = (os.environ if environ is None else environ).get(VARIABLE, "")
    return said if said and not said.startswith(LANGUAGES) else None


def _named(argv: Sequence[str]) -> str | None:
    named = None
    for word, following in zip(argv, [*argv[1:], None], strict=False):
        said = word[7:] if word.startswith("--lang=") else following if word == "--lang" else None
        if said in LANGUAGES:
            named = said
    return named


def _of_windows() -> str:
    import ctypes

    system = getattr(ctypes, "windll", None)
    chinese = system is not None and system.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE
    return "zh" if chinese else "en"
