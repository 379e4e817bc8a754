"""A district of 1,000 platforms over 3 years as one document; `python -m bench.scale`, out: time and memory.

Each run is a process of its own that writes its report to a file; the least time and the greatest memory count.
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
from bench.report import ROOT, environment, table, write

RUNS = 5
SIZES = ((100, 3), (1000, 3))


def run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Wall clock seconds, CPU seconds and peak megabytes of one process."""
    seen = environment(str(folder / "cache"), str(folder / "bytecode"))
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=seen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        output, facts = folder / "out", folder / "facts.json"
        for platforms, years in SIZES:
            for complete in (True, False):
                document = district(platforms, years, complete)
                facts.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
                for form in ("table", "json"):
                    command = [
                        sys.executable,
                        "-m",
                        "policy_check",
                        str(facts),
                        "--format",
                        form,
                        "--output",
                        str(output),
                    ]
                    run(command, folder)
                    runs = [run(command, folder) for _ in range(RUNS)]
                    least = [min(values) for values in zip(*runs, strict=True)]
                    what = (
                        f"{platforms:,} platforms × {years} years, {'complete' if complete else 'not complete'}, {form}"
                    )
                    rows.append((what, f"{least[0]:.2f}", f"{least[1]:.2f}", f"{max(r[2] for r in runs):.0f}"))
    lines = table(("", "wall s", "CPU s", "peak MB"), rows)
    write("A whole district", [*lines, "", f"Least time and greatest memory of {RUNS} runs of each."])


if __name__ == "__main__":
    main()
