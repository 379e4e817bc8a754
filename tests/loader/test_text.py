"""The source text of the opinion of 2023: its sentences, joined in order, are the source."""

from __future__ import annotations

from pathlib import Path

from loader.diagnostics import Diagnostics
from loader.text import check_owner, check_text, read_about, read_sentences, read_source
from loader.yaml.tree import load_yaml, read_yaml

POLICY = Path(__file__).parents[2] / "policies" / "2023"


def test_the_sentences_are_the_source() -> None:
    manifest, text = load_yaml(POLICY / "policy.yaml").tree, load_yaml(POLICY / "text.yaml").tree
    assert manifest is not None and text is not None
    found = Diagnostics()
    sentences = read_sentences(text, found)
    source = read_source(manifest, POLICY, "2023", found)
    assert source is not None
    check_text(text, source, found)
    check_owner(text, read_about(manifest)["id"], found)
    assert list(found) == []
    assert len(sentences) == 85
    assert sentences[1].id == "0.docno" and sentences[1].text == "区办〔2023〕14号"


def test_line_ends_do_not_change_the_digest(tmp_path: Path) -> None:
    manifest = load_yaml(POLICY / "policy.yaml").tree
    assert manifest is not None
    (tmp_path / "source.md").write_bytes((POLICY / "source.md").read_bytes().replace(b"\n", b"\r\n"))
    found = Diagnostics()
    assert read_source(manifest, tmp_path, "", found) is not None
    assert list(found) == []


def test_marks_count_only_where_markdown_has_them() -> None:
    tree = read_yaml("sentences:\n  - {id: a, type: heading, text: 'C# 语言'}\n".encode(), "t").tree
    assert tree is not None
    found = Diagnostics()
    check_text(tree, "## **C# 语言**\n---\n", found)
    assert list(found) == []
