"""The options of every command as plain data; in: nothing, out: tables that the quick reader and click are both made
from."""

from __future__ import annotations

from engine.value import Value

TABLE, JSON, JSONL = "table", "json", "jsonl"


class Option(Value):
    """One option.

    Args:
        name: how it is written, ``--as-of``.
        metavar: what follows it; None for a switch.
        zh, en: its help.
        many: whether it may be given several times.
        choices: the values it may have; empty: any.
    """

    name: str
    metavar: str | None
    zh: str
    en: str
    many: bool = False
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name among the values: ``as_of``."""
        return self.name[2:].replace("-", "_")


LANG = Option("--lang", "zh|en", "界面语言", "language of the interface", choices=("zh", "en"))
POLICY = Option(
    "--policy", "FOLDER", "政策文件夹；再给的是修订它的文件夹", "policy folder, then folders that amend it", True
)
AS_OF = Option("--as-of", "DATE", "判定基准日（YYYY-MM-DD）", "day whose rule versions apply (YYYY-MM-DD)")
OUTPUT = Option("--output", "FILE", "写入文件（整份写成才替换）", "write to a file, whole or not at all")
DEBUG = Option("--debug", None, "出现内部错误时显示调用栈", "show the traceback of an internal fault")
BACKEND = Option(
    "--backend",
    "rete|direct|both",
    "推理后端：rete（默认）由 direct 复核，both 连证明一并复核",
    "what decides: rete (the default) is checked by direct; both: proofs, too",
    choices=("rete", "direct", "both"),
)
TWO_FORMATS = Option("--format", "table|json", "输出格式", "format of the output", choices=(TABLE, JSON))

ONLY = Option("--only", "NAME", "只看这些决定，可用通配符和逗号", "only these decisions (globs; commas)", True)

CHECK = (
    ONLY,
    Option("--platform", "ID", "只看这个平台名下的决定", "only what belongs to this platform", True),
    AS_OF,
    Option(
        "--format",
        "table|json|jsonl",
        "输出格式；json 为一份契约文档，jsonl 每个文件一行",
        "format: json is the contract's document, jsonl one line a file",
        choices=(TABLE, JSON, JSONL),
    ),
    Option("--trace", None, "附上证明：规则、条件、事实", "with proofs: rules, conditions, facts"),
    BACKEND,
    Option("--all", None, "不适用的决定也逐项列出", "list decisions that do not apply, too"),
    Option("--strict", None, "有待定或冲突时退出码为 1", "exit 1 if anything is undetermined or in conflict"),
    OUTPUT,
    POLICY,
    LANG,
    Option("--no-progress", None, "不显示进度", "no progress on standard error"),
    DEBUG,
)
COVERAGE = (TWO_FORMATS, OUTPUT, POLICY, LANG, DEBUG)
RULES = (AS_OF, TWO_FORMATS, OUTPUT, POLICY, LANG, DEBUG)
WATCH = (
    ONLY,
    AS_OF,
    Option(
        "--format",
        "table|jsonl",
        "输出格式；jsonl 每处变化一行",
        "format; jsonl: a line a change",
        choices=(TABLE, JSONL),
    ),
    Option("--backend", "rete|direct", "推理后端", "what decides", choices=("rete", "direct")),
    Option("--all", None, "首行得出的决定也逐项列出", "list what the first line decides, too"),
    POLICY,
    LANG,
    DEBUG,
)
LINT = (TWO_FORMATS, OUTPUT, LANG, DEBUG)
NEW = (
    Option(
        "--from",
        "FILE",
        "政策原文（UTF-8 文本或 Markdown；- 为标准输入）",
        "the policy's text (UTF-8; - is standard input)",
    ),
    Option("--id", "ID", "政策编号（默认取自文件夹名）", "the policy's id (default: from the folder's name)"),
    Option("--document-number", "TEXT", "文号（默认取自原文）", "its document number (default: from the text)"),
    Option("--title", "TEXT", "标题（默认取自原文）", "its title (default: from the text)"),
    Option("--issuer", "NAME", "发文机关", "who issued it", True),
    Option("--in-force", "DATE", "施行日期（默认取自原文）", "its first day in force (default: from the text)"),
    LANG,
    DEBUG,
)
TEST = (POLICY, BACKEND, TWO_FORMATS, OUTPUT, LANG, DEBUG)
SCHEMA = (OUTPUT, POLICY, LANG, DEBUG)
IMPORT_DMN = (
    OUTPUT,
    Option("--vocabulary", "FILE", "词汇表另写入此文件", "write the vocabulary to this file"),
    LANG,
    DEBUG,
)
EXPORT_DMN = (
    OUTPUT,
    POLICY,
    Option(
        "--dmn",
        "1.5|1.3",
        "DMN 版本；1.3 供只认此版的建模工具",
        "version of DMN; 1.3 for modellers that know it only",
        choices=("1.5", "1.3"),
    ),
    LANG,
    DEBUG,
)

COMMANDS = {
    "check": ("评判事实文件（可省略 check）", "evaluate facts (the word check may be left out)"),
    "watch": ("逐行读入事实，说明每行改变了哪些决定", "read facts line by line, tell what each line changes"),
    "coverage": ("逐句对照：哪一句由哪些规则承载", "the map from sentences to rules"),
    "rules": ("列出某日有效的规则、版本和参数", "list the rules in force, versions and parameters"),
    "new": ("由政策原文建立政策文件夹，逐句列出规则草稿", "make a policy folder from a text, a draft rule a sentence"),
    "lint": ("检查政策文件夹，列出全部问题", "check policy folders, list every fault"),
    "test": (
        "用用例核对政策（默认是政策文件夹里 cases/ 中的）",
        "try worked cases (default: those in the policy's cases/)",
    ),
    "schema": ("打印事实文件的 JSON Schema（由词汇生成）", "print the JSON Schema of facts (from the vocabulary)"),
    "import-dmn": ("把 DMN 决策表写成规则文件", "write the decision tables of a DMN file as rules"),
    "export-dmn": ("把政策的决策表写成 DMN 文件", "write the decision tables of a policy as a DMN file"),
    "completion": ("打印命令行补全脚本", "print a completion script for a shell"),
}
EXITS = (
    ("0", "已评判", "evaluated"),
    (
        "1",
        "--strict 且有待定或冲突；coverage 有未承载的句子；test 有用例不符",
        "--strict and something open; coverage: a sentence unclaimed; test: a case not met",
    ),
    ("2", "输入不可用（其他文件仍会评判）", "unusable input (other files are still evaluated)"),
    ("3", "政策文件不可用", "unusable policy files"),
    ("4", "程序内部错误", "a fault of the program"),
    ("5", "输出写不进去", "the output cannot be written"),
    ("6", "两种推导不一致或推理引擎出错：不给出决定", "the two derivations differ, or one failed: nothing decided"),
    ("130", "被中断（Ctrl-C）", "interrupted (Ctrl-C)"),
    ("141", "读输出的一方已关闭", "the reader of the output has gone"),
)
