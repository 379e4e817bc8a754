"""Worked cases in; for each whether it is met, and what differs, out; exit 1 where one is not met, 2 where a file of
cases cannot be used."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from engine.durable import EngineFault
from engine.model import Label, Place
from loader.diagnostics import Diagnostics, did_you_mean
from policy_check.backends import Disagreement
from policy_check.cases import Case, Mismatch, by_name, mismatches, read_cases
from policy_check.check import backend_of, load_policy, words_of
from policy_check.exits import BAD_INPUT, DISAGREEMENT, OK, UNSETTLED, Stop
from policy_check.options import JSON
from policy_check.output import Output, complain
from policy_check.width import terminal_width, wrap
from policy_check.words import Words, safe

SCHEMA = "policy-check/cases@1"
FOLDER = "cases"
"""The folder of a policy's own cases, inside the policy's folder."""
INDENT = "  "


class Tried(NamedTuple):
    """One case and what of it is not met."""

    file: str
    case: Case
    wrong: list[Mismatch]


def test(values: dict[str, Any]) -> int:
    """Try the cases of files and folders; none named: those in the folder ``cases`` of the policy."""
    words = words_of(values)
    backend = backend_of(values["backend"], words)
    with Output(values["output"], (), words) as output:
        policy = load_policy(values["policy"], words)
        read = _read(values["cases"], values["policy"], words)
        tried: list[Tried] = []
        for file, case in read:
            try:
                tried.append(Tried(file, case, tried_case(policy, case, backend)))
            except (Disagreement, EngineFault) as fault:
                complain([words("case_disagrees", case=safe(f"{file}: {case.id}"), why=safe(str(fault)))])
                return DISAGREEMENT
        if values["format"] == JSON:
            from policy_check.document import indented

            output.write(indented(_data(tried)))
        else:
            columns = terminal_width(output.is_terminal)
            output.write("".join(line + "\n" for line in _lines(tried, policy, words, columns)))
    return UNSETTLED if any(one.wrong for one in tried) else OK


def tried_case(policy: Any, case: Case, backend: str) -> list[Mismatch]:
    """What of a case is not met. Raises Disagreement or EngineFault where nothing can be decided."""
    from policy_check.api import FactsError, evaluate

    try:
        decisions = evaluate(policy, case.facts, None, backend).document()["decisions"]
    except FactsError as error:
        pointers = [fault.pointer for fault in error.faults]
        if case.refused and set(case.refused) <= set(pointers):
            return []
        told = [{"pointer": fault.pointer, **fault.message._asdict()} for fault in error.faults]
        return [Mismatch("", "", "refused", list(case.refused), told)]
    if case.refused:
        return [Mismatch("", "", "refused", list(case.refused), [])]
    return mismatches(case.expect, by_name(decisions))


# --- the files --------------------------------------------------------------------------------------------------------


def _read(named: Sequence[str], folders: Sequence[str], words: Words) -> list[tuple[str, Case]]:
    """The cases of every file. Raises Stop with everything that is wrong in them, or where there are none."""
    found = Diagnostics()
    cases = [(name, case) for path, name in _files(named, folders, found) for case in read_cases(path, name, found)]
    lines = [safe(one.text(words.language)) for one in found]
    if found.has_errors:
        raise Stop(BAD_INPUT, lines)
    complain(lines)
    if not cases:
        raise Stop(BAD_INPUT, [words("no_cases"), words("see_help")])
    return cases


def _files(named: Sequence[str], folders: Sequence[str], found: Diagnostics) -> Iterator[tuple[Path, str]]:
    """Path and name of every file of cases."""
    from policy_check.places import default_policy

    chosen = named or [one for folder in folders or [default_policy()] if (one := _own(folder)) is not None]
    for one in chosen:
        if not os.path.isdir(one):
            yield Path(one), safe(one)
            continue
        try:
            names = sorted(os.listdir(one))
        except OSError as error:
            why = error.strerror or type(error).__name__
            found.add(
                "PC101", Place(safe(one), 1, 1), file=one, reason=Label(f"系统报告：{why}", f"the system says: {why}")
            )
            continue
        for name in names:
            if name.endswith(".yaml") and not name.startswith("."):
                yield Path(one, name), safe(os.path.join(one, name))


def _own(folder: str) -> str | None:
    inside = os.path.join(folder, FOLDER)
    return inside if os.path.isdir(inside) else None


# --- what is written --------------------------------------------------------------------------------------------------


def _counts(tried: Sequence[Tried]) -> dict[str, int]:
    failed = sum(bool(one.wrong) for one in tried)
    return {"cases": len(tried), "met": len(tried) - failed, "failed": failed}


def _data(tried: Sequence[Tried]) -> dict[str, Any]:
    rows = [
        {
            "file": one.file,
            "id": one.case.id,
            "name": one.case.name,
            "met": not one.wrong,
            "mismatches": [_plain(wrong._asdict()) for wrong in one.wrong],
        }
        for one in tried
    ]
    return {"schema": SCHEMA, "cases": rows, "counts": _counts(tried)}


def _plain(value: Any) -> Any:
    """Decimals as text, as the contract writes them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return format(value, "f") if isinstance(value, Decimal) else value


def _lines(tried: Sequence[Tried], policy: Any, words: Words, columns: int) -> Iterator[str]:
    file = None
    for one in tried:
        if one.file != file:
            file = one.file
            yield file
        said = words("case_failed" if one.wrong else "case_met", case=safe(one.case.id), name=safe(one.case.name))
        yield from wrap(said, columns, INDENT, INDENT * 3)
        for wrong in one.wrong:
            for text in _told(wrong, policy, words):
                yield from wrap(text, columns, INDENT * 3, INDENT * 4)
    yield words("cases_counted", **_counts(tried))


def _told(wrong: Mismatch, policy: Any, words: Words) -> Iterable[str]:
    name = safe(f"{wrong.decision} {wrong.subject}")
    if wrong.key == "decision":
        known = {name for entity in policy.model.vocabulary.entities.values() for name in _decisions(entity)}
        near = [] if wrong.decision in known else did_you_mean(wrong.decision, known)
        also = words("did_you_mean", names=words.list(near)) if near else ""
        return [words("case_no_decision", name=name) + also]
    if wrong.key == "refused":
        if not wrong.found:
            return [words("case_not_refused", expected=_shown(wrong.expected))]
        rows = [f"{one['pointer'] or '/'}: {one[words.language]}" for one in wrong.found]
        key = "case_refused" if wrong.expected else "case_unaccepted"
        return [words(key, expected=_shown(wrong.expected)), *map(safe, rows)]
    kind = {"state": "same", "value": "same", "conflict": "none", "refer_to": "body"}.get(wrong.key, "least")
    kind = "none" if wrong.key.startswith("not_") else kind
    if kind == "body":
        kind = "somebody" if wrong.found is None else "nobody"
    item = wrong.key.removeprefix("not_")
    fields = {"item": item, "expected": _shown(wrong.expected), "found": _shown(wrong.found)}
    return [f"{name}: " + words(f"case_{'conflict' if item == 'conflict' else kind}", **fields)]


def _decisions(entity: Any) -> Iterator[str]:
    return (one.name for one in entity.attributes.values() if one.decision)


def _shown(value: Any) -> str:
    return safe(json.dumps(_plain(value), ensure_ascii=False))
