"""The pages of the facts' diagnostics: each code has one, and its examples are wrong and right as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.model import Vocabulary
from engine.value import changed
from loader.catalogue.facts import ENTRIES
from loader.facts.document import decode
from loader.facts.json_text import parse
from loader.facts.merge import merged

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"
ELSEWHERE = frozenset(("PC650",))
"""Found once the document is decoded: constraints."""
BOUNDED = frozenset(("PC621",))
"""Of a score, which has a maximum on these pages."""
LINES = frozenset(("PC640",))
"""Of a line of facts, which is added to a document that holds platform P1."""


def codes(text: str, vocabulary: Vocabulary) -> set[str]:
    """The codes of the faults of a facts document."""
    data, faults = parse(text.encode())
    return {fault.code for fault in faults or decode(data, vocabulary)[1]}


def line_codes(text: str, vocabulary: Vocabulary) -> set[str]:
    """The codes of the faults of a line of facts."""
    data, _ = parse(text.encode())
    return {fault.code for fault in merged({"platforms": [{"id": "P1"}]}, data, vocabulary)[1]}


def with_maximum(vocabulary: Vocabulary, entity: str, name: str, maximum: int) -> Vocabulary:
    """The vocabulary in which a fact has a maximum."""
    of = vocabulary.entities[entity]
    field = changed(of.fields[name], maximum=maximum)
    bounded = changed(of, fields={**of.fields, name: field})
    return changed(vocabulary, entities={**vocabulary.entities, entity: bounded})


@pytest.mark.parametrize("code", ENTRIES)
def test_page(code: str, vocabulary: Vocabulary) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    title = ENTRIES[code].title
    assert page.startswith(f"# {code} {title.zh} · {title.en}\n")
    blocks = re.findall(r":\n\n```(json facts|json line|text)\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    if code in BOUNDED:
        vocabulary = with_maximum(vocabulary, "annual_evaluation", "score", 100)
    if code in LINES:
        assert line_codes(blocks[0][1], vocabulary) == {code}
        assert line_codes(blocks[1][1], vocabulary) == set()
        return
    if blocks[0][0] == "json facts":
        assert codes(blocks[0][1], vocabulary) == (set() if code in ELSEWHERE else {code})
        assert codes(blocks[1][1], vocabulary) == set()
