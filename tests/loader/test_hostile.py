"""Hostile files are refused early: no exception, no tree, and the code that says why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loader.yaml import builder as tree_builder
from loader.yaml.reading import MAX_BYTES
from loader.yaml.tree import load_yaml, read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "billion laughs": (BOMB.encode(), "PC109"),
    "brackets": (b"[" * 1_000_000, "PC113"),
    "braces": (b"{" * 1_000_000, "PC113"),
    "nested keys": ("\n".join(" " * depth + "a:" for depth in range(200)).encode(), "PC113"),
    "nested dashes": (b"- " * 500_000, "PC113"),
    "duplicate keys": (b"a: 1\n" * 100_000, "PC108"),
    "keys that are numbers": (b"1: 1\n" * 100_000, "PC112"),
    "documents": (b"---\n" * 100_000, "PC111"),
    "anchors": (b"- &a b\n" * 100_000, "PC109"),
    "tags": (b"- !!python/object:os.system b\n" * 10_000, "PC110"),
    "long number": (b"a: " + b"9" * 1_000_000, "PC115"),
    "long exponent": (b"a: 1e" + b"9" * 1_000_000, "PC115"),
    "unclosed quote": (b'"' + b"x" * 1_000_000, "PC107"),
    "escape beyond Unicode": (b'a: "\\UFFFFFFFF"', "PC107"),
    "escaped surrogate": (b'a: "\\uD800"', "PC104"),
    "too big": (b"a" * (MAX_BYTES + 1), "PC102"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "PC103"),
    "UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), "PC103"),
    "UTF-32": ("a: 1\n".encode("utf-32"), "PC103"),
    "GBK": ("标题: 一\n".encode("gbk"), "PC103"),
    "invalid UTF-8": (b"a: 1\nb: \xff\xfe\n", "PC103"),
    "overlong UTF-8": (b"a: \xc0\xaf\n", "PC103"),
    "NUL": (b"title: a\0b\n", "PC104"),
    "escape sequence": (b"title: \x1b[31m\n", "PC104"),
    "bidirectional override": ("title: \u202eabc\n".encode(), "PC104"),
    "zero-width space": ("tit\u200ble: abc\n".encode(), "PC104"),
    "BOM inside": ("title: \ufeffabc\n".encode(), "PC104"),
    "many controls": (b"\x01" * 1_000_000, "PC104"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused(name: str) -> None:
    data, code = HOSTILE[name]
    tree, diagnostics = read_yaml(data, "f.yaml")
    assert tree is None
    assert code in {one.code for one in diagnostics}
    assert len(diagnostics) <= 20


def test_place_of_an_invalid_byte_is_its_line_and_column() -> None:
    (one,) = read_yaml("甲: 1\n乙: ".encode() + b"\xff\n", "f.yaml").diagnostics
    assert (one.line, one.column) == (2, 4)


def test_a_mark_at_the_start_is_only_a_warning() -> None:
    tree, diagnostics = read_yaml(b"\xef\xbb\xbfa: 1\n", "f.yaml")
    assert tree is not None and [one.severity for one in diagnostics] == ["warning"]


def test_fifty_megabytes_are_refused_by_their_size_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    def no_opening(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(Path, "open", no_opening)
    assert [one.code for one in load_yaml(path, "big.yaml").diagnostics] == ["PC102"]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    cases = [tmp_path, tmp_path / "absent.yaml", Path("a\0b")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yaml")
        cases.append(tmp_path / "pipe.yaml")
    for path in cases:
        assert [one.code for one in load_yaml(path, "x.yaml").diagnostics] == ["PC101"]


def test_too_many_items_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_builder, "MAX_NODES", 1000)  # the real limit takes the pure parser too long for a test
    assert read_yaml(b"- a\n" * 999, "f.yaml").tree is not None
    tree, diagnostics = read_yaml(b"- a\n" * 100_000, "f.yaml")
    assert tree is None and [(one.code, one.line) for one in diagnostics] == [("PC114", 1000)]


def test_nested_to_the_limit_is_read() -> None:
    assert read_yaml(b"[" * 60 + b"]" * 60, "f.yaml").tree is not None
    assert read_yaml(b"[" * 61 + b"]" * 61, "f.yaml").tree is None
