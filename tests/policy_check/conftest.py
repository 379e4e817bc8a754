"""What the tests of the command share: the way it is run, in a process of its own and in this one."""
# ruff: noqa: S603 - what is started is this program, by the tests

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.policy_check.running import ROOT, Command, Run


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def environment(cache: Path) -> dict[str, str]:
    """An environment in which every run is the same: English, no terminal, compiled policies kept."""
    left = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "POLICY_CHECK"))}
    left.pop("COLUMNS", None)
    left.pop("LANGUAGE", None)
    return {**left, "PYTHONPATH": str(ROOT), "POLICY_CHECK_CACHE": str(cache), "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def command(environment: dict[str, str]) -> Command:
    """Runs ``python -m policy_check`` in the root of the checkout."""

    def run(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: Path = ROOT) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "policy_check", *arguments],
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env={**environment, **(env or {})},
            timeout=60,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[str, str], str]:
    """Writes a facts file and returns its name."""

    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write
