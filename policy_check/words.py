"""The texts of the interface; in: a key and what fills it, out: the text in Chinese or English.

What the policy names (decisions, facts, values, bodies) is not here: its labels come from the policy's vocabulary.
"""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    # a stream of facts
    "watch_first": (
        "第 {line} 行（基准日 {day}）：{number} 项决定，其中待定 {open} 项",
        "line {line} (as of {day}): {number} decisions, of which {open} undetermined",
    ),
    "watch_line": (
        "第 {line} 行（基准日 {day}）：{number} 项决定有变，现有待定 {open} 项",
        "line {line} (as of {day}): {number} decisions change; {open} are undetermined now",
    ),
    "watch_nothing": (
        "第 {line} 行（基准日 {day}）：决定不变，现有待定 {open} 项",
        "line {line} (as of {day}): no decision changes; {open} are undetermined now",
    ),
    "watch_change": ("{what}：{before} → {now}", "{what}: {before} → {now}"),
    "watch_same": (
        "{what}：仍为 {now}，所据规则、条款或附注有变",
        "{what}: {now} as before, but on other rules, clauses or remarks",
    ),
    "watch_new": ("{what}：{now}（新）", "{what}: {now} (new)"),
    "watch_gone": ("不再存在", "no longer there"),
    "watch_rule": ("依据 {rule}（{clause}）“{quote}”", "rule {rule} ({clause}) “{quote}”"),
    "watch_differ": (
        "{file}:{line}：两种推导对 {number} 项决定结果不一致，属程序故障；这一行不给出决定，到此为止。",
        "{file}:{line}: the two derivations differ in {number} decisions, a fault of the program; nothing is decided "
        "about this line, and the stream ends here.",
    ),
    "watch_fault": (
        "{file}:{line}：推理引擎出错（{why}）；这一行不给出决定，到此为止。可加 --backend direct 重新运行。",
        "{file}:{line}: the rule engine failed ({why}); nothing is decided about this line, and the stream ends here. "
        "Run again with --backend direct.",
    ),
    "worker_again": (
        "推理进程出错（{why}），已重新启动并重做这一行。",
        "the worker process failed ({why}); it was started anew and did the line again.",
    ),
    # backends
    "only_direct": (
        "policy-check：此环境没有 durable-rules（{reason}），由 direct 单独判定。加 --backend direct 即不再提示。",
        "policy-check: durable-rules is not available here ({reason}); direct decides alone. "
        "With --backend direct this is not said.",
    ),
    "no_backend": (
        "policy-check：--backend {name} 需要 durable-rules，此环境没有（{reason}）。",
        "policy-check: --backend {name} needs durable-rules, which is not available here ({reason}).",
    ),
    "differ": (
        "{file}：两种推导对 {number} 项决定结果不一致，属程序故障，此文件不给出任何决定。请将以下内容报告给维护者。",
        "{file}: the two derivations differ in {number} decisions. This is a fault of the program; nothing is decided "
        "about this file. Please report what follows.",
    ),
    "engine_fault": (
        "{file}：推理引擎出错（{reason}），此文件不给出任何决定。可加 --backend direct 重新运行，并请报告给维护者。",
        "{file}: the rule engine failed ({reason}); nothing is decided about this file. Run again with "
        "--backend direct, and please report it.",
    ),
    "differ_in": ("{subject} {decision}：", "{subject} {decision}:"),
    "differ_proof": ("  证明不同（决定相同）", "  the proofs differ (the decisions do not)"),
    "differ_part": ("  {part}：rete {rete}；direct {direct}", "  {part}: rete {rete}; direct {direct}"),
    "differ_more": ("……另有 {number} 项", "... and {number} more"),
    "again": ("重现：{command}", "to see it again: {command}"),
    # the report
    "head": ("{policy} · 规则集 {version} · 基准日 {day}", "{policy} · rule set {version} · as of {day}"),
    "counted": ("{total} 项决定：{parts}", "{total} decisions: {parts}"),
    "one_counted": ("1 项决定：{parts}", "1 decision: {parts}"),
    "count": ("{state} {number}", "{number} {state}"),
    "expired": (
        "此文件的有效期至 {day}，基准日在其后；按最后一日有效的规则判定",
        "the policy was in force until {day}, before the reference day; the rules of that last day are applied",
    ),
    "expired_file": ("{file}：{text}", "{file}: {text}"),
    "nothing": ("没有符合选择的决定", "no decision fits the selection"),
    "open_heading": ("须先处理（{number} 项）", "To be settled first ({number})"),
    "misses": ("缺：", "missing: "),
    "decides": ("由 {body} 决定", "to be decided by {body}"),
    "not_said": (
        "材料未缺：算不出来、规则相互矛盾，或须由有权机关决定",
        "no fact is missing: it cannot be calculated, rules contradict each other, or it is left to the competent body",
    ),
    "conflicting": ("相互冲突的规则：{rules}", "rules in conflict: {rules}"),
    "overall": ("总体事项", "Overall"),
    "named": ("{label} {id}", "{label} {id}"),
    "kind": ("（{kind}）", " ({kind})"),
    "decision": ("决定", "decision"),
    "subject": ("对象", "subject"),
    "value": ("结果", "value"),
    "state": ("状态", "state"),
    "rule": ("依据", "rule"),
    "not_applicable_row": ("不适用（{number} 项）：{list}", "not applicable ({number}): {list}"),
    "list": ("、", ", "),
    "groups": ("；", "; "),
    "of_subject": ("{subject}：{list}", "{subject}: {list}"),
    "brackets": ("（{text}）", " ({text})"),
    "flag": ("标记 {flag}", "flag {flag}"),
    "flag_from": ("标记 {flag}（{rule} {title}）", "flag {flag} ({rule} {title})"),
    "refer": ("交 {body}", "refer to {body}"),
    "overrode": ("{rule} 本应给出 {value}，已被推翻", "{rule} would have given {value}; overridden"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "money": ("{amount} 元", "CNY {amount}"),
    "unknown": ("未知", "unknown"),
    "null": ("无", "none"),
    "entries": ("{number} 条", "{number} entries"),
    "determined": ("已定", "determined"),
    "undetermined": ("待定", "undetermined"),
    "not_applicable": ("不适用", "not applicable"),
    "determined_requires_reopening": ("已定，须先更正", "determined, reopening required"),
    "conflict": ("冲突", "conflict"),
    # proofs
    "clauses": ("条款：{list}", "clauses: {list}"),
    "does not apply": ("不成立", "does not apply"),
    "overridden": ("被推翻", "overridden"),
    "may apply": ("可能成立", "may apply"),
    "open": ("门槛已过", "gate open"),
    "closed": ("门槛未过", "gate closed"),
    "may be closed": ("门槛可能未过", "gate may be closed"),
    "remark": ("附注", "remark"),
    "no rule": ("现行规则均不涉及", "no rule in force concludes it"),
    "true": ("成立", "true"),
    "false": ("不成立", "false"),
    "condition_unknown": ("未知", "unknown"),
    "condition_value": ("取值", "value"),
    "same_above": ("（证明见上）", " (proof above)"),
    "quote": ("“{quote}”", "“{quote}”"),
    # input
    "stdin": ("标准输入", "standard input"),
    "no_file": ("{file}：没有这个文件", "{file}: no such file"),
    "is_command": ("；要用子命令，请把 {file} 写在最前", "; for the subcommand, write {file} first"),
    "is_folder": ("{file}：是文件夹，请给出其中的文件", "{file}: is a folder; name the files in it"),
    "not_allowed": ("{file}：没有读取权限", "{file}: no permission to read it"),
    "unreadable": ("{file}：读不出来（{why}）", "{file}: cannot be read ({why})"),
    "silent_pipe": (
        "{file}：是管道，等了 {seconds} 秒没有人写入",
        "{file}: is a pipe to which nobody wrote for {seconds} seconds",
    ),
    "too_large": ("{file}：超过 {limit} MB，不予读取", "{file}: larger than {limit} MB; it is not read"),
    "refused": (
        "{file}：不予受理，{number} 处问题，未作任何判定",
        "{file}: not accepted, {number} faults; nothing was decided",
    ),
    "refused_one": ("{file}：不予受理，1 处问题，未作任何判定", "{file}: not accepted, 1 fault; nothing was decided"),
    # options
    "bad_lang": ("环境变量 {name} 只能是 zh 或 en，现为 {value}", "{name} is {value}; it has to be zh or en"),
    "bad_date": (
        "--as-of 要写成 YYYY-MM-DD 的真实日期，现为 {value}",
        "--as-of is {value}; a date that exists is needed, YYYY-MM-DD",
    ),
    "json_one": (
        "--format json 一次只写一份文件的文档；多个文件请用 --format jsonl（每个文件一行）",
        "--format json writes the document of one file; for several use --format jsonl (one line a file)",
    ),
    "stdin_once": ("标准输入（-）只能读一次", "standard input (-) can be read only once"),
    "output_is_input": ("--output 与输入是同一个文件：{file}", "--output is one of the inputs: {file}"),
    "no_decision": ("没有名为 {name} 的决定", "there is no decision named {name}"),
    "no_platform": ("没有编号为 {name} 的{label}", "there is no {label} with the id {name}"),
    "did_you_mean": ("；是否指 {names}？", "; did you mean {names}?"),
    "see_help": ("用法见 policy-check --help", "see policy-check --help"),
    "missing_argument": ("没有给出要处理的 {name}", "{name} is missing"),
    "no_option": ("没有选项 {name}", "there is no option {name}"),
    "wants_value": ("选项 {name} 后面要有值", "option {name} needs a value"),
    "bad_choice": ("{name} 只能是 {choices} 之一", "{name} has to be one of {choices}"),
    "bad_usage": ("命令写法有误：{why}", "{why}"),
    # policies, output, faults of the program
    "bad_policy": ("政策文件不可用，{number} 个错误：", "the policy files cannot be used (errors: {number})"),
    "warnings": ("政策文件有 {number} 个警告：", "warnings about the policy files: {number}"),
    "unwritten": ("输出写不进 {file}：{why}", "the output cannot be written to {file}: {why}"),
    "stdout": ("标准输出", "standard output"),
    "full": ("磁盘已满", "the disk is full"),
    "interrupted": ("已中断", "interrupted"),
    "decided": ("已判 {number} 项", "{number} decisions"),
    "file_of": ("第 {at}/{total} 个文件", "file {at} of {total}"),
    # coverage, rules, lint
    "unclaimed": ("没有规则承载", "no rule claims it"),
    "decides_nothing": ("只记载，不作判定", "recorded; decides nothing"),
    "decides_what": ("判定：{list}", "decides: {list}"),
    "helps_what": ("用于推导：{list}", "works towards: {list}"),
    "constrains": ("为其他决定设门槛或附注", "gate or remarks on other decisions"),
    "reading": ("按 {ambiguity} 的读法 {option}", "reading {option} of {ambiguity}"),
    "reading_decided": ("（{body}，{day}）", " ({body}, {day})"),
    "reading_open": ("（尚无机关决定）", " (decided by nobody yet)"),
    "covered": (
        "{sentences} 句：{norms} 句有规范，其中 {claimed} 句已承载、{unclaimed} 句未承载；{silent} 句是标题或文件信息",
        "{sentences} sentences: {norms} with norms, {claimed} claimed, {unclaimed} unclaimed; {silent} headings "
        "or metadata",
    ),
    "rules_counted": (
        "{rules} 个规则版本：{deciding} 个作判定，{recorded} 个只记载；{ambiguities} 处歧义取了读法",
        "{rules} rule versions: {deciding} decide something, {recorded} are recorded only; {ambiguities} ambiguities "
        "are read",
    ),
    "in_force": (
        "{day} 有效的规则 {number} 条，规则集 {digest}",
        "{number} rules in force on {day}, rule set {digest}",
    ),
    "since": ("自 {since} 起", "from {since}"),
    "since_until": ("{since} 至 {until}", "{since} to {until}"),
    "rule_column": ("规则", "rule"),
    "title_column": ("名称", "title"),
    "norm_column": ("规范类型", "norm"),
    "dates_column": ("效力期间", "in force"),
    "noticed": ("，{notices} 个提示", ", notices: {notices}"),
    "awaiting": ("等待判定规范类型", "awaits its norm type"),
    "also_awaiting": ("；{awaiting} 句等待判定规范类型", "; {awaiting} await their norm type"),
    # new, test
    "wants_option": ("没有给出 {name}", "{name} is missing"),
    "bad_day": (
        "{name} 要写成 YYYY-MM-DD 的真实日期，现为 {value}",
        "{name} is {value}; a date that exists is needed, YYYY-MM-DD",
    ),
    "bad_id": (
        "--id 只能有小写字母、数字和“-”，现为 {value}",
        "--id is {value}; an id holds lower-case letters, digits and hyphens",
    ),
    "not_printable": ("{name} 里有控制字符：{value}", "{name} holds control characters: {value}"),
    "not_drafted": (
        "这份原文写不成能载入的政策文件夹，没有写入任何文件：",
        "no folder that loads can be made of this text; nothing was written:",
    ),
    "made": (
        "已建立 {folder}：政策 {id}，自 {day} 起施行；{sentences} 句，其中 {awaiting} 句等待判定规范类型",
        "{folder} is made: policy {id}, in force from {day}; {sentences} sentences, {awaiting} await their norm type",
    ),
    "made_missing": (
        "policy.yaml 里这几项原文没有写明，是占位的，请填好：{list}",
        "placeholders in policy.yaml, for want of anything in the text; fill in: {list}",
    ),
    "made_next": (
        "下一步：policy-check lint {folder}；policy-check test --policy {folder}",
        "next: policy-check lint {folder}; policy-check test --policy {folder}",
    ),
    "no_cases": (
        "没有用例：政策文件夹里没有 cases/，也没有给出用例文件",
        "there are no cases: the policy's folder has no cases/, and no file of cases is named",
    ),
    "case_met": ("符合 {case} {name}", "met {case} {name}"),
    "case_failed": ("不符 {case} {name}", "NOT MET {case} {name}"),
    "case_no_decision": ("没有这项决定：{name}", "there is no such decision: {name}"),
    "case_same": ("{item} 应为 {expected}，得出 {found}", "{item} should be {expected}, but is {found}"),
    "case_least": ("{item} 应含 {expected}，得出 {found}", "{item} should hold {expected}, but is {found}"),
    "case_none": ("{item} 不应含 {expected}，得出 {found}", "{item} should not hold {expected}, but is {found}"),
    "case_conflict": ("规则相互冲突：{found}", "rules are in conflict: {found}"),
    "case_somebody": (
        "应当交有权机关（{expected}），没有交",
        "it should be referred to a body ({expected}), but is not",
    ),
    "case_nobody": ("不应转交，却交 {found}", "it should be referred to nobody, but is to {found}"),
    "case_refused": (
        "事实不予受理，但不是在 {expected}：",
        "the facts are not accepted, but for other faults than {expected}:",
    ),
    "case_unaccepted": ("事实不予受理：", "the facts are not accepted:"),
    "case_not_refused": (
        "事实应当不予受理（{expected}），却受理了",
        "the facts should not be accepted ({expected}), but are",
    ),
    "case_disagrees": (
        "{case}：没有给出决定（{why}）；请加 --backend direct 再试，并报告给维护者",
        "{case}: nothing was decided ({why}); try --backend direct, and please report it",
    ),
    "cases_counted": ("{cases} 个用例：{met} 个符合，{failed} 个不符", "cases: {cases}, met: {met}, not met: {failed}"),
    "linted": ("{errors} 个错误，{warnings} 个警告", "errors: {errors}, warnings: {warnings}"),
}


class Words:
    """The texts in one language.

    >>> Words("en")("no_file", file="a.json"), Words("zh")("yes")
    ('a.json: no such file', '是')
    """

    __slots__ = ("language", "_at")

    def __init__(self, language: str) -> None:
        self.language = language
        self._at = 0 if language == "zh" else 1

    def __call__(self, key: str, **fields: object) -> str:
        """The text of a key, its fields filled in. Raises KeyError for an unknown key: a fault of the caller."""
        text = _TEXTS[key][self._at]
        return text.format(**fields) if fields else text

    def list(self, items: list[str]) -> str:
        """The items as one text."""
        return self("list").join(items)


def safe(text: str) -> str:
    """Text that came from outside, fit for a terminal: control and bidirectional characters are escaped.

    >>> safe("a\\x1b[31m\\u3000b")
    'a\\\\x1b[31m\\u3000b'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u3000" else c.encode("unicode_escape").decode() for c in text)
