"""A syntax error in ruamel's words, in; a diagnostic in the officer's words, out."""

from __future__ import annotations

import re

from engine.model import Label, Place
from loader.catalogue.entry import shown
from loader.diagnostics import Diagnostics
from loader.yaml.events import YamlSyntaxError

_PROBLEMS: tuple[tuple[str, Label, Label | None], ...] = tuple(
    (pattern, Label(zh, en), Label(*advice) if advice else None)
    for pattern, zh, en, advice in (
        (
            "mapping values are not allowed",
            "此处不能再出现“键: 值”",
            "`key: value` is not allowed here",
            (
                "值里若有“: ”，请给整个值加引号；否则检查缩进。",
                "put the whole value in quotes if it holds `: `; else check the indentation.",
            ),
        ),
        (
            "could not find expected ':'",
            "键后缺少冒号",
            "a key without its colon",
            ("写成“键: 值”，冒号用半角，后空一格。", "write `key: value`, with a space after the colon."),
        ),
        (r"found character '\\t'", "此处不能用制表符", "a tab is not allowed here", ("改用空格。", "use spaces.")),
        (
            r"found character '(?P<word>[@`%])'",
            "值不能以“{word}”开头",
            "a value cannot begin with `{word}`",
            ("给值加引号。", "put the value in quotes."),
        ),
        (
            "expected <block end>",
            "缩进与上文不一致，或此处多了内容",
            "the indentation does not fit the lines above, or there is surplus text",
            (
                "同一级的各行须左对齐；引号之后不能再有文字。",
                "lines of one level start at one column; nothing may follow a closing quote.",
            ),
        ),
        (
            r"expected ',' or '\]'",
            "方括号列表没有写完整：缺少“,”或“]”",
            "the list in brackets is not complete: `,` or `]` is missing",
            None,
        ),
        (
            r"expected ',' or '\}'",
            "花括号没有写完整：缺少“,”或“}}”",
            "the mapping in braces is not complete: `,` or `}}` is missing",
            None,
        ),
        (
            "found unexpected end of stream",
            "引号没有闭合",
            "the quotation mark is not closed",
            ("在文字末尾补上同样的引号。", "add the same mark at the end of the text."),
        ),
        (
            "sequence entries are not allowed",
            "此处不能出现列表项“- ”",
            "a list item `- ` is not allowed here",
            ("列表项要另起一行并对齐。", "begin the list on a line of its own, aligned."),
        ),
        (
            "mapping keys are not allowed",
            "此处不能出现“? ”",
            "`? ` is not allowed here",
            ("给文字加引号。", "put the text in quotes."),
        ),
        (
            "found unknown escape|expected escape sequence|^OverflowError|^ValueError",
            "双引号中的“\\”写法无效",
            "invalid use of `\\` in double quotes",
            ("改用单引号，或把“\\”写成“\\\\”。", "use single quotes, or write `\\\\`."),
        ),
        (
            "invalid intendation or unclosed",
            "缩进有误，或方括号、花括号没有闭合",
            "wrong indentation, or an unclosed bracket or brace",
            None,
        ),
        (
            "found unexpected ':'",
            "此处的冒号后缺少空格",
            "a space is missing after this colon",
            ("写成“键: 值”。", "write `key: value`."),
        ),
        (
            "more indented follow up line",
            "文字块的第一行缩进比后面的多",
            "the first line of the text block is indented more than the rest",
            None,
        ),
        (
            "chomping or indentation|indentation indicator|expected a comment or a line break",
            "“|”或“>”之后不能有别的内容",
            "nothing may follow `|` or `>`",
            (
                "文字从下一行开始；若“|”“>”是文字，请加引号。",
                "the text begins on the next line; if the mark is text, use quotes.",
            ),
        ),
        (
            "expected the node content, but found '<stream end>'",
            "文件到此结束，而内容还没有写完",
            "the file ends before its content is complete",
            ("检查没有闭合的括号或引号。", "look for an unclosed bracket or quotation mark."),
        ),
        (
            "expected alphabetic or numeric character",
            "值不能以“*”或“&”开头",
            "a value cannot begin with `*` or `&`",
            ("给值加引号。", "put the value in quotes."),
        ),
        (
            "expected the node content",
            "此处缺少内容",
            "content is missing here",
            ("检查多余的逗号或括号。", "look for a surplus comma or bracket."),
        ),
        (
            "expected '<document start>'|non-comment content",
            "内容已经结束，此处是多余的",
            "the content has ended; this is surplus",
            ("检查括号和缩进。", "check brackets and indentation."),
        ),
        ("document separator", "引号没有闭合，遇到了“---”", "a quotation mark is not closed before `---`", None),
    )
)
_AT_END = re.compile("end of stream|stream end")
_FULL_WIDTH_COLON = re.compile(r"\s*(?:- +)*[^\s：:'\"#\[\]{}]+(：)")
_STRANGE_INDENT = re.compile(r" *[\t\u3000\u00a0]")
_FLOW_MARK = re.compile("[，：]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def report(problem: YamlSyntaxError, file: str, text: str, found: Diagnostics) -> None:
    """Adds the one diagnostic for a text that is not YAML, with its usual causes: tabs and full-width marks."""
    line, column = _position(problem)
    words, advice = _words(problem)
    place = Place(file, line + 1, column + 1)
    lines = _LINE_END.split(text)
    mark = _full_width(problem, lines)
    if line < len(lines) and _STRANGE_INDENT.match(lines[line]):
        found.add("PC118", Place(file, line + 1, len(lines[line]) - len(lines[line].lstrip(" ")) + 1))
    elif mark is not None:
        found.add("PC117", Place(file, mark[0] + 1, mark[1] + 1), problem=words, word=lines[mark[0]][mark[1]])
    else:
        found.add("PC107", place, problem=words, **({"advice": advice} if advice else {}))


def _position(problem: YamlSyntaxError) -> tuple[int, int]:
    """Where the error is noticed; for what is still open at the end of the file, where that began."""
    if problem.began is not None and _AT_END.search(problem.problem) and "block" not in problem.context:
        return problem.began
    return problem.at


def _words(problem: YamlSyntaxError) -> tuple[Label, Label | None]:
    for pattern, label, advice in _PROBLEMS:
        match = re.search(pattern, problem.problem)
        if match:
            zh, en = (text.format_map(match.groupdict()) for text in label)
            return _with_start(problem, Label(zh, en)), advice
    own = shown(problem.problem)
    return Label(f"无法解析（{own}）", own), None


def _with_start(problem: YamlSyntaxError, label: Label) -> Label:
    """Adds where an unclosed bracket was opened, where that is on an earlier line."""
    if problem.began is None or "flow" not in problem.context or problem.began[0] == _position(problem)[0]:
        return label
    line = problem.began[0] + 1
    return Label(f"{label.zh}（始于第 {line} 行）", f"{label.en} (it begins on line {line})")


def _full_width(problem: YamlSyntaxError, lines: list[str]) -> tuple[int, int] | None:
    """Line and column (from 0) of a full-width mark that stands where YAML needs a half-width one."""
    last = min(problem.at[0], len(lines) - 1)
    first = max(0, last - 1)
    for number in range(last, first - 1, -1):
        if "flow" in problem.context:
            match = _FLOW_MARK.search(lines[number])
            if match:
                return number, match.start()
        match = _FULL_WIDTH_COLON.match(lines[number])
        if match and ": " not in lines[number] and not lines[number].endswith(":"):
            return number, match.start(1)
    return None
