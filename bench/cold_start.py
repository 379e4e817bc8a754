"""How long one check takes from nothing, as a whole process; `python -m bench.cold_start`, out: RESULTS.md.

15 runs of each command in turn, least and median, wall clock and CPU. The compiled copy of the policy is kept in a
folder of its own, once made (warm) and once forbidden (every run reads the YAML).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench.report import ROOT, environment, table, write

RUNS = 15
DISTRICT = "examples/district.json"


def spent(command: list[str], cache: str, bytecode: str) -> tuple[float, float]:
    """Wall clock and CPU milliseconds of one process."""
    seen = environment(cache, bytecode)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=seen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as bytecode:
        check = [sys.executable, "-m", "policy_check", DISTRICT]
        commands = {
            "python -c pass": ([sys.executable, "-c", "pass"], cache),
            "python -c 'import click'": ([sys.executable, "-c", "import click"], cache),
            "policy-check --version": ([sys.executable, "-m", "policy_check", "--version"], cache),
            "policy-check examples/district.json": (check, cache),
            "policy-check --format json": ([*check, "--format", "json"], cache),
            "policy-check, no compiled copy": (check, ""),
        }
        found: dict[str, list[tuple[float, float]]] = {label: [] for label in commands}
        for command, kept in commands.values():
            spent(command, kept, bytecode)
        for _ in range(RUNS):
            for label, (command, kept) in commands.items():
                found[label].append(spent(command, kept, bytecode))
    rows = [
        (
            f"`{label}`",
            *(f"{pick(values):.0f}" for values in zip(*runs, strict=True) for pick in (min, statistics.median)),
        )
        for label, runs in found.items()
    ]
    head = ("ms", "wall, least", "wall, median", "CPU, least", "CPU, median")
    write("Cold start, whole process", [*table(head, rows), "", f"{RUNS} runs of each, in turn."])


if __name__ == "__main__":
    main()
