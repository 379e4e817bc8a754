"""The form of files: the real ones pass, and damage is reported without an exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from loader.diagnostics import Diagnostics
from loader.schema.check import check_form
from loader.vocabulary.read import read_vocabulary
from loader.yaml.tree import load_yaml, read_yaml

POLICY = Path(__file__).parents[2] / "policies" / "2023"
SCHEMAS = {"policy": "manifest", "text": "text", "vocabulary": "vocabulary"}
FILES = sorted(POLICY.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_real_files_pass(path: Path) -> None:
    tree, diagnostics = load_yaml(path, path.name)
    assert tree is not None and not diagnostics
    found = Diagnostics()
    check_form(tree, SCHEMAS.get(path.stem, "policy"), found)
    assert [one.text("en") for one in found] == []


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few of its lines dropped, repeated, or changed in one word."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        kind = chance.randrange(4)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        else:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice(["x", "[1]", "{a: b}", "null", "3", "'q'", "x: y", ""])
            lines[at] = " ".join(words)
    return "\n".join(lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_damaged_files_give_diagnostics_not_exceptions(path: Path) -> None:
    chance = random.Random(path.stem)
    text = path.read_text(encoding="utf-8")
    schema = SCHEMAS.get(path.stem, "policy")
    for _ in range(8):
        tree, diagnostics = read_yaml(damaged(text, chance).encode(), path.name)
        found = Diagnostics(diagnostics)
        if tree is not None:
            check_form(tree, schema, found)
            if schema == "vocabulary":
                read_vocabulary(tree, found)
        assert all(one.code != "PC212" for one in found)
        assert all(one.line >= 1 and one.column >= 1 for one in found)
