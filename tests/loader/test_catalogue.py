"""The catalogue of diagnostics: both languages say the same, and every use gives the fields that the texts need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import loader
from loader.catalogue import CATALOGUE
from loader.catalogue.entry import fields_of, hint, message, shown

LOADER = Path(loader.__file__).parent
FAMILIES = {
    "facts": "6",
    "form": "2",
    "internal": "9",
    "meaning": "3",
    "reading": "1",
    "rules": "3",
    "text": "5",
    "versions": "4",
}


def uses() -> Iterator[tuple[str, int, str, set[str], bool]]:
    """Every ``….add("PC…", place, field=…)``: file, line, code, fields, and whether more fields may come by ``**``."""
    for path in sorted(LOADER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                code = node.args[0].value
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                if (
                    isinstance(code, str)
                    and re.fullmatch(r"PC\d{3}", code)
                    and name in ("add", "_report", "_refuse", "_stop")
                ):
                    names = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield path.name, node.lineno, code, names, any(keyword.arg is None for keyword in node.keywords)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_use_the_same_fields(code: str) -> None:
    entry = CATALOGUE[code]
    for template in (entry.message, *entry.hints):
        assert fields_of(template._replace(en="")) == fields_of(template._replace(zh=""))
    assert entry.severity in ("error", "warning", "notice")
    assert all(entry.title) and all(entry.message)


def test_a_code_stands_in_the_file_of_its_family() -> None:
    from loader import catalogue

    for name, digit in FAMILIES.items():
        family = getattr(catalogue, name)
        assert all(code.startswith("PC" + digit) and len(code) == 5 for code in family.ENTRIES)


@pytest.mark.parametrize("use", list(uses()), ids=lambda use: f"{use[0]}:{use[1]}")
def test_every_use_gives_the_fields_of_the_message(use: tuple[str, int, str, set[str], bool]) -> None:
    _, _, code, names, more = use
    entry = CATALOGUE[code]
    assert more or fields_of(entry.message) <= names
    known = fields_of(entry.message).union(*(fields_of(template) for template in entry.hints))
    assert names <= known, "a field that no text uses"


def test_the_first_hint_whose_fields_are_given_is_shown() -> None:
    entry = CATALOGUE["PC201"]
    fields = {"where": "x", "key": "y", "known": ["a", "b"]}
    found = hint(entry, {**fields, "suggestions": []})
    assert found is not None and found.en == "its keys are: a, b."
    found = hint(entry, {**fields, "suggestions": ["why"]})
    assert found is not None and found.zh == "是否想写：why？"


def test_user_text_is_shown_on_one_line_and_cut() -> None:
    assert shown("a\nb\x1b[31m") == "a\\nb\\x1b[31m"
    assert len(shown("长" * 500)) == 80
    entry = CATALOGUE["PC302"]
    assert message(entry, {"word": "{braces} %s"}).en == "`{braces} %s` cannot be a name"
