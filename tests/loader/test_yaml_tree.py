"""Reading YAML: values of the 1.2 core schema, positions, and one tree whichever parser reads it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model import Place
from loader.yaml import events as yaml_events
from loader.yaml import tree as yaml_tree
from loader.yaml.events import Parser
from loader.yaml.pieces import plain
from loader.yaml.tree import Mapping, Node, Scalar, Sequence, load_yaml, read_yaml

POLICY = Path(__file__).parents[2] / "policies" / "2023"
FILES = sorted(POLICY.glob("*.yaml"))


def read(text: str) -> Node:
    tree, diagnostics = read_yaml(text.encode(), "f.yaml")
    assert tree is not None and not diagnostics
    return tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("0.20", Decimal("0.20")),
        ("1e3", Decimal("1e3")),
        (".5", Decimal("0.5")),
        ("2023-10-20", "2023-10-20"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("4.5.s4.n1", "4.5.s4.n1"),
        ("'12'", "12"),
        ('"null"', "null"),
        ("= a + 1", "= a + 1"),
    ],
)
def test_values_of_the_core_schema(text: str, value: object) -> None:
    found = plain(read(f"a: {text}\n"))["a"]
    assert found == value and type(found) is type(value)


def test_decimals_keep_their_digits() -> None:
    assert str(plain(read("a: 0.20\n"))["a"]) == "0.20"


def test_positions_of_keys_values_and_collections() -> None:
    tree = read("# 注释\n名称: 平台\nlist:\n  - a\n  - {b: 'c'}\n")
    assert isinstance(tree, Mapping) and tree.place == Place("f.yaml", 2, 1)
    name, items = tree.get("名称"), tree.get("list")
    assert isinstance(name, Scalar) and (name.line, name.column, name.end_column) == (2, 5, 7)
    assert isinstance(items, Sequence) and (items.line, items.column) == (4, 3)
    inner = items.items[1]
    assert isinstance(inner, Mapping) and (inner.line, inner.column, inner.end_column) == (5, 5, 13)
    key = tree.key("list")
    assert key is not None and key.place == Place("f.yaml", 3, 1)
    assert tree.get("absent") is None and tree.key("absent") is None


def test_a_value_that_is_not_written_stands_after_its_key() -> None:
    tree = read("a:\n\n# x\nb: 1\n")
    assert isinstance(tree, Mapping)
    empty = tree.get("a")
    assert empty is not None and (empty.line, empty.column) == (1, 2)


def test_nodes_are_frozen_and_the_text_of_the_file_is_kept() -> None:
    tree = read("a: 1  # 说明\n")
    assert tree.source.text == "a: 1  # 说明\n"
    with pytest.raises(AttributeError):
        tree.line = 3  # type: ignore[misc]


OFFSETS = [
    "a: 'it''s b'\n",
    'a: "x\\ty \\u4e00 \\"q\\" end"\n',
    "a: |\n  one\n   two\n\n  three\nb: >-\n    fold\n    ed\n\n    para\n     more\n    x\n",
    "a: plain\n  multi\n\n  line\nb: 'quo\n  ted\n\n  x  y'\n",
    'a: "esc\\\n   aped\\n  x\n  y"\n',
    "- |2-\n   a\n  b\n",
    "a: |  # c\n\n\n  late\n",
    "a: 中文 𠀀 x\r\nb: |\r\n  行一\r\n  行二\r\n",
]


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [one for item in node.items for one in scalars(item)]
    assert isinstance(node, Mapping)
    return [one for key, value in node.entries for one in (key, *scalars(value))]


@pytest.mark.parametrize("text", OFFSETS)
def test_every_character_of_a_scalar_is_found_in_the_file(text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    for scalar in scalars(read(text)):
        for offset, char in enumerate(scalar.text):
            place = scalar.at(offset)
            written = lines[place.line - 1][place.column - 1 : place.column]
            assert char.isspace() or written == char or written == "\\"


def read_with(text: str, *used: Parser) -> object:
    """What reading gives with these parsers only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "parsers", lambda: used)
        tree, diagnostics = read_yaml(text.encode(), "f.yaml")
    return None if tree is None else dump(tree), diagnostics


def dump(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.line, node.column, node.text, node.style, repr(node.value)
    if isinstance(node, Sequence):
        return node.line, node.column, [dump(item) for item in node.items]
    assert isinstance(node, Mapping)
    return node.line, node.column, [(dump(key), dump(value)) for key, value in node.entries]


PARSERS = yaml_events.parsers()
needs_both = pytest.mark.skipif(len(PARSERS) == 1, reason="ruamel.yaml.clib is not installed")


@needs_both
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_parsers_read_the_same_tree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_with(text, *PARSERS) == read_with(text, PARSERS[-1])


PIECES = st.sampled_from(
    [
        "a",
        "键",
        ": ",
        ":",
        "- ",
        "\n",
        "  ",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        ", ",
        "# c",
        "|\n",
        ">-\n",
        "?",
        "1.5",
        "~",
        "\\n",
        "：",
        "!",
        "%",
        "…",
        "---\n",
    ]
)


@needs_both
@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_text_is_read_alike_with_and_without_the_fast_parser(text: str) -> None:
    assert read_with(text, *PARSERS) == read_with(text, PARSERS[-1])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())))
def test_reading_never_raises_and_never_fails_silently(data: bytes) -> None:
    tree, diagnostics = read_yaml(data, "f.yaml")
    assert tree is not None or any(one.severity == "error" for one in diagnostics)


def test_the_name_in_diagnostics_is_the_path_or_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("", encoding="utf-8")
    assert load_yaml(path).diagnostics[0].file == path.as_posix()
    assert load_yaml(path, "2023/x.yaml").diagnostics[0].file == "2023/x.yaml"
