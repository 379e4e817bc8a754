"""A scalar of a policy file that holds FEEL, in; its syntax tree, out, or a diagnostic at the very character."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Node as Feel
from engine.feel.parser import parse, parse_unary_tests
from engine.model import Label
from loader.diagnostics import Diagnostics
from loader.rules.special_forms import with_forms
from loader.yaml.nodes import Scalar

_T = TypeVar("_T")

_PROBLEMS = {
    "unexpected_end": Label("表达式没有写完", "the expression is not complete"),
    "unexpected_token": Label("此处不应有“{found}”", "`{found}` does not fit here"),
    "unexpected_character": Label("此处不能有“{found}”", "`{found}` is not allowed here"),
    "unterminated_string": Label("文字的双引号没有闭合", "the double quote of a text is not closed"),
    "unterminated_comment": Label("注释“/*”没有结束", "the comment `/*` is not closed"),
    "bad_literal": Label("“{found}”不是有效的日期、时间或期间", "`{found}` is no valid date, time or duration"),
    "duplicate_key": Label("“{found}”写了两次", "`{found}` is written twice"),
    "too_deep": Label("表达式嵌套过深", "the expression is nested too deeply"),
}
_WRONG_MARKS = {
    "，": ",",
    "；": ",",
    "（": "(",
    "）": ")",
    "：": ":",
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "'": '"',
    "。": ".",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "×": "*",
    "÷": "/",
    "－": "-",
    "＋": "+",
    "&": "and",
    "|": "or",
    "!": "not(…)",
}


def parse_feel(scalar: Scalar, found: Diagnostics, skip: int = 0) -> Feel | None:
    """The expression in a scalar, after its first `skip` characters; None, with PC301, where it is none."""
    return _parsed(parse, scalar, found, skip)


def parse_feel_tests(scalar: Scalar, found: Diagnostics, skip: int = 0) -> tuple[Feel, ...] | None:
    """The unary tests in a scalar; None, with PC301, where they are none."""
    return _parsed(parse_unary_tests, scalar, found, skip)


def _parsed(parser: Callable[[str], _T], scalar: Scalar, found: Diagnostics, skip: int) -> _T | None:
    text = scalar.text[skip:]
    try:
        tree: _T = with_forms(parser(text))
        return tree
    except FeelSyntaxError as error:
        report(error, scalar, found, skip)
        return None


def report(error: FeelSyntaxError, scalar: Scalar, found: Diagnostics, skip: int = 0) -> None:
    """Adds PC301 for a syntax error in the text of `scalar` after its first `skip` characters."""
    text = scalar.text[skip:]
    place = scalar.at(skip + min(max(error.at, 0), max(len(text) - 1, 0)))
    template = _PROBLEMS.get(error.code, Label(error.code, error.code))
    problem = Label(template.zh.replace("{found}", error.found), template.en.replace("{found}", error.found))
    instead, expected = _instead(text, error), _expected(error.expected)
    if instead:
        found.add("PC301", place, problem=problem, word=text[error.at], instead=instead)
    elif expected:
        found.add("PC301", place, problem=problem, expected=expected)
    else:
        found.add("PC301", place, problem=problem)


def _instead(text: str, error: FeelSyntaxError) -> str:
    here = text[error.at : error.at + 1]
    if here == "=" and text[error.at - 1 : error.at] in ("=", ">", "<"):
        return "=" if text[error.at - 1] == "=" else ""
    return _WRONG_MARKS.get(here, "") if error.code == "unexpected_character" else ""


def _expected(expected: str) -> Label | None:
    if expected in ("", '"', "*/"):
        return None
    if expected == "an expression":
        return Label("一个值或表达式", "a value or an expression")
    if expected == "end":
        return Label("表达式到此结束，或运算符（如 =、and）", "the end, or an operator such as `=` or `and`")
    return Label(expected.replace("`", " ").strip() if expected.startswith("`") else expected, expected)
