"""Broken policies in, exactly the expected diagnostics out. Drop a folder into tests/broken_policies/ and it is a test.

``<code>-<what>/`` holds only the files that differ from ``base/`` and, in ``amendment/``, from the amendment of that
name beside it, which is loaded only then; ``without`` names files to take away; ``expected`` lists each diagnostic in
Chinese and in English. To write the expected files anew, then review the diff: ``RESET=1 python -m pytest
tests/test_broken_policies.py``.

The pages of docs/diagnostics/ are tried in the same way: a block ``yaml rules.yaml`` or ``yaml amendment/changes.yaml``
stands for that file; the first of a page has the fault, the second has none.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from random import Random

import pytest

from engine.model import Policy
from loader.catalogue import CATALOGUE, rules, scales, text, versions
from loader.diagnostics import Diagnostics
from loader.policies import load_policy

CASES = Path(__file__).parent / "broken_policies"
PAGES = Path(__file__).parents[1] / "docs" / "diagnostics"
BASE, AMENDMENT = "base", "amendment"
EXAMPLE = re.compile(r"^```yaml ((?:amendment/)?[a-z]+\.yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALL = sorted(path for path in CASES.iterdir() if path.is_dir() and path.name not in (BASE, AMENDMENT))
SHOWN_AS_TEXT = ("PC408",)
"""Codes whose fault is not in what a file says."""
CODES = sorted(
    [*rules.ENTRIES, *scales.ENTRIES, *versions.ENTRIES, *(code for code in text.ENTRIES if code >= "PC510")]
)


def load(case: Path | None, into: Path) -> tuple[Policy | None, Diagnostics]:
    """The base policy with the files of a case laid over it, and with the amendment, where the case has one."""
    shutil.copytree(CASES / BASE, into / "policy")
    folders = [into / "policy"]
    if case is not None:
        if (case / AMENDMENT).is_dir():
            shutil.copytree(CASES / AMENDMENT, into / AMENDMENT)
            folders.append(into / AMENDMENT)
            shutil.copytree(case / AMENDMENT, into / AMENDMENT, dirs_exist_ok=True)
        for path in case.glob("*.*"):
            shutil.copy(path, into / "policy" / path.name)
        without = case / "without"
        for name in without.read_text(encoding="utf-8").split() if without.exists() else ():
            (into / name).unlink()
    return load_policy(folders)


def lines(found: Diagnostics, folder: Path) -> str:
    """Each diagnostic on two lines, zh and en; the temporary folder is left out of them."""
    written = [line for one in found.sorted() for line in (one.text("zh"), one.text("en"))]
    return "".join(f"{line}\n" for line in written).replace(f"{folder}{os.sep}", "")


def test_base_policy_and_amendment_are_sound(tmp_path: Path) -> None:
    policy, found = load(None, tmp_path / "alone")
    assert policy is not None and not len(found)
    (tmp_path / "case" / AMENDMENT).mkdir(parents=True)
    policy, found = load(tmp_path / "case", tmp_path / "amended")
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
    entry = CATALOGUE[code]
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {entry.title.zh} · {entry.title.en}\n")
    examples = EXAMPLE.findall(page)
    assert len(examples) == (0 if code in SHOWN_AS_TEXT else 2)
    for example, expected in zip(examples, ({code}, set()), strict=False):
        assert found_in(example, tmp_path / str(len(expected))) == expected


def found_in(example: tuple[str, str], into: Path) -> set[str]:
    """The codes of what is wrong with the base policy where one file is as in the example."""
    name, written = example
    path = into / "case" / name
    path.parent.mkdir(parents=True)
    path.write_text(written, encoding="utf-8")
    return {one.code for one in load(into / "case", into / "loaded")[1]}


PIECES = re.compile(rb"[A-Za-z_][\w.]*|\d[\d.-]*|\"[^\"\n]*\"|\{[^{}\n]*\}|\[[^\[\]\n]*\]|[:,'#&*|>-]")
ODD = b"null {} [] - = true 9999-12-31 0001-01-01 1e400 \x00 \xff".split() + [b'""', b"\t"]


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes of a file with one mistake: a line deleted, repeated or moved in, a byte or a piece replaced."""
    lines, pieces = data.split(b"\n"), list(PIECES.finditer(data))
    line, kind = random.randrange(len(lines)), random.randrange(8)
    if kind == 0:
        del lines[line]
    elif kind == 1:
        lines.insert(line, random.choice(lines))
    elif kind == 2:
        lines[line] = b" " * random.randrange(5) + lines[line].lstrip()
    if kind < 3:
        return b"\n".join(lines)
    if kind == 3:
        at = random.randrange(len(data))
        return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
    old, new = random.choice(pieces), random.choice(pieces).group() if kind < 7 else random.choice(ODD)
    return data[: old.start()] + new + data[old.end() :]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_files_hold_is_a_policy_or_diagnostics(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    shutil.copytree(CASES / BASE, tmp_path / "policy")
    shutil.copytree(CASES / AMENDMENT, tmp_path / AMENDMENT)
    files = {path: path.read_bytes() for path in sorted(tmp_path.glob("*/*.yaml"))}
    for _ in range(25):
        path = random.choice(list(files))
        data = files[path]
        for _ in range(random.choice((1, 1, 2, 4))):
            data = mutated(data, random)
        path.write_bytes(data)
        policy, found = load_policy([tmp_path / "policy", tmp_path / AMENDMENT])
        assert (policy is None) == found.has_errors
        assert all(one.line > 0 and one.column > 0 and one.text("zh") and one.text("en") for one in found)
        path.write_bytes(files[path])


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in PAGES.glob("PC*.md")} == set(CATALOGUE)
