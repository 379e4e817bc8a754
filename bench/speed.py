"""Records a second, one core: ours, plain Python and the peers; `python -m bench.speed`, out: RESULTS.md.

Every answer is compared with the hand-written function before anything is timed. Rounds go through all candidates in
turn, each on the same records (a slow one on fewer of them), and the best round counts, in CPU seconds of the whole
process: so that other work on the machine weighs as little as it can, and on all alike.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bench import by_hand, records
from bench.peers import OUTPUTS, PEERS
from bench.report import table, version, write
from engine.direct import decide
from engine.facts import Entry
from engine.fused import RecordFunction, fuse
from engine.plan import Plan
from engine.versions import rules_in_force
from loader.policies import load_policy
from policy_check.api import Policy, evaluate

COUNT = 20_000
ROUNDS = 7
SECONDS = 0.3
"""A round of one candidate takes about so long."""
JOB = Path(__file__).resolve().parent / "job"
DAY = date(2024, 6, 1)


class Candidate(NamedTuple):
    """One way to do the job: what it is called, its job, its records, and whether its answer is right."""

    label: str
    job: Callable[[list[Any]], list[Any]]
    records: list[Any]
    agrees: Callable[[int, Any], bool]


def ours(raw: list[records.Record]) -> tuple[list[Candidate], str]:
    """Our ways, and a remark on how long it takes to make the fused function."""
    model, found = load_policy([JOB])
    if model is None or len(found):
        raise SystemExit("\n".join(one.text("en") for one in found.sorted()))
    plan = Plan(rules_in_force(model, DAY))
    start = time.process_time()
    fused = fuse(plan, "record")
    made = (time.process_time() - start) * 1000
    if fused is None:
        raise SystemExit("the job's rules are not fused")
    policy, typed, plain = Policy(model), records.typed(raw), records.facts(raw)
    expected = [by_hand.exact(record) for record in typed]
    root = model.vocabulary.entities["record"]

    def direct(rows: list[Any]) -> list[Any]:
        return [decide(plan, Entry(root, record, None, "")) for record in rows]

    def whole(rows: list[Any]) -> list[Any]:
        return [evaluate(policy, record, DAY).decisions for record in rows]

    def decided(index: int, decisions: Any) -> bool:
        by_name = {one.decision: (one.value, one.rule.id if one.rule else None) for one in decisions}
        return tuple(by_name[name] for name in by_hand.OUTPUTS) == expected[index]

    def same(index: int, row: Any) -> bool:
        return bool(row == expected[index])

    return [
        Candidate("policy-check, fused", fused.rows, typed, same),
        Candidate("policy-check, facts read and fused", _read_and_fused(policy, fused), plain, same),
        Candidate("policy-check, direct", direct, typed, decided),
        Candidate("policy-check, evaluate() whole", whole, plain, decided),
        Candidate("plain Python, decimals", lambda rows: [by_hand.exact(record) for record in rows], typed, same),
    ], f"The rules of the job become one function in {made:.1f} ms, once."


def _read_and_fused(policy: Policy, fused: RecordFunction) -> Callable[[list[Any]], list[Any]]:
    return lambda rows: fused.rows(policy.read(record).data for record in rows)


def theirs(raw: list[records.Record]) -> tuple[list[Candidate], list[str]]:
    """Plain Python with floats, the peers that are installed, and the names of those that are not."""
    floats = records.floats(raw)
    expected = [by_hand.floating(record) for record in floats]

    def close(index: int, row: Any) -> bool:
        found = json.loads(row) if isinstance(row, str) else row
        named = (
            {str(k): v for k, v in found.items()} if hasattr(found, "keys") else dict(zip(OUTPUTS, found, strict=True))
        )
        return all(_near(named[name], expected[index][name]) for name in OUTPUTS)

    plain = lambda rows: [by_hand.floating(record) for record in rows]  # noqa: E731
    made, missing = [Candidate("plain Python, floats", plain, floats, close)], []
    for label, (distribution, make) in PEERS.items():
        known = version(distribution)
        if known is None:
            missing.append(distribution)
        else:
            made.append(Candidate(f"{label} {known}", make(), _form(label, floats), close))
    return made, missing


def _form(label: str, floats: list[records.Record]) -> list[Any]:
    if "text" in label:
        return [json.dumps(record, ensure_ascii=False) for record in floats]
    if "parsed" in label:
        from datalogic_py import DataHandle

        return [DataHandle(json.dumps(record, ensure_ascii=False)) for record in floats]
    return floats


def _near(found: Any, expected: Any) -> bool:
    if isinstance(expected, bool | str):
        return bool(found == expected)
    return bool(abs(float(found) - expected) < 1e-6)


def check(candidate: Candidate, count: int) -> None:
    """Stop where an answer is wrong."""
    for index, row in enumerate(candidate.job(candidate.records[:count])):
        if not candidate.agrees(index, row):
            raise SystemExit(f"{candidate.label}: record {index} is wrong: {row}")


def seconds(candidate: Candidate, count: int) -> float:
    """CPU seconds of one round."""
    rows = candidate.records[:count]
    gc.collect()
    start = time.process_time()
    candidate.job(rows)
    return time.process_time() - start


def main() -> None:
    raw = records.raw(COUNT)
    mine, remark = ours(raw)
    others, missing = theirs(raw)
    candidates = [*mine, *others]
    counts = []
    for candidate in candidates:
        check(candidate, 50)
        speed = 50 / max(seconds(candidate, 50), 1e-6)
        counts.append(max(50, min(COUNT, int(speed * SECONDS))))
        check(candidate, counts[-1])
    best = [float("inf")] * len(candidates)
    for _ in range(ROUNDS):
        for place, candidate in enumerate(candidates):
            best[place] = min(best[place], seconds(candidate, counts[place]) / counts[place])
    rows = [
        (candidate.label, f"{1 / each:,.0f}", f"{each * 1e6:,.2f}", f"{count:,}")
        for candidate, each, count in zip(candidates, best, counts, strict=True)
    ]
    left = f"Not installed here: {', '.join(missing)}." if missing else "Every peer listed in requirements.txt ran."
    how = f"Best of {ROUNDS} rounds in turn, CPU time of the process; answers checked first. {remark} {left}"
    write("One record at a time, one core", [*table(("", "records/s", "µs each", "records"), rows), "", how])


if __name__ == "__main__":
    main()
