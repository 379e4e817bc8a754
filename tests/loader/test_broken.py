"""Broken files in, exactly the expected diagnostics out. Drop a file into tests/broken/ and it is a test.

``tests/broken/<kind>-<what>.yaml`` or, for a manifest, a text and their source together, a folder ``source-<what>``;
beside
it ``<name>.expected``, each diagnostic in Chinese and in English. To write the expected files anew, then review the
diff:
``RESET=1 python -m pytest tests/loader/test_broken.py``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loader.diagnostics import Diagnostics
from loader.schema.check import check_form
from loader.text import check_owner, check_text, read_about, read_sentences, read_source
from loader.vocabulary.read import read_vocabulary
from loader.yaml.nodes import Node
from loader.yaml.tree import load_yaml

BROKEN = Path(__file__).parents[1] / "broken"
KINDS = ("yaml", "policy", "vocabulary", "text", "manifest")
CASES = sorted(
    path for path in BROKEN.iterdir() if path.name.split("-")[0] in (*KINDS, "source") and path.suffix != ".expected"
)


def diagnose(path: Path) -> Diagnostics:
    """Everything that is wrong with a case."""
    found = Diagnostics()
    if path.is_dir():
        _source(path, found)
        return found
    kind = path.name.split("-")[0]
    tree = _read(path, kind, found)
    if tree is not None and kind == "vocabulary":
        read_vocabulary(tree, found)
    if tree is not None and kind == "text":
        read_sentences(tree, found)
    return found


def _read(path: Path, kind: str, found: Diagnostics) -> Node | None:
    tree, diagnostics = load_yaml(path, path.relative_to(BROKEN).as_posix())
    found.extend(diagnostics)
    if tree is not None and kind != "yaml":
        check_form(tree, kind, found)
    return tree


def _source(folder: Path, found: Diagnostics) -> None:
    manifest, text = _read(folder / "policy.yaml", "manifest", found), _read(folder / "text.yaml", "text", found)
    assert manifest is not None and text is not None
    check_owner(text, read_about(manifest)["id"], found)
    read_sentences(text, found)
    source = read_source(manifest, folder, folder.name, found)
    if source is not None:
        check_text(text, source, found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_broken_file_gives_exactly_the_expected_diagnostics(path: Path) -> None:
    found = diagnose(path)
    lines = [line for one in found for line in (one.text("zh"), one.text("en"))]
    actual = "".join(f"{line}\n" for line in lines)
    expected = path.with_suffix(".expected")
    if os.environ.get("RESET"):
        expected.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == expected.read_text(encoding="utf-8")
    assert found.has_errors
