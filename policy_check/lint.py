"""Policy folders in; every fault and warning in their files out, for who writes them; exit 3 where one is an error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policy_check.check import words_of
from policy_check.exits import BAD_POLICY, OK
from policy_check.options import JSON
from policy_check.output import Output
from policy_check.words import safe

SCHEMA = "policy-check/diagnostics@1"


def lint(values: dict[str, Any]) -> int:
    """Check a policy's folder and the folders that amend it (none named: the policy that comes with the program)."""
    words = words_of(values)
    with Output(values["output"], (), words) as output:
        found = _diagnostics(values["folders"])
        errors = sum(one.severity == "error" for one in found)
        counts = {"errors": errors, "warnings": len(found) - errors}
        if values["format"] == JSON:
            from policy_check.document import indented

            output.write(indented({"schema": SCHEMA, **counts, "diagnostics": [one.to_json() for one in found]}))
        else:
            lines = [safe(one.text(words.language)) for one in found]
            output.write("".join(line + "\n" for line in [*lines, words("linted", **counts)]))
    return BAD_POLICY if errors else OK


def _diagnostics(folders: Iterable[str]) -> list[Any]:
    """Always from the files themselves, never from a compiled copy, so that warnings are seen each time."""
    from loader.policies import load_policy
    from policy_check.places import default_policy

    paths = [Path(folder) for folder in folders or [default_policy()]]
    return load_policy(paths)[1].sorted()
