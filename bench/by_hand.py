"""The benchmark job as plain Python, the yardstick; in: one record, out: its outputs, each with the rule that decided.

Twice: over exact decimals with the vocabulary's members (to check answers), and over floats with Chinese words (what a
programmer would write, and what the peers compute).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Record = dict[str, Any]
REWARDS = {"basic_research": Decimal(500), "technology_innovation": Decimal(300), "innovation_service": Decimal(100)}
KEPT = Decimal("0.8")
OUTPUTS = ("grade", "reward", "next_budget", "eligible", "self_sufficient", "team_exit", "renew", "total")


def exact(r: Record) -> tuple[tuple[Any, str], ...]:
    """The outputs with decimals, in the order of `OUTPUTS`, each with its rule."""
    grade, rule = _graded(r["score"]), "R1.n1"
    if r["veto_event"] != "none":
        grade, rule = "unqualified", "R2.n1"
    reward = REWARDS[r["category"]] if grade == "excellent" else Decimal(0)
    budget = r["approved_budget"] * KEPT if grade == "unqualified" else r["approved_budget"]
    needs = r["led_by_enterprise"] and r["category"] == "technology_innovation"
    balanced = r["team_horizontal"] + r["team_vertical"] + r["team_transfer"] >= r["team_cost"]
    leaves = r["years_in_cycle"] >= 5 and not balanced and not r["agreement_override"]
    first = r["category"] == "basic_research" and r["cycle"] == 1 and r["years_in_cycle"] >= 5
    return (
        (grade, rule),
        (reward, "R4.n1"),
        (budget, "R5.n1"),
        (not (needs and r["recognition"] == "none"), "R6.n1"),
        (balanced, "R7.n1"),
        (leaves, "R7.n1"),
        (first and grade != "unqualified", "R8.n1"),
        (reward + budget, "R9.n1"),
    )


def _graded(score: Decimal) -> str:
    if score >= 90:
        return "excellent"
    if score >= 75:
        return "good"
    return "qualified" if score >= 60 else "unqualified"


FLOAT_REWARDS = {"基础研究型": 500, "技术创新型": 300, "创新服务型": 100}


def floating(r: Record) -> Record:
    """The outputs with floats, by name, and the rules; in one function, as fast as plain Python gets without tricks."""
    score, category = r["score"], r["category"]
    if r["veto_event"] != "无":
        grade, rule = "不合格", "R2"
    elif score >= 90:
        grade, rule = "优秀", "R1"
    elif score >= 75:
        grade, rule = "良好", "R1"
    elif score >= 60:
        grade, rule = "合格", "R1"
    else:
        grade, rule = "不合格", "R1"
    reward = FLOAT_REWARDS[category] if grade == "优秀" else 0
    budget = r["approved_budget"] * 0.8 if grade == "不合格" else r["approved_budget"]
    balanced = r["team_horizontal"] + r["team_vertical"] + r["team_transfer"] >= r["team_cost"]
    late = r["years_in_cycle"] >= 5
    return {
        "grade": grade,
        "grade_rule": rule,
        "reward": reward,
        "reward_rule": "R4",
        "next_budget": budget,
        "budget_rule": "R5",
        "eligible": not (r["led_by_enterprise"] and category == "技术创新型" and r["recognition"] == "无"),
        "eligibility_rule": "R6",
        "self_sufficient": balanced,
        "team_exit": late and not balanced and not r["agreement_override"],
        "exit_rule": "R7",
        "renew": category == "基础研究型" and r["cycle"] == 1 and late and grade != "不合格",
        "renewal_rule": "R8",
        "total": reward + budget,
    }
