"""The pages of docs/diagnostics/ run: the wrong example has the fault, the right one has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loader.catalogue import CATALOGUE
from loader.diagnostics import Diagnostics
from loader.schema.check import check_form
from loader.text import read_sentences
from loader.vocabulary.read import read_vocabulary
from loader.yaml.tree import read_yaml

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"
EXAMPLE = re.compile(r"^```yaml (any|policy|vocabulary|text|manifest)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN = [code for code in CATALOGUE if code[2] in "129" or "PC301" <= code <= "PC320" or "PC501" <= code <= "PC509"]


def codes(kind: str, text: str) -> set[str]:
    """The codes of everything that is wrong with an example."""
    tree, diagnostics = read_yaml(text.encode(), "example.yaml")
    found = Diagnostics(diagnostics)
    if tree is not None and kind != "any":
        check_form(tree, kind, found)
    if tree is not None and kind == "vocabulary":
        read_vocabulary(tree, found)
    if tree is not None and kind == "text":
        read_sentences(tree, found)
    return {one.code for one in found}


@pytest.mark.parametrize("code", OWN)
def test_every_code_has_a_page_with_its_title(code: str) -> None:
    title = CATALOGUE[code].title
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {title.zh} · {title.en}\n")


@pytest.mark.parametrize("page", sorted(PAGES.glob("PC*.md")), ids=lambda path: path.stem)
def test_examples_have_the_fault_and_have_it_not(page: Path) -> None:
    assert page.stem in CATALOGUE
    examples = EXAMPLE.findall(page.read_text(encoding="utf-8"))
    if not examples:
        return
    (kind, wrong), (_, right) = examples
    assert page.stem in codes(kind, wrong)
    assert page.stem not in codes(kind, right)
    if kind in ("any", "policy", "text"):
        assert not codes(kind, right)
