"""The wheel, built from the source distribution and installed elsewhere, gives what the checkout gives."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import policy_check

ROOT = Path(__file__).parents[1]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
CARRIED = {"policies": "policy_check/policies", "schemas": "loader/schemas"}
"""Folders of the checkout → where the wheel has them."""


def run(command: list[str | Path], folder: Path) -> bytes:
    """What a command prints, run in `folder` without variables by which this process could lend it a module."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "POLICY_CHECK"))}
    done = subprocess.run(  # noqa: S603  # commands of this file
        command, cwd=folder, env={**kept, "POLICY_CHECK_CACHE": ""}, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--outdir", folder, ROOT], ROOT)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    [found] = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a new environment in which the wheel has been installed, with what it needs and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere") / "另一处 环境"
    venv.create(folder, with_pip=True)
    scripts = folder / SCRIPTS
    run([scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], folder)
    return scripts


@pytest.mark.parametrize("options", [["--format", "json"], ["--format", "json", "--trace"], []], ids=" ".join)
def test_same_as_in_the_checkout(installed: Path, tmp_path: Path, options: list[str]) -> None:
    facts = tmp_path / "district.json"
    facts.write_bytes((ROOT / "examples" / "district.json").read_bytes())
    wanted = run([sys.executable, "-m", "policy_check", facts, *options], ROOT)
    assert run([installed / "policy-check", facts, *options], tmp_path) == wanted
    assert len(wanted) > 1000


def test_installed_elsewhere(installed: Path, tmp_path: Path) -> None:
    code = "import policy_check, engine, loader; print(policy_check.__version__, engine.__file__, loader.__file__)"
    version, *files = run([installed / "python", "-c", code], tmp_path).decode().split(" ", 1)
    assert version == policy_check.__version__
    assert str(ROOT) not in files[0]


def test_wheel_carries_everything(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, where in CARRIED.items():
        wanted = {f"{where}/{path.relative_to(ROOT / folder).as_posix()}" for path in files_below(ROOT / folder)}
        assert wanted <= names
    for package in ("engine", "loader", "policy_check"):
        wanted = {path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")}
        assert wanted <= names
    info = f"policy_check-{policy_check.__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= names
    assert {name.split("/")[0] for name in names} == {"engine", "loader", "policy_check", info}


def files_below(folder: Path) -> list[Path]:
    """The files in a folder, what tools leave there aside."""
    return [
        path for path in folder.rglob("*") if path.is_file() and not any(p.startswith(".") for p in path.parts[-3:])
    ]
