"""A cell of a table in a rule file, in; the same as FEEL, out; and back. The types are those of the vocabulary."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from engine.check import NUMERIC, item_of
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Node
from engine.feel.parser import parse, parse_unary_tests
from engine.model import Type
from loader.dmn.writing import quoted
from loader.rules.literals import ISO_DATE, NUMBER, TEMPORAL, is_expression
from loader.yaml.nodes import Scalar
from loader.yaml.reading import CONTROL

NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN: Final = re.compile(r"(= )?[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*([.-][\w\u4e00-\u9fff]+)*")
_RESERVED: Final = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
NOT_APPLICABLE: Final = "not_applicable"


# --- to FEEL ----------------------------------------------------------------------------------------------------------


def test_text(cell: Scalar, members: Collection[str], enumerated: bool) -> str:
    """The unary tests of a cell; `members`: the values of its input, where that is an enumeration."""
    if cell.text == "-" and cell.value is not None:
        return "-"
    if cell.text in members:
        return quoted(cell.text)
    if not isinstance(cell.value, str):
        return plain_text(cell)
    if is_expression(cell):
        return cell.text[1:].strip()
    words = [word.strip() for word in cell.text.split(",")]
    if enumerated and (all(word in members for word in words) or cell.text.isidentifier()):
        return ",".join(quoted(word) for word in words)
    return cell.text


def value_text(cell: Scalar, kind: Type, members: Collection[str]) -> str | None:
    """The expression of a value of the type `kind`; None: not applicable."""
    if cell.text == NOT_APPLICABLE and cell.value is not None:
        return None
    if is_expression(cell):
        return cell.text[1:].strip()
    if not isinstance(cell.value, str):
        return plain_text(cell)
    text = cell.text
    if kind.kind in NUMERIC or kind.kind in TEMPORAL or kind.kind == "bool":
        return f'@"{text}"' if kind.kind == "date" and ISO_DATE.fullmatch(text) else text
    if kind.kind in ("record", "reference", "list") and not (kind.kind == "list" and text in members):
        return text
    return quoted(text)


def plain_text(cell: Scalar) -> str:
    """A number, truth value or null as FEEL writes it."""
    if cell.value is None:
        return "null"
    if isinstance(cell.value, bool):
        return "true" if cell.value else "false"
    return cell.text if NUMBER.fullmatch(cell.text) else format(Decimal(str(cell.value)), "f")


def members_of(kind: Type, enums: dict[str, Collection[str]]) -> Collection[str]:
    """The values of an enumeration or of a list of them; else none."""
    enum = item_of(kind)
    return enums.get(enum.name or "", ()) if enum.kind == "enum" else ()


# --- from FEEL --------------------------------------------------------------------------------------------------------


def test_cell(text: str, members: Collection[str]) -> str:
    """Unary tests as YAML; `members`: the values of the input, where it is an enumeration."""
    text = _visible(text.strip())
    if text in ("", "-"):
        return "'-'"
    if NUMBER.fullmatch(text) or text in ("true", "false"):
        return text
    try:
        tests = parse_unary_tests(text)
    except FeelSyntaxError:
        return scalar(text)
    inner = [test.args[0] for test in tests if test.op == "test_expr"]
    if len(inner) == len(tests) and all(one.op == "str" and one.args[0] in members for one in inner):
        words = [one.args[0] for one in inner]
        if all(NAME.fullmatch(word) for word in words):
            return scalar(", ".join(words))
    if len(tests) == 1 and inner and inner[0].op == "name":
        return scalar(f"= {text}")
    return scalar(text)


def value_cell(text: str | None, kind: str) -> str:
    """An expression as YAML, where a value of the type `kind` is concluded; None: not applicable."""
    if text is None:
        return NOT_APPLICABLE
    text = _visible(text.strip())
    if NUMBER.fullmatch(text):
        return f'"{text}"' if kind == "money" else text
    if text in ("true", "false"):
        return text
    node = parsed(text)
    if node is not None and node.op == "str" and _is_word(node.args[0], kind):
        return scalar(node.args[0])
    if node is not None and node.op == "at" and kind == "date" and ISO_DATE.fullmatch(node.args[0]):
        return str(node.args[0])
    return scalar(f"= {text}")


def parsed(text: str) -> Node | None:
    """The expression; None where it is not FEEL."""
    try:
        return parse(text)
    except FeelSyntaxError:
        return None


def is_tests(text: str) -> bool:
    """Whether a text is FEEL unary tests."""
    try:
        parse_unary_tests(text)
    except FeelSyntaxError:
        return False
    return True


def _is_word(word: str, kind: str) -> bool:
    """Whether a text stands for itself where a value of the type `kind` is expected."""
    if word.startswith("=") or word == NOT_APPLICABLE or not word or CONTROL.search(word):
        return False
    return kind not in ("bool", "int", "decimal", "money", "date", "time", "datetime", "days", "months", "any") and (
        " of " not in kind and " to " not in kind
    )


def _visible(text: str) -> str:
    """An expression with what cannot be seen, and no YAML file may hold, written as FEEL's escapes."""
    return CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def scalar(text: str) -> str:
    """A text as a YAML scalar that is read as that text, in block and in flow collections; what no YAML file of a
    policy may hold becomes U+FFFD.

    >>> scalar("good"), scalar("= rate"), scalar("[1..2), 7"), scalar("yes"), scalar("a\\nb")
    ('good', '= rate', "'[1..2), 7'", "'yes'", '"a\\\\nb"')
    """
    text = CONTROL.sub("\ufffd", text)
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in written)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
