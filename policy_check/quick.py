"""Arguments of the plain kind in; their values out, without click, which takes longer to import than the facts to
evaluate.

Only what has one obvious reading is read here: ``--option value``, switches and files. Anything else (a subcommand,
``--help``, ``--option=value``, an unknown option) gives None, and click reads it; it also words the complaints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policy_check.options import CHECK, COMMANDS

_OPTIONS = {option.name: option for option in CHECK}


def read(argv: Sequence[str]) -> dict[str, Any] | None:
    """The values of the check command, by key, as click would give them; None where click has to look.

    >>> values = read(["facts.json", "--lang", "zh", "--strict"])
    >>> values["files"], values["lang"], values["strict"], read(["--help"]), read(["rules"])
    (('facts.json',), 'zh', True, None, None)
    """
    if not argv or argv[0] in COMMANDS:
        return None
    values: dict[str, Any] = {
        option.key: () if option.many else None if option.metavar else False for option in _OPTIONS.values()
    }
    files: list[str] = []
    words = iter(argv)
    for word in words:
        if not word.startswith("-") or word == "-":
            files.append(word)
            continue
        option = _OPTIONS.get(word)
        value = next(words, None) if option is not None and option.metavar else ""
        if option is None or value is None or (option.choices and value not in option.choices):
            return None
        if option.many:
            values[option.key] += (value,)
        else:
            values[option.key] = value if option.metavar else True
    return {**values, "files": tuple(files)} if files and all(files) else None
