"""The pages of the facts' diagnostics: each code has one, and its examples are wrong and right as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.model import Vocabulary
from loader.catalogue.facts import ENTRIES
from loader.facts.document import decode
from loader.facts.json_text import parse

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"
ELSEWHERE = frozenset(("PC650",))
"""Found once the document is decoded: constraints."""


def codes(text: str, vocabulary: Vocabulary) -> set[str]:
    """The codes of the faults of a facts document."""
    data, faults = parse(text.encode())
    return {fault.code for fault in faults or decode(data, vocabulary)[1]}


@pytest.mark.parametrize("code", ENTRIES)
def test_page(code: str, vocabulary: Vocabulary) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    title = ENTRIES[code].title
    assert page.startswith(f"# {code} {title.zh} · {title.en}\n")
    blocks = re.findall(r":\n\n```(json facts|text)\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    if blocks[0][0] == "json facts":
        assert codes(blocks[0][1], vocabulary) == (set() if code in ELSEWHERE else {code})
        assert codes(blocks[1][1], vocabulary) == set()
