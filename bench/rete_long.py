"""A long run of `rete` against `direct`; `python -m bench.rete_long [SUBJECTS]`, out: counts, rate, memory.

Random policies (`tests.engine.random_rules`), each with a few random documents, and by turns the opinion with the
random documents of `tests.oracle`. Every decision has to be the same, and for one document of each policy every proof.
Ends with exit code 1 at the first that is not. Memory is read after a tenth of the run and at its end.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.rete import verified
from engine.decisions import Decision
from policy_check.api import Policy, evaluate, load
from tests.engine.random_rules import backends, differing, random_document, random_policy
from tests.oracle.generate import document

SUBJECTS = 100_000
DOCUMENTS = 6
"""So many documents of each random policy, of which the first has its proofs compared."""


def megabytes() -> tuple[float, float]:
    """The memory of this process: the most so far, and now (the most, where the system does not say)."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return most, most
    return most, int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


def random_rules(seed: int) -> Iterator[list[Decision]]:
    """The decisions about the documents of one random policy. Raises SystemExit where the backends differ."""
    rng, policy = Random(seed), random_policy(seed)
    both = backends(policy)
    for number in range(DOCUMENTS):
        decisions, wrong = differing(both, random_document(rng, policy), proofs=number == 0)
        if wrong:
            raise SystemExit("\n".join([f"seed {seed}, document {number}:", *wrong]))
        yield decisions


def opinion(policy: Policy, seed: int) -> list[Decision]:
    """The decisions about one random document of the opinion. Raises `policy_check.backends.Disagreement`."""
    result = evaluate(policy, json.dumps(document(Random(seed))))
    return verified(policy.rete(result.rules), result.plan, result.entry)


def documents(policy: Policy) -> Iterator[tuple[str, list[Decision]]]:
    """What a document belongs to and its decisions, without end."""
    seed = 0
    while True:
        yield from (("random policies", decisions) for decisions in random_rules(seed))
        yield "the opinion", opinion(policy, seed)
        seed += 1


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else SUBJECTS
    states: Counter[tuple[str, str]] = Counter()
    subjects: Counter[str] = Counter()
    files: Counter[str] = Counter()
    early: tuple[float, float] | None = None
    start, told = time.perf_counter(), 0
    for kind, decisions in documents(load()):
        files[kind] += 1
        subjects[kind] += len({one.order[:2] for one in decisions})
        states.update((kind, one.state) for one in decisions)
        done = subjects.total()
        if early is None and done >= wanted / 10:
            early = megabytes()
        if done >= told + wanted / 20:
            told = done
            most, now = megabytes()
            print(f"{done:,} subjects, {time.perf_counter() - start:.0f} s, {now:.1f} MB (most {most:.1f})", flush=True)
        if done >= wanted:
            break
    seconds, late = time.perf_counter() - start, megabytes()
    early = early or late
    for kind in files:
        counts = ", ".join(f"{number:,} {state}" for (of, state), number in sorted(states.items()) if of == kind)
        print(f"{kind}: {files[kind]:,} documents, {subjects[kind]:,} subjects; decisions: {counts}")
    print(f"{subjects.total():,} subjects, {states.total():,} decisions, none different; {seconds:.0f} s, ", end="")
    print(f"{subjects.total() / seconds:.0f} subjects/s")
    print(
        f"memory: most {early[0]:.1f} MB after a tenth, {late[0]:.1f} MB at the end (+{late[0] - early[0]:.1f}); ",
        end="",
    )
    print(f"then {early[1]:.1f} MB, at the end {late[1]:.1f} MB")


if __name__ == "__main__":
    main()
