"""Compiled copies of policies: found by content, and never believed where they are damaged or by another release."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from engine.model import Policy
from loader import policies, store
from loader.compiled import encode
from loader.store import KEPT, Loaded, copy_name, load, written

BASE = Path(__file__).parents[1] / "broken_policies" / "base"
AMENDMENT = BASE.parent / "amendment"
RELEASE = "1.0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "policy")
    return tmp_path / "policy"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that a policy is compiled from its files."""
    made: list[str] = []
    real = policies.load_policy

    def counting(folders: Any) -> Any:
        made.append("compiled")
        return real(folders)

    monkeypatch.setattr(policies, "load_policy", counting)
    return made


def copies(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.json"))


def sound(loaded: Loaded) -> Policy:
    assert loaded.policy is not None and not loaded.diagnostics
    return loaded.policy


# --- found by content -----------------------------------------------------------------------------------------------


def test_second_time_the_copy_is_read_and_equals(folder: Path, cache: Path, compiled: list[str]) -> None:
    first = sound(load([folder], cache, RELEASE))
    second = sound(load([folder], cache, RELEASE))
    assert first == second and first is not second
    assert compiled == ["compiled"]
    assert [path.name for path in copies(cache)] == [copy_name([folder], RELEASE)]
    assert sorted(cache.iterdir()) == copies(cache), "nothing else is left there"


def test_without_a_cache_nothing_is_kept(folder: Path, compiled: list[str]) -> None:
    sound(load([folder], None, RELEASE))
    sound(load([folder], None, RELEASE))
    assert len(compiled) == 2


@pytest.mark.parametrize("name", ["policy.yaml", "text.yaml", "vocabulary.yaml", "rules.yaml", "source.md"])
def test_a_change_in_any_file_is_seen(folder: Path, cache: Path, compiled: list[str], name: str) -> None:
    sound(load([folder], cache, RELEASE))
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    load([folder], cache, RELEASE)
    assert len(compiled) == 2


def test_what_decides_is_content_and_not_time(folder: Path, cache: Path, compiled: list[str]) -> None:
    sound(load([folder], cache, RELEASE))
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    sound(load([folder], cache, RELEASE))
    assert len(compiled) == 1


def test_a_file_more_or_less_is_seen(folder: Path) -> None:
    name = copy_name([folder], RELEASE)
    (folder / ".draft.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder / "notes.docx").write_bytes(b"")
    assert copy_name([folder], RELEASE) == name, "neither is part of the policy"
    (folder / "more.yaml").write_text("policy: test-2024-1\n", encoding="utf-8")
    assert copy_name([folder], RELEASE) != name


def test_text_moved_from_one_file_to_the_next_is_another_policy(tmp_path: Path) -> None:
    names = []
    for first, second in (("ab", "c"), ("a", "bc")):
        folder = tmp_path / first / "p"
        folder.mkdir(parents=True)
        (folder / "1.yaml").write_text(first, encoding="utf-8")
        (folder / "2.yaml").write_text(second, encoding="utf-8")
        names.append(copy_name([folder], RELEASE))
    assert len(set(names)) == 2


def test_release_and_amendments_have_copies_of_their_own(folder: Path, cache: Path, compiled: list[str]) -> None:
    sound(load([folder], cache, RELEASE))
    sound(load([folder], cache, "1.1"))
    amended = sound(load([folder, AMENDMENT], cache, RELEASE))
    assert len(copies(cache)) == len(compiled) == 3
    assert sound(load([folder, AMENDMENT], cache, RELEASE)) == amended
    assert len(compiled) == 3


def test_a_policy_with_errors_is_not_kept(folder: Path, cache: Path, compiled: list[str]) -> None:
    (folder / "rules.yaml").write_text("policy: test-2024-1\n", encoding="utf-8")
    for _ in range(2):
        loaded = load([folder], cache, RELEASE)
        assert loaded.policy is None and loaded.diagnostics
    assert len(compiled) == 2 and not cache.exists()


def test_folder_that_is_not_there_is_a_diagnostic(tmp_path: Path, cache: Path) -> None:
    loaded = load([tmp_path / "nowhere"], cache, RELEASE)
    assert loaded.policy is None and {one.code for one in loaded.diagnostics} == {"PC408"}


# --- damaged, foreign, hostile --------------------------------------------------------------------------------------


def spoiled(good: bytes) -> dict[str, bytes]:
    """Copies that are not to be believed."""
    head, body = good.split(b"\n", 1)

    def signed(text: bytes) -> bytes:
        return store._head(text) + b"\n" + text

    return {
        "empty": b"",
        "cut": good[: len(good) // 2],
        "one byte less": good[:-1],
        "one byte more": good + b" ",
        "another number": good.replace(b'"D","80"', b'"D","81"'),
        "another form": good.replace(store.FORMAT.encode(), b"policy-check/compiled@0"),
        "no checksum": store.FORMAT.encode() + b"\n" + body,
        "not UTF-8": signed(b"\xff\xfe"),
        "not JSON": signed(b"{"),
        "null": signed(b"null"),
        "a number": signed(b"1"),
        "a very long number": signed(b"9" * 10_000),
        "an object": signed(b"{}"),
        "another value": signed(b'["@Label","a","b"]'),
        "empty list": signed(b"[]"),
        "list of lists": signed(b"[[[]]]"),
        "unknown mark": signed(b'["?"]'),
        "empty mark": signed(b'[""]'),
        "mark that is no text": signed(b"[1,2]"),
        "mark that is a list": signed(b'[["@"],2]'),
        "mark that is an object": signed(b'[{"a":1}]'),
        "unknown class": signed(b'["@os.system","true"]'),
        "private class": signed(b'["@__class__"]'),
        "too few parts": signed(b'["@Policy"]'),
        "too many parts": signed(b'["@Label","a","b","c"]'),
        "key that is a list": signed(b'["{",["[",1],2]'),
        "key without a value": signed(b'["{",1]'),
        "no day": signed(b'["d","2023-02-30"]'),
        "day that is a number": signed(b'["d",1]'),
        "no decimal": signed(b'["D","x"]'),
        "decimal that is a list": signed(b'["D",["#"]]'),
        "nested deeply": signed(b"[" * 100_000 + b"]" * 100_000),
        "marks nested deeply": signed(b'["#",' * 20_000 + b"1" + b"]" * 20_000),
        "cut head": head,
    }


NAMES = sorted(spoiled(written(sound(load([BASE], None, RELEASE)))))


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_copy_is_made_anew(folder: Path, cache: Path, compiled: list[str], name: str) -> None:
    good = sound(load([folder], cache, RELEASE))
    (copy,) = copies(cache)
    kept = copy.read_bytes()
    bad = spoiled(kept)[name]
    assert bad != kept
    copy.write_bytes(bad)
    assert sound(load([folder], cache, RELEASE)) == good
    assert len(compiled) == 2
    assert copy.read_bytes() == kept


def test_copy_of_other_files_under_this_name_needs_the_right_name(folder: Path, cache: Path) -> None:
    """A copy is taken for what its name says; whoever can write to the cache is the user."""
    sound(load([folder], cache, RELEASE))
    assert copies(cache)[0].name == copy_name([folder], RELEASE)
    assert copy_name([folder], RELEASE) != copy_name([AMENDMENT], RELEASE)


def test_copy_that_is_a_folder(folder: Path, cache: Path) -> None:
    (cache / str(copy_name([folder], RELEASE))).mkdir(parents=True)
    sound(load([folder], cache, RELEASE))


# --- where nothing can be written -----------------------------------------------------------------------------------


def test_cache_that_cannot_be_written(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def refuse(*args: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    sound(load([folder], cache, RELEASE))
    assert not copies(cache)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a read-only folder does not stop this user")
def test_read_only_cache(folder: Path, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(stat.S_IRUSR | stat.S_IXUSR)
    sound(load([folder], cache, RELEASE))
    cache.chmod(stat.S_IRWXU)
    assert not list(cache.iterdir())


def test_cache_below_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    sound(load([folder], tmp_path / "file" / "cache", RELEASE))


def test_disk_that_fills_up_leaves_nothing(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    sound(load([folder], cache, RELEASE))
    assert not list(cache.iterdir())


# --- shipped copies, many copies, many writers ----------------------------------------------------------------------


def test_shipped_copy_is_read_and_never_written(folder: Path, tmp_path: Path, compiled: list[str]) -> None:
    shipped, policy = tmp_path / "shipped", sound(load([folder], None, RELEASE))
    shipped.mkdir()
    load([folder], None, RELEASE, shipped)
    assert not list(shipped.iterdir())
    (shipped / str(copy_name([folder], RELEASE))).write_bytes(written(policy))
    before = len(compiled)
    assert sound(load([folder], None, RELEASE, shipped)) == policy
    assert len(compiled) == before


def test_the_copies_unused_for_longest_are_deleted(folder: Path, cache: Path, compiled: list[str]) -> None:
    releases = [str(number) for number in range(KEPT)]
    for age, release in enumerate(releases):
        load([folder], cache, release)
        os.utime(cache / str(copy_name([folder], release)), (age + 1, age + 1))
    load([folder], cache, releases[0])  # used again, and so no longer the oldest
    load([folder], cache, "new")
    kept = {path.name for path in copies(cache)}
    assert kept == {copy_name([folder], release) for release in (releases[0], *releases[2:], "new")}
    assert len(compiled) == KEPT + 1


def test_many_writers_at_once(folder: Path, cache: Path) -> None:
    found: list[Loaded] = []
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        found.extend(load([folder], cache, str(number % 2)) for _ in range(3))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = sound(load([folder], None, RELEASE))
    assert len(found) == 24 and all(one.policy == expected for one in found)
    assert len(copies(cache)) == 2 and sorted(cache.iterdir()) == copies(cache)


def test_copy_is_data_in_one_fixed_form(folder: Path) -> None:
    policy = sound(load([folder], None, RELEASE))
    head, body = written(policy).split(b"\n", 1)
    assert head.decode().split()[0] == store.FORMAT
    assert json.loads(body) == json.loads(json.dumps(encode(policy)))
    assert written(policy) == written(sound(load([folder], None, RELEASE)))
