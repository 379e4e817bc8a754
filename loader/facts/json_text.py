"""Bytes of JSON text in; plain data out (dict, list, str, bool, None, every number a `Decimal`), or the text's faults.

Strict RFC 8259 in UTF-8: no duplicate keys, no NaN or Infinity, no lone surrogates. Nothing is repaired and nothing is
guessed; a number is read from its digits and never passes through a binary float.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from engine.model import Label
from loader.facts.fault import LONGEST, Fault, shown, token

DEEPEST: Final = 100
"""Objects and lists inside one another, at most."""

_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UTF8: Final = Label("UTF-8 编码的 JSON 文本", "JSON text in UTF-8")


class _Odd:
    """A number that no decimal holds: NaN, an infinity, or one with an exponent beyond all bounds."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Repeating(list[tuple[str, Any]]):
    """The members of an object in which a key stands twice."""


def parse(data: bytes) -> tuple[Any, list[Fault]]:
    """Parse one JSON text.

    Args:
        data: the bytes of the text; a UTF-8 byte order mark at the start is accepted and ignored.

    Returns:
        The value and no faults, or None and at least one fault (``PC600`` to ``PC606``).

    >>> parse(b'{"a": 1.10}')
    ({'a': Decimal('1.10')}, [])
    >>> [(fault.code, fault.line, fault.column) for fault in parse(b'{"a": }')[1]]
    [('PC600', 1, 7)]
    """
    text, fault = _decoded(data)
    if fault is not None:
        return None, [fault]
    odd: list[Any] = []
    try:
        value = _decoder(odd).decode(text)
    except json.JSONDecodeError as error:
        return None, [_syntax(error)]
    except RecursionError:
        return None, [_too_deep(text)]
    if not odd and "\\ud" not in text and "\\uD" not in text:
        return value, []
    faults = list(_faults(value))
    return (None, faults) if faults else (value, [])


def _decoder(odd: list[Any]) -> json.JSONDecoder:
    """A decoder on json's C scanner; what it lets through and this module does not is marked, and put into `odd`."""

    def members(pairs: list[tuple[str, Any]]) -> Any:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        odd.append(None)
        return _Repeating(pairs)

    def number(text: str) -> Any:
        try:
            return Decimal(text)
        except InvalidOperation:
            return constant(text)

    def constant(text: str) -> Any:
        odd.append(None)
        return _Odd(text)

    return json.JSONDecoder(
        object_pairs_hook=members, parse_float=number, parse_int=Decimal, parse_constant=constant, strict=True
    )


def _decoded(data: bytes) -> tuple[str, Fault | None]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return "", Fault("", "PC601", name, _UTF8, line=1, column=1)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if not data.strip(b" \t\r\n"):
        return "", Fault("", "PC606", "", _UTF8, line=1, column=1)
    if b"\x00" in data[:4]:
        return "", Fault("", "PC601", "UTF-16/32", _UTF8, line=1, column=1)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        found = " ".join(f"0x{byte:02X}" for byte in data[error.start : error.start + 2])
        return "", Fault("", "PC601", found, _UTF8, (), *_position(before, len(before)))


def _position(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


_EXPECTED: Final = (
    ("Expecting property name", Label("双引号括起的键", "a key in double quotes")),
    ("Expecting ':'", Label("冒号", "a colon")),
    ("Expecting ',' delimiter", Label("逗号，或本层的结束括号", "a comma or the closing bracket")),
    ("Expecting value", Label("一个 JSON 值", "a JSON value")),
    ("Illegal trailing comma", Label("逗号之后还有内容", "something after the comma")),
    ("Unterminated string", Label("字符串以双引号结束", "a string that ends with a double quote")),
    (
        "Invalid control character",
        Label("字符串内的换行、制表等控制字符须转义", "control characters in strings escaped"),
    ),
    ("Invalid \\", Label("合法的转义，如 \\n、\\u4e00", "a valid escape such as \\n or \\u4e00")),
    ("Extra data", Label("文本到此结束", "the end of the text")),
)


def _syntax(error: json.JSONDecodeError) -> Fault:
    expected = next((label for start, label in _EXPECTED if error.msg.startswith(start)), Label("JSON", "JSON"))
    rest = error.doc[error.pos : error.pos + 12].split("\n")[0] or error.doc[error.pos : error.pos + 1]
    return Fault("", "PC600", shown(rest) if rest else "", expected, (), error.lineno, error.colno)


def _too_deep(text: str) -> Fault:
    depth = 0
    at = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        bracket = found.group()
        depth += (bracket in "[{") - (bracket in "]}") if len(bracket) == 1 else 0
        if depth > DEEPEST:
            at = found.start()
            break
    return Fault("", "PC605", "", _deepest(), (), *_position(text, at))


def _deepest() -> Label:
    return Label(f"至多 {DEEPEST} 层嵌套", f"at most {DEEPEST} levels of nesting")


def _faults(value: Any) -> Iterator[Fault]:
    """The faults of a value that was parsed, in the order of the text; without recursion, for values of any depth."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        pointer, found = stack.pop()
        if isinstance(found, _Odd):
            yield Fault(pointer, "PC603", found.text[:LONGEST], Label("有限的十进制数", "a finite decimal number"))
        elif isinstance(found, str):
            yield from _surrogates(pointer, found)
        elif isinstance(found, list) and not isinstance(found, _Repeating):
            stack.extend((f"{pointer}/{index}", found[index]) for index in reversed(range(len(found))))
        elif isinstance(found, (dict, _Repeating)):
            members = list(found.items()) if isinstance(found, dict) else found
            yield from _keys(pointer, [key for key, _ in members])
            stack.extend((f"{pointer}/{token(key)}", member) for key, member in reversed(members))


def _keys(pointer: str, keys: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    told: set[str] = set()
    for key in keys:
        at = f"{pointer}/{token(key)}"
        if key in seen and key not in told:
            told.add(key)
            yield Fault(at, "PC602", shown(key), Label("每个键只写一次", "each key once"))
        seen.add(key)
        yield from _surrogates(at, key)


def _surrogates(pointer: str, text: str) -> Iterator[Fault]:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        yield Fault(pointer, "PC604", shown(text), Label("完整的 Unicode 字符", "whole Unicode characters"))
