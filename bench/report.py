"""Where figures go; in: the title and lines of one measurement, out: its section of RESULTS.md, and the screen."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
HEAD = "# Results\n\nWritten by the scripts of this folder; README.md says how each figure is taken.\n"


def machine() -> str:
    """The machine, the interpreter, the day and how busy the machine is."""
    model = "processor unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text(encoding="utf-8"))
        model = found.group(1) if found else model
    load = f"load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return f"{date.today().isoformat()} · {model}, {os.cpu_count()} cores · Python {platform.python_version()} · {load}"


def environment(cache: str, bytecode: str) -> dict[str, str]:
    """What a measured process sees: this checkout, folders for compiled policies and for compiled Python."""
    own = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": bytecode, "POLICY_CHECK_CACHE": cache}


def version(distribution: str) -> str | None:
    """The version of an installed distribution."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, the first column to the left, the others to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]


def write(title: str, lines: Sequence[str]) -> None:
    """Print a section, and put it in the place of the section of the same title."""
    section = "\n".join([f"## {title}", "", machine(), "", *lines, ""])
    print(section)
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    parts = re.split(r"(?m)^(?=## )", text)
    kept = [part for part in parts if not part.startswith(f"## {title}\n")]
    RESULTS.write_text("\n".join(part.strip("\n") + "\n" for part in [*kept, section]), encoding="utf-8")
