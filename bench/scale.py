"""A whole district: 1,000 platforms over 3 years as one document; `python -m bench.scale`, out: time and memory in RESULTS.md.

Each run is a process of its own; the least of the runs counts. Standard output goes to a file, as for a user.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.district import district
from bench.report import table, write

RUNS = 5
ROOT = Path(__file__).resolve().parent.parent
SIZES = ((100, 3), (1000, 3))


def run(command: list[str], cache: Path, output: Path) -> tuple[float, float, float]:
    """Wall clock seconds, CPU seconds and peak megabytes of one process."""
    environment = {**os.environ, "POLICY_CHECK_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        cache, output, facts = Path(folder) / "cache", Path(folder) / "out", Path(folder) / "facts.json"
        for platforms, years in SIZES:
            for complete in (True, False):
                document = district(platforms, years, complete)
                facts.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
                for form in ("table", "json"):
                    command = [sys.executable, "-m", "policy_check", str(facts), "--format", form, "--output", str(output)]
                    runs = [run(command, cache, Path(folder) / "screen") for _ in range(RUNS)]
                    least = [min(values) for values in zip(*runs, strict=True)]
                    what = f"{platforms:,} platforms × {years} years, {'complete' if complete else 'not complete'}, {form}"
                    rows.append((what, f"{least[0]:.2f}", f"{least[1]:.2f}", f"{max(r[2] for r in runs):.0f}"))
    lines = table(("", "wall s", "CPU s", "peak MB"), rows)
    write("A whole district", [*lines, "", f"Least time and greatest memory of {RUNS} runs of each."])


if __name__ == "__main__":
    main()
