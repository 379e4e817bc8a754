"""The benchmark job for each peer, written as its users would; in: a peer's name, out: a function from records to rows.

A row is a mapping or list of the outputs of `OUTPUTS`. Every peer gets what serves it best: rules compiled once, its
fastest way to pass a record, intermediate results kept where it can keep them. The rules of outputs with one rule are
not repeated in every row; the rule of the grade, which two rules can decide, is an output. A peer that is not installed
is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Record = dict[str, Any]
Job = Callable[[list[Record]], list[Any]]
OUTPUTS = ("grade", "grade_rule", "reward", "next_budget", "eligible", "self_sufficient", "team_exit", "renew", "total")

# --- JsonLogic --------------------------------------------------------------------------------------------------------


def var(name: str) -> Record:
    return {"var": name}


SCORE = var("score")
VETO: Record = {"!=": [var("veto_event"), "无"]}
BANDS: list[Any] = [{">=": [SCORE, 90]}, "优秀", {">=": [SCORE, 75]}, "良好", {">=": [SCORE, 60]}, "合格", "不合格"]
GRADE: Record = {"if": [VETO, "不合格", *BANDS]}
FIRST: Record = {"grade": GRADE, "grade_rule": {"if": [VETO, "R2", "R1"]}}
CATEGORY = var("category")
LATE: Record = {">=": [var("years_in_cycle"), 5]}
INCOME: Record = {"+": [var("team_horizontal"), var("team_vertical"), var("team_transfer")]}
BALANCED: Record = {">=": [INCOME, var("team_cost")]}
NEEDS: list[Any] = [var("led_by_enterprise"), {"==": [CATEGORY, "技术创新型"]}, {"==": [var("recognition"), "无"]}]
AMOUNTS: list[Any] = [{"==": [CATEGORY, "基础研究型"]}, 500, {"==": [CATEGORY, "技术创新型"]}, 300, 100]
REWARD: Record = {"if": [{"!=": [var("grade"), "优秀"]}, 0, *AMOUNTS]}
CUT: Record = {"*": [var("approved_budget"), 0.8]}
BUDGET: Record = {"if": [{"==": [var("grade"), "不合格"]}, CUT, var("approved_budget")]}
RENEW: list[Any] = [{"==": [CATEGORY, "基础研究型"]}, {"==": [var("cycle"), 1]}, LATE, {"!=": [var("grade"), "不合格"]}]
REST: Record = {
    "reward": REWARD,
    "next_budget": BUDGET,
    "eligible": {"!": [{"and": NEEDS}]},
    "self_sufficient": BALANCED,
    "team_exit": {"and": [LATE, {"!": [BALANCED]}, {"!": [var("agreement_override")]}]},
    "renew": {"and": RENEW},
    "total": {"+": [REWARD, BUDGET]},
}


def _whole(rule: Any) -> Any:
    """The rule with the grade written out, since one JsonLogic rule has no names for intermediate results."""
    if rule == var("grade"):
        return GRADE
    if isinstance(rule, dict):
        return {key: _whole(value) for key, value in rule.items()}
    return [_whole(part) for part in rule] if isinstance(rule, list) else rule


def datalogic() -> Job:
    """One rule, a template of all outputs, the grade written out where it is used: faster than two rules."""
    from datalogic_py import Engine

    engine = Engine()
    rule = engine.compile_template({**FIRST, **_whole(REST)})
    evaluate = engine.session().evaluate
    return lambda records: [evaluate(rule, record) for record in records]


def datalogic_text() -> Job:
    """JSON text in and out: no Python objects at all. The text is made beforehand and read back only for checking."""
    from datalogic_py import Engine

    engine = Engine()
    rule = engine.compile_template({**FIRST, **_whole(REST)})
    evaluate = engine.session().evaluate_str
    return lambda texts: [evaluate(rule, text) for text in texts]  # type: ignore[arg-type]  # texts here


def datalogic_parsed() -> Job:
    """Records that are parsed beforehand, by its own parser: what is left is the evaluation and the result."""
    from datalogic_py import Engine

    engine = Engine()
    rule = engine.compile_template({**FIRST, **_whole(REST)})
    evaluate = engine.session().evaluate_data
    return lambda handles: [evaluate(rule, handle) for handle in handles]  # type: ignore[arg-type]  # handles here


# --- CEL --------------------------------------------------------------------------------------------------------------

CEL_BANDS = 'score >= 90.0 ? "优秀" : score >= 75.0 ? "良好" : score >= 60.0 ? "合格" : "不合格"'
CEL_GRADE = f'veto_event != "无" ? "不合格" : {CEL_BANDS}'
CEL_REWARD = 'grade != "优秀" ? 0.0 : category == "基础研究型" ? 500.0 : category == "技术创新型" ? 300.0 : 100.0'
CEL_BUDGET = 'grade == "不合格" ? approved_budget * 0.8 : approved_budget'
CEL_BALANCED = "team_horizontal + team_vertical + team_transfer >= team_cost"
CEL_ELIGIBLE = '!(led_by_enterprise && category == "技术创新型" && recognition == "无")'
CEL_EXIT = f"years_in_cycle >= 5 && !({CEL_BALANCED}) && !agreement_override"
CEL_RENEW = 'category == "基础研究型" && cycle == 1 && years_in_cycle >= 5 && grade != "不合格"'
CEL_TOTAL = f"({CEL_REWARD}) + ({CEL_BUDGET})"
CEL_REST = f"[{CEL_REWARD}, {CEL_BUDGET}, {CEL_ELIGIBLE}, {CEL_BALANCED}, {CEL_EXIT}, {CEL_RENEW}, {CEL_TOTAL}]"
CEL_RULE = 'veto_event != "无" ? "R2" : "R1"'
CEL_WHOLE = f"[[{CEL_GRADE}, {CEL_RULE}]].map(g, [g[0], g[1]] + {CEL_REST.replace('grade', 'g[0]')})[0]"
TYPES = {
    "STRING": ("category", "recognition", "veto_event"),
    "BOOL": ("led_by_enterprise", "agreement_override"),
    "INT": ("id", "years_in_cycle", "cycle"),
    "DOUBLE": ("score", "approved_budget", "team_horizontal", "team_vertical", "team_transfer", "team_cost"),
}


def cel_rust() -> Job:
    """common-expression-language: the whole job as one expression, the grade bound by `map`."""
    import cel

    execute = cel.compile(CEL_WHOLE).execute
    return lambda records: [execute(record) for record in records]


def cel_google() -> Job:
    """cel-expr-python, Google's C++ CEL: one expression, typed variables."""
    from cel_expr_python import cel  # type: ignore[import-untyped,import-not-found,unused-ignore]

    types = {name: getattr(cel.Type, kind) for kind, names in TYPES.items() for name in names}
    expression = cel.NewEnv(variables=types).compile(CEL_WHOLE)
    return lambda records: [expression.eval(data=record).plain_value() for record in records]


def cel_python() -> Job:
    """cel-python: the same expression, interpreted in Python."""
    import celpy

    environment = celpy.Environment()
    program = environment.program(environment.compile(CEL_WHOLE))
    make = celpy.json_to_cel  # type: ignore[attr-defined,unused-ignore]
    return lambda records: [
        program.evaluate({name: make(value) for name, value in record.items()}) for record in records
    ]


# --- rule-engine ------------------------------------------------------------------------------------------------------


def _rule_engine_text(cel: str) -> str:
    return cel.replace("&&", "and").replace("!(", "not (").replace("!agreement", "not agreement")


def rule_engine() -> Job:
    """rule-engine: one expression for each output; the grade goes into the record for the ones that read it."""
    import rule_engine as peer  # type: ignore[import-untyped,import-not-found,unused-ignore]

    names = [name for name in OUTPUTS if name not in ("grade", "grade_rule", "total")]
    texts = (CEL_REWARD, CEL_BUDGET, CEL_ELIGIBLE, CEL_BALANCED, CEL_EXIT, CEL_RENEW)
    grade, rule = peer.Rule(_rule_engine_text(CEL_GRADE)), peer.Rule(_rule_engine_text(CEL_RULE))
    rest = [(name, peer.Rule(_rule_engine_text(text))) for name, text in zip(names, texts, strict=True)]
    total = peer.Rule("reward + next_budget")

    def job(records: list[Record]) -> list[Any]:
        rows = []
        for record in records:
            known = {**record, "grade": grade.evaluate(record), "grade_rule": rule.evaluate(record)}
            for name, expression in rest:
                known[name] = expression.evaluate(known)
            known["total"] = total.evaluate(known)
            rows.append(known)
        return rows

    return job


# --- zen-engine -------------------------------------------------------------------------------------------------------


def _zen_content() -> str:
    def text(cel: str) -> str:
        return _rule_engine_text(cel).replace("grade", "$.grade")

    reward = text(CEL_REWARD)
    rows = {
        "grade": _rule_engine_text(CEL_GRADE),
        "grade_rule": CEL_RULE,
        "reward": reward,
        "next_budget": text(CEL_BUDGET),
        "eligible": text(CEL_ELIGIBLE),
        "self_sufficient": CEL_BALANCED,
        "team_exit": text(CEL_EXIT).replace(f"({CEL_BALANCED})", "$.self_sufficient"),
        "renew": text(CEL_RENEW),
        "total": "$.reward + $.next_budget",
    }
    expressions = [{"id": name, "key": name, "value": value} for name, value in rows.items()]
    middle = {"id": "job", "type": "expressionNode", "name": "job", "content": {"expressions": expressions}}
    ends = [{"id": end, "type": f"{end}Node", "name": end} for end in ("input", "output")]
    edges = [("input", "job"), ("job", "output")]
    lines = [{"id": a, "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges]
    return json.dumps({"nodes": [ends[0], middle, ends[1]], "edges": lines}, ensure_ascii=False)


def zen_engine() -> Job:
    """zen-engine: a decision with one expression node, in which later rows read earlier ones."""
    import zen

    decision = zen.ZenEngine().create_decision(_zen_content())
    return lambda records: [decision.evaluate(record)["result"] for record in records]


def zen_batch() -> Job:
    """zen-engine's `evaluate_batch`: many records in one call."""
    import zen

    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"job": json.loads(_zen_content())}}})

    def job(records: list[Record]) -> list[Any]:
        found = engine.evaluate_batch([{"key": "job", "context": record} for record in records])
        return [one["data"]["result"] for one in found]

    return job


# --- business-rules ---------------------------------------------------------------------------------------------------


def business_rules() -> Job:
    """business-rules: conditions on variables, actions that set outputs; what reads the grade comes after it."""
    from bench.peers_business_rules import job

    return job()


PEERS: dict[str, tuple[str, Callable[[], Job]]] = {
    "datalogic-py": ("datalogic-py", datalogic),
    "datalogic-py, text to text": ("datalogic-py", datalogic_text),
    "datalogic-py, parsed before": ("datalogic-py", datalogic_parsed),
    "common-expression-language (Rust CEL)": ("common-expression-language", cel_rust),
    "cel-expr-python (C++ CEL)": ("cel-expr-python", cel_google),
    "cel-python": ("cel-python", cel_python),
    "rule-engine": ("rule-engine", rule_engine),
    "zen-engine": ("zen-engine", zen_engine),
    "zen-engine, batch": ("zen-engine", zen_batch),
    "business-rules": ("business-rules", business_rules),
}
"""Label → distribution and job."""
