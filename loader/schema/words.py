"""Schemas and plain values, in; the words for them that a policy officer knows, out, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.model import Label
from loader.catalogue.entry import shown
from loader.yaml.nodes import Node, Scalar

_WORDS = {
    "string": Label("文字", "text"),
    "integer": Label("整数", "a whole number"),
    "number": Label("数", "a number"),
    "boolean": Label("true 或 false", "true or false"),
    "array": Label("列表", "a list"),
    "object": Label("映射（键: 值）", "a mapping (`key: value`)"),
    "null": Label("空值（null）", "nothing (null)"),
}
_SINGLE = frozenset(("string", "number", "boolean"))
_YES_NO = frozenset(("yes", "no", "on", "off", "y", "n", "是", "否", "有", "无", "真", "假"))


def expected(wanted: Iterable[str]) -> Label:
    """The kinds of values that are expected."""
    left = set(wanted)
    if "number" in left:
        left.discard("integer")
    parts = []
    if left >= _SINGLE:
        left -= _SINGLE
        parts.append(Label("单个值（文字、数、true 或 false）", "a single value (text, number, true or false)"))
    parts += [word for kind, word in _WORDS.items() if kind in left]
    return Label(_joined([part.zh for part in parts], "、", "或"), _joined([part.en for part in parts], ", ", " or "))


def _joined(parts: list[str], comma: str, last: str) -> str:
    return parts[0] if len(parts) == 1 else comma.join(parts[:-1]) + last + parts[-1]


def found_words(node: Node, kind: str) -> Label:
    """What stands there instead."""
    if not isinstance(node, Scalar):
        return _WORDS[kind]
    text = shown(node.text)
    if kind == "string":
        return Label(f"文字“{text}”", f"the text `{text}`")
    if kind == "null":
        return Label("空值", "nothing")
    return Label(f"数 {text}", f"the number {text}") if kind != "boolean" else Label(text, text)


def advice(node: Node, wanted: frozenset[str], schema: Any) -> Label | None:
    """What most likely helps where a value is of the wrong kind."""
    if not isinstance(node, Scalar):
        return None
    if node.value is None:
        return Label("在冒号后写上内容。", "write the content after the colon.")
    if isinstance(schema, dict) and schema.get("format") == "date":
        return Label("写成 年-月-日，如 2023-10-20。", "write year-month-day, such as 2023-10-20.")
    return _for_text(node, wanted) if isinstance(node.value, str) else _for_number(node, wanted)


def _for_number(node: Scalar, wanted: frozenset[str]) -> Label | None:
    """For a number or truth value where text was wanted."""
    if "string" not in wanted:
        return None
    return Label(f"若是文字，请加引号：'{node.text}'。", f"if it is text, put it in quotes: '{node.text}'.")


def _for_text(node: Scalar, wanted: frozenset[str]) -> Label | None:
    """For text where something else was wanted."""
    if wanted == {"boolean"} and node.text.lower() in _YES_NO:
        return Label("写 true（是）或 false（否）。", "write true or false.")
    if "：" in node.text and wanted & {"object", "array"}:
        return Label("冒号用半角，后空一格：“键: 值”。", "use a half-width colon with a space after it: `key: value`.")
    if wanted == {"array"}:
        return Label(f"写成列表：[{shown(node.text)}]。", f"write a list: [{shown(node.text)}].")
    if wanted & {"integer", "number"} and node.style and node.text.lstrip("-").replace(".", "", 1).isdigit():
        return Label("去掉引号。", "take the quotes away.")
    return None


def title(schema: Any, path: tuple[str | int, ...]) -> Label:
    """The words for a mapping: the title of its schema, else where it stands."""
    if isinstance(schema, dict) and "title" in schema:
        zh, _, en = schema["title"].partition(" ")
        return Label(f"“{zh}”", "the " + (en if en[1:2].isupper() else en.lower()))
    return where(path)


def where(path: tuple[str | int, ...]) -> Label:
    """The words for the place of a value: its key, or which item of which list it is.

    >>> where(("rules", 0)).en
    'item 1 of `rules`'
    """
    if not path:
        return Label("文件", "the file")
    last = path[-1]
    if isinstance(last, str):
        return Label(f"“{shown(last)}”", f"`{shown(last)}`")
    outer = where(path[:-1])
    return Label(f"{outer.zh}的第 {last + 1} 项", f"item {last + 1} of {outer.en}")


def message(schema: Any, name: str) -> Label | None:
    """A message that a schema carries for readers, ``中文 | English``."""
    text = schema.get(name) if isinstance(schema, dict) else None
    if not isinstance(text, str):
        return None
    zh, _, en = text.partition(" | ")
    return Label(zh, en or zh)
