"""Broken policies in, exactly the expected diagnostics out. Drop a folder into tests/broken_policies/ and it is a test.

``<code>-<what>/`` holds only the files that differ from ``base/``, laid over it, and, where it takes one, the folder
``amendment/`` of an amendment; ``expected`` lists each diagnostic in Chinese and in English. To write the expected files
anew, then review the diff: ``RESET=1 python -m pytest tests/test_broken_policies.py``.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from engine.model import Policy
from loader.catalogue import rules, text, versions
from loader.diagnostics import Diagnostics
from loader.policies import load_policy

CASES = Path(__file__).parent / "broken_policies"
PAGES = Path(__file__).parents[1] / "docs" / "diagnostics"
BASE = "base"
EXAMPLE = re.compile(r"^```yaml ([a-z]+\.yaml|amendment)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALL = sorted(path for path in CASES.iterdir() if path.is_dir() and path.name != BASE)
CODES = sorted([*rules.ENTRIES, *versions.ENTRIES, *(code for code in text.ENTRIES if code >= "PC510")])


def load(case: Path | None, into: Path) -> tuple[Policy | None, Diagnostics]:
    """The base policy with the files of a case laid over it, and with its amendment, where it has one."""
    shutil.copytree(CASES / BASE, into / "policy")
    if case is not None:
        for path in sorted(case.iterdir()):
            if path.name == "without":
                for name in path.read_text(encoding="utf-8").split():
                    (into / "policy" / name).unlink()
            elif path.is_dir():
                shutil.copytree(path, into / path.name)
            elif path.name != "expected":
                shutil.copy(path, into / "policy" / path.name)
    folders = [into / "policy", *sorted(path for path in into.iterdir() if path.name != "policy")]
    return load_policy(folders)


def lines(found: Diagnostics, folder: Path) -> str:
    """Each diagnostic on two lines, zh and en; the temporary folder is left out of them."""
    written = [line for one in found.sorted() for line in (one.text("zh"), one.text("en"))]
    return "".join(f"{line}\n" for line in written).replace(f"{folder}{os.sep}", "")


def test_base_policy_is_sound(tmp_path: Path) -> None:
    policy, found = load(None, tmp_path)
    assert policy is not None and not len(found)


@pytest.mark.parametrize("case", ALL, ids=lambda path: path.name)
def test_broken_policy_gives_exactly_the_expected_diagnostics(case: Path, tmp_path: Path) -> None:
    policy, found = load(case, tmp_path)
    actual, expected = lines(found, tmp_path), case / "expected"
    if os.environ.get("RESET"):
        expected.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == expected.read_text(encoding="utf-8")
    assert policy is None and found.has_errors
    code = case.name.split("-")[0]
    assert code in {"several", *(one.code for one in found)}


def test_every_code_has_a_case() -> None:
    assert {path.name.split("-")[0] for path in ALL} >= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_page_shows_the_fault_and_how_it_is_right(code: str, tmp_path: Path) -> None:
    entry = (rules.ENTRIES | versions.ENTRIES | text.ENTRIES)[code]
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {entry.title.zh} · {entry.title.en}\n")
    wrong, right = EXAMPLE.findall(page)
    assert code in found_in(wrong, tmp_path / "wrong")
    assert not found_in(right, tmp_path / "right")


def found_in(example: tuple[str, str], into: Path) -> set[str]:
    """The codes of what is wrong with the base policy where one file is as in the example."""
    name, written = example
    case = into / "case"
    case.mkdir(parents=True)
    if name == "amendment":
        case = case / "amendment"
        shutil.copytree(CASES / "PC411-nothing-before" / "amendment", case)
        name = "changes.yaml"
    (case / name).write_text(written, encoding="utf-8")
    return {one.code for one in load(into / "case", into / "loaded")[1]}
