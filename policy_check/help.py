"""The tables of options in; the help of the program and of its commands, out, in Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policy_check import options
from policy_check.options import COMMANDS, EXITS, Option
from policy_check.width import pad, terminal_width, width, wrap

INDENT = "  "
HELP = Option("--help", None, "显示本说明", "show this help")
VERSION = Option("--version", None, "显示版本号", "show the version")
USAGE = {
    "check": "policy-check [check] [OPTIONS] FACTS.json... | -",
    "watch": "policy-check watch [OPTIONS] FACTS.ndjson | -",
    "coverage": "policy-check coverage [OPTIONS]",
    "rules": "policy-check rules [OPTIONS]",
    "new": "policy-check new FOLDER --from TEXT.txt|- [OPTIONS]",
    "lint": "policy-check lint [OPTIONS] [FOLDER...]",
    "test": "policy-check test [OPTIONS] [CASES.yaml|FOLDER...]",
    "schema": "policy-check schema [OPTIONS]",
    "import-dmn": "policy-check import-dmn [OPTIONS] MODEL.dmn | -",
    "export-dmn": "policy-check export-dmn [OPTIONS]",
    "completion": "policy-check completion bash|zsh|fish",
}
TABLES: dict[str, Sequence[Option]] = {
    "check": options.CHECK,
    "watch": options.WATCH,
    "coverage": options.COVERAGE,
    "rules": options.RULES,
    "new": options.NEW,
    "lint": options.LINT,
    "test": options.TEST,
    "schema": options.SCHEMA,
    "import-dmn": options.IMPORT_DMN,
    "export-dmn": options.EXPORT_DMN,
    "completion": (),
}
ABOUT = (
    "按政策规则评判事实文件（JSON）：每项决定附条款依据；缺什么、谁来定，先列出来。",
    "Evaluate facts (JSON) against a policy written as rules: every decision with its clauses; what is open "
    "comes first.",
)
LANGUAGE = (
    "语言：--lang，否则 POLICY_CHECK_LANG，否则系统语言（zh 开头为中文，其余为英文）。",
    "Language: --lang, else POLICY_CHECK_LANG, else the locale (zh: Chinese, any other: English).",
)
COMPLETION = (
    '补全：eval "$(policy-check completion bash)"；也可用 _POLICY_CHECK_COMPLETE=bash_source policy-check。',
    'Completion: eval "$(policy-check completion bash)", or _POLICY_CHECK_COMPLETE=bash_source policy-check.',
)


def program_help() -> str:
    """The help of the program: the check command, the other commands, the exit codes."""
    columns = terminal_width(False)
    rows = [(name, *texts) for name, texts in COMMANDS.items()]
    return "\n".join(
        [
            *_usage([USAGE["check"], "policy-check COMMAND [OPTIONS]"]),
            "",
            *_both(ABOUT, columns),
            "",
            "选项 Options",
            *_options(options.CHECK + (VERSION, HELP), columns),
            "",
            "子命令 Commands",
            *_rows(rows, columns),
            "",
            "退出码 Exit codes",
            *_rows(EXITS, columns),
            "",
            *_both(LANGUAGE, columns),
            *_both(COMPLETION, columns),
        ]
    )


def command_help(name: str) -> str:
    """The help of one command."""
    columns = terminal_width(False)
    return "\n".join(
        [
            *_usage([USAGE[name]]),
            "",
            *_both(COMMANDS[name], columns),
            "",
            "选项 Options",
            *_options((*TABLES[name], HELP), columns),
        ]
    )


def _usage(lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield ("用法 Usage: " if at == 0 else " " * 12) + line


def _both(texts: tuple[str, str], columns: int) -> list[str]:
    return [line for text in texts for line in wrap(text, columns)]


def _options(table: Iterable[Option], columns: int) -> Iterator[str]:
    return _rows([(_written(option), option.zh, option.en) for option in table], columns)


def _written(option: Option) -> str:
    return option.name + (f" {option.metavar}" if option.metavar else "") + (" ..." if option.many else "")


def _rows(rows: Sequence[tuple[str, str, str]], columns: int) -> Iterator[str]:
    """Rows of a name and its two texts, the texts below each other."""
    named = max(width(name) for name, _, _ in rows)
    for name, zh, en in rows:
        margin = INDENT + " " * (named + 2)
        yield from wrap(zh, columns, INDENT + pad(name, named) + "  ", margin)
        yield from wrap(en, columns, margin, margin)
