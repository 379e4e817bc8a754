"""Policy folders in; every fault, warning and notice about their files out, for who writes them; exit 3 where one is an
error."""

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
        errors, warnings, notices = (
            sum(one.severity == severity for one in found) for severity in ("error", "warning", "notice")
        )
        counts = {"errors": errors, "warnings": warnings, "notices": notices}
        if values["format"] == JSON:
            from policy_check.document import indented

            output.write(indented({"schema": SCHEMA, **counts, "diagnostics": [one.to_json() for one in found]}))
        else:
            lines = [safe(one.text(words.language)) for one in found]
            said = words("linted", **counts) + (words("noticed", **counts) if notices else "")
            output.write("".join(line + "\n" for line in [*lines, said]))
    return BAD_POLICY if errors else OK


def _diagnostics(folders: Iterable[str]) -> list[Any]:
    """Always from the files themselves, never from a compiled copy, so that warnings are seen each time; of a policy
    that loads also what awaits its norm type, and amounts that nothing rounds."""
    from loader.policies import load_policy
    from loader.rules import awaiting, cents
    from policy_check.places import default_policy

    paths = [Path(folder) for folder in folders or [default_policy()]]
    policy, found = load_policy(paths)
    if policy is not None:
        found.extend(awaiting.notices(policy))
        found.extend(cents.notices(policy))
    return found.sorted()
