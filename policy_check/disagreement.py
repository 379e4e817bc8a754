"""What to say where no decision is given because its two derivations differ; in: the fault, out: lines for a report.

The report names every decision concerned, what either backend gives, and for the attribute itself the atoms that were
tested and the rules that fired, so that the fault can be found from the report alone.
"""

from __future__ import annotations

import platform
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from engine.decisions import Decision
from policy_check.backends import Difference, Disagreement
from policy_check.words import Words, safe

MOST = 20
"""So many decisions are told in full."""


def told(file: str, folders: Sequence[str], result: Any, fault: Exception, words: Words) -> Iterator[str]:
    """The report about one file.

    Args:
        file: its name, as shown.
        folders: the folders of the policy that were named; none for the opinion of 2023.
        result: the `policy_check.api.Result` that gave no decision.
        fault: a `Disagreement`, or the `engine.durable.EngineFault` that ended the run.
        words: the language.
    """
    if not isinstance(fault, Disagreement):
        yield words("engine_fault", file=file, reason=safe(str(fault)))
        yield _where(result)
        return
    yield words("differ", file=file, number=len(fault.differences))
    yield _where(result)
    for one in fault.differences[:MOST]:
        yield words("differ_in", subject=safe(f"{one.entity} {one.subject}"), decision=one.decision)
        yield from _parts(one, words)
        yield from _firing(result, one)
    if len(fault.differences) > MOST:
        yield words("differ_more", number=len(fault.differences) - MOST)
    named = "".join(f"--policy {shlex.quote(folder)} " for folder in folders)
    yield words("again", command=safe(f"policy-check --backend both --as-of {result.as_of} {named}{file}"))


def _where(result: Any) -> str:
    python = f"{platform.python_implementation()} {platform.python_version()} {platform.system()} {platform.machine()}"
    return f"  {result.rules.policy.id} {result.rules.digest} {result.as_of}; {result.facts_digest}; {python}"


def _parts(one: Difference, words: Words) -> Iterator[str]:
    if not isinstance(one.rete, Decision | None) or not isinstance(one.direct, Decision | None):
        yield words("differ_proof")
        return
    for part in Decision._fields:
        mine, theirs = getattr(one.rete, part, None), getattr(one.direct, part, None)
        if mine != theirs:
            yield words("differ_part", part=part, rete=safe(repr(mine)), direct=safe(repr(theirs)))


def _firing(result: Any, one: Difference) -> Iterator[str]:
    """The tokens and firings behind the attribute, where the backend got so far."""
    from engine.direct import subjects
    from engine.facts import subject_id
    from engine.rete import FIRING, traced

    root = result.derived_from(False)
    for entry in subjects(root, result.rules):
        if entry.entity.name == one.entity and (entry is root or subject_id(entry) == one.subject):
            firing = entry.memo.get(FIRING + one.decision)
            if firing is not None:
                yield from (f"    {safe(line)}" for line in traced(firing))
